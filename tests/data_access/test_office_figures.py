"""The office's figures: computed by hand for a small office, the same for every day asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from casework.actors import Citizen, System
from casework.applications.evidence import PaperVerdict
from casework.applications.lifecycle import Outcome, State
from casework.countries.pack import pack_of
from casework.deadlines import Urgency
from casework.errors import NotAllowed
from casework.statistics.backlog import Age
from casework.statistics.figures import Rate, Spread
from casework.statistics.office import Backlog, Checks, OfficeFigures
from casework.statistics.periods import Period
from casework.statistics.postings import Measure
from casework.use_cases.applicant import Complete, Withdraw, complete, withdraw
from casework.use_cases.claim import Claim, claim
from casework.use_cases.hand_back import HandBack, LapseClaim, hand_back, lapse_claim
from casework.use_cases.second_check import Replace, replace
from casework.use_cases.undo import Undo, undo
from casework.working_days import working_days_between
from data_access.queries.behind import behind
from data_access.queries.behind_figure import Figure
from data_access.queries.office_figures import office_figures
from data_access.queries.office_places import Place, SideBySide, office_places
from data_access.queries.scope import Asked
from data_access.records import Records
from tests.data_access.test_the_desk import AMAL, BASIM, SUHA, Office
from tests.lots import quiet, seed_drawing
from tests.seals import SEAL_KEY

MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (date(2026, 3, day) for day in (2, 3, 4, 5))
SUNDAY, NEXT_MONDAY = date(2026, 3, 8), date(2026, 3, 9)
ALL_DAYS = Period(MONDAY, NEXT_MONDAY)
LONG_AGO = date(2025, 12, 21)
OLD_DAYS = {on: working_days_between(LONG_AGO, on, pack_of("eg.takaful")) for on in (THURSDAY, SUNDAY)}


@dataclass
class Week(Office):
    """Five cases: a is approved, b comes back, c is passed on, d is withdrawn, e is old."""

    names: dict[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        super().__post_init__()
        self.records = Records(self.engine, lambda: self.now, self._seed, seal_key=SEAL_KEY)

    def _seed(self, day: date) -> str:
        others = [reference for name, reference in self.names.items() if name != "e"]
        return seed_drawing(drawn=[self.names["e"]], left=others) if day == THURSDAY else quiet(day)

    def on(self, day: date) -> None:
        self.now = datetime(day.year, day.month, day.day, 9, 0, tzinfo=UTC)

    def takes(self, name: str, by=AMAL) -> str:
        reference = self.names[name]
        self.records.act(claim, Claim(application=reference, command_id=uuid4()), by=by)
        return reference

    def version(self, name: str) -> int:
        return self.case(self.names[name], SUHA).version

    def monday(self) -> None:
        self.on(MONDAY)
        self.names = {name: self.receives(name) for name in "abcd"}
        self.names["e"] = self.receives("e", days_ago=(MONDAY - LONG_AGO).days)
        self.accepts_papers(self.takes("a"))
        self.decides(self.names["a"], Outcome.APPROVE)
        self.decides(self.takes("b"), Outcome.REJECT, "fixed_income")
        self.now += timedelta(minutes=5)
        command = Undo(application=self.names["b"], seen=self.version("b"), command_id=uuid4(), note="خطأ")
        self.records.act(undo, command, by=AMAL)
        self.decides(self.names["b"], Outcome.NEEDS_COMPLETION, "document_unreadable")

    def tuesday(self) -> None:
        self.on(TUESDAY)
        card = self.case(self.takes("c", BASIM), BASIM).papers[0]
        self.judges(self.names["c"], card.id, PaperVerdict.UNREADABLE, by=BASIM)
        command = HandBack(
            application=self.names["c"], seen=self.version("c"), command_id=uuid4(), note="إجازة"
        )
        self.records.act(hand_back, command, by=BASIM)
        self.records.act(complete, Complete(application=self.names["b"], command_id=uuid4()), by=Citizen())

    def wednesday(self) -> None:
        self.on(WEDNESDAY)
        self.accepts_papers(self.takes("b", BASIM), BASIM)
        self.decides(self.names["b"], Outcome.APPROVE, by=BASIM)

    def thursday(self) -> None:
        self.on(THURSDAY)
        self.decides(self.takes("e"), Outcome.REJECT, "fixed_income")
        self.records.act(withdraw, Withdraw(application=self.names["d"], command_id=uuid4()), by=Citizen())

    def sunday(self) -> None:
        self.on(SUNDAY)
        self.accepts_papers(self.names["e"], BASIM)
        command = Replace(
            application=self.names["e"],
            seen=self.version("e"),
            command_id=uuid4(),
            outcome=Outcome.APPROVE,
            note="الدخل دون الحد",
        )
        self.records.act(replace, command, by=BASIM)
        self.accepts_papers(self.takes("c"))

    def next_monday(self) -> None:
        self.on(NEXT_MONDAY)
        command = LapseClaim(application=self.names["c"], seen=self.version("c"))
        self.records.act(lapse_claim, command, by=System())

    def days(self) -> Iterator[date]:
        """Live the days one after another; each evening its day is told."""
        for day, live in (
            (MONDAY, self.monday),
            (TUESDAY, self.tuesday),
            (WEDNESDAY, self.wednesday),
            (THURSDAY, self.thursday),
            (SUNDAY, self.sunday),
            (NEXT_MONDAY, self.next_monday),
        ):
            live()
            yield day

    def figures(self, period: Period, asked: Asked | None = None) -> OfficeFigures:
        return self.records.ask(office_figures, viewer=SUHA, asked=asked or Asked(), period=period)

    def backlog(self, on: date) -> Backlog:
        return self.figures(Period(on, on)).backlog

    def total(self, figure: Figure, period: Period) -> tuple[int, int]:
        page = self.records.ask(behind, viewer=SUHA, figure=figure, asked=Asked(), period=period)
        return page.total, len(page.rows)


@pytest.fixture
def week(engine: Engine) -> Week:
    return Week(engine)


@pytest.fixture
def lived(week: Week) -> Week:
    assert list(week.days())[-1] == NEXT_MONDAY
    return week


def test_what_happened_is_counted(lived: Week) -> None:
    results = lived.figures(ALL_DAYS).now
    assert results.flows == {
        "received": 4,
        "claimed": 6,
        "undone": 1,
        "handed_back": 1,
        "completed": 1,
        "withdrawn": 1,
        "lapsed": 1,
    }
    assert results.received == 4


def test_decisions_count_as_they_stand(lived: Week) -> None:
    results = lived.figures(ALL_DAYS).now
    assert results.standing == {
        (Outcome.APPROVE, "first"): 2,
        (Outcome.APPROVE, "later"): 1,
        (Outcome.NEEDS_COMPLETION, "first"): 1,
    }
    assert results.decided == 4
    assert results.sent_back == Rate(1, 4)
    assert results.in_time == Rate(3, 4)
    assert results.timely["late", Outcome.APPROVE] == 1


def test_days_requests_and_first_time_right(lived: Week) -> None:
    results = lived.figures(ALL_DAYS).now
    assert results.first_days == Spread({0: 2, OLD_DAYS[SUNDAY]: 1})
    assert results.final_days == Spread({0: 1, 2: 1, OLD_DAYS[SUNDAY]: 1})
    assert results.requests == {0: 2, 1: 1}
    assert results.right == Rate(1, 3)
    assert results.right.share is None, "three cases are too few for a rate"
    assert results.final_days.median is None


def test_a_paper_counts_by_its_last_verdict_on_its_last_day(lived: Week) -> None:
    card = lived.figures(ALL_DAYS).now.papers["identity_card"]
    assert (card.verdicts, card.refused) == ({"accepted": 4}, Rate(0, 4))
    tuesday = lived.figures(Period(TUESDAY, TUESDAY)).now
    assert tuesday.papers == {}, "the card was looked at again on Sunday"
    assert lived.figures(Period(SUNDAY, SUNDAY)).now.papers["identity_card"].refused == Rate(0, 2)


def test_a_second_check_is_told_with_its_sample(lived: Week) -> None:
    results = lived.figures(ALL_DAYS).now
    assert results.checks == {Outcome.REJECT: Checks(drawn=1, agreed=0, replaced=1)}
    assert results.checked.agreement == Rate(0, 1)
    assert results.checked.agreement.interval() is None


def test_the_backlog_of_each_evening(week: Week) -> None:
    unfinished = {
        MONDAY: {State.SUBMITTED: 3, State.NEEDS_COMPLETION: 1, State.APPROVED: 1},
        TUESDAY: {State.SUBMITTED: 3, State.COMPLETED: 1, State.APPROVED: 1},
        WEDNESDAY: {State.SUBMITTED: 3, State.APPROVED: 2},
        THURSDAY: {
            State.SUBMITTED: 1,
            State.AWAITING_CHECK: 1,
            State.APPROVED: 2,
            State.WITHDRAWN: 1,
        },
        SUNDAY: {State.UNDER_REVIEW: 1, State.APPROVED: 3, State.WITHDRAWN: 1},
        NEXT_MONDAY: {State.SUBMITTED: 1, State.APPROVED: 3, State.WITHDRAWN: 1},
    }
    for day in week.days():
        assert week.backlog(day).states == unfinished[day]
    assert week.backlog(MONDAY).open == {
        (Age.TO_4, Urgency.ON_TIME): 2,
        (Age.FROM_35, Urgency.RED): 1,
    }
    assert [week.backlog(day).waiting for day in (TUESDAY, THURSDAY, SUNDAY)] == [4, 1, 0]


def test_an_earlier_day_is_told_as_it_was_told_then(week: Week) -> None:
    told = {day: week.backlog(day) for day in week.days()}
    for day, then in told.items():
        assert week.backlog(day) == then
        later = week.figures(Period(day + timedelta(days=1), NEXT_MONDAY + timedelta(days=1)))
        assert later.backlog_before == then


def test_a_decision_undone_or_replaced_is_taken_off_its_day(week: Week) -> None:
    told = {day: week.figures(Period(day, day)).now.decided for day in week.days()}
    assert (told[MONDAY], told[THURSDAY]) == (2, 1)
    again = {day: week.figures(Period(day, day)).now.decided for day in told}
    assert again == told | {THURSDAY: 0}
    assert again[SUNDAY] == 1
    assert week.total(Figure(Measure.CHECK, "drawn"), ALL_DAYS) == (1, 1)
    assert week.total(Figure(Measure.FLOW, "undone"), ALL_DAYS) == (1, 1)


def test_every_evening_has_its_list_afterwards(lived: Week) -> None:
    for day in (MONDAY, TUESDAY, WEDNESDAY, THURSDAY, SUNDAY, NEXT_MONDAY):
        backlog, then = lived.backlog(day), Period(day, day)
        for state in (State.SUBMITTED, State.COMPLETED, State.UNDER_REVIEW, State.AWAITING_CHECK):
            n = backlog.states.get(state, 0)
            assert lived.total(Figure(Measure.STATE, state), then) == (n, n), (day, state)
        late = backlog.by_urgency(Urgency.RED)
        assert lived.total(Figure(Measure.OPEN, "", "red"), then) == (late, late)


def test_weeks_add_up_and_end_with_what_waits(lived: Week) -> None:
    figures = lived.figures(ALL_DAYS)
    assert (len(figures.weeks), len(figures.weeks_before)) == (13, 13)
    assert figures.weeks[-1].days == Period(TUESDAY, NEXT_MONDAY)
    assert sum(one.flows.get("received", 0) for one in figures.weeks) == 5
    assert sum(sum(one.decided.values()) for one in figures.weeks) == 4
    assert figures.weeks[-1].waiting == figures.backlog.waiting == 1
    assert figures.weeks[-2].waiting == lived.backlog(MONDAY).waiting == 3
    assert figures.weeks_before[-1].states == {} or not any(figures.weeks_before[-1].states.values())


def test_the_period_before_is_told_beside_it(lived: Week) -> None:
    figures = lived.figures(Period(THURSDAY, SUNDAY))
    assert (figures.before.received, figures.now.received) == (4, 0)
    whole = lived.figures(Period(NEXT_MONDAY + timedelta(days=1), NEXT_MONDAY + timedelta(days=8)))
    assert (whole.now.decided, whole.before.decided) == (0, 4)
    assert whole.before == lived.figures(ALL_DAYS).now


def test_side_by_side(lived: Week) -> None:
    asked = {"viewer": SUHA, "asked": Asked(), "period": ALL_DAYS}
    (programme,) = lived.records.ask(office_places, by=SideBySide.PROGRAMME, **asked)
    (region,) = lived.records.ask(office_places, by=SideBySide.REGION, **asked)
    for place in (programme, region):
        assert (place.results.received, place.results.decided) == (4, 4)
        assert (place.waiting, place.overdue) == (1, 0)
        assert place.results.right == Rate(1, 3)
    assert (programme.code, region.code) == ("eg.takaful", "eg-01")
    (then,) = lived.records.ask(
        office_places,
        viewer=SUHA,
        asked=Asked(region="eg-01"),
        period=Period(WEDNESDAY, WEDNESDAY),
        by=SideBySide.PROGRAMME,
    )
    assert (then.code, then.waiting, then.overdue) == ("eg.takaful", 3, 1)


def test_nothing_is_told_of_what_lies_outside(lived: Week) -> None:
    nothing = lived.figures(ALL_DAYS, Asked(office="sa"))
    assert (nothing.now.flows, nothing.backlog.states) == ({}, {})
    places = lived.records.ask(
        office_places, viewer=SUHA, asked=Asked(region="eg-09"), period=ALL_DAYS, by=SideBySide.PROGRAMME
    )
    assert places == tuple[Place, ...]()


def test_a_caseworker_is_refused(lived: Week) -> None:
    for query, more in ((office_figures, {}), (office_places, {"by": SideBySide.REGION})):
        with pytest.raises(NotAllowed):
            lived.records.ask(query, viewer=AMAL, asked=Asked(), period=ALL_DAYS, **more)


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    said: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        said.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def test_few_statements_answer_however_much_there_is(lived: Week) -> None:
    asked = {"viewer": SUHA, "asked": Asked(), "period": ALL_DAYS}
    with counted(lived.engine) as said:
        lived.records.ask(office_figures, **asked)
        assert len(said) == 3
        lived.records.ask(office_places, by=SideBySide.PROGRAMME, **asked)
        assert len(said) == 5
    assert not [statement for statement in said if "applications" in statement or "journal" in statement]
    with counted(lived.engine) as said:
        lived.records.ask(behind, figure=Figure(Measure.DECIDED), **asked)
        assert len(said) == 2
