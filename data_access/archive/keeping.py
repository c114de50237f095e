"""Old cases written to an archive: a columnar copy, month by month. The database keeps what it has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.engine import Connection

from casework.actors import System
from data_access.archive.forms import DECISIONS, LINES, in_batches, pseudonyms
from data_access.archive.manifest import Manifest, Part
from data_access.archive.place import Place
from data_access.queries.archiving import (
    Month,
    archived_decisions,
    archived_lines,
    months_to_archive,
)
from data_access.records import Records


class ArchiveRefused(Exception):  # noqa: N818 - named by the fact.
    """The archive cannot be written like this; the sentence says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """What a run did: months read, and of their files those that were written anew."""

    manifest: Manifest
    months: int
    written: int


def archive(
    records: Records,
    place: Place,
    *,
    seal_key: bytes,
    closed_before: date,
    anew: bool = False,
    told: Callable[[Month], object] = str,
) -> Archived:
    """Bring an archive to what it is on a day: cases closed before it, with nothing since that counts.

    Only months are read in which something changed since the archive's own day; ``anew`` reads them all.
    The same day again writes the same bytes. ``told`` is called with each month that is done.

    Raises:
        ArchiveRefused: the day is not over, or the archive already reaches further.
        StorageError: database or archive cannot do it now; the archive is what it was.
    """
    before = place.manifest()
    _must_be_past(records, closed_before, before)
    since = None if anew or before is None else before.closed_before
    months = records.ask_at_length(
        months_to_archive, viewer=System(), closed_before=closed_before, since=since
    )
    writing = _Writing(place=place, closed_before=closed_before, pseudonym=pseudonyms(seal_key))
    parts = list[Part]()
    for month in months:
        # A month at a time: no snapshot of the database is held for longer than one takes.
        parts += records.ask_at_length(writing.month, viewer=System(), month=month)
        told(month)
    untouched = before.parts if before is not None and since is not None else ()
    changed = {(month.programme, f"{month.first:%Y-%m}") for month in months}
    kept = (part for part in untouched if (part.programme, part.month) not in changed)
    after = Manifest(closed_before=closed_before, parts=tuple(sorted((*kept, *parts))))
    place.replace(after)
    known = {part.sha256 for part in before.parts} if before else set[str]()
    return Archived(
        manifest=after, months=len(months), written=sum(part.sha256 not in known for part in parts)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writing:
    """What every month of a run is written with."""

    place: Place
    closed_before: date
    pseudonym: Callable[[int], int]

    def month(self, connection: Connection, *, viewer: System, month: Month) -> tuple[Part, ...]:
        """The files of a month, read at one moment."""
        told = (
            (DECISIONS, archived_decisions),
            (LINES, archived_lines),
        )
        parts = (
            self.place.write_part(
                what,
                month,
                in_batches(
                    query(connection, viewer=viewer, month=month, closed_before=self.closed_before),
                    what,
                    self.pseudonym,
                ),
            )
            for what, query in told
        )
        return tuple(part for part in parts if part is not None)


def _must_be_past(records: Records, closed_before: date, before: Manifest | None) -> None:
    today = records.clock().date()
    if closed_before >= today:
        raise ArchiveRefused(f"{closed_before} is not over: name a day before {today}.")
    if before is not None and before.closed_before > closed_before:
        raise ArchiveRefused(
            f"The archive already reaches to {before.closed_before}: name that day or a later one."
        )
