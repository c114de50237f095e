"""The team: figures that look for help needed, and the way to change who does what."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

from casework.use_cases.reassign import Reassign
from casework.use_cases.team import SetCapacity, set_capacity
from dashboard import exports
from dashboard import office as process
from dashboard.forms.team_address import SPANS
from tests.pages.cases import case_of, claims, person, receives, version_of


def html_of(at):
    return "".join(block.proto.body for block in at.get("html"))


def limits(office, username, capacity):
    seen = version_of(office, username)
    command = SetCapacity(username=username, seen=seen, command_id=uuid4(), capacity=capacity)
    office.records.act(set_capacity, command, by=person(office, "samir"))


@pytest.mark.parametrize(("language", "title"), [("ar", "الفريق"), ("en", "Team")])
def test_it_speaks_the_readers_language(office, language, title):
    at = office.opened("team.py", by="samir", language=language)
    assert not at.exception
    assert at.title[0].value == title


@pytest.mark.parametrize("who", ["amal", "dalia", "yousef"])
def test_it_is_for_supervisors(office, who):
    at = office.opened("team.py", by=who, language="en")
    assert at.error[0].value.startswith("Your role may not see the team's cases")


def test_a_number_leads_to_the_list_behind_it(office):
    claims(office, receives(office))
    page = html_of(office.opened("team.py", by="samir", language="en"))
    assert 'href="/queue?view=team&amp;assignee=amal"' in page
    assert 'href="/team?member=amal"' in page
    assert 'href="/definitions?figure=agreement"' in page


def test_nobody_is_named_where_no_help_is_needed(office):
    claims(office, receives(office))
    page = html_of(office.opened("team.py", by="samir", language="en"))
    assert "No sign in these days that anybody needs help." in page


def test_who_may_need_help_is_named_with_the_reason(office):
    claims(office, receives(office, days_ago=200))
    page = html_of(office.opened("team.py", by="samir", language="en"))
    assert "1 case in hand is past its deadline" in page
    assert "These are reasons to ask, not judgements." in page


def test_who_may_hold_no_more_is_marked(office):
    limits(office, "amal", 1)
    claims(office, receives(office))
    page = html_of(office.opened("team.py", by="samir", language="en"))
    assert ">1 of 1</a>" in page
    assert "full" in page


def test_a_shared_link_shows_its_days(office):
    on = process.now().date() - timedelta(days=40)
    at = office.opened("team.py", by="samir", days="91", on=on.isoformat(), programme="eg.karama")
    assert not at.exception
    assert at.selectbox(key="team.days").value == 91
    assert at.date_input(key="team.on").value == on
    assert at.selectbox(key="team.programme").value == "eg.karama"
    assert not at.info


@pytest.mark.parametrize(
    "asked",
    [
        {"days": "12"},
        {"on": "yesterday"},
        {"on": "2999-01-01"},
        {"programme": "sa.food"},
        {"region": "xx-1"},
        {"figure": "luck"},
        {"at": "'; drop table"},
        {"member": "x" * 99},
    ],
)
def test_what_an_address_cannot_mean_is_left_out_with_a_sentence(office, asked):
    at = office.opened("team.py", by="samir", language="en", **asked)
    assert not at.exception
    assert at.info[0].value == "A part of this address was not understood and was left out."


def test_a_choice_is_written_into_the_address(office):
    at = office.opened("team.py", by="samir", language="en")
    at.selectbox(key="team.days").set_value(SPANS[-1]).run()
    at.selectbox(key="team.programme").set_value("eg.takaful").run()
    assert at.query_params["days"] == str(SPANS[-1])
    assert at.query_params["programme"] == "eg.takaful"
    assert not at.exception


@pytest.mark.parametrize("member", ["latifa", "samir", "noura", "nobody"])
def test_who_is_not_of_the_team_is_not_shown(office, member):
    at = office.opened("team.py", by="samir", language="en", member=member)
    assert at.info[0].value == "This person is not in your team."


def test_a_person_is_shown_with_their_work(office):
    claims(office, receives(office))
    at = office.opened("team.py", by="samir", language="en", member="amal")
    assert not at.exception
    assert at.subheader[0].value == "Amal Abdelrahman"
    at.button(key="team.back").click().run()
    assert "member" not in at.query_params
    assert not at.exception


def test_a_capacity_is_set_and_written_down(office):
    at = office.opened("team.py", by="samir", language="en", member="amal")
    at.number_input(key="team.capacity.amal.0").set_value(3)
    at.button(key="team.capacity_send").click().run()
    assert not at.exception
    assert [toast.value for toast in at.toast] == ["Changed. It holds from the next click."]
    assert "Capacity: from “no limit” to “3”" in html_of(at)
    assert at.number_input(key="team.capacity.amal.1").value == 3


def test_a_competence_is_changed_there_and_back(office):
    at = office.opened("team.py", by="samir", language="en", member="amal")
    for number, programmes in enumerate((["eg.karama"], ["eg.karama", "eg.takaful"], ["eg.karama"])):
        at.multiselect(key=f"team.programmes.amal.{number}").set_value(programmes)
        at.button(key="team.competence_send").click().run()
        assert not at.exception
        assert person(office, "amal").programmes == set(programmes)


def test_a_refusal_is_told_in_its_box(office):
    claims(office, receives(office))
    at = office.opened("team.py", by="samir", language="en", member="amal")
    at.multiselect(key="team.programmes.amal.0").set_value(["eg.karama"])
    at.button(key="team.competence_send").click().run()
    assert [error.value for error in at.error] == [
        "Amal Abdelrahman holds 1 case outside that choice. Reassign it first."
    ]
    assert person(office, "amal").programmes == {"eg.karama", "eg.takaful"}


def test_a_form_of_before_a_colleagues_change_is_refused(office):
    at = office.opened("team.py", by="samir", language="en", member="amal")
    limits(office, "amal", 9)
    at.number_input(key="team.capacity.amal.0").set_value(3)
    at.button(key="team.capacity_send").click().run()
    assert at.error[0].value.startswith(
        "Nothing was saved: Samir Fahmy changed the account of Amal Abdelrahman"
    )
    assert "Capacity: from “no limit” to “9”" in html_of(at)


@pytest.mark.parametrize("page", ["queue", "team"])
def test_several_cases_are_moved_each_with_its_own_result(office, page):
    first, second, third = (receives(office) for _ in range(3))
    limits(office, "mariam", 1)
    claims(office, third)
    at = office.opened(f"{page}.py", by="samir", language="en")
    at.session_state[f"{page}.reassign_pending"] = [
        Reassign(
            application=reference,
            seen=case_of(office, first).version + extra,
            command_id=uuid4(),
            to="mariam",
            note="help",
        )
        for reference, extra in ((first, 0), (second, 0), (third, 0))
    ]
    at.run()
    assert not at.exception
    told = html_of(at)
    assert "In other hands now: 1 of 3." in told
    assert "With Mariam El Shafei now." in told
    assert "may hold no more cases (limit: 1)" in told
    assert "Nothing was saved: Amal Abdelrahman changed" in told
    assert [case_of(office, one).assignee for one in (first, second, third)] == ["mariam", None, "amal"]
    at.button(key=f"{page}.reassign_close").click().run()
    assert "In other hands now" not in html_of(at)


def test_the_file_holds_what_the_page_shows(office):
    exports.shelf.cache_clear()
    claims(office, receives(office))
    at = office.opened("team.py", by="samir", language="en")
    link = html_of(at).partition('href="/exports/')[2].partition(".")[0]
    laid = exports.shelf().of(link, at.user["session"])
    assert laid is not None
    assert laid.table.what == "team.figures"
    assert [(row["person"], row["held"]) for row in laid.table.rows] == [
        ("Amal Abdelrahman", 1),
        ("Hany Girgis", 0),
        ("Mariam El Shafei", 0),
    ]
    assert set(laid.table.codes) == {"from", "to"}


def test_links_keep_the_days(office):
    page = html_of(office.opened("team.py", by="samir", days="91", programme="eg.takaful"))
    links = [part.partition('"')[0] for part in page.split('href="/team?')[1:]]
    for link in links:
        asked = parse_qs(urlsplit("?" + link.replace("&amp;", "&")).query)
        assert asked["days"] == ["91"]
        assert asked["programme"] == ["eg.takaful"]
