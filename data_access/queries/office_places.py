"""The office's figures side by side, programme by programme or region by region."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from casework.actors import Staff
from casework.applications.lifecycle import State
from casework.statistics.backlog import WAITING
from casework.statistics.office import Results, results_of
from casework.statistics.periods import Period
from casework.statistics.postings import Measure
from data_access.queries.office_figures import office_scope
from data_access.queries.scope import Asked, Scope
from data_access.tables import levels, tallies

_NOWHERE = "-"
_TOLD = (Measure.FLOW, Measure.DECIDED, Measure.DAYS_FINAL, Measure.IN_TIME, Measure.RIGHT)


class SideBySide(StrEnum):
    """By what the office is told apart."""

    PROGRAMME = "programme"
    REGION = "region"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One programme or region: its results in the period, and what waits and is overdue at its end."""

    code: str
    results: Results
    waiting: int
    overdue: int


def office_places(
    connection: Connection, *, viewer: Staff, asked: Asked, period: Period, by: SideBySide
) -> tuple[Place, ...]:
    """The office's programmes or regions in a period, by code; two statements, for regions three.

    Raises:
        NotAllowed: the viewer may not see the office, or may not open cases.
    """
    scope = office_scope(viewer, asked)
    if by is SideBySide.REGION and scope.regions is None:
        scope = Scope(programmes=scope.programmes, regions=_regions(connection, scope))
    stocks = _stocks(connection, scope, period, by)
    sums = _sums(connection, scope, period, by)
    return tuple(
        Place(code=code, results=results_of(sums.get(code, [])), waiting=waiting, overdue=overdue)
        for code, (waiting, overdue) in sorted({**dict.fromkeys(sums, (0, 0)), **stocks}.items())
    )


def _sums(
    connection: Connection, scope: Scope, period: Period, by: SideBySide
) -> dict[str, list[tuple[str, str, str, int]]]:
    t = tallies.c
    asked = (
        sa.select(t[by].label("place"), t.measure, t.a, t.b, sa.func.sum(t.n).label("n"))
        .where(
            t.measure.in_(_TOLD),
            *scope.rows(tallies),
            t.period.between(period.since, period.until),
        )
        .group_by(t[by], t.measure, t.a, t.b)
    )
    found: dict[str, list[tuple[str, str, str, int]]] = {}
    for row in connection.execute(asked):
        found.setdefault(row.place, []).append((row.measure, row.a, row.b, int(row.n)))
    return found


def _stocks(
    connection: Connection, scope: Scope, period: Period, by: SideBySide
) -> dict[str, tuple[int, int]]:
    """Waiting and overdue at the end of the period: now, less all that has happened since."""
    key = ("measure", by.value, "a", "b")
    stocks = (Measure.STATE, Measure.OPEN)
    moved = sa.union_all(
        sa.select(*(levels.c[name] for name in key), levels.c.n).where(
            levels.c.measure.in_(stocks), *scope.rows(levels)
        ),
        sa.select(*(tallies.c[name] for name in key), (-tallies.c.n).label("n")).where(
            tallies.c.measure.in_(stocks), *scope.rows(tallies), tallies.c.period > period.until
        ),
    ).subquery()
    row = moved.c
    # Days are kept as ISO text, whose order is theirs.
    late = sa.and_(row.measure == Measure.OPEN, row.b < period.until.isoformat())
    waits = sa.and_(row.measure == Measure.STATE, row.a.in_(list[State](WAITING)))
    asked = sa.select(
        row[by].label("place"),
        sa.func.sum(sa.case((waits, row.n), else_=0)).label("waiting"),
        sa.func.sum(sa.case((late, row.n), else_=0)).label("overdue"),
    ).group_by(row[by])
    found = {place.place: (int(place.waiting), int(place.overdue)) for place in connection.execute(asked)}
    return {code: counts for code, counts in found.items() if any(counts)}


def _regions(connection: Connection, scope: Scope) -> tuple[str, ...]:
    """Every region from which there ever was a case; named one by one, their days can be read by index."""
    known = sa.select(levels.c.region).where(levels.c.measure == Measure.STATE, *scope.each_region(levels))
    return tuple(sorted(connection.execute(known.distinct()).scalars())) or (_NOWHERE,)
