"""Change what a caseworker works on, and how much of it at once; each change leaves a line."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from casework.actors import Staff
from casework.errors import CapacityOutOfRange, NotInYourTeam, StillHolds
from casework.permissions import Permission
from casework.personnel import Employee
from casework.ports import Clock, Unit
from casework.team import MOST_IN_HAND, Competence, changed_competence, leads
from casework.use_cases.staff import must_be_at


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCompetence:
    """The programmes and regions a caseworker shall have; no region means every region."""

    username: str
    seen: int
    command_id: UUID
    programmes: frozenset[str]
    regions: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCapacity:
    """How many cases a caseworker may hold at once; None for no limit."""

    username: str
    seen: int
    command_id: UUID
    capacity: int | None


def change_competence(command: ChangeCompetence, unit: Unit, by: Staff, now: Clock) -> None:
    """Give and take programmes and regions, within the supervisor's own.

    Raises:
        NotInYourTeam: nobody of that name, or not a caseworker of this supervisor.
        PersonChangedMeanwhile: somebody changed their work after the form was opened.
        NotYoursToGive, NothingLeft, ReachesFurther: see `casework.team.changed_competence`.
        StillHolds: cases in these hands would lie outside the new competence.
    """
    by.must_be_allowed(Permission.MANAGE_TEAM)
    employee = _led(command.username, command.seen, unit, by)
    person = employee.staff
    asked = Competence(programmes=command.programmes, regions=command.regions)
    after = changed_competence(by, person, asked)
    if after == Competence(programmes=person.programmes, regions=person.regions):
        return
    if left := unit.colleagues.holds_outside(person.username, after):
        raise StillHolds(username=person.username, cases=left)
    unit.staffing.set_competence(employee, after, by=by.username, at=now(), handed_back=0)


def set_capacity(command: SetCapacity, unit: Unit, by: Staff, now: Clock) -> None:
    """Limit how many cases a caseworker holds at once, or lift the limit; cases in hand stay there.

    Raises:
        NotInYourTeam: nobody of that name, or not a caseworker of this supervisor.
        PersonChangedMeanwhile: somebody changed their work after the form was opened.
        CapacityOutOfRange: less than 0 or more than `casework.team.MOST_IN_HAND`.
    """
    by.must_be_allowed(Permission.MANAGE_TEAM)
    person = _led(command.username, command.seen, unit, by).staff
    if command.capacity is not None and not 0 <= command.capacity <= MOST_IN_HAND:
        raise CapacityOutOfRange(least=0, most=MOST_IN_HAND)
    before = unit.colleagues.capacity(person.username)
    if before != command.capacity:
        unit.colleagues.set_capacity(person, before, command.capacity, by=by.username, at=now())


def _led(username: str, seen: int, unit: Unit, by: Staff) -> Employee:
    person = unit.staffing.find(username)
    if person is None or person.disabled_at is not None or not leads(by, person.staff):
        raise NotInYourTeam(username=username)
    must_be_at(username, person.version, seen, unit)
    return person
