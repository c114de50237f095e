"""The queue: whose cases are shown, how they are narrowed and found, how the next one is taken."""

import pytest

from dashboard.forms.queue_address import views_of
from tests.pages.cases import NUMBER, case_of, claims, person, receives


@pytest.mark.parametrize(("language", "title"), [("ar", "الطلبات"), ("en", "Cases")])
def test_it_speaks_the_readers_language(office, language, title):
    at = office.opened("queue.py", by="amal", language=language)
    assert not at.exception
    assert at.title[0].value == title


def test_counts_stand_beside_the_lists(office):
    receives(office)
    at = office.opened("queue.py", by="amal", language="en")
    assert [option.content for option in at.segmented_control(key="queue.view").proto.options][:3] == [
        "My cases (0)",
        "Unclaimed (1)",
        "Back from the applicant (0)",
    ]


def test_the_next_case_is_claimed_and_opened(office):
    later, sooner = receives(office, days_ago=3), receives(office, days_ago=20)
    at = office.opened("queue.py", by="amal", language="en")
    at.button(key="queue.next").click().run()
    assert not at.exception
    assert case_of(office, sooner).assignee == "amal"
    assert case_of(office, later).assignee is None
    assert at.query_params["case"] == sooner


def test_two_people_never_get_the_same(office):
    first, second = receives(office, days_ago=9), receives(office, days_ago=8)
    for name in ("amal", "mariam"):
        office.opened("queue.py", by=name).button(key="queue.next").click().run()
    assert {case_of(office, first).assignee, case_of(office, second).assignee} == {"amal", "mariam"}


def test_nothing_to_claim_is_told_in_words(office):
    at = office.opened("queue.py", by="amal", language="en")
    at.button(key="queue.next").click().run()
    assert [error.value for error in at.error] == [
        "No case is waiting for you in your programmes and regions."
    ]


def test_a_filter_is_written_into_the_address_as_a_code(office):
    at = office.opened("queue.py", by="amal")
    at.selectbox(key="queue.programme").set_value("eg.karama").run()
    assert at.query_params["programme"] == "eg.karama"
    at.button(key="queue.clear").click().run()
    assert "programme" not in at.query_params


def test_a_shared_link_shows_its_list_and_filters(office):
    at = office.opened("queue.py", by="amal", view="unclaimed", programme="eg.takaful", urgency="red")
    assert at.segmented_control(key="queue.view").value == "unclaimed"
    assert at.selectbox(key="queue.programme").value == "eg.takaful"
    assert at.selectbox(key="queue.urgency").value == "red"
    assert not at.info


@pytest.mark.parametrize(
    "asked",
    [
        {"view": "everything"},
        {"view": "team"},
        {"programme": "sa.food"},
        {"region": "xx-99"},
        {"state": "lost"},
        {"at": "a20261399.1"},
        {"at": "a20261123.99999999999999999999999"},
        {"at": "'; drop table"},
    ],
)
def test_what_an_address_cannot_mean_is_left_out_with_a_sentence(office, asked):
    at = office.opened("queue.py", by="amal", language="en", **asked)
    assert not at.exception
    assert at.info[0].value == "A part of this address was not understood and was left out."
    assert at.segmented_control(key="queue.view").value == "mine"


def test_what_is_searched_for_never_reaches_the_address(office):
    receives(office)
    at = office.opened("queue.py", by="amal")
    at.text_input(key="queue.search").set_value(NUMBER).run()
    assert not at.exception
    assert NUMBER not in str(dict(at.query_params))


def test_only_supervisors_see_the_team(office):
    names = {}
    for name in ("amal", "samir"):
        at = office.opened("queue.py", by=name)
        names[name] = {box.key for box in at.selectbox}
    assert "queue.assignee" in names["samir"] - names["amal"]


def test_a_policy_analyst_is_told_that_the_queue_is_not_for_them(office):
    at = office.opened("queue.py", by="dalia", language="en")
    assert at.error[0].value.startswith("Your role may not see the queue")


def test_paging_goes_on_and_back(office):
    for days in range(55):
        receives(office, days_ago=1 + days % 9, papers=())
    at = office.opened("queue.py", by="amal", view="unclaimed")
    assert at.button(key="queue.previous").disabled
    at.button(key="queue.next_page").click().run()
    assert at.query_params["at"].startswith("a")
    assert at.button(key="queue.next_page").disabled
    at.button(key="queue.previous").click().run()
    assert not at.exception
    assert not at.button(key="queue.next_page").disabled


def test_a_claimed_case_is_in_ones_own_list(office):
    claims(office, receives(office))
    at = office.opened("queue.py", by="amal", language="en")
    assert at.segmented_control(key="queue.view").proto.options[0].content == "My cases (1)"


def test_views_are_those_of_the_role(office):
    assert "team" not in views_of(person(office, "amal"))
    assert "team" in views_of(person(office, "samir"))
