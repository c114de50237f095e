"""What the timers and health checks ask of the office as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from casework.actors import System
from casework.applications.lifecycle import Stage, State
from data_access.tables import applications


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A case for which time has run out, at the version seen."""

    reference: str
    version: int
    programme: str


def lapsed_claims(connection: Connection, *, viewer: System, before: datetime) -> tuple[Due, ...]:
    """Cases claimed before a moment and still in hand, oldest first. For the system's timer."""
    del viewer  # The timer sees everything; the parameter keeps every query's shape the same.
    return _due(
        connection,
        sa.and_(applications.c.stage == Stage.IN_HAND, applications.c.claimed_at < before),
    )


def unanswered_requests(connection: Connection, *, viewer: System, today: date) -> tuple[Due, ...]:
    """Cases whose applicant did not complete them by the day asked for. For the system's timer."""
    del viewer
    return _due(
        connection,
        sa.and_(applications.c.state == State.NEEDS_COMPLETION, applications.c.complete_by < today),
    )


def _due(connection: Connection, which: sa.ColumnElement[bool]) -> tuple[Due, ...]:
    rows = connection.execute(
        sa.select(applications.c.reference, applications.c.version, applications.c.programme)
        .where(which)
        .order_by(applications.c.id)
    )
    return tuple(Due(reference=row.reference, version=row.version, programme=row.programme) for row in rows)
