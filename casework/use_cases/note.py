"""Add a remark to the file."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from casework.actors import Staff
from casework.permissions import Permission
from casework.ports import Clock, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote:
    """A remark for colleagues; the citizen does not see it."""

    application: str
    command_id: UUID
    text: str


def add_note(command: AddNote, unit: Unit, by: Staff, now: Clock) -> None:
    """Add a remark to the file; it stays and is never edited."""
    application = unit.applications.get(command.application)
    by.must_be_allowed(Permission.NOTE, application)
    application.note(command.text, by=by, at=now())
