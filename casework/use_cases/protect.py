"""Protect a case from curiosity, and lift it again: a supervisor's act, with the reason in words."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from casework.actors import Staff
from casework.permissions import Permission
from casework.ports import Clock, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Protect:
    """A case that only supervisors and its holder open from now on, or no longer."""

    application: str
    seen: int
    command_id: UUID
    note: str


def protect(command: Protect, unit: Unit, by: Staff, now: Clock) -> None:
    """Keep a case from everybody but supervisors and whoever has it in hand.

    Raises:
        AlreadySo: it is protected already.
        NoteMissing: nobody says why.
    """
    application = unit.applications.get(command.application, seen=command.seen)
    by.must_be_allowed(Permission.PROTECT, application)
    application.protect(command.note, by=by, at=now())


def unprotect(command: Protect, unit: Unit, by: Staff, now: Clock) -> None:
    """Open a protected case to everybody who is competent for it.

    Raises:
        AlreadySo: it is not protected.
        NoteMissing: nobody says why.
    """
    application = unit.applications.get(command.application, seen=command.seen)
    by.must_be_allowed(Permission.PROTECT, application)
    application.unprotect(command.note, by=by, at=now())
