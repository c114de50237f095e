"""What an import asks of the records, and what the office did import."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from casework.actors import Staff, System
from casework.errors import NotAllowed
from casework.permissions import Permission
from data_access.tables import applications, intake_batches, papers

_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One import of one file. ``read`` is ``accepted + refused + known``."""

    id: int
    at: datetime
    username: str
    file_name: str
    sha256: str
    mapping: str
    read: int
    accepted: int
    refused: int
    known: int


def known_rows(
    connection: Connection, source_keys: Sequence[str], *, viewer: Staff | System
) -> frozenset[str]:
    """Those of the keys that were received before."""
    _must_import(viewer)
    found: set[str] = set()
    for part in _parts(source_keys):
        rows = connection.execute(
            sa.select(applications.c.source_key).where(applications.c.source_key.in_(part))
        )
        found.update(rows.scalars())
    return frozenset(found)


def papers_on_record(
    connection: Connection, hashes: Sequence[str], *, viewer: Staff | System
) -> Mapping[str, tuple[str, ...]]:
    """By hash, the references of the applications that already have the same bytes; three at most."""
    _must_import(viewer)
    found: dict[str, tuple[str, ...]] = {}
    for part in _parts(hashes):
        rows = connection.execute(
            sa.select(papers.c.sha256, applications.c.reference)
            .join(applications, applications.c.id == papers.c.application_id)
            .where(papers.c.sha256.in_(part))
            .order_by(papers.c.id)
        )
        for row in rows:
            held = found.get(row.sha256, ())
            if row.reference not in held:
                found[row.sha256] = (*held, row.reference)[:3]
    return found


def batches(connection: Connection, *, viewer: Staff | System, limit: int = 20) -> tuple[Batch, ...]:
    """The latest imports, newest first.

    Raises:
        NotAllowed: the person may not import.
    """
    _must_import(viewer)
    rows = connection.execute(sa.select(intake_batches).order_by(intake_batches.c.id.desc()).limit(limit))
    return tuple(Batch(**row) for row in rows.mappings())


def _must_import(viewer: Staff | System) -> None:
    if isinstance(viewer, Staff) and not viewer.may(Permission.IMPORT):
        raise NotAllowed(permission=Permission.IMPORT)


def _parts(values: Sequence[str]) -> Iterable[Sequence[str]]:
    distinct = sorted(set(values))
    return (distinct[start : start + _AT_ONCE] for start in range(0, len(distinct), _AT_ONCE))
