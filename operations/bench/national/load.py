"""Fill an empty PostgreSQL with an office of any size, by COPY: a base office that was lived, multiplied."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from casework.applications.events import REMARKS, EventKind
from casework.statistics.afterwards import STATELESS
from data_access.engine import make_engine
from data_access.migrate import migrate
from data_access.partitions import make_ahead
from data_access.records import Records
from data_access.staff import StaffDirectory
from operations.bench.national.multiplied import COMPLETED, FIGURES, STEP, TABLES, Made
from operations.bench.office import NOW
from operations.bench.past import repeat
from operations.bench.plain import bare
from operations.demo_staff import add_demo_staff
from operations.throwaway import SEAL_KEY

BASE: Final = 30_000
"""How large the base office is at most: two years of a few offices."""
ROOMY: Final = (
    "shared_buffers=4GB",
    "max_wal_size=16GB",
    "checkpoint_timeout=30min",
    "wal_level=minimal",
    "max_wal_senders=0",
)
"""What a server of one's own is started with to be filled; an office of this size has as much memory."""
_ROWS_A_CHUNK: Final = 500_000
_NUMBERED: Final = ("applications", "papers", "decisions", "journal")
LEFT_OUT: Final = frozenset(STATELESS | REMARKS | {EventKind.PAPER_JUDGED})
"""Journal lines that are not repeated, for they are many and say what is left out, too: entitlements,
payments and complaints, and the verdict that each paper bears anyway."""
Told = Callable[[str], object]


class NotEmpty(Exception):  # noqa: N818 - named by the fact.
    """The database holds an office already; nothing was written."""


class NotSuperuser(Exception):  # noqa: N818 - named by the fact.
    """Whoever connects may not switch triggers off; nothing was filled in."""


