"""The causes: what is chosen stands in the address, and each reader is told what they may know."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from casework.applications.lifecycle import Outcome
from dashboard import office as process
from dashboard.forms.causes_address import month_code, months_until
from tests.complaining import object_to
from tests.pages.cases import person
from tests.pages.decided import LAND, decided, rejects_for_land

ODD = "A part of this address was not understood and was left out."


@pytest.fixture
def decisions(office):
    """Six rejections for land, one of them for a car too, and two approvals; nothing is drawn."""
    rejects_for_land(office)
    return office


def told(at):
    """The figures above the others, as the reader sees them."""
    heads = [html.proto.body for html in at.get("html") if "mizan-headline" in html.proto.body]
    return re.findall(r"<dd>(.*?)</dd>", heads[0])


def chips(at):
    return {button.key: button.label for button in at.button if button.key.startswith("causes.drop.")}


@pytest.mark.parametrize(
    ("language", "title", "only"),
    [
        ("ar", "الأسباب", "أكثر ما كان العائق الوحيد: «\u2068حيازة أرض زراعية تتجاوز الحد المسموح به\u2069»"),
        ("en", "Causes", "Most often the only obstacle: “\u2068Land over the limit\u2069”, in 5 of the 6"),
    ],
    ids=["ar", "en"],
)
def test_it_speaks_the_readers_language(decisions, language, title, only):
    at = decisions.opened("causes.py", by="samir", language=language)
    assert not at.exception
    assert at.title[0].value == title
    assert any(only in html.proto.body for html in at.get("html"))


def test_a_supervisor_sees_what_was_counted_and_an_analyst_what_may_be_told(decisions):
    assert told(decisions.opened("causes.py", by="samir", language="en")) == ["6", "75%", "7"]
    at = decisions.opened("causes.py", by="dalia", language="en")
    assert told(at) == ["5", "50%", "5"]
    rounded = "Counts are rounded to the nearest 5"
    assert any(caption.value.startswith(rounded) for caption in at.caption)
    assert not any(
        caption.value.startswith(rounded) for caption in decisions.opened("causes.py", by="samir").caption
    )


def test_it_is_where_an_analysts_day_begins(office):
    at = office.opened("", by="dalia", language="en")
    assert at.title[0].value == "Causes"
    assert not at.exception


def test_a_caseworker_is_told_that_it_is_not_for_them(office):
    at = office.opened("causes.py", by="amal", language="en")
    assert at.error[0].value.startswith("Your role may not see the causes of rejection")


def test_choices_are_written_into_the_address_as_codes(decisions):
    at = decisions.opened("causes.py", by="samir", language="en")
    at.selectbox(key="causes.programme").set_value("eg.takaful").run()
    at.multiselect(key="causes.region").set_value(["eg-26", "eg-01"]).run()
    at.selectbox(key="causes.reason").set_value("land_over_limit").run()
    at.selectbox(key="causes.sex").set_value("male").run()
    assert dict(at.query_params) == {
        "programme": "eg.takaful",
        "region": "eg-26,eg-01",
        "reason": "land_over_limit",
        "sex": "male",
    }
    assert chips(at)["causes.drop.sex"] == "Sex: Male ✕"
    at.button(key="causes.drop.region").click().run()
    assert "region" not in at.query_params
    assert told(at)[0] == "1"
    at.button(key="causes.clear").click().run()
    assert dict(at.query_params) == {}
    assert not at.exception


def test_what_goes_without_saying_is_not_written(decisions):
    at = decisions.opened("causes.py", by="samir", language="en")
    at.segmented_control(key="causes.outcome").set_value("needs_completion").run()
    assert dict(at.query_params) == {"outcome": "needs_completion"}
    at.segmented_control(key="causes.outcome").set_value("reject").run()
    assert dict(at.query_params) == {}


def test_a_shared_link_shows_what_was_chosen(decisions):
    month = month_code(months_until(process.now().date(), 1)[0])
    at = decisions.opened(
        "causes.py", by="samir", language="en", region="eg-26", reason="land_over_limit", **{"from": month}
    )
    assert at.multiselect(key="causes.region").value == ["eg-26"]
    assert at.selectbox(key="causes.reason").value == "land_over_limit"
    assert month_code(at.selectbox(key="causes.from").value) == month
    assert set(chips(at)) == {"causes.drop.from", "causes.drop.region", "causes.drop.reason"}
    assert told(at)[0] == told(at)[3] == "4"
    assert not at.info


@pytest.mark.parametrize(
    "asked",
    [
        {"outcome": "approve"},
        {"programme": "sa.food"},
        {"office": "fr"},
        {"region": "sa-01"},
        {"region": "eg-01,"},
        {"reason": "because"},
        {"sex": "2"},
        {"age_group": "'; drop table"},
        {"from": "2026-13"},
        {"from": "1900-01"},
        {"from": "9999-99", "to": "x"},
        {"view": "everything"},
        {"at": "a99999999999999999999"},
        {"at": "a١٢"},
        {"reason": "x" * 5_000},
    ],
    ids=str,
)
def test_what_an_address_cannot_mean_is_left_out_with_a_sentence(office, asked):
    at = office.opened("causes.py", by="samir", language="en", **asked)
    assert not at.exception
    assert at.info[0].value == ODD
    assert chips(at) == {}


def test_months_the_wrong_way_round_are_left_out_too(office):
    months = [month_code(month) for month in months_until(process.now().date(), 3)]
    at = office.opened("causes.py", by="samir", language="en", **{"from": months[2], "to": months[0]})
    assert at.info[0].value == ODD
    assert chips(at) == {}


def test_a_choice_that_contradicts_another_takes_its_place(office):
    at = office.opened("causes.py", by="dalia", language="en", region="eg-26,sa-01", reason="land_over_limit")
    at.selectbox(key="causes.office").set_value("sa").run()
    assert dict(at.query_params) == {
        "office": "sa",
        "region": "sa-01",
        "reason": "land_over_limit",
    }
    at.segmented_control(key="causes.outcome").set_value("needs_completion").run()
    assert dict(at.query_params) == {
        "office": "sa",
        "region": "sa-01",
        "outcome": "needs_completion",
    }


def test_nothing_to_show_says_why(office):
    at = office.opened("causes.py", by="samir", language="en")
    said = [html.proto.body for html in at.get("html") if "mizan-figure-empty" in html.proto.body]
    assert said
    assert all("nothing was decided so within your programmes and regions" in one for one in said[:3])
    at = office.opened("causes.py", by="samir", language="en", sex="female")
    said = [html.proto.body for html in at.get("html") if "mizan-figure-empty" in html.proto.body]
    assert "No decision fits these filters" in said[0]


def test_no_figure_hands_more_than_a_thousand_points_to_the_browser(decisions):
    at = decisions.opened("causes.py", by="dalia")
    figures = at.get("plotly_chart")
    assert len(figures) >= 12
    for figure in figures:
        assert figure.proto.spec.count('"customdata"') < 20
        assert len(figure.proto.spec) < 200_000


@pytest.mark.parametrize("by", ["samir", "dalia"])
def test_the_cases_behind_the_figures(decisions, by):
    at = decisions.opened("causes.py", by=by, language="en", view="cases")
    assert not at.exception
    count = [html.proto.body for html in at.get("html") if "Decisions: " in html.proto.body]
    assert ("Decisions: 6." if by == "samir" else "Decisions: 5.") in count[0]
    assert bool(at.info) == (by == "dalia")
    at.segmented_control(key="causes.view").set_value("").run()
    assert "view" not in at.query_params
    assert not at.exception


def test_a_first_view_asks_the_records_five_times(decisions):
    at = decisions.opened("causes.py", by="dalia")
    asked = []

    def count(_connection, _cursor, statement, *_more):
        if "tallies" in statement or "profiles" in statement:
            asked.append(statement)

    sa.event.listen(process.engine(), "before_cursor_execute", count)
    try:
        at.run()
    finally:
        sa.event.remove(process.engine(), "before_cursor_execute", count)
    assert len(asked) == 5
    assert all("tallies" in statement for statement in asked)


def test_months_go_back_over_the_turn_of_a_year():
    today = process.now().date().replace(month=2, day=28)
    months = months_until(today, 14)
    assert [month_code(month) for month in months[-3:]] == [
        f"{today.year - 1}-12",
        f"{today.year}-01",
        f"{today.year}-02",
    ]
    assert len(set(months)) == 14
    assert months[0] < today - timedelta(days=390)


@pytest.fixture
def objected(decisions):
    """Ten more rejections for land, objected to one after the other; seven do not stand, one is open."""
    for number in range(10):
        reference = decided(decisions, Outcome.REJECT, "land_over_limit", **LAND)
        answer = "upheld" if number < 7 else "refused"
        object_to(decisions.records, reference, answer, by=person(decisions, "samir"))
    return decisions


@pytest.mark.parametrize(
    ("language", "heading", "mark"),
    [("en", "Objections and overturns by reason", "every decision"), ("ar", "الاعتراضات وما نُقض", "كل قرار")],
    ids=["en", "ar"],
)
def test_objections_are_told_by_reason_and_those_overturned_too_often_are_marked(
    objected, language, heading, mark
):
    at = objected.opened("causes.py", by="samir", language=language, programme="eg.takaful")
    assert not at.exception
    (told,) = [one.proto.body for one in at.get("html") if "70% (" in one.proto.body]
    assert heading in told
    land = next(row for row in told.split("<tr>") if mark in row)
    assert re.findall(r">(\d+)<", land) == ["16", "10", "10", "7"]


def test_a_reason_overturned_too_often_is_named_with_the_programme_and_in_the_office(objected):
    for page in ("programmes.py", "office.py"):
        at = objected.opened(page, by="samir", language="en", programme="eg.takaful")
        assert not at.exception
        told = [one.proto.body for one in at.get("html") if "mizan-facts" in one.proto.body]
        assert any("Land over the limit" in one for one in told)


def test_requests_for_completion_have_no_objections(objected):
    at = objected.opened("causes.py", by="samir", language="en", outcome="needs_completion")
    assert not any("Objections and overturns" in one.proto.body for one in at.get("html"))
