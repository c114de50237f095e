"""The figures recounted from the records: compared with what stands, or written anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from casework.applications.events import REMARKS
from casework.applications.facts import facts_from_json
from casework.statistics.course import Course, Line
from casework.statistics.profile import Profile, profile_from_json, profile_of
from data_access.statistics import LEVEL, TALLY, Counts, Key, add_counts, profiles_of
from data_access.tables import applications, decisions, journal, levels, profiles, removals, tallies

_AT_ONCE: Final = 5_000
_CASES_A_WRITING: Final = 25_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Where figures and records disagree: ``stands`` is written, ``should`` is what the records say."""

    where: str
    key: tuple[object, ...]
    stands: object
    should: object

    def __str__(self) -> str:
        key = " ".join(str(part) for part in self.key)
        return f"{self.where} {key}: {self.stands} instead of {self.should}"


def rebuild(connection: Connection) -> int:
    """Write all figures anew from the records; returns how many cases were read.

    The caller's transaction keeps acts waiting until it ends.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE tallies, levels, profiles IN EXCLUSIVE MODE")
    # The groups of a person whose data were removed are known from nothing else.
    gone = sa.select(removals.c.application_id)
    connection.execute(sa.delete(profiles).where(profiles.c.application_id.not_in(gone)))
    for table in (tallies, levels):
        connection.execute(sa.delete(table))
    counts, read = Counts(), 0
    for course, case, numbers in _courses(connection):
        counts.add(course.postings, case["programme"], case["region"])
        counts.decided |= profiles_of(case["id"], case["programme"], case["region"], course, numbers)
        read += 1
        if read % _CASES_A_WRITING == 0:
            add_counts(connection, counts)
            counts.clear()
    add_counts(connection, counts)
    return read


def differences(connection: Connection) -> Iterator[Difference]:
    """Recount from the records and name every figure that differs, and every case whose records disagree."""
    counts = Counts()
    for course, case, numbers in _courses(connection):
        counts.add(course.postings, case["programme"], case["region"])
        counts.decided |= profiles_of(case["id"], case["programme"], case["region"], course, numbers)
        yield from _torn(course, case, numbers)
    yield from _compared(connection, tallies, counts.flows, TALLY)
    yield from _compared(connection, levels, counts.stocks, LEVEL)
    yield from _profiles_compared(connection, counts.decided)


def _courses(connection: Connection) -> Iterator[tuple[Course, RowMapping, list[int]]]:
    """Every case's course as its journal tells it, with the case and the numbers of its decisions."""
    wanted = ("id", "reference", "programme", "region", "channel", "submitted_at", "state", "assignee")
    cases = sa.select(*(applications.c[name] for name in wanted), applications.c.due_on, applications.c.facts)
    told = sa.select(*(journal.c[name] for name in ("application_id", "kind", "at", "actor", "facts")))
    told = told.where(journal.c.kind.not_in(sorted(REMARKS))).order_by(journal.c.application_id, journal.c.id)
    made = sa.select(decisions.c.application_id, decisions.c.id)
    with (
        _streamed(connection, cases.order_by(applications.c.id)) as in_order,
        _streamed(connection, told) as lines,
        _streamed(connection, made.order_by(decisions.c.application_id, decisions.c.id)) as numbers,
    ):
        lines_of, numbers_of = _by_case(lines), _by_case(numbers)
        for case in in_order.mappings():
            course = Course(
                programme=case["programme"],
                received_at=case["submitted_at"],
                unprofiled=partial(_profile_of, connection, case),
            )
            for row in lines_of(case["id"]):
                course.feed(Line(*row))
            yield course, case, [number for (number,) in numbers_of(case["id"])]


def _streamed(
    connection: Connection, asked: sa.Select[*tuple[Any, ...]]
) -> sa.CursorResult[*tuple[Any, ...]]:
    """Rows as they come, never all at once."""
    return connection.execute(asked.execution_options(yield_per=_AT_ONCE))


def _profile_of(connection: Connection, case: RowMapping, on: date) -> Profile:
    """The groups for a decision whose line names none; of a person whose data are gone, those on record."""
    if case["facts"]:
        return profile_of(facts_from_json(case["facts"]), case["channel"], on)
    asked = sa.select(profiles).where(profiles.c.application_id == case["id"], profiles.c.decided_on == on)
    row = connection.execute(asked).mappings().first()
    return profile_from_json(dict(row)) if row else profile_of({}, case["channel"], on)


class _by_case:  # noqa: N801 - used like a function: rows of an ordered result, case by case
    """Hands out the rows of one case after another; a case without rows gets none."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._groups = groupby(rows, key=itemgetter(0))
        self._ahead: tuple[int, list[tuple[Any, ...]]] | None = None

    def __call__(self, case: int) -> list[tuple[Any, ...]]:
        while self._ahead is None or self._ahead[0] < case:
            following = next(self._groups, None)
            if following is None:
                return []
            self._ahead = following[0], [tuple(row)[1:] for row in following[1]]
        return self._ahead[1] if self._ahead[0] == case else []


def _torn(course: Course, case: RowMapping, numbers: Sequence[int]) -> Iterator[Difference]:
    """Where a case's own records disagree with its journal."""
    for what, stands, should in (
        ("state", case["state"], course.state),
        ("holder", case["assignee"], course.holder),
        ("deadline", case["due_on"], course.due_on),
        ("decisions", len(numbers), len(course.counted)),
    ):
        if stands != should:
            yield Difference(where="case", key=(case["reference"], what), stands=stands, should=should)


def _compared(
    connection: Connection, table: sa.Table, should: Mapping[Key, int], key: Sequence[str]
) -> Iterator[Difference]:
    wanted = {place: n for place, n in should.items() if n}
    asked = sa.select(*(table.c[name] for name in key), table.c.n).where(table.c.n != 0)
    for row in _streamed(connection, asked):
        *place, stands = row
        if (n := wanted.pop(tuple(place), 0)) != stands:
            yield Difference(where=table.name, key=tuple(place), stands=stands, should=n)
    for place, n in sorted(wanted.items()):
        yield Difference(where=table.name, key=place, stands=0, should=n)


def _profiles_compared(connection: Connection, should: dict[int, dict[str, Any]]) -> Iterator[Difference]:
    wanted = dict(should)
    for row in _streamed(connection, sa.select(profiles)).mappings():
        right = wanted.pop(row["decision_id"], {})
        if dict(row) != right:
            wrong = sorted(name for name in row if row[name] != right.get(name))
            yield Difference(
                where="profiles",
                key=(row["decision_id"], ",".join(wrong)),
                stands=[row[name] for name in wrong],
                should=[right.get(name) for name in wrong],
            )
    for number in sorted(wanted):
        yield Difference(where="profiles", key=(number,), stands="nothing", should="a profile")
