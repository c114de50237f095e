"""The office's figures: what came, what was decided, what waits and for how long, how good it was.

Three statements answer for a whole period and the one before it, however many cases there are: every number
comes from the figures that were written with the acts, none from the cases. Who may see the office may open
cases, so nothing is rounded here; a role that sees the office without that is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from casework.actors import Staff
from casework.applications.lifecycle import Outcome, State
from casework.permissions import Permission
from casework.statistics.office import Backlog, OfficeFigures, Results, Week, backlog_of, results_of
from casework.statistics.periods import WEEK, Period, weeks_back
from casework.statistics.postings import Measure
from data_access.queries.scope import Asked, Scope, scope_of
from data_access.tables import levels, tallies

FEWEST_WEEKS: Final = 13
"""The course over time shows so many weeks at least, however short the period."""

_RESULTS: Final = (
    *(Measure.FLOW, Measure.DECIDED, Measure.DAYS_FIRST, Measure.DAYS_FINAL, Measure.REQUESTS),
    *(Measure.RIGHT, Measure.IN_TIME, Measure.PAPER, Measure.CHECK),
)
_WEEKLY: Final = (Measure.FLOW, Measure.DECIDED, Measure.STATE)
_STOCKS: Final = (Measure.STATE, Measure.OPEN)


def office_figures(connection: Connection, *, viewer: Staff, asked: Asked, period: Period) -> OfficeFigures:
    """Everything the Office page tells of a period, and stocks as of its last day.

    Flows say what stands today of what was booked on those days; stocks of an earlier day are what they were.

    Raises:
        NotAllowed: the viewer may not see the office, or may not open cases.
    """
    scope = office_scope(viewer, asked)
    now, before = _stocks(connection, scope, period)
    number = max(period.whole_weeks, FEWEST_WEEKS)
    weeks = _weeks(connection, scope, period.until, 2 * number, now.states)
    results, results_before = _results(connection, scope, period)
    return OfficeFigures(
        period=period,
        now=results,
        before=results_before,
        backlog=now,
        backlog_before=before,
        weeks=weeks[number:],
        weeks_before=weeks[:number],
    )


def office_scope(viewer: Staff, asked: Asked) -> Scope:
    """Within what the viewer asks; exact figures are for those who may open the cases behind them.

    Raises:
        NotAllowed: the viewer may not see the office, or may not open cases.
    """
    viewer.must_be_allowed(Permission.OPEN_CASE)
    return scope_of(viewer, Permission.SEE_OFFICE, asked)


def _stocks(connection: Connection, scope: Scope, period: Period) -> tuple[Backlog, Backlog]:
    """The backlog at the end of the period, and on its eve: now, less all that has happened since."""
    key = ("measure", "programme", "a", "b")
    stock, t = levels.c, tallies.c
    passed = sa.case((t.period > period.until, -t.n), else_=0)
    held = sa.select(*(stock[name] for name in key), stock.n.label("now"), stock.n.label("before")).where(
        stock.measure.in_(_STOCKS), *scope.rows(levels)
    )
    moved = sa.select(*(t[name] for name in key), passed.label("now"), (-t.n).label("before")).where(
        t.measure.in_(_STOCKS), *scope.rows(tallies), t.period >= period.since
    )
    both = sa.union_all(held, moved).subquery()
    columns = [both.c[name] for name in key]
    now, before = sa.func.sum(both.c.now).label("now"), sa.func.sum(both.c.before).label("before")
    asked = sa.select(*columns, now, before).group_by(*columns).having(sa.or_(now != 0, before != 0))
    rows = connection.execute(asked).all()
    return (
        backlog_of([(r.measure, r.programme, r.a, r.b, int(r.now)) for r in rows], period.until),
        backlog_of([(r.measure, r.programme, r.a, r.b, int(r.before)) for r in rows], period.before.until),
    )


def _weeks(
    connection: Connection, scope: Scope, until: date, number: int, states: Mapping[State, int]
) -> tuple[Week, ...]:
    """So many weeks up to a day, in order of time; states are told backwards from those of the day."""
    t = tallies.c
    week = (_days_before(connection, until, t.period) // WEEK).label("week")
    asked = (
        sa.select(week, t.measure, t.a, sa.func.sum(t.n).label("n"))
        .where(
            t.measure.in_(_WEEKLY),
            *scope.rows(tallies),
            t.period.between(Period.ending(until, number * WEEK).since, until),
        )
        .group_by("week", t.measure, t.a)  # By its name: two bound values are two expressions.
    )
    counted: dict[tuple[int, str], dict[str, int]] = {}
    for row in connection.execute(asked):
        counted.setdefault((row.week, row.measure), {})[row.a] = int(row.n)
    found, held = list[Week](), dict(states)
    for at, days in enumerate(weeks_back(until, number)):
        decided = counted.get((at, Measure.DECIDED), {})
        found.append(
            Week(
                days=days,
                flows=counted.get((at, Measure.FLOW), {}),
                decided={Outcome(code): n for code, n in decided.items()},
                states=dict(held),
            )
        )
        for code, n in counted.get((at, Measure.STATE), {}).items():
            held[State(code)] = held.get(State(code), 0) - n
    return tuple(reversed(found))


def _results(connection: Connection, scope: Scope, period: Period) -> tuple[Results, Results]:
    t = tallies.c
    is_now = t.period >= period.since
    now = sa.func.sum(sa.case((is_now, t.n), else_=0)).label("now")
    before = sa.func.sum(sa.case((is_now, 0), else_=t.n)).label("before")
    asked = (
        sa.select(t.measure, t.a, t.b, now, before)
        .where(
            t.measure.in_(_RESULTS),
            *scope.rows(tallies),
            t.period.between(period.before.since, period.until),
        )
        .group_by(t.measure, t.a, t.b)
    )
    rows = connection.execute(asked).all()
    return (
        results_of([(row.measure, row.a, row.b, int(row.now)) for row in rows]),
        results_of([(row.measure, row.a, row.b, int(row.before)) for row in rows]),
    )


def _days_before(connection: Connection, day: date, column: sa.Column[Any]) -> sa.ColumnElement[int]:
    """How many days a column's day lies before another."""
    if connection.dialect.name == "postgresql":
        return sa.literal(day, sa.Date).op("-", return_type=sa.Integer())(column)
    return sa.cast(sa.func.julianday(day.isoformat()) - sa.func.julianday(column), sa.Integer)
