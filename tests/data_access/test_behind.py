"""Every number opens the list behind it: in a lived-through office, each figure and its list's length."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from casework.actors import Staff
from casework.applications.evidence import PaperFault, PaperVerdict
from casework.applications.lifecycle import Outcome
from casework.countries.pack import packs
from casework.deadlines import Urgency
from casework.errors import NotAllowed
from casework.permissions import Role
from casework.statistics.backlog import UNFINISHED, WAITING, Age
from casework.statistics.office import OfficeFigures
from casework.statistics.periods import Period
from casework.statistics.postings import Measure
from data_access.engine import for_reading
from data_access.queries.behind import behind
from data_access.queries.behind_figure import Figure
from data_access.queries.behind_list import BehindRow, Place
from data_access.queries.office_figures import office_figures
from data_access.queries.scope import Asked
from data_access.tables import applications
from tests.data_access.lived import AS_OF

PROGRAMMES = frozenset(code for pack in packs().values() for code in pack.programmes)
EVERYTHING = Asked()
EVER = Period.ending(AS_OF, 364)
LATELY = Period.ending(AS_OF, 28)
IN_SUMMER = Period.ending(date(2026, 8, 20), 91)


def person(username: str, role: Role = Role.CASEWORKER, regions: frozenset[str] = frozenset()) -> Staff:
    return Staff(
        username=username,
        name_ar=f"ا {username}",
        name_en=username.title(),
        role=role,
        programmes=PROGRAMMES,
        regions=regions,
    )


SUHA = person("suha", Role.SUPERVISOR)


def shown(figures: OfficeFigures) -> Mapping[Figure, int]:
    """Every number of the page that is told of a period or of its last day, with its address."""
    results, backlog = figures.now, figures.backlog
    return (
        {Figure(Measure.FLOW, what): n for what, n in results.flows.items()}
        | {Figure(Measure.DECIDED): results.decided}
        | {Figure(Measure.DECIDED, outcome): results.outcome(outcome) for outcome in Outcome}
        | {Figure(Measure.DECIDED, a, b): n for (a, b), n in results.standing.items()}
        | {Figure(Measure.IN_TIME, a, b): n for (a, b), n in results.timely.items()}
        | {Figure(Measure.IN_TIME): results.in_time.denominator}
        | {Figure(Measure.IN_TIME, "in_time"): results.in_time.numerator}
        | {Figure(Measure.DAYS_FIRST): results.first_days.size}
        | {Figure(Measure.DAYS_FIRST, str(days)): n for days, n in results.first_days.cases.items()}
        | {Figure(Measure.DAYS_FINAL): results.final_days.size}
        | {Figure(Measure.DAYS_FINAL, str(days)): n for days, n in results.final_days.cases.items()}
        | {Figure(Measure.REQUESTS, str(times)): n for times, n in results.requests.items()}
        | {Figure(Measure.RIGHT): results.right.denominator}
        | {Figure(Measure.RIGHT, "right"): results.right.numerator}
        | {Figure(Measure.RIGHT, "not"): results.right.denominator - results.right.numerator}
        | dict(_of_papers(figures))
        | dict(_of_checks(figures))
        | {Figure(Measure.STATE, state): backlog.states.get(state, 0) for state in UNFINISHED}
        | {Figure(Measure.STATE, "waiting"): backlog.waiting}
        | {Figure(Measure.STATE): sum(backlog.states.get(state, 0) for state in UNFINISHED)}
        | {
            Figure(Measure.OPEN, age, late): backlog.open.get((age, late), 0)
            for age in Age
            for late in Urgency
        }
        | {Figure(Measure.OPEN, age): backlog.by_age(age) for age in Age}
        | {Figure(Measure.OPEN, "", late): backlog.by_urgency(late) for late in Urgency}
        | {Figure(Measure.OPEN): sum(backlog.open.values())}
    )


def _of_papers(figures: OfficeFigures) -> Iterator[tuple[Figure, int]]:
    for kind, papers in figures.now.papers.items():
        yield Figure(Measure.PAPER, kind, "refused"), papers.refused.numerator
        yield Figure(Measure.PAPER, kind, "judged"), papers.refused.denominator
        yield Figure(Measure.PAPER, kind, "faulty"), sum(papers.faults.values())
        for verdict in PaperVerdict:
            yield Figure(Measure.PAPER, kind, verdict), papers.verdicts.get(verdict, 0)
        for fault in PaperFault:
            yield Figure(Measure.PAPER, kind, fault), papers.faults.get(fault, 0)


def _of_checks(figures: OfficeFigures) -> Iterator[tuple[Figure, int]]:
    for outcome in (*Outcome, None):
        checks = figures.now.checked if outcome is None else figures.now.checks.get(outcome)
        if checks is not None:
            yield Figure(Measure.CHECK, "drawn", outcome or ""), checks.drawn
            yield Figure(Measure.CHECK, "agreed", outcome or ""), checks.agreed
            yield Figure(Measure.CHECK, "replaced", outcome or ""), checks.replaced
            yield Figure(Measure.CHECK, "checked", outcome or ""), checks.agreement.denominator


def walked(
    connection: Connection, figure: Figure, period: Period, asked: Asked = EVERYTHING, limit: int = 1_000
) -> list[BehindRow]:
    """All rows of a list, page after page, and what its head says must be their number."""
    rows, at = list[BehindRow](), None
    while True:
        page = behind(connection, viewer=SUHA, figure=figure, asked=asked, period=period, at=at, limit=limit)
        rows += page.rows
        if page.onward is None:
            assert page.total == len(rows), figure
            return rows
        at = page.onward


def test_every_number_opens_as_many_cases_as_it_says(lived: Engine) -> None:
    differing, told = dict[object, tuple[int, int]](), 0
    with for_reading(lived).connect() as connection:
        for period, asked in (
            (EVER, EVERYTHING),
            (IN_SUMMER, EVERYTHING),
            (LATELY, Asked(office="sa")),
            (EVER, Asked(region="eg-01")),
            (IN_SUMMER, Asked(programme="eg.takaful")),
        ):
            figures = office_figures(connection, viewer=SUHA, asked=asked, period=period)
            for figure, n in shown(figures).items():
                page = behind(connection, viewer=SUHA, figure=figure, asked=asked, period=period, limit=1_000)
                told += bool(n)
                if not n == page.total == len(page.rows):
                    differing[figure, period, asked] = (n, page.total, len(page.rows))
    assert differing == {}
    assert told > 250


def test_a_list_is_walked_on_and_back_without_loss(lived: Engine) -> None:
    with for_reading(lived).connect() as connection:
        for figure in (
            Figure(Measure.DECIDED),
            Figure(Measure.FLOW, "received"),
            Figure(Measure.FLOW, "claimed"),
            Figure(Measure.STATE),
            Figure(Measure.PAPER, "", "judged"),
        ):
            whole = walked(connection, figure, EVER)
            assert walked(connection, figure, EVER, limit=12) == whole
            last = whole[-1]
            at: Place | None = Place(at=last.at, id=last.id, back=True)
            backwards: list[BehindRow] = []
            while at is not None:
                page = behind(
                    connection, viewer=SUHA, figure=figure, asked=EVERYTHING, period=EVER, at=at, limit=12
                )
                assert Place.parse(str(at)) == at
                backwards = [*page.rows, *backwards]
                at = page.backward
            assert backwards == whole[:-1]


def test_rows_say_which_case_what_happened_and_when(lived: Engine) -> None:
    with for_reading(lived).connect() as connection:
        for row in walked(connection, Figure(Measure.DECIDED, Outcome.APPROVE), EVER):
            assert (row.what, bool(row.reference), bool(row.name)) == ("approve", True, True)
            assert row.on in EVER
            assert row.days is not None
        backlog = walked(connection, Figure(Measure.STATE, "waiting"), EVER)
        assert {row.what for row in backlog} <= set(WAITING)
        assert [row.at for row in backlog] == sorted(row.at for row in backlog)


def test_the_place_of_another_list_begins_at_the_first_page(lived: Engine) -> None:
    with for_reading(lived).connect() as connection:
        here = {"viewer": SUHA, "asked": EVERYTHING, "period": EVER}
        moment = Place.parse("a20261101T101010000000.1")
        page = behind(connection, figure=Figure(Measure.DECIDED), at=moment, **here)
        assert page == behind(connection, figure=Figure(Measure.DECIDED), **here)


@pytest.mark.parametrize(
    "text", ["", "x20261101.1", "a2026110.1", "a20261101", "a20261101.x", "a20261101T99.1", "a.", "b"]
)
def test_a_place_that_is_none_is_none(text: str) -> None:
    assert Place.parse(text) is None


@pytest.mark.parametrize(
    ("measure", "a", "b"),
    [
        ("decided", "maybe", ""),
        ("decided", "approve", "third"),
        ("nothing", "", ""),
        ("staff", "amal", ""),
        ("flow", "", ""),
        ("paper", "identity_card", ""),
        ("days_first", "-1", ""),
        ("state", "approved", ""),
        ("open", "0_4", "late"),
    ],
)
def test_an_address_that_means_no_figure_means_none(measure: str, a: str, b: str) -> None:
    assert Figure.parse(measure, a, b) is None


def test_a_caseworker_sees_neither_the_office_nor_its_lists(engine: Engine) -> None:
    with for_reading(engine).connect() as connection:
        asked = {"viewer": person("amal"), "asked": EVERYTHING, "period": EVER}
        with pytest.raises(NotAllowed):
            office_figures(connection, **asked)
        with pytest.raises(NotAllowed):
            behind(connection, figure=Figure(Measure.DECIDED), **asked)


def test_outside_ones_regions_there_is_nothing(lived: Engine) -> None:
    cairo = person("nabil", Role.SUPERVISOR, regions=frozenset({"eg-01"}))
    with for_reading(lived).connect() as connection:
        whole = behind(
            connection, viewer=cairo, figure=Figure(Measure.FLOW, "received"), asked=EVERYTHING, period=EVER
        )
        assert {row.region for row in whole.rows} <= {"eg-01"}
        assert whole.total == len(whole.rows)
        elsewhere = Asked(region="eg-02")
        nothing = behind(
            connection, viewer=cairo, figure=Figure(Measure.DECIDED), asked=elsewhere, period=EVER
        )
        assert (nothing.total, nothing.rows) == (0, ())


def test_the_day_after_is_the_same_day_by_another_clock(lived: Engine) -> None:
    with for_reading(lived).connect() as connection:
        whole = connection.execute(sa.select(sa.func.count()).select_from(applications)).scalar_one()
        each = [
            len(walked(connection, Figure(Measure.FLOW, "received"), Period(day, day)))
            for day in (EVER.since + timedelta(days=number) for number in range(EVER.days))
        ]
        assert sum(each) == whole
