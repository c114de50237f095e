"""Undo a decision soon after it was made, before its message leaves."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from casework.actors import Staff
from casework.entitlements.acts import cancel_entitlement
from casework.errors import MessageAlreadyLeft
from casework.permissions import Permission
from casework.ports import Clock, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """A decision taken back, and why."""

    application: str
    seen: int
    command_id: UUID
    note: str


def undo(command: Undo, unit: Unit, by: Staff, now: Clock) -> None:
    """Take back a decision by a new record; only the person who decided may.

    The case returns to them, and what they had decided is their draft again.

    Raises:
        NothingToUndo, AlreadyChecked, UndoTooLate, NotYours, NoteMissing.
        MessageAlreadyLeft: the citizen has been told.
    """
    application = unit.applications.get(command.application, seen=command.seen)
    by.must_be_allowed(Permission.UNDO, application)
    at = now()
    undone = application.undo(command.note, by=by, at=at)
    cancel_entitlement(unit, application, by=by, at=at)
    unit.drafts.keep(
        application,
        by,
        outcome=undone.outcome,
        reasons=undone.reasons,
        note=undone.note,
        at=undone.at,
        words=undone.words,
    )
    if not unit.messages.withhold(application, undone):
        raise MessageAlreadyLeft(application=application.reference)
