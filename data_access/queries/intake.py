"""What an import asks of the records, and what the office did import."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from casework.actors import Staff, System
from casework.countries.pack import packs
from casework.errors import NotAllowed
from casework.permissions import Permission
from data_access.repositories.colleagues import competence_of
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
    """By hash, the references of applications that already have the same bytes; three at most.

    A person is told of those within their competence.
    """
    _must_import(viewer)
    found: dict[str, tuple[str, ...]] = {}
    for part in _parts(hashes):
        rows = connection.execute(
            sa.select(papers.c.sha256, applications.c.reference)
            .join(applications, applications.c.id == papers.c.application_id)
            .where(papers.c.sha256.in_(part), *_within(viewer))
            .order_by(papers.c.id)
        )
        for row in rows:
            held = found.get(row.sha256, ())
            if row.reference not in held:
                found[row.sha256] = (*held, row.reference)[:3]
    return found


def batches(connection: Connection, *, viewer: Staff | System, limit: int = 20) -> tuple[Batch, ...]:
    """The latest imports, newest first: the viewer's own, and those of people whose work is within theirs.

    Raises:
        NotAllowed: the person may not import.
    """
    _must_import(viewer)
    columns = intake_batches.c
    wanted = sa.select(intake_batches).order_by(columns.id.desc()).limit(limit)
    if isinstance(viewer, Staff):
        brought = connection.execute(sa.select(columns.username).distinct()).scalars()
        theirs = [username for username in brought if _answers_for(connection, viewer, username)]
        wanted = wanted.where(columns.username.in_(theirs))
    return tuple(Batch(**row) for row in connection.execute(wanted).mappings())


def may_take_rejects(connection: Connection, *, viewer: Staff, batch: int) -> bool:
    """Whether a person may have the refused rows of an import: they are personal data nobody has sorted yet.

    Raises:
        NotAllowed: the person may not import.
    """
    _must_import(viewer)
    username = connection.execute(
        sa.select(intake_batches.c.username).where(intake_batches.c.id == batch)
    ).scalar_one_or_none()
    return username is not None and _answers_for(connection, viewer, username)


def _within(viewer: Staff | System) -> Sequence[sa.ColumnElement[bool]]:
    if isinstance(viewer, System):
        return ()
    within = [applications.c.programme.in_(sorted(viewer.programmes))]
    if viewer.regions:
        within.append(applications.c.region.in_(sorted(viewer.regions)))
    return within


def _answers_for(connection: Connection, viewer: Staff, username: str) -> bool:
    """Whether an import is one's own, or of somebody whose whole competence is within one's own.

    Who has none, such as the command line, may have brought anything: that is for those competent for all.
    """
    if username == viewer.username:
        return True
    programmes, regions = competence_of(connection, username)
    brought = programmes or {code for pack in packs().values() for code in pack.programmes}
    everywhere = not viewer.regions
    return brought <= viewer.programmes and (everywhere or (bool(regions) and regions <= viewer.regions))


def _must_import(viewer: Staff | System) -> None:
    if not (isinstance(viewer, System) or viewer.may(Permission.IMPORT)):
        raise NotAllowed(permission=Permission.IMPORT)


def _parts(values: Sequence[str]) -> Iterable[Sequence[str]]:
    distinct = sorted(set(values))
    return (distinct[start : start + _AT_ONCE] for start in range(0, len(distinct), _AT_ONCE))
