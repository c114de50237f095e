"""What a person may hold and work on, on both databases: limits hold in a race, changes leave a line."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from casework.actors import Staff
from casework.errors import (
    CapacityOutOfRange,
    ColleagueFull,
    HandsFull,
    NotAllowed,
    NothingToClaim,
    NotInYourTeam,
    NotYoursToGive,
    Refusal,
    StillHolds,
)
from casework.use_cases.claim import Claim, ClaimNext, claim, claim_next
from casework.use_cases.hand_back import HandBack, hand_back
from casework.use_cases.reassign import Reassign, reassign
from casework.use_cases.team import ChangeCompetence, SetCapacity, change_competence, set_capacity
from data_access.repositories.colleagues import active_staff
from data_access.tables import staff, staff_changes
from tests.data_access.test_the_desk import AMAL, ANALYST, BASIM, SUHA, Office, person
from tests.staffed import on_record


class TeamOffice(Office):
    def limits(self, who: Staff, capacity: int | None, by: Staff = SUHA) -> None:
        command = SetCapacity(
            username=who.username, seen=self.version(who.username), command_id=uuid4(), capacity=capacity
        )
        self.records.act(set_capacity, command, by=by)

    def gives(
        self,
        who: str,
        *programmes: str,
        regions: tuple[str, ...] = (),
        by: Staff = SUHA,
        once: UUID | None = None,
    ) -> None:
        command = ChangeCompetence(
            username=who,
            seen=self.version(who),
            command_id=once or uuid4(),
            programmes=frozenset(programmes),
            regions=frozenset(regions),
        )
        self.records.act(change_competence, command, by=by)

    def reassigns(self, reference: str, to: Staff, by: Staff = SUHA) -> None:
        seen = self.case(reference, by).version
        command = Reassign(
            application=reference, seen=seen, command_id=uuid4(), to=to.username, note="للمساعدة"
        )
        self.records.act(reassign, command, by=by)

    def hands_back(self, reference: str, by: Staff = AMAL) -> None:
        seen = self.case(reference, by).version
        command = HandBack(application=reference, seen=seen, command_id=uuid4(), note="انتهى يومي")
        self.records.act(hand_back, command, by=by)

    def version(self, username: str) -> int:
        with self.engine.connect() as connection:
            return connection.scalar(sa.select(staff.c.version).where(staff.c.username == username)) or 0

    def who(self, username: str) -> Staff:
        with self.engine.connect() as connection:
            return active_staff(connection, username)[username]

    def lines(self) -> list[tuple[str, str, str, object]]:
        columns = (staff_changes.c.by, staff_changes.c.username, staff_changes.c.what, staff_changes.c.facts)
        with self.engine.connect() as connection:
            return [
                tuple(row) for row in connection.execute(sa.select(*columns).order_by(staff_changes.c.id))
            ]


@pytest.fixture
def office(engine: Engine) -> TeamOffice:
    return TeamOffice(engine)


def test_who_holds_as_many_as_they_may_gets_no_more(office: TeamOffice) -> None:
    for number in range(4):
        office.receives(f"row-{number}")
    office.limits(AMAL, 2)
    first, _second = office.claims(), office.claims()
    with pytest.raises(HandsFull) as refused:
        office.claims()
    assert refused.value.capacity == 2
    office.hands_back(first)
    assert office.claims() == first


def test_a_chosen_case_is_refused_as_well(office: TeamOffice) -> None:
    reference = office.receives("row-1")
    office.limits(AMAL, 0)
    before = office.trace()
    with pytest.raises(HandsFull):
        office.records.act(claim, Claim(application=reference, command_id=uuid4()), by=AMAL)
    assert office.trace() == before
    assert office.case(reference).assignee is None


def test_a_lifted_limit_is_no_limit(office: TeamOffice) -> None:
    for number in range(3):
        office.receives(f"row-{number}")
    office.limits(AMAL, 1)
    office.claims()
    office.limits(AMAL, None)
    office.claims()
    office.claims()
    with pytest.raises(NothingToClaim):
        office.claims()


def test_the_limit_of_one_is_not_that_of_another(office: TeamOffice) -> None:
    office.receives("row-1")
    office.limits(AMAL, 0)
    assert office.claims(BASIM)


def test_a_full_colleague_is_given_nothing_and_named(office: TeamOffice) -> None:
    first, second = office.receives("row-1"), office.receives("row-2")
    office.limits(BASIM, 1)
    office.reassigns(first, BASIM)
    with pytest.raises(ColleagueFull) as refused:
        office.reassigns(second, BASIM)
    assert (refused.value.username, refused.value.capacity) == ("basim", 1)
    assert office.case(second).assignee is None


def test_what_is_in_these_hands_already_may_be_confirmed_there(office: TeamOffice) -> None:
    reference = office.receives("row-1")
    office.limits(BASIM, 1)
    office.reassigns(reference, BASIM)
    office.reassigns(reference, BASIM)
    assert office.case(reference).assignee == "basim"


def test_a_lower_limit_takes_nothing_away(office: TeamOffice) -> None:
    references = [office.receives(f"row-{number}") for number in range(3)]
    for _ in references:
        office.claims()
    office.limits(AMAL, 1)
    assert {office.case(reference).assignee for reference in references} == {"amal"}
    with pytest.raises(HandsFull):
        office.claims()


def test_many_claims_of_one_person_at_once_stop_at_the_limit(office: TeamOffice) -> None:
    for number in range(12):
        office.receives(f"row-{number}", kinds=())
    office.limits(AMAL, 3)

    def one(_number: int) -> str | type[Refusal]:
        try:
            return office.records.act(claim_next, ClaimNext(command_id=uuid4()), by=AMAL)
        except Refusal as refusal:
            return type(refusal)

    with ThreadPoolExecutor(8) as threads:
        came = list(threads.map(one, range(10)))
    taken = [reference for reference in came if isinstance(reference, str)]
    assert len(taken) == len(set(taken)) == 3
    assert came.count(HandsFull) == 7


def test_claims_and_gifts_at_once_stop_at_the_limit(office: TeamOffice) -> None:
    references = [office.receives(f"row-{number}", kinds=()) for number in range(8)]
    office.limits(BASIM, 2)

    def one(number: int) -> bool:
        try:
            if number % 2:
                office.claims(BASIM)
            else:
                office.reassigns(references[-1 - number // 2], BASIM)
        except Refusal:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(one, range(8))) == 2
    assert [office.case(reference).assignee for reference in references].count("basim") == 2


def test_a_limit_set_leaves_a_line_and_the_same_again_leaves_none(office: TeamOffice) -> None:
    office.limits(AMAL, 5)
    office.limits(AMAL, 5)
    office.limits(AMAL, None)
    assert office.lines() == [
        ("suha", "amal", "capacity", {"before": None, "after": 5}),
        ("suha", "amal", "capacity", {"before": 5, "after": None}),
    ]


@pytest.mark.parametrize("capacity", [-1, 201])
def test_no_such_number_can_be_a_limit(office: TeamOffice, capacity: int) -> None:
    with pytest.raises(CapacityOutOfRange):
        office.limits(AMAL, capacity)
    assert office.lines() == []


KARAMA = person("suha", SUHA.role, ("eg.takaful", "eg.karama"))


def test_a_change_of_competence_holds_from_the_next_click_and_leaves_a_line(office: TeamOffice) -> None:
    on_record(office.engine, KARAMA)
    office.gives("amal", "eg.takaful", "eg.karama", regions=("eg-01", "eg-14"), by=KARAMA)
    amal = office.who("amal")
    assert (amal.programmes, amal.regions) == ({"eg.takaful", "eg.karama"}, {"eg-01", "eg-14"})
    assert office.lines() == [
        (
            "suha",
            "amal",
            "competence",
            {
                "before": {"programmes": ["eg.takaful"], "regions": []},
                "after": {"programmes": ["eg.karama", "eg.takaful"], "regions": ["eg-01", "eg-14"]},
            },
        )
    ]


def test_a_repeated_change_is_one_and_no_change_leaves_no_line(office: TeamOffice) -> None:
    office.gives("amal", "eg.takaful")
    assert office.lines() == []
    twice = uuid4()
    for _ in range(2):
        office.gives("amal", "eg.takaful", regions=("eg-01",), once=twice)
    assert len(office.lines()) == 1


def test_what_is_not_the_supervisors_is_refused_and_nothing_is_written(office: TeamOffice) -> None:
    with pytest.raises(NotYoursToGive):
        office.gives("amal", "eg.takaful", "eg.karama")
    assert office.who("amal").programmes == {"eg.takaful"}
    assert office.lines() == []


def test_cases_in_hand_stay_within_the_competence(office: TeamOffice) -> None:
    reference = office.receives("row-1")
    office.claims()
    with pytest.raises(StillHolds) as refused:
        office.gives("amal", "eg.takaful", regions=("eg-02",))
    assert (refused.value.username, refused.value.cases) == ("amal", 1)
    office.reassigns(reference, BASIM)
    office.gives("amal", "eg.takaful", regions=("eg-02",))


@pytest.mark.parametrize("username", ["nobody", "suha", "nader"])
def test_only_caseworkers_of_the_team_are_changed(office: TeamOffice, username: str) -> None:
    with pytest.raises(NotInYourTeam):
        office.gives(username, "eg.takaful")
    with pytest.raises(NotInYourTeam):
        office.limits(person(username), 3)


def test_a_disabled_person_is_nobody(office: TeamOffice) -> None:
    with office.engine.begin() as connection:
        connection.execute(sa.update(staff).where(staff.c.username == "amal").values(disabled_at=office.now))
    with pytest.raises(NotInYourTeam):
        office.limits(AMAL, 3)


@pytest.mark.parametrize("by", [AMAL, ANALYST], ids=lambda one: one.username)
def test_only_supervisors_change_anybodys_work(office: TeamOffice, by: Staff) -> None:
    with pytest.raises(NotAllowed):
        office.limits(BASIM, 3, by=by)
    with pytest.raises(NotAllowed):
        office.gives("basim", "eg.takaful", by=by)
