"""Take figures out of the office as a file: allowed to few, and always written down."""

from __future__ import annotations

from dataclasses import dataclass

from casework.actors import Staff
from casework.permissions import Permission
from casework.ports import Clock, ExportedFile, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """The wish to take a file; it is the same file whether or not it was taken before."""

    file: ExportedFile


def export(command: Export, unit: Unit, by: Staff, now: Clock) -> str:
    """Put on record who takes what, and how many rows; returns the record's number, as text.

    Raises:
        NotAllowed: the person may not take figures out.
    """
    by.must_be_allowed(Permission.EXPORT)
    return str(unit.exports.add(command.file, by=by.username, at=now()))
