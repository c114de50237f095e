"""Hand a case back to the queue, or let a claim that is too old lapse."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from casework.actors import Staff, System
from casework.permissions import Permission
from casework.ports import Clock, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class HandBack:
    """A case returned, and why."""

    application: str
    seen: int
    command_id: UUID
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LapseClaim:
    """A claim held longer than the office allows."""

    application: str
    seen: int


def hand_back(command: HandBack, unit: Unit, by: Staff, now: Clock) -> None:
    """Return a case to the queue, saying why."""
    application = unit.applications.get(command.application, seen=command.seen)
    by.must_be_allowed(Permission.HAND_BACK, application)
    by.must_hold(application)
    application.hand_back(command.note, by=by, at=now())


def lapse_claim(command: LapseClaim, unit: Unit, by: System, now: Clock) -> None:
    """Return a forgotten case to the queue; drafts are kept for whoever takes it again."""
    application = unit.applications.get(command.application, seen=command.seen)
    application.lapse(by=by, at=now())
