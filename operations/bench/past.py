"""An office with a long past: one that was lived through the use cases, repeated until it is large enough.

Each copy lies some weeks earlier and in other regions of the same country, so that days, regions and people
fill as they would; only the newest copies have cases that are still open.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from casework.actors import Staff
from casework.countries.pack import packs
from data_access.engine import make_engine
from data_access.migrate import migrate
from operations.bench.office import TODAY
from operations.demo.lived import live_through
from operations.demo_staff import DEMO_STAFF

LIVED: Final = 1_500
STEP: Final = 2 * LIVED
"""By how much numbers move from one copy to the next: a lived office has fewer cases, and fewer decisions."""
_WEEKS: Final = 95
_NEWEST: Final = 12
"""Every so many-th copy lies in the present and keeps its open cases."""
_CLOSED: Final = "closed"
_TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "applications": ("submitted_at", "claimed_at", "came_back_at", "due_on", "amber_on", "complete_by"),
    "decisions": ("at", "complete_by"),
    "decision_reasons": (),
    "undoings": ("at",),
    "second_checks": ("at",),
    "journal": ("at",),
}
"""What is repeated, each after what its rows refer to, and which columns are dates or moments."""
_TOLD: Final[Mapping[str, tuple[str, ...]]] = {
    "profiles": ("decided_on", "month"),
    "complaints": ("filed_at", "taken_at", "answered_at", "due_on", "amber_on"),
}
"""What is known of decisions beside them; a rebuild of the figures would write the first anew."""

_NUMBERED: Final = frozenset({"applications", "decisions", "complaints"})

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Lived:
    """The rows of a table as SQLite keeps them, by the columns' names."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@cache
def lived() -> Mapping[str, Lived]:
    """The office that is repeated; made once a process, in about a minute."""
    with TemporaryDirectory(prefix="mizan-bench-") as folder:
        engine = make_engine(f"sqlite:///{Path(folder) / 'lived.db'}")
        migrate(engine)
        live_through(engine, LIVED, TODAY)
        with engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            found = {name: _read(driver, name) for name in (*_TABLES, *_TOLD)}
        engine.dispose()
    for name in _NUMBERED:
        number = found[name].columns.index("id")
        if any(row[number] >= STEP for row in found[name].rows):
            raise RuntimeError(f"the lived office has more {name} than a copy moves its numbers by")
    return found


def team() -> Sequence[Staff]:
    """Whose hands the cases went through."""
    return [account.staff for account in DEMO_STAFF]


def repeat(
    driver: Any,
    database: str,
    cases: int,
    *,
    leaving: frozenset[str] = frozenset(),
    told: bool = False,
) -> int:
    """Write so many cases with their past into a migrated, empty database; returns how many were written.

    ``driver`` is a connection of the bare driver in autocommit mode, ``database`` sqlite or postgresql;
    journal lines of the kinds ``leaving`` are left out.
    ``told``: also profiles of the decisions and complaints, for what is not told by a rebuild of the figures.
    """
    tables = _TABLES | _TOLD if told else _TABLES
    lived()  # Made before the transaction begins: one that rests for a minute is ended by the database.
    write = _WRITERS[database]
    written, copy = 0, 0
    driver.execute("BEGIN")
    while written < cases:
        made = dict(_copy(copy, tables))
        for name, rows in made.items():
            kept = _without(rows, leaving) if name == "journal" else rows
            write(driver, name, lived()[name].columns, kept)
        written += len(made["applications"])
        copy += 1
    driver.execute("COMMIT")
    driver.execute("ANALYZE")
    return written


def _copy(number: int, tables: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, list[Row]]]:
    """One repetition: rows of each table, moved in time and place."""
    weeks = 0 if number % _NEWEST == 0 else 1 + number * 5 % _WEEKS
    kept = _kept(open_too=weeks == 0)
    move = _moving(timedelta(weeks=weeks))
    for name, dates in tables.items():
        table = lived()[name]
        change = _changes(name, table.columns, dates, number, move)
        rows = [_changed(row, change) for row in kept[name]]
        yield name, _in_their_months(rows, table.columns) if name == "profiles" else rows


def _in_their_months(rows: Iterable[Row], columns: Sequence[str]) -> list[Row]:
    """The month of a moved decision is that of its day."""
    on, month = columns.index("decided_on"), columns.index("month")
    return [(*row[:month], f"{row[on][:8]}01", *row[month + 1 :]) for row in rows]


