"""The figures of the office, written with each act; `recount.py` compares them with the records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection

from casework.applications.application import Application
from casework.applications.events import REMARKS, Event, EventKind
from casework.statistics.afterwards import STATELESS
from casework.statistics.course import COUNTED, Counted, Course, Line
from casework.statistics.postings import EVERYWHERE, EVERYWHERE_ONLY, LEVELS, Posting, month_of
from casework.statistics.profile import profile_of
from data_access.engine import insert_for
from data_access.tables import journal, levels, profiles, tallies

_AT_ONCE: Final = 20_000
# After these a decision is new, or stands no more: one the applicant was not told of ends with a withdrawal.
_DECIDES: Final = frozenset({EventKind.DECIDED, EventKind.UNDONE, EventKind.CHECKED, EventKind.WITHDRAWN})

# What the course of a case goes on from does not depend on these.
_SAY_NOTHING: Final = sorted(STATELESS | REMARKS)

# The keys of the two tables, in the order of their primary keys; plain tuples, for a recount makes millions.
TALLY: Final = ("measure", "programme", "region", "period", "a", "b")
LEVEL: Final = ("measure", "programme", "region", "a", "b")
Key = tuple[Any, ...]
Row = Mapping[str, Any]
Rows = Sequence[Sequence[Any]]
_POSTGRESQL: Final = postgresql.dialect()


@dataclass(slots=True)
class Counts:
    """Postings added up by key: what is to be written, or what should stand there.

    ``flows`` by :data:`TALLY`, ``stocks`` by :data:`LEVEL`, ``decided`` are rows of ``profiles`` by decision.
    """

    flows: dict[Key, int] = field(default_factory=dict[Key, int])
    stocks: dict[Key, int] = field(default_factory=dict[Key, int])
    decided: dict[int, dict[str, Any]] = field(default_factory=dict[int, dict[str, Any]])

    def add(self, postings: Iterable[Posting], programme: str, region: str) -> None:
        """Add what a case of this programme and region posts."""
        flows, stocks = self.flows, self.stocks
        for measure, period, a, b, n in postings:
            for where in (EVERYWHERE,) if measure in EVERYWHERE_ONLY else (EVERYWHERE, region):
                key = (measure, programme, where, period, a, b)
                flows[key] = flows.get(key, 0) + n
                if measure in LEVELS:
                    level = (measure, programme, where, a, b)
                    stocks[level] = stocks.get(level, 0) + n

    def clear(self) -> None:
        """Begin anew."""
        self.flows.clear()
        self.stocks.clear()
        self.decided.clear()


class StatisticsOnRecord:
    """Follows the acts of a unit and writes what they post, in the same transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._courses: dict[int, Course] = {}
        self._counts = Counts()

    def follow(self, application: Application, events: Sequence[Event], decided: Sequence[int]) -> None:
        """Count events that are about to be written to the journal.

        ``decided`` are the numbers of all decisions of the case, in their order.
        """
        events = [happened for happened in events if happened.kind in COUNTED]
        if not events:
            return
        course = self._course_for(application, events)
        for happened in events:
            course.feed(Line(happened.kind, happened.at, happened.by.username, happened.facts))
        self._counts.add(course.postings, application.programme, application.region)
        course.postings.clear()
        if any(happened.kind in _DECIDES for happened in events):
            self._counts.decided |= profiles_of(
                application.id, application.programme, application.region, course, decided
            )

    def write(self) -> None:
        """Write what was counted, in the order of the keys: no two acts wait for each other in a ring."""
        add_counts(self._connection, self._counts)
        self._counts.clear()

    def _course_for(self, application: Application, events: Sequence[Event]) -> Course:
        """The course that these events go on; what is counted by itself needs no past, and none is read."""
        known = self._courses.get(application.id)
        if known is None and all(happened.kind in STATELESS for happened in events):
            return _new_course(application)
        course = known or self._course_so_far(application, events[0])
        self._courses[application.id] = course
        return course

    def _course_so_far(self, application: Application, first: Event) -> Course:
        course = _new_course(application)
        if first.kind is not EventKind.RECEIVED:
            for row in self._connection.execute(_SO_FAR, {"case": application.id}):
                course.feed(Line(*row))
            course.postings.clear()
        return course


_SO_FAR: Final = (
    sa.select(journal.c.kind, journal.c.at, journal.c.actor, journal.c.facts)
    .where(journal.c.application_id == sa.bindparam("case"), journal.c.kind.not_in(_SAY_NOTHING))
    .order_by(journal.c.id)
)


def _new_course(application: Application) -> Course:
    return Course(
        programme=application.programme,
        received_at=application.submitted_at,
        unprofiled=partial(profile_of, application.facts, application.channel),
    )


