"""Put a case into other hands; a supervisor taking over is the same act."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from casework.actors import Staff
from casework.errors import ColleagueFull, NoSuchColleague
from casework.permissions import Permission
from casework.ports import Clock, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Reassign:
    """A case for a colleague, and why."""

    application: str
    seen: int
    command_id: UUID
    to: str
    note: str


def reassign(command: Reassign, unit: Unit, by: Staff, now: Clock) -> None:
    """Put a case into the hands of a competent colleague.

    Raises:
        NoSuchColleague: unknown, disabled, without the permission to decide, or not competent for the case.
        ColleagueFull: the colleague holds as many cases as they may.
    """
    application = unit.applications.get(command.application, seen=command.seen)
    by.must_be_allowed(Permission.REASSIGN, application)
    colleague = unit.colleagues.find_to_give(command.to)
    fits = (
        colleague is not None
        and colleague.may(Permission.DECIDE)
        and colleague.is_competent_for(application.programme, application.region)
    )
    if colleague is None or not fits:
        raise NoSuchColleague(username=command.to)
    if application.assignee != colleague.username:
        _must_have_room(unit, colleague)
    application.reassign(colleague, command.note, by=by, at=now())


def _must_have_room(unit: Unit, colleague: Staff) -> None:
    capacity = unit.colleagues.capacity(colleague.username)
    if capacity is not None and unit.colleagues.held(colleague.username) >= capacity:
        raise ColleagueFull(username=colleague.username, capacity=capacity)