@cache
def _kept(*, open_too: bool) -> Mapping[str, tuple[Row, ...]]:
    """The rows of the cases that a copy has."""
    cases = lived()["applications"]
    stage, number = cases.columns.index("stage"), cases.columns.index("id")
    mine = {row[number] for row in cases.rows if open_too or row[stage] == _CLOSED}
    decided = _where(lived()["decisions"], "application_id", mine)
    ids = {row[lived()["decisions"].columns.index("id")] for row in decided}
    return {
        "applications": _where(cases, "id", mine),
        "decisions": decided,
        "journal": _where(lived()["journal"], "application_id", mine),
        **{
            name: _where(lived()[name], "decision_id", ids)
            for name in ("decision_reasons", "undoings", "second_checks")
        },
        **{name: _where(lived()[name], "application_id", mine) for name in _TOLD},
    }


def _without(lines: list[Row], kinds: frozenset[str]) -> list[Row]:
    place = lived()["journal"].columns.index("kind")
    return [line for line in lines if line[place] not in kinds]


def _where(table: Lived, column: str, wanted: set[int]) -> tuple[Row, ...]:
    place = table.columns.index(column)
    return tuple(row for row in table.rows if row[place] in wanted)


def _read(driver: Any, name: str) -> Lived:
    cursor = driver.execute(f"SELECT * FROM {name}")
    columns = tuple(column[0] for column in cursor.description)
    rows = cursor.fetchall()
    if name == "journal":  # Numbered by the database that receives it.
        return Lived(columns[1:], tuple(row[1:] for row in sorted(rows)))
    return Lived(columns, tuple(rows))


def _moving(span: timedelta) -> Callable[[str | None], str | None]:
    """Move a date or moment, as SQLite writes them, back in time; each day is reckoned once."""

    @cache
    def day(text: str) -> str:
        return (date.fromisoformat(text) - span).isoformat()

    return lambda text: None if text is None else day(text[:10]) + text[10:]


def _changes(
    name: str,
    columns: Sequence[str],
    dates: Iterable[str],
    number: int,
    move: Callable[[str | None], str | None],
) -> dict[int, Callable[[Any], Any]]:
    """By the place of a column, what a copy makes of its value."""
    step = number * STEP
    numbers = {"id", "application_id", "decision_id", "replacement"}
    change: dict[str, Callable[[Any], Any]] = {
        **{column: (lambda value: None if value is None else value + step) for column in numbers},
        **dict.fromkeys(dates, move),
    }
    if "region" in columns:
        change["region"] = lambda code: _elsewhere(code, number)
    if name == "complaints":
        change["tracking"] = lambda text: f"{text[:2]}-{number:05d}-{text[8:14]}-0"
    if name == "applications":
        change |= {
            "reference": lambda text: f"{text[:2]}-{number:05d}-{text[8:14]}-0",
            "source_key": lambda text: f"{text}:{number}",
        }
    if name == "journal":
        change["facts"] = lambda text: _with_deadline(text, move)
    return {place: change[column] for place, column in enumerate(columns) if column in change}


def _changed(row: Row, change: Mapping[int, Callable[[Any], Any]]) -> Row:
    return tuple(change[place](value) if place in change else value for place, value in enumerate(row))


@cache
def _elsewhere(region: str, number: int) -> str:
    regions = list(packs()[region.partition("-")[0]].regions)
    return regions[(regions.index(region) + number) % len(regions)]


def _with_deadline(text: str, move: Callable[[str | None], str | None]) -> str:
    if '"due_on"' not in text:
        return text
    facts = json.loads(text)
    return json.dumps(facts | {"due_on": move(facts["due_on"])})


def _into_sqlite(driver: Any, name: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    named = ", ".join(f'"{column}"' for column in columns)
    marks = ", ".join("?" * len(columns))
    driver.executemany(f"INSERT INTO {name} ({named}) VALUES ({marks})", rows)


def _into_postgresql(driver: Any, name: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    named = ", ".join(f'"{column}"' for column in columns)
    with driver.cursor().copy(f"COPY {name} ({named}) FROM STDIN") as lines:
        for row in rows:
            lines.write_row(row)


_WRITERS: Final[Mapping[str, Callable[[Any, str, Sequence[str], Iterable[Row]], None]]] = {
    "sqlite": _into_sqlite,
    "postgresql": _into_postgresql,
}