def add_counts(connection: Connection, counts: Counts) -> None:
    """Write what was counted; a level that is nought leaves no row."""
    flows = [(*key, n) for key, n in sorted(counts.flows.items()) if n]
    stocks = [(*key, n) for key, n in sorted(counts.stocks.items()) if n]
    decided = [counts.decided[number] for number in sorted(counts.decided)]
    add = _add_by_arrays if connection.dialect.name == "postgresql" else _add_by_rows
    for start in range(0, max(len(flows), len(stocks), len(decided)), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        add(connection, flows[some], stocks[some], decided[some])


def _add_by_rows(connection: Connection, flows: Rows, stocks: Rows, decided: Sequence[Row]) -> None:
    """Add to the rows that are there, and write those that are not."""
    for table, key, rows in ((tallies, TALLY, flows), (levels, LEVEL, stocks)):
        if rows:
            written = _added_to(table, key, insert_for(connection))
            connection.execute(written, [dict(zip((*key, "n"), row, strict=True)) for row in rows])
    if lowered := [row[:-1] for row in stocks if row[-1] < 0]:
        keys = [{f"b_{name}": part for name, part in zip(LEVEL, key, strict=True)} for key in lowered]
        connection.execute(_EMPTIED, keys)
    if decided:
        connection.execute(_profiled(insert_for(connection)), decided)


@cache
def _added_to(table: sa.Table, key: tuple[str, ...], insert_of: Any) -> Any:
    fresh = insert_of(table)
    return fresh.on_conflict_do_update(index_elements=list(key), set_={"n": table.c.n + fresh.excluded.n})


@cache
def _profiled(insert_of: Any) -> Any:
    fresh = insert_of(profiles)
    return fresh.on_conflict_do_update(index_elements=["decision_id"], set_={"stands": fresh.excluded.stands})


_EMPTIED: Final = sa.delete(levels).where(
    *(levels.c[name] == sa.bindparam(f"b_{name}") for name in LEVEL), levels.c.n == 0
)


def _add_by_arrays(connection: Connection, flows: Rows, stocks: Rows, decided: Sequence[Row]) -> None:
    """The same in one journey to the server, however many rows: they travel as an array a column."""
    names = tuple(profiles.c.keys()) if decided else ()
    profiled = [tuple(row[name] for name in names) for row in decided]
    told = (
        *_by_column((*TALLY, "n"), flows),
        *_by_column((*LEVEL, "n"), stocks),
        *_by_column(names, profiled),
    )
    emptied = connection.exec_driver_sql(_all_added(names), told).scalar_one()
    if emptied:
        # Nobody else moves these rows before this transaction ends: it has just written them.
        connection.exec_driver_sql("DELETE FROM levels WHERE ctid = ANY (%s::text[]::tid[])", (emptied,))


@cache
def _all_added(profiled: tuple[str, ...]) -> str:
    adds = "n = {0}.n + excluded.n"
    parts = {
        "flows": _added(tallies, (*TALLY, "n"), TALLY, adds),
        "stocks": f"{_added(levels, (*LEVEL, 'n'), LEVEL, adds)} RETURNING n, levels.ctid AS place",
    }
    if profiled:
        parts["decided"] = _added(profiles, profiled, ("decision_id",), "stands = excluded.stands")
    told = ", ".join(f"{name} AS ({part})" for name, part in parts.items())
    return f"WITH {told} SELECT array_agg(place::text) FROM stocks WHERE n = 0"


def _added(table: sa.Table, names: tuple[str, ...], key: tuple[str, ...], adds: str) -> str:
    quoted = ", ".join(_quoted(name) for name in names)
    return (
        f"INSERT INTO {table.name} ({quoted}) SELECT * FROM unnest({_arrays(table, names)}) "
        f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {adds.format(table.name)}"
    )


def _arrays(table: sa.Table, names: Iterable[str]) -> str:
    return ", ".join(f"%s::{table.c[name].type.compile(_POSTGRESQL)}[]" for name in names)


def _quoted(name: str) -> str:
    return _POSTGRESQL.identifier_preparer.quote(name)


def _by_column(names: tuple[str, ...], rows: Rows) -> Iterable[list[Any]]:
    return map(_plain, zip(*rows, strict=True)) if rows else [[] for _ in names]


def _plain(column: Iterable[Any]) -> list[Any]:
    """The driver would take a code of the casework for an enumeration of the database."""
    return [str(value) if isinstance(value, str) else value for value in column]


def profiles_of(
    case: int, programme: str, region: str, course: Course, numbers: Sequence[int]
) -> dict[int, dict[str, Any]]:
    """The rows of ``profiles`` of a case's decisions, by their numbers.

    A case whose decisions and journal disagree has none for what one of them lacks; verify names it.
    """
    return {
        number: {
            "decision_id": number,
            "application_id": case,
            "programme": programme,
            "region": region,
            **_row_of(one),
        }
        for number, one in zip(numbers, course.counted, strict=False)
    }


def _row_of(one: Counted) -> dict[str, Any]:
    groups = dict(one.profile.pairs())
    return groups | {
        "decided_on": one.on,
        "month": month_of(one.on),
        "outcome": one.outcome,
        "by": one.by,
        "reason_count": len(one.reasons),
        "only_reason": one.only,
        "first": one.first,
        "right_first_time": one.right,
        "days": one.days,
        "requests": one.requests,
        "late": one.late,
        "stands": one.stands,
    }
