"""What supervisors read of their team, on both databases: as of any day, with the list behind each number."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy.engine import Engine

from casework.actors import Staff, System
from casework.applications.lifecycle import Outcome
from casework.errors import NotAllowed, NotInYourTeam
from casework.statistics.figures import Rate
from casework.statistics.periods import Period
from casework.statistics.team import Team, Work
from casework.use_cases.hand_back import LapseClaim, lapse_claim
from casework.use_cases.undo import Undo, undo
from data_access.queries.scope import Asked
from data_access.queries.team import changes, movable, team
from data_access.queries.team_work import FIGURES, work_of
from data_access.records import Records
from tests.data_access.test_team import TeamOffice
from tests.data_access.test_the_desk import AMAL, ANALYST, BASIM, SUHA, TODAY, person
from tests.lots import quiet
from tests.seals import SEAL_KEY


class FiguresOffice(TeamOffice):
    def __post_init__(self) -> None:
        super().__post_init__()
        self.records = Records(self.engine, lambda: self.now, seeds=quiet, seal_key=SEAL_KEY)

    @property
    def today(self) -> date:
        return self.now.date()

    def passes(self, days: int) -> None:
        self.now += timedelta(days=days)

    def rejects(self, by: Staff = AMAL) -> str:
        reference = self.claims(by)
        self.accepts_papers(reference, by)
        self.decides(reference, Outcome.REJECT, "fixed_income", by=by)
        return reference

    def team(self, days: int = 28, on: date | None = None, viewer: Staff = SUHA, **asked: str) -> Team:
        period = Period.ending(on or self.today, days)
        return self.records.ask(team, viewer=viewer, asked=Asked(**asked), period=period, today=self.today)

    def work(self, username: str = "amal", **when: object) -> Work:
        return next(one.work for one in self.team(**when).members if one.person.username == username)  # type: ignore[arg-type]

    def listed(self, figure: str, username: str = "amal", days: int = 28, limit: int = 50) -> list[str]:
        page = self.records.ask(
            work_of,
            viewer=SUHA,
            username=username,
            figure=figure,
            asked=Asked(),
            period=Period.ending(self.today, days),
            limit=limit,
        )
        assert page.total == len(page.rows) or page.onward
        return [row.reference for row in page.rows]


@pytest.fixture
def office(engine: Engine) -> FiguresOffice:
    return FiguresOffice(engine)


def test_a_team_is_told_person_by_person(office: FiguresOffice) -> None:
    assert [one.person.username for one in office.team().members] == ["amal", "basim"]
    assert all(one.work.is_idle for one in office.team().members)
    assert office.team().others.is_idle


def test_hands_are_told_as_of_any_day(office: FiguresOffice) -> None:
    assert office.today == TODAY  # a Monday; Friday and Saturday are the weekend
    office.receives("row-1", kinds=())
    office.receives("row-2", kinds=())
    office.claims()
    office.passes(2)
    second = office.claims()
    office.passes(6)
    assert office.work().hands.cases == {6: 1, 4: 1}
    assert office.work(on=TODAY + timedelta(days=3)).hands.cases == {3: 1, 1: 1}
    assert office.work(on=TODAY + timedelta(days=1)).hands.cases == {1: 1}
    assert office.work(on=TODAY - timedelta(days=1)).held == 0
    office.reassigns(second, BASIM)
    assert office.work().hands.cases == {6: 1}
    assert office.work("basim").hands.cases == {0: 1}


def test_cases_past_their_deadline_are_told_of_today_only(office: FiguresOffice) -> None:
    office.receives("row-1", days_ago=200, kinds=())
    office.claims()
    assert office.work().overdue == 1
    office.passes(1)
    assert office.work(on=office.today - timedelta(days=1)).overdue is None


def test_acts_are_told_with_the_list_behind_each(office: FiguresOffice) -> None:
    for number in range(5):
        office.receives(f"row-{number}")
    first, second = office.rejects(), office.rejects()
    third = office.claims()
    office.hands_back(third)
    assert office.claims() == third
    office.records.act(
        lapse_claim, LapseClaim(application=third, seen=office.case(third).version), by=System()
    )
    seen = office.case(second).version
    office.records.act(undo, Undo(application=second, seen=seen, command_id=uuid4(), note="خطأ"), by=AMAL)
    work = office.work()
    assert {figure: sum(work.did(act) for act in acts) for figure, acts in FIGURES.items()} == {
        "decided": 1,
        "approve": 0,
        "reject": 1,
        "needs_completion": 0,
        "handed_back": 1,
        "lapsed": 1,
        "undone": 1,
        "checked": 0,
        "agreed": 0,
        "replaced": 0,
    }
    assert office.listed("decided") == office.listed("reject") == [first]
    assert office.listed("handed_back") == office.listed("lapsed") == [third]
    assert office.listed("undone") == [second]
    assert office.listed("approve") == office.listed("checked") == []
    assert work.agreement == Rate(0, 0)


def test_an_earlier_period_is_told_by_itself(office: FiguresOffice) -> None:
    office.receives("row-1")
    office.receives("row-2")
    office.rejects()
    office.passes(10)
    office.rejects()
    assert office.work(days=7).decided() == 1
    assert office.work(days=7, on=TODAY).decided() == 1
    assert office.work(days=28).decided() == 2
    assert len(office.listed("decided", days=7)) == 1
    assert len(office.listed("decided", limit=1)) == 1


def test_what_supervisors_do_themselves_is_told_apart(office: FiguresOffice) -> None:
    office.receives("row-1")
    office.rejects(by=SUHA)
    assert office.team().others.decided() == 1
    assert office.work().is_idle


def test_a_capacity_is_told(office: FiguresOffice) -> None:
    office.receives("row-1", kinds=())
    office.limits(AMAL, 1)
    office.claims()
    amal, basim = office.team().members
    assert (amal.capacity, amal.is_full) == (1, True)
    assert (basim.capacity, basim.is_full) == (None, False)


def test_a_region_narrows_hands_and_acts(office: FiguresOffice) -> None:
    office.receives("row-1")
    office.receives("row-2", region="eg-02")
    office.rejects()
    office.claims()
    assert office.work(region="eg-01").decided() + office.work(region="eg-02").decided() == 1
    assert office.work(region="eg-01").held + office.work(region="eg-02").held == 1
    assert office.work(programme="eg.karama").is_idle


def test_only_what_can_be_moved_is_movable(office: FiguresOffice) -> None:
    for number in range(3):
        office.receives(f"row-{number}")
    decided = office.rejects()
    held = office.claims()
    waiting = office.receives("row-9", kinds=())
    cases = office.records.ask(movable, viewer=SUHA, references=[waiting, decided, "no-such", held])
    assert [(case.reference, case.assignee) for case in cases] == [(waiting, None), (held, "amal")]
    assert cases[1].version == office.case(held).version
    other = person("latifa", SUHA.role, ("sa.food",))
    assert office.records.ask(movable, viewer=other, references=[held]) == ()


def test_changes_are_told_the_latest_first(office: FiguresOffice) -> None:
    office.limits(AMAL, 3)
    office.limits(AMAL, 4)
    told = office.records.ask(changes, viewer=SUHA, username="amal")
    assert [(one.by, one.what, one.facts["after"]) for one in told] == [
        ("suha", "capacity", 4),
        ("suha", "capacity", 3),
    ]


@pytest.mark.parametrize("viewer", [AMAL, ANALYST], ids=lambda one: one.username)
def test_the_team_is_for_its_supervisor(office: FiguresOffice, viewer: Staff) -> None:
    period = Period.ending(TODAY, 7)
    with pytest.raises(NotAllowed):
        office.team(viewer=viewer)
    with pytest.raises(NotAllowed):
        office.records.ask(movable, viewer=viewer, references=[])
    with pytest.raises(NotAllowed):
        office.records.ask(changes, viewer=viewer, username="amal")
    with pytest.raises(NotAllowed):
        office.records.ask(
            work_of, viewer=viewer, username="amal", figure="decided", asked=Asked(), period=period
        )


@pytest.mark.parametrize("username", ["nobody", "suha", "nader"])
def test_who_is_not_of_the_team_is_not_looked_into(office: FiguresOffice, username: str) -> None:
    with pytest.raises(NotInYourTeam):
        office.listed("decided", username=username)
    with pytest.raises(NotInYourTeam):
        office.records.ask(changes, viewer=SUHA, username=username)
