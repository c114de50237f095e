"""Which papers the records know, for whoever looks after the folder of papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from casework.actors import System
from casework.applications.evidence import PaperFault
from data_access.tables import applications, files, papers


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A paper that waits for its check: its number, its case and the name of its bytes."""

    paper: int
    application: str
    sha256: str


def known_papers(connection: Connection, hashes: Sequence[str], *, viewer: System) -> frozenset[str]:
    """Of some hashes, those that a row points at."""
    del viewer  # A hash says nothing about anybody.
    found = connection.execute(sa.select(files.c.sha256).where(files.c.sha256.in_(hashes))).scalars()
    return frozenset(found)


def unchecked_papers(connection: Connection, *, viewer: System) -> tuple[Unchecked, ...]:
    """The papers that could not be checked when they came, the oldest first."""
    del viewer
    rows = connection.execute(
        sa.select(papers.c.id, applications.c.reference, papers.c.sha256)
        .join(applications, applications.c.id == papers.c.application_id)
        .where(papers.c.fault == PaperFault.NOT_CHECKED, papers.c.sha256.is_not(None))
        .order_by(papers.c.id)
    )
    return tuple(Unchecked(row.id, row.reference, row.sha256) for row in rows)


def papers_after(connection: Connection, after: str, limit: int, *, viewer: System) -> tuple[str, ...]:
    """The hashes of the next papers on record, in their order; ``""`` comes before the first."""
    del viewer
    asked = sa.select(files.c.sha256).where(files.c.sha256 > after).order_by(files.c.sha256).limit(limit)
    return tuple(connection.execute(asked).scalars())
