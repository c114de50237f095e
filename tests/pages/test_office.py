"""The office's page: numbers with lists, filters in the address, what it says where nothing is."""

import re
from datetime import date, timedelta
from html import unescape

import pytest

from casework.applications.events import EventKind
from casework.local_time import local_date
from dashboard import office as process
from tests.complaining import happens
from tests.pages.cases import case_of, claims, judges, person, receives


def html_of(at):
    """Everything the page says in HTML of its own."""
    return unescape(" ".join(element.proto.body for element in at.get("html")))


def key_number(at, title):
    """A key number's value and the address of its list."""
    card = re.search(rf">{re.escape(title)}</a><strong>(.*?)</strong>", html_of(at))
    assert card is not None, title
    link = re.search(r'href="([^"]*)".*?<bdi>(.*?)</bdi>', card[1])
    assert link is not None, card[1]
    return link[2], link[1]


def today():
    """The day on the wall of the supervisor's office: past ten in the evening (UTC) it is tomorrow's."""
    return local_date("eg.takaful", process.now())


@pytest.fixture
def busy(office):
    """Four cases received lately: one in hand, one with a paper that cannot be read, one overdue."""
    for days in (1, 2, 3):
        receives(office, days_ago=days)
    late = receives(office, days_ago=90)
    claims(office, late)
    judges(office, late, verdict="unreadable", note="-")
    return office


@pytest.mark.parametrize(
    ("language", "title", "received"), [("ar", "أداء الجهة", "الطلبات الواردة"), ("en", "Office", "Received")]
)
def test_it_tells_the_period_in_the_readers_language(busy, language, title, received):
    at = busy.opened("office.py", by="samir", language=language)
    assert not at.exception
    assert at.title[0].value == title
    assert key_number(at, received)[0] == "3"


def test_numbers_of_today_that_can_be_worked_on_open_the_queue(busy):
    at = busy.opened("office.py", by="samir", language="en")
    assert key_number(at, "Waiting") == ("3", "/queue?view=unclaimed")
    assert key_number(at, "Overdue") == ("1", "/queue?view=overdue")


def test_other_numbers_open_their_list(busy):
    at = busy.opened("office.py", by="samir", language="en", programme="eg.takaful")
    n, url = key_number(at, "Received")
    assert url.startswith("/behind?figure=flow&a=received&programme=eg.takaful&from=")
    query = dict(part.split("=") for part in url.partition("?")[2].split("&"))
    listed = busy.opened("behind.py", by="samir", language="en", **query)
    assert not listed.exception
    assert listed.title[0].value == "Received"
    assert f"{n} cases" in html_of(listed)


def test_an_earlier_day_is_told_as_it_was_and_opens_its_own_list(busy):
    eve = (today() - timedelta(days=1)).isoformat()
    at = busy.opened("office.py", by="samir", language="en", to=eve)
    assert not at.exception
    n, url = key_number(at, "Waiting")
    assert url == f"/behind?figure=state&a=waiting&to={eve}"
    listed = busy.opened("behind.py", by="samir", language="en", figure="state", a="waiting", to=eve)
    assert f"{n} cases" in html_of(listed)
    assert listed.caption[0].value.startswith("These cases stood so")


def test_choices_are_written_into_the_address_as_codes(busy):
    at = busy.opened("office.py", by="samir")
    at.selectbox(key="office.programme").set_value("eg.takaful").run()
    at.segmented_control(key="office.period").set_value("13w").run()
    at.segmented_control(key="office.by").set_value("region").run()
    assert dict(at.query_params) == {"programme": "eg.takaful", "period": "13w", "by": "region"}
    assert "القاهرة" in html_of(at)
    at.button(key="office.clear").click().run()
    assert dict(at.query_params) == {}


def test_days_of_ones_own_begin_with_those_that_are_shown(busy):
    at = busy.opened("office.py", by="samir")
    at.segmented_control(key="office.period").set_value("own").run()
    since = at.date_input(key="office.from").value
    assert at.query_params["from"] == since.isoformat()
    at.date_input(key="office.from").set_value(since - timedelta(days=10)).run()
    assert not at.exception
    assert at.segmented_control(key="office.period").value == "own"
    at.segmented_control(key="office.period").set_value("4w").run()
    assert "from" not in at.query_params


def test_a_shared_link_shows_its_place_and_days(busy):
    at = busy.opened("office.py", by="samir", region="eg-01", period="26w")
    assert at.selectbox(key="office.region").value == "eg-01"
    assert at.segmented_control(key="office.period").value == "26w"
    assert not at.info


