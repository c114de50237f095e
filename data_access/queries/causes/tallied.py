"""The causes read from the month tallies: few rows, however many decisions there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from casework.actors import Staff
from casework.statistics.postings import Measure
from data_access.queries.causes.asked import CauseFilters, Field, field_of
from data_access.queries.causes.counts import ALL, JOINT, SOLE, Counts
from data_access.tables import tallies

_N: Final = sa.func.sum(tallies.c.n).label("n")


def tallies_answer(filters: CauseFilters) -> bool:
    """Whether the tallies know everything asked for, the groups that state a reason perhaps not."""
    return not filters.traits


def tallies_know_groups(viewer: Staff, filters: CauseFilters) -> bool:
    """Whether they know those groups too: by reason and group they count a programme as a whole only."""
    return filters.reason is None or field_of(viewer, filters).narrow.regions is None


def from_tallies(connection: Connection, *, viewer: Staff, filters: CauseFilters) -> Counts:
    """The counts of a question without traits, in four statements.

    ``stating`` is empty where :func:`tallies_know_groups` says no.

    Raises:
        NotAllowed: the viewer may not see the causes.
    """
    field = field_of(viewer, filters)
    rest = _rest(connection, field, filters, with_groups=tallies_know_groups(viewer, filters))
    return Counts(
        decided=_decided(connection, field, filters),
        placed=_placed(connection, field, filters),
        stated=_stated(connection, field, filters),
        only=rest[Measure.ONLY],
        pairs=rest[Measure.PAIR],
        groups=rest[Measure.TRAIT],
        stating=rest[Measure.REASON_TRAIT],
        after=rest[Measure.AFTER],
    )


def how_many(connection: Connection, *, viewer: Staff, filters: CauseFilters) -> int:
    """How many decisions with the outcome, and with the reason if one is chosen; without traits.

    Raises:
        NotAllowed: the viewer may not see the causes.
    """
    field = field_of(viewer, filters)
    wanted = (
        (tallies.c.measure == Measure.OUTCOME, tallies.c.a == filters.outcome)
        if filters.reason is None
        else (
            tallies.c.measure == Measure.REASON,
            tallies.c.a == filters.reason,
            tallies.c.b.in_(_alone(filters)),
        )
    )
    asked = sa.select(_N).where(*wanted, *field.narrow.rows(tallies), *_months(filters))
    return connection.execute(asked).scalar_one() or 0


def _decided(
    connection: Connection, field: Field, filters: CauseFilters
) -> Mapping[tuple[str, str, str], int]:
    key = (tallies.c.programme, tallies.c.region, tallies.c.a)
    rows = connection.execute(
        sa.select(*key, _N)
        .where(tallies.c.measure == Measure.OUTCOME, *field.whole.each_region(tallies), *_months(filters))
        .group_by(*key)
    )
    return _counted(rows, lambda row: tuple(row[:3]))


def _placed(
    connection: Connection, field: Field, filters: CauseFilters
) -> Mapping[tuple[str, str, str], int]:
    key = (tallies.c.programme, tallies.c.region, tallies.c.a)
    rows = connection.execute(
        sa.select(*key, _N)
        .where(
            tallies.c.measure == Measure.REASON,
            *field.whole.each_region(tallies),
            *_months(filters),
            tallies.c.b.in_(_alone(filters)),
        )
        .group_by(*key)
    )
    return _counted(rows, lambda row: tuple(row[:3]))


def _stated(
    connection: Connection, field: Field, filters: CauseFilters
) -> Mapping[tuple[date, str, str], int]:
    key = (tallies.c.period, tallies.c.a, tallies.c.b)
    rows = connection.execute(
        sa.select(*key, _N)
        .where(
            tallies.c.measure == Measure.REASON,
            *field.narrow.rows(tallies),
            *_months(filters),
            tallies.c.b.in_(_alone(filters)),
        )
        .group_by(*key)
    )
    return _counted(rows, lambda row: (row.period, row.a, row.b.rpartition(":")[2]))


def _rest(
    connection: Connection, field: Field, filters: CauseFilters, *, with_groups: bool
) -> Mapping[Measure, Counter[Any]]:
    """What is told neither by month nor by place, in one statement."""
    parts = {measure: ask(filters) for measure, ask in _RESTS.items()}
    if filters.reason is None or not with_groups:
        del parts[Measure.REASON_TRAIT]
    key = (tallies.c.measure, tallies.c.a, tallies.c.b)
    rows = connection.execute(
        sa.select(*key, _N)
        .where(
            tallies.c.measure.in_(parts),
            *field.narrow.rows(tallies),
            *_months(filters),
            sa.or_(*(sa.and_(tallies.c.measure == measure, part) for measure, part in parts.items())),
        )
        .group_by(*key)
    )
    found: dict[Measure, Counter[Any]] = {measure: Counter() for measure in _RESTS}
    for measure, a, b, n in rows:
        if n:
            found[Measure(measure)][_KEYS[measure](a, b)] += n
    return found


_RESTS: Final[Mapping[Measure, Callable[[CauseFilters], sa.ColumnElement[bool]]]] = {
    Measure.ONLY: lambda filters: tallies.c.b == filters.outcome,
    Measure.PAIR: lambda filters: tallies.c.a.startswith(f"{filters.outcome}:", autoescape=True),
    Measure.TRAIT: lambda _filters: sa.true(),
    Measure.AFTER: lambda filters: sa.or_(
        tallies.c.a == filters.outcome, tallies.c.a.startswith(f"{filters.outcome}:", autoescape=True)
    ),
    Measure.REASON_TRAIT: lambda filters: tallies.c.a == f"{filters.outcome}:{filters.reason}",
}
_KEYS: Final[Mapping[str, Callable[[str, str], Any]]] = {
    Measure.ONLY: lambda a, _b: a,
    Measure.PAIR: lambda a, b: (_after_colon(a), b),
    Measure.TRAIT: lambda a, b: (*_cut(a), b),
    Measure.AFTER: lambda a, b: (_after_colon(a) if ":" in a else ALL, b),
    Measure.REASON_TRAIT: lambda _a, b: _cut(b),
}


def _alone(filters: CauseFilters) -> tuple[str, str]:
    return f"{filters.outcome}:{SOLE}", f"{filters.outcome}:{JOINT}"


def _months(filters: CauseFilters) -> Sequence[sa.ColumnElement[bool]]:
    return tallies.c.period >= filters.since, tallies.c.period <= filters.until


def _counted(rows: Iterable[Any], key: Callable[[Any], Any]) -> Counter[Any]:
    found: Counter[Any] = Counter()
    for row in rows:
        if row.n:
            found[key(row)] += row.n
    return found


def _cut(text: str) -> tuple[str, str]:
    before, _, after = text.partition(":")
    return before, after


def _after_colon(text: str) -> str:
    return _cut(text)[1]
