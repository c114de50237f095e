"""A copy of the database as it was at one moment, taken while everybody works, and put back elsewhere.

SQLite by its own backup interface; PostgreSQL by `pg_dump` and `pg_restore`, in the snapshot in which the
rows were counted, so that the counts are those of the copy.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Generator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

import sqlalchemy as sa
from alembic.migration import MigrationContext
from sqlalchemy.engine import Connection, Engine

from data_access.engine import for_reading, is_pooled, make_engine, storage_errors, unhurried
from data_access.errors import StorageError
from data_access.tables import files

_VERSION: Final = re.compile(r"\b(\d+)[.\d]*")
_WAITS_FOR_LOCKS: Final = 60_000


class NoClient(Exception):  # noqa: N818 - named by the fact.
    """PostgreSQL's own client program is not here, or is older than the server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What a copy of the database holds: rows of every table, and the papers that rows point at."""

    database: str
    revision: str
    counts: Mapping[str, int]
    papers: tuple[str, ...]


def take(engine: Engine, target: Path) -> Snapshot:
    """Copy the database into a file; nobody waits for it, and acts that come meanwhile are not in it.

    Raises:
        NoClient: PostgreSQL's `pg_dump` is missing or too old.
        StorageError: the database did not answer, or the copy could not be written.
    """
    return _take_sqlite(engine, target) if engine.dialect.name == "sqlite" else _dump(engine, target)


def give_back(engine: Engine, source: Path) -> None:
    """Fill an empty database from a copy: all of it, or it stays empty.

    Raises:
        NoClient: PostgreSQL's `pg_restore` is missing or too old.
        StorageError: the copy cannot be read, or the database did not take it.
    """
    if engine.dialect.name == "sqlite":
        _copy_sqlite(source, Path(str(engine.url.database)))
        return
    client = _client("pg_restore", engine)
    how = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", "--dbname")
    _run([client, *how, engine.url.database or "", source], engine)


def is_empty(engine: Engine) -> bool:
    """Whether there is no table at all.

    Raises:
        StorageError: the database did not answer.
    """
    if engine.dialect.name == "sqlite" and not Path(str(engine.url.database)).exists():
        return True
    with storage_errors(), for_reading(engine).connect() as connection:
        return not sa.inspect(connection).get_table_names()


def counted(engine: Engine) -> Snapshot:
    """What the database holds now.

    Raises:
        StorageError: the database did not answer.
    """
    with storage_errors(), _one_moment(engine) as connection:
        return _counted(connection)


@contextmanager
def _one_moment(engine: Engine) -> Generator[Connection]:
    if engine.dialect.name == "sqlite":
        with for_reading(engine).connect() as connection:
            yield connection
        return
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        unhurried(connection)
        yield connection


def _counted(connection: Connection) -> Snapshot:
    names = sorted(sa.inspect(connection).get_table_names())
    counts = {
        name: connection.execute(sa.select(sa.func.count()).select_from(sa.table(name))).scalar_one()
        for name in names
    }
    papers = connection.execute(sa.select(files.c.sha256).order_by(files.c.sha256)).scalars()
    return Snapshot(
        database=connection.dialect.name,
        revision=MigrationContext.configure(connection).get_current_revision() or "",
        counts=counts,
        papers=tuple(papers),
    )


def _take_sqlite(engine: Engine, target: Path) -> Snapshot:
    _copy_sqlite(Path(str(engine.url.database)), target)
    copied = make_engine(f"sqlite:///{target}")
    try:
        # Counted in the copy itself: it is the moment that was copied.
        found = counted(copied)
    finally:
        copied.dispose()
    _in_one_file(target)
    return found


def _copy_sqlite(source: Path, target: Path) -> None:
    """Copy through the backup interface into a file beside, which then takes the name."""
    half = target.with_name(f".half-{target.name}")
    try:
        half.unlink(missing_ok=True)
        with (
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=20)) as original,
            closing(sqlite3.connect(half)) as copy,
        ):
            # In one step: a reader of the write-ahead log, whom no writer waits for and none disturbs.
            original.backup(copy)
        _in_one_file(half)
        half.replace(target)
    except (sqlite3.Error, OSError) as problem:
        half.unlink(missing_ok=True)
        raise StorageError(f"{source} cannot be copied to {target}: {problem}") from problem


def _in_one_file(path: Path) -> None:
    """Fold the write-ahead log in, and prove that the pages hang together."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        said = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if said != "ok":
        raise StorageError(f"{path} is damaged: {said}")
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _dump(engine: Engine, target: Path) -> Snapshot:
    client = _client("pg_dump", engine)
    with storage_errors(), _one_moment(engine) as connection:
        snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        found = _counted(connection)
        how = (
            "--format=custom",
            f"--snapshot={snapshot}",
            f"--lock-wait-timeout={_WAITS_FOR_LOCKS}",
            f"--file={target}",
        )
        _run([client, *how, engine.url.database or ""], engine)
    return found


def _client(name: str, engine: Engine) -> Path:
    """The newest client program of this name; an older one than the server cannot be trusted with it."""
    if is_pooled(engine):
        raise NoClient(f"{name} keeps a session to itself: name the server in DATABASE_URL, not a pooler.")
    installed = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parent.parent.name)
    )
    on_path = shutil.which(name)
    if not installed and not on_path:
        raise NoClient(
            f"{name} is missing. On Debian: apt-get install postgresql-client; elsewhere put it on the PATH."
        )
    client = installed[-1] if installed else Path(str(on_path))
    said = subprocess.run([client, "--version"], capture_output=True, text=True, check=True)  # noqa: S603 - PostgreSQL's own program.
    ours = _VERSION.search(said.stdout)
    with storage_errors(), for_reading(engine).connect() as connection:
        server = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000
    if ours is None or int(ours[1]) < server:
        version = ours[1] if ours else "unknown"
        raise NoClient(
            f"{client} is of version {version}, the server of {server}: install postgresql-client-{server}."
        )
    return client


def _run(words: list[object], engine: Engine) -> None:
    """Run a client program against the engine's server; the password goes through the environment."""
    url = engine.url
    query = cast("Mapping[str, Any]", url.query)
    told = {
        "PGHOST": url.host or query.get("host"),
        "PGPORT": url.port or query.get("port"),
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGSSLMODE": query.get("sslmode"),
        "PGSSLROOTCERT": query.get("sslrootcert"),
    }
    environment = os.environ | {name: str(value) for name, value in told.items() if value}
    command = [str(word) for word in words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - PostgreSQL's own programs.
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no word of why"])[-1]
        raise StorageError(f"{Path(command[0]).name} failed: {last}")
