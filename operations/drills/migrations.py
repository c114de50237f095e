"""Every migration stopped at every statement: the schema is the old or the new one, and a repeat finishes."""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from data_access.engine import make_engine
from data_access.migrate import migrate, revisions
from data_access.steps import tell_every_step
from operations.drills.load import people_at_work, wait_for_decisions
from operations.drills.offices import POSTGRESQL, SQLITE, DrillOffice, drill_office, fresh_name, person
from operations.drills.result import Result
from operations.drills.workers import CONTEXT, preload
from operations.throwaway import SEAL_KEY

EMPTY: Final = ""
CASES: Final = 40
KILLED_EVERY: Final = 10
"""One stop in so many, and each beside the commit, is a kill -9; the others are an error at the statement."""
_LEAST: Final = 5
PEOPLE: Final = (person("clerk"),)
_MADE_BY_THE_INDEX: Final = ("names", "sqlite_", "alembic_")

_COLUMNS: Final = (
    "SELECT table_name, column_name, data_type, is_nullable, column_default, character_maximum_length "
    "FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, ordinal_position"
)
_INDEXES: Final = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
_CONSTRAINTS: Final = (
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2"
)
_TRIGGERS: Final = (
    "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger "
    "WHERE NOT tgisinternal ORDER BY 1, 2"
)
_FUNCTIONS: Final = (
    "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1"
)
_SCHEMA: Final = {
    SQLITE: ("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name",),
    POSTGRESQL: (_COLUMNS, _INDEXES, _CONSTRAINTS, _TRIGGERS, _FUNCTIONS),
}
_TABLES: Final = {
    SQLITE: "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1",
    POSTGRESQL: "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
}


class Stopped(Exception):  # noqa: N818 - named by the fact.
    """The statement at which a migration was to be stopped."""


