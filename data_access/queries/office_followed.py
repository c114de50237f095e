"""The office's figures of what followed its decisions: complaints, payments and entitlements.

One statement answers for a period and the one before it, and one for the complaints that are open; no case,
complaint or payment is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from casework.actors import Staff
from casework.statistics.after_decision import Followed, followed_of
from casework.statistics.periods import Period
from casework.statistics.postings import Measure
from data_access.queries.office_figures import office_scope
from data_access.queries.scope import Asked, Scope
from data_access.tables import levels, tallies

_FLOWS: Final = (Measure.COMPLAINT, Measure.PAYMENT, Measure.ENTITLEMENT)
Sums = list[tuple[str, str, str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedFigures:
    """What followed in a period and in the one before it, open complaints as of the last day of each."""

    now: Followed
    before: Followed


def office_followed(
    connection: Connection, *, viewer: Staff, asked: Asked, period: Period
) -> FollowedFigures:
    """What the Office page tells of complaints, payments and entitlements.

    Raises:
        NotAllowed: the viewer may not see the office, or may not open cases.
    """
    scope = office_scope(viewer, asked)
    now, before = _flows(connection, scope, period)
    open_now, open_before = _open(connection, scope, period)
    return FollowedFigures(
        now=followed_of([*now, *open_now], period.until),
        before=followed_of([*before, *open_before], period.before.until),
    )


def _flows(connection: Connection, scope: Scope, period: Period) -> tuple[Sums, Sums]:
    t = tallies.c
    is_now = t.period >= period.since
    now = sa.func.sum(sa.case((is_now, t.n), else_=0)).label("now")
    before = sa.func.sum(sa.case((is_now, 0), else_=t.n)).label("before")
    # What happened, not why: causes are few enough to be added up here, and the rows fewer still.
    asked = (
        sa.select(t.measure, t.a, t.b, now, before)
        .where(
            t.measure.in_(_FLOWS),
            *scope.rows(tallies),
            t.period.between(period.before.since, period.until),
        )
        .group_by(t.measure, t.a, t.b)
    )
    return _both(connection, asked)


def _open(connection: Connection, scope: Scope, period: Period) -> tuple[Sums, Sums]:
    """Open complaints at the end of the period, and on its eve: now, less all that has happened since."""
    stock, t = levels.c, tallies.c
    mine = Measure.COMPLAINT_OPEN
    held = sa.select(stock.a, stock.b, stock.n.label("now"), stock.n.label("before")).where(
        stock.measure == mine, *scope.rows(levels)
    )
    passed = sa.case((t.period > period.until, -t.n), else_=0)
    moved = sa.select(t.a, t.b, passed.label("now"), (-t.n).label("before")).where(
        t.measure == mine, *scope.rows(tallies), t.period >= period.since
    )
    both = sa.union_all(held, moved).subquery()
    now, before = sa.func.sum(both.c.now).label("now"), sa.func.sum(both.c.before).label("before")
    measure = sa.literal_column(f"'{mine}'", sa.String).label("measure")
    asked = sa.select(measure, both.c.a, both.c.b, now, before).group_by(both.c.a, both.c.b)
    return _both(connection, asked)


def _both(connection: Connection, asked: sa.Select[*tuple[Any, ...]]) -> tuple[Sums, Sums]:
    rows = connection.execute(asked).all()
    return (
        [(row.measure, row.a, row.b, int(row.now)) for row in rows],
        [(row.measure, row.a, row.b, int(row.before)) for row in rows],
    )
