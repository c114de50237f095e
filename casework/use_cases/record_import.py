"""Keep a line about an import: who brought which file, and what became of its rows."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from casework.actors import Actor, Staff
from casework.permissions import Permission
from casework.ports import Clock, ImportedFile, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordImport:
    """An import that came to its end."""

    command_id: UUID
    file: ImportedFile


def record_import(command: RecordImport, unit: Unit, by: Actor, now: Clock) -> str:
    """Put the import on record; returns its number, as text.

    Raises:
        NotAllowed: the person may not import.
    """
    if isinstance(by, Staff):
        by.must_be_allowed(Permission.IMPORT)
    return str(unit.imports.add(command.file, by=by.username, at=now()))