@pytest.mark.parametrize(
    "asked",
    [
        {"programme": "sa.food"},
        {"office": "sa"},
        {"region": "xx-99"},
        {"period": "3w"},
        {"to": "2999-01-01"},
        {"to": "yesterday"},
        {"from": "2026-13-01"},
        {"from": "2026-03-10", "to": "2026-03-01"},
        {"period": "'; drop table"},
    ],
)
def test_what_an_address_cannot_mean_is_left_out_with_a_sentence(office, asked):
    at = office.opened("office.py", by="samir", language="en", **asked)
    assert not at.exception
    assert at.info[0].value == "A part of this address was not understood and was left out."


def test_an_office_without_cases_says_why_there_is_nothing(office):
    at = office.opened("office.py", by="samir", language="en")
    assert not at.exception
    told = html_of(at)
    assert told.count("mizan-figure-empty") >= 10
    assert "Nothing in your programmes and regions in these days. Choose a longer period." in told
    assert "No second check was made in these days within these filters." in told
    assert "not enough data" in told


def test_a_very_long_period_is_cut_to_two_years(office):
    at = office.opened("office.py", by="samir", language="en", **{"from": "2001-01-01"})
    assert not at.exception
    assert at.date_input(key="office.from").value == today() - timedelta(days=730)


@pytest.mark.parametrize("file", ["office.py", "behind.py"])
@pytest.mark.parametrize("name", ["amal", "dalia", "yousef"])
def test_only_supervisors_see_the_office(office, file, name):
    at = office.opened(file, by=name, language="en", figure="decided")
    assert not at.exception
    assert at.error[0].value.startswith("Your role may not see the office's figures")


@pytest.mark.parametrize(
    "asked",
    [{}, {"figure": "everything"}, {"figure": "decided", "a": "maybe"}, {"figure": "staff", "a": "amal"}],
)
def test_an_address_without_a_figure_leads_back_to_the_office(office, asked):
    at = office.opened("behind.py", by="samir", language="en", **asked)
    assert not at.exception
    assert at.info[0].value.startswith("This address names no figure.")
    at.button(key="behind.office").click().run()
    assert at.title[0].value == "Office"


@pytest.mark.parametrize(
    "asked",
    [
        {"at": "'; drop table"},
        {"at": "a20261123.99999999999999999999999"},
        {"to": "2999-01-01"},
        {"programme": "sa.food"},
    ],
)
def test_what_a_lists_address_cannot_mean_is_left_out(office, asked):
    at = office.opened("behind.py", by="samir", language="en", figure="decided", **asked)
    assert not at.exception
    assert at.info[0].value == "A part of this address was not understood and was left out."


def test_a_list_is_paged_and_the_address_holds_no_names(office):
    for number in range(53):
        receives(office, days_ago=1 + number % 9, papers=())
    since = (today() - timedelta(days=20)).isoformat()
    at = office.opened("behind.py", by="samir", figure="flow", a="received", **{"from": since})
    assert at.button(key="behind.previous").disabled
    at.button(key="behind.next_page").click().run()
    assert not at.exception
    assert at.query_params["at"].startswith("a")
    assert at.query_params["figure"] == "flow"
    assert at.button(key="behind.next_page").disabled
    at.button(key="behind.previous").click().run()
    assert not at.button(key="behind.next_page").disabled
    name = case_of(office, receives(office)).name
    assert name not in str(dict(at.query_params))


def test_the_list_of_an_earlier_day_never_ends_before_it_begins(office):
    at = office.opened(
        "behind.py", by="samir", figure="decided", **{"from": str(date(2026, 3, 9)), "to": "2026-03-01"}
    )
    assert not at.exception
    assert at.info


def test_what_followed_the_decisions_is_told_with_its_definitions(busy):
    reference = receives(busy)
    samir = person(busy, "samir")
    about = {"complaint": "C-1", "complaint_kind": "service", "decision": None, "decided_on": None}
    said = about | {"reasons": [], "due_on": "2026-01-01"}
    happens(busy.records, reference, EventKind.COMPLAINT_FILED, by=samir, note="x", **said)
    happens(busy.records, reference, EventKind.PAYMENT_RETURNED, by=samir, payment="P", cause="deceased")
    happens(busy.records, reference, EventKind.SUSPENDED, by=samir, reason="not_updated")
    for language, heading, service in (
        ("en", "After the decision", "Service"),
        ("ar", "ما بعد القرار", "مستوى الخدمة"),
    ):
        at = busy.opened("office.py", by="samir", language=language)
        assert not at.exception
        assert heading in [one.value for one in at.subheader]
        tables = [
            unescape(one.proto.body) for one in at.get("html") if "complaints_overdue" in one.proto.body
        ]
        row = next(row for row in tables[0].split("<tr>") if service in row)
        assert re.findall(r">(\d+)<", row)[:3] == ["1", "1", "1"]
        assert all(f"figure={key}" in html_of(at) for key in ("payments_returned", "entitlements_suspended"))
