"""What the timer of entitlements asks: which approvals opened none yet, and whose notice has run out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from casework.actors import System
from casework.applications.lifecycle import Stage, State
from casework.entitlements.lifecycle import EntitlementState
from data_access.tables import applications
from data_access.tables_after_decision import entitlements


def without_entitlement(
    connection: Connection, *, viewer: System, after: int = 0, limit: int = 200
) -> tuple[tuple[int, str], ...]:
    """Approved cases without an entitlement that is not cancelled: number and reference, by number.

    They were approved before there were entitlements. A case whose data were removed is none of them.
    """
    del viewer  # The timer sees everything.
    has = sa.exists().where(
        entitlements.c.application_id == applications.c.id, entitlements.c.state != EntitlementState.CANCELLED
    )
    asked = (
        sa.select(applications.c.id, applications.c.reference)
        .where(
            applications.c.id > after,
            applications.c.stage == Stage.CLOSED,
            applications.c.state == State.APPROVED,
            applications.c.name != "",
            ~has,
        )
        .order_by(applications.c.id)
        .limit(limit)
    )
    return tuple((row.id, row.reference) for row in connection.execute(asked))


def notices_run_out(
    connection: Connection,
    *,
    viewer: System,
    programmes: Sequence[str],
    today: date,
    after: int = 0,
    limit: int = 200,
) -> tuple[tuple[int, str], ...]:
    """Entitlements whose day to stop has come, on the local day of these programmes: number and case."""
    del viewer
    asked = (
        sa.select(entitlements.c.id, applications.c.reference)
        .join(applications, applications.c.id == entitlements.c.application_id)
        .where(
            sa.text("entitlements.stop_on IS NOT NULL"),  # Word for word as the index says it.
            entitlements.c.stop_on <= today,
            entitlements.c.state == EntitlementState.ACTIVE,
            entitlements.c.programme.in_(programmes),
            entitlements.c.id > after,
        )
        .order_by(entitlements.c.id)
        .limit(limit)
    )
    return tuple((row.id, row.reference) for row in connection.execute(asked))
