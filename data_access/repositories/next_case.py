"""The next case of a caseworker: the most urgent one that waits, and that nobody else is taking just now."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from casework.actors import Staff
from casework.applications.lifecycle import Stage, State
from data_access.ranges import by_deadline, first_of_each
from data_access.repositories.took_part import barred_from_waiting
from data_access.tables import applications

_AMONG: Final = 16
"""So many of each programme are looked at before all are: more than are being taken at one moment."""


def take_next(connection: Connection, staff: Staff, at: datetime) -> RowMapping | None:
    """Put the most urgent waiting case within competence into these hands; returns its row as it is then."""
    for among in (_AMONG, None):
        row = connection.execute(_taking(staff, at, among)).mappings().one_or_none()
        if row is not None or not staff.programmes:
            return row
    return None


def _taking(staff: Staff, at: datetime, among: int | None) -> Any:
    # In the order of what was found first: else the server walks the whole queue.
    first = _most_urgent(staff, among)
    of_mine = (
        sa.select(applications.c.id)
        .select_from(first.join(applications, applications.c.id == first.c.id))
        .where(applications.c.stage == Stage.WAITING, ~barred_from_waiting(staff.username))
        .order_by(*by_deadline(first.c))
        .limit(_number(1))
        .with_for_update(skip_locked=True, of=applications)
        .correlate(None)
    )
    return (
        sa.update(applications)
        .where(applications.c.id == of_mine.scalar_subquery())
        .values(
            state=State.UNDER_REVIEW,
            stage=Stage.IN_HAND,
            assignee=staff.username,
            claimed_at=at,
            version=applications.c.version + 1,
        )
        .returning(*applications.c)
    )


def _most_urgent(staff: Staff, among: int | None) -> sa.Subquery:
    """The first waiting cases of each programme."""
    waiting = [
        applications.c.stage == Stage.WAITING,
        # A protected case is put into somebody's hands by a supervisor, never drawn from the queue.
        applications.c.protected.is_(False),
    ]
    if staff.regions:
        waiting.append(applications.c.region.in_(sorted(staff.regions)))
    return first_of_each(staff.programmes, waiting, limit=None if among is None else _number(among))


def _number(limit: int) -> sa.ColumnClause[int]:
    """A limit in the text itself: a plan made for any limit is one for a tenth of the table."""
    return sa.literal_column(str(limit), sa.Integer)
