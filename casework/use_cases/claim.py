"""Claim a case: the most urgent one, or a chosen one."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from casework.actors import Staff
from casework.errors import HandsFull, NothingToClaim
from casework.permissions import Permission
from casework.ports import Clock, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimNext:
    """The wish for the next case."""

    command_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The wish for this case."""

    application: str
    command_id: UUID


def claim_next(command: ClaimNext, unit: Unit, by: Staff, now: Clock) -> str:  # noqa: ARG001 - a command like others
    """Take the most urgent waiting case within competence; two people never get the same.

    Returns:
        The reference of the case.

    Raises:
        HandsFull: the person holds as many as they may.
        NothingToClaim: nothing within competence is waiting.
    """
    by.must_be_allowed(Permission.CLAIM)
    _must_have_room(unit, by)
    at = now()
    application = unit.applications.claim_next(by, at)
    if application is None:
        raise NothingToClaim
    application.record_claim(by=by, at=at)
    return application.reference


def claim(command: Claim, unit: Unit, by: Staff, now: Clock) -> str:
    """Take a chosen waiting case.

    Raises:
        AlreadyClaimed: a colleague was quicker; the refusal says who and when.
        HandsFull: the person holds as many as they may.
    """
    application = unit.applications.get(command.application)
    by.must_be_allowed(Permission.CLAIM, application)
    _must_have_room(unit, by)
    application.claim(by=by, at=now())
    return application.reference


def _must_have_room(unit: Unit, by: Staff) -> None:
    capacity = unit.colleagues.capacity(by.username)
    if capacity is not None and unit.colleagues.held(by.username) >= capacity:
        raise HandsFull(capacity=capacity)