def load(url: str, wanted: int, tell: Told) -> int:
    """Migrate the database and fill it; returns how many applications there are then.

    It is a base office of at most :data:`BASE` applications, as often as it takes: 3 papers a case, the
    journal, the decisions and the figures as they were lived, and people of their own in each.

    Args:
        url: a PostgreSQL in which whoever connects may switch triggers off (a superuser).
        wanted: how many applications at least.
        tell: is told how far it has come, about once in half a million rows.

    Raises:
        NotEmpty: there are applications already.
        NotSuperuser: whoever connects is none.
        StorageError: the URL is none, or nothing answers there.
    """
    engine = make_engine(url)
    migrate(engine)
    add_demo_staff(StaffDirectory(engine, key=b"b" * 32))
    with _unchecked(engine) as target:
        if target.execute("SELECT 1 FROM applications LIMIT 1").fetchone():
            raise NotEmpty
    with _base_beside(engine) as base:
        found = _lived(base, min(wanted, BASE), tell)
        times = -(-wanted // found)
        multiply(base, engine, times, tell)
    engine.dispose()
    return found * times


def multiply(base: Any, into: Any, times: int, tell: Told) -> None:
    """Fill a migrated, empty database with a base office so many times; both are engines of PostgreSQL.

    The base is changed: it is given the papers and messages that are multiplied.
    """
    with _unchecked(base) as source, _unchecked(into) as target:
        for statement in COMPLETED:
            source.execute(statement)
        source.execute("ANALYZE")
        _must_be_narrow(source)
        way = _Way(source, target, times, tell)
        with _without_indexes(target, tell):
            for name, made in TABLES.items():
                way.copy(name, made)
                if name == "applications":
                    with into.begin() as connection:
                        make_ahead(connection)
            for name, columns in FIGURES.items():
                way.pass_on([f"SELECT {columns}, n * {times} FROM {name}"], name)
        for name in _NUMBERED:
            target.execute(f"SELECT setval('{name}_id_seq', (SELECT max(id) FROM {name}))")
        tell("vacuum and statistics of the planner")
        target.execute("VACUUM ANALYZE")


def _must_be_narrow(base: Any) -> None:
    """Numbers of one time must not reach those of the next."""
    for name in ("applications", "papers", "decisions"):
        (last,) = base.execute(f"SELECT max(id) FROM {name}").fetchone()
        if (last or 0) >= STEP:
            raise RuntimeError(
                f"the base office numbers its {name} up to {last}: {STEP} would not keep them apart"
            )


@dataclass(frozen=True, slots=True)
class _Way:
    """From the base office to the database that is filled: one server process makes rows, one takes them."""

    source: Any
    target: Any
    times: int
    tell: Told

    def copy(self, name: str, made: Made) -> None:
        """Fill one table."""
        columns = [row[0] for row in self.target.execute(_COLUMNS, (name,)) if row[0] not in made.left]
        rows = self.source.execute(
            f"SELECT count(*) FROM {made.of or name} AS b".replace("{m}", "0")
        ).fetchone()[0]
        told = ", ".join(f"({made.moved[one]})" if one in made.moved else f'b."{one}"' for one in columns)
        named = ", ".join(f'"{column}"' for column in columns)
        # The number of the time is put in at its place: what it moves is reckoned once a row, and nothing
        # has to be sorted.
        of_a_time = f"SELECT {told} FROM {made.of or name} AS b ORDER BY {made.order}"
        a_chunk = max(1, _ROWS_A_CHUNK // max(rows, 1))
        for first in range(0, self.times, a_chunk):
            last = min(self.times, first + a_chunk)
            asked = [of_a_time.replace("{m}", str(number)) for number in range(first, last)]
            self.pass_on(asked, f"{name} ({named})")
            self.tell(f"{name}: {last * rows:,} of {self.times * rows:,} rows")

    def pass_on(self, questions: Iterable[str], into: str) -> None:
        """Copy the rows of questions into a table."""
        with self.target.cursor().copy(f"COPY {into} FROM STDIN") as taken:
            for question in questions:
                with self.source.cursor().copy(f"COPY ({question}) TO STDOUT") as made:
                    for block in made:
                        taken.write(block)


@contextmanager
def _base_beside(engine: Any) -> Generator[Any]:
    """A database for the base office, on the same server, for as long as the loading takes."""
    name = f"{engine.url.database}_base"
    with _unchecked(engine) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        base = make_engine(engine.url.set(database=name).render_as_string(hide_password=False))
        try:
            yield base
        finally:
            base.dispose()
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _lived(base: Any, wanted: int, tell: Told) -> int:
    """Let the base office live, with its figures; returns how many applications it has."""
    migrate(base)
    tell("the base office, and its figures")
    with _unchecked(base) as source:
        found = repeat(source, "postgresql", wanted, leaving=LEFT_OUT)
    Records(base, lambda: NOW, seal_key=SEAL_KEY).rebuild_statistics()
    return found


_COLUMNS: Final = """
SELECT column_name FROM information_schema.columns
WHERE table_schema = current_schema() AND table_name = %s ORDER BY ordinal_position
"""


@contextmanager
def _without_indexes(target: Any, tell: Told) -> Generator[None]:
    """Drop the indexes that no key stands on, and make them anew in one go each."""
    found: Sequence[tuple[str, str]] = target.execute(_INDEXES, (list(TABLES),)).fetchall()
    for name, _ in found:
        target.execute(f'DROP INDEX "{name}"')
    yield
    target.execute("SET maintenance_work_mem = '1GB'")
    for name, made_so in found:
        tell(f"index {name}")
        # What a table in parts is told to have, and each of its parts then has.
        target.execute(made_so.replace(" ON ONLY ", " ON "))


_INDEXES: Final = """
SELECT i.indexname, i.indexdef FROM pg_indexes i
WHERE i.schemaname = current_schema() AND i.tablename = ANY (%s)
    AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conname = i.indexname)
"""


_SUPERUSER: Final = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"


@contextmanager
def _unchecked(engine: Any) -> Generator[Any]:
    """A connection of the bare driver, for rows that need no checks: no triggers, limits or transaction."""
    with bare(engine) as driver:
        for setting in ("statement_timeout = 0", "idle_in_transaction_session_timeout = 0"):
            driver.execute(f"SET {setting}")
        if not driver.execute(_SUPERUSER).fetchone()[0]:
            raise NotSuperuser
        driver.execute("SET session_replication_role = replica")
        yield driver