def drill(scale: float, out: Callable[[str], Any]) -> Result:
    """Stop at each statement, on both databases, from nothing and from each earlier release with its data."""
    preload()
    columns: dict[str, object] = {}
    passed = True
    for database in (POSTGRESQL, SQLITE):
        with drill_office(database, cases=CASES, people=PEOPLE) as full:
            with people_at_work(full, PEOPLE):
                wait_for_decisions(full, CASES // 4)
            for start in (EMPTY, *revisions()[:-1]):
                found, well = stopped_everywhere(full, start, scale)
                out(f"{database} from {start or 'nothing'}: {found}")
                columns[f"{database} from {start or 'nothing'}:"] = found
                passed = passed and well
    return Result(name="migrations", columns=columns, passed=passed)


@dataclass
class _Tally:
    """How often a migration was stopped, and what was found wrong."""

    stops: int = 0
    kills: int = 0
    wrong: list[str] = field(default_factory=list)


def stopped_everywhere(full: DrillOffice, start: str, share: float = 1.0) -> tuple[str, bool]:
    """Stop at each step on the way from a release to the newest; a sentence, and whether all is well.

    A smaller share leaves steps out.
    """
    tally = _Tally()
    new, taken = _newest(full, start)
    with _place(full, start) as place:
        rows = _rows(place)
        _stop_at_each(place, new, _points(taken, share), tally)
        migrate(place.engine, SEAL_KEY)
        if _schema(place) != new:
            tally.wrong.append("a repeat did not finish")
        kept = _rows(place)
    tally.wrong += [f"rows of {table} were lost" for table, many in rows.items() if kept.get(table, 0) < many]
    sentence = (
        f"{tally.stops} stops, {tally.kills} of them kill -9, {len(tally.wrong)} wrong, "
        f"{sum(rows.values())} rows kept"
    )
    if tally.wrong:
        sentence += f": {'; '.join(tally.wrong[:3])}"
    return sentence, not tally.wrong and tally.stops > 0


def _points(taken: int, share: float) -> list[int]:
    """A share of the steps, evenly from the first to the one before the commit, and the one behind it."""
    many, commit = max(_LEAST, round(taken * share)) - 1, taken - 2
    return [*sorted({round(number * commit / (many - 1)) for number in range(many)}), commit + 1]


def _stop_at_each(place: DrillOffice, new: Any, at: Sequence[int], tally: _Tally) -> None:
    """After each stop all is as before, until the first stop behind the commit: then all is new."""
    old, rows = _schema(place), _rows(place)
    for step in at:
        killed = tally.stops % KILLED_EVERY == 0 or step in at[-2:]
        stopped = _killed_at(place, step) if killed else _stopped_at(place, step)
        if not stopped:
            return
        tally.stops, tally.kills = tally.stops + 1, tally.kills + killed
        now = _schema(place)
        if now == new:
            return
        if now != old or _rows(place) != rows:
            tally.wrong.append(f"step {step}: neither the old schema nor the new one, or other rows")


def _newest(full: DrillOffice, start: str) -> tuple[Any, int]:
    """The schema that an undisturbed migration makes of the same start, and in how many steps."""
    taken: list[str] = []
    with _place(full, start) as place:
        tell_every_step(place.engine, taken.append)
        migrate(place.engine, SEAL_KEY)
        steps = len(taken)
        return _schema(place), steps


def _stopped_at(place: DrillOffice, step: int) -> bool:
    """Whether a migration that ends with an error at this step was ended; False when there are fewer."""
    engine = make_engine(place.url)

    def stop() -> None:
        raise Stopped

    tell_every_step(engine, _at(step, stop))
    try:
        migrate(engine, SEAL_KEY)
    except Stopped:
        return True
    finally:
        engine.dispose()
    return False


def _killed_at(place: DrillOffice, step: int) -> bool:
    process = CONTEXT.Process(target=_migrate_until, args=(place, step), daemon=True)
    process.start()
    process.join()
    if process.exitcode not in {0, -signal.SIGKILL}:
        raise RuntimeError(f"at step {step} the migration ended with {process.exitcode}")
    return process.exitcode == -signal.SIGKILL


def _migrate_until(place: DrillOffice, step: int) -> None:
    tell_every_step(place.engine, _at(step, lambda: os.kill(os.getpid(), signal.SIGKILL)))
    migrate(place.engine, SEAL_KEY)


def _at(step: int, act: Callable[[], None]) -> Callable[[str], None]:
    taken = -1

    def tell(_what: str) -> None:
        nonlocal taken
        taken += 1
        if taken == step:
            act()

    return tell


@contextmanager
def _place(full: DrillOffice, start: str) -> Iterator[DrillOffice]:
    """A new database of the release `start`, with the rows of a full office as far as it knew them."""
    home = full.home / fresh_name()
    home.mkdir()
    sqlite = full.engine.dialect.name == SQLITE
    if sqlite:
        place = DrillOffice(f"sqlite:///{home / 'mizan.db'}", home)
    else:
        _administer(full, f"CREATE DATABASE {home.name}")
        place = DrillOffice(f"{full.url.rpartition('/')[0]}/{home.name}", home)
    try:
        if start:
            migrate(place.engine, SEAL_KEY, to=start)
            (_copy_sqlite if sqlite else _copy_postgres)(full, place)
        yield place
    finally:
        place.close()
        if not sqlite:
            _administer(full, f"DROP DATABASE {home.name}")


def _administer(office: DrillOffice, statement: str) -> None:
    with office.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql(statement)


def _copied(place: DrillOffice) -> Iterator[tuple[str, str]]:
    """Each table of the earlier release and its columns."""
    for (table,) in place.found(_TABLES[place.engine.dialect.name]):
        if not table.startswith(_MADE_BY_THE_INDEX):
            with place.engine.connect() as connection:
                names = connection.exec_driver_sql(f'SELECT * FROM "{table}" LIMIT 0').keys()
            yield table, ", ".join(f'"{name}"' for name in names)


def _copy_sqlite(full: DrillOffice, place: DrillOffice) -> None:
    tables = list(_copied(place))
    driver = place.engine.raw_connection()
    try:
        driver.execute("PRAGMA foreign_keys = OFF")
        driver.execute("ATTACH DATABASE ? AS newest", (str(full.home / "mizan.db"),))
        for table, names in tables:
            driver.execute(f'INSERT INTO main."{table}" ({names}) SELECT {names} FROM newest."{table}"')
        driver.execute("DETACH DATABASE newest")
        driver.commit()
    finally:
        driver.invalidate()


def _copy_postgres(full: DrillOffice, place: DrillOffice) -> None:
    theirs, ours = full.engine.raw_connection(), place.engine.raw_connection()
    try:
        reading, writing = theirs.driver_connection.cursor(), ours.driver_connection.cursor()
        writing.execute("SET session_replication_role = replica")
        for table, names in _copied(place):
            with (
                reading.copy(f'COPY (SELECT {names} FROM "{table}") TO STDOUT') as source,
                writing.copy(f'COPY "{table}" ({names}) FROM STDIN') as target,
            ):
                for piece in source:
                    target.write(piece)
        ours.driver_connection.commit()
    finally:
        theirs.invalidate()
        ours.invalidate()


def _schema(place: DrillOffice) -> Any:
    questions = _SCHEMA[place.engine.dialect.name]
    found = [[tuple(row) for row in place.found(question)] for question in questions]
    versions = place.found("SELECT version_num FROM alembic_version") if found[0] else []
    return found, [tuple(row) for row in versions]


def _rows(place: DrillOffice) -> dict[str, int]:
    tables = [row[0] for row in place.found(_TABLES[place.engine.dialect.name])]
    return {
        table: place.number(f'SELECT count(*) FROM "{table}"')
        for table in tables
        if not table.startswith(_MADE_BY_THE_INDEX)
    }
