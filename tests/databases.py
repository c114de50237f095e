"""Both databases, always: every storage test runs on SQLite and on a throw-away PostgreSQL.

The server is started once and the migrations are run once; every test works on a copy. What was long in the
making is made once, on SQLite, and brought over.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from data_access.engine import make_engine
from data_access.migrate import migrate
from data_access.tables import metadata
from operations.bench.cluster import NoPostgres, throwaway_postgres


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    try:
        with throwaway_postgres() as url:
            yield url
    except NoPostgres as missing:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(str(missing))


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated database on SQLite, made once; every test works on a copy."""
    file = tmp_path_factory.mktemp("migrated") / "mizan.db"
    made = make_engine(f"sqlite:///{file}")
    migrate(made)
    made.dispose()  # The last connection brings everything into the one file.
    return file


@pytest.fixture(scope="session")
def migrated_database(postgres_url: str) -> str:
    """The name of an empty, migrated database on PostgreSQL, made once; every test works on a copy."""
    name = f"migrated_{uuid4().hex}"
    with administration(postgres_url) as run:
        run(f"CREATE DATABASE {name}")
    made = database_engine(postgres_url, name)
    migrate(made)
    made.dispose()  # A database that somebody is connected to cannot be copied.
    return name


@contextmanager
def administration(url: str) -> Iterator[Callable[[str], object]]:
    """Runs statements that concern whole databases."""
    admin = make_engine(url).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        yield connection.exec_driver_sql
    admin.dispose()


def database_engine(url: str, name: str) -> Engine:
    return make_engine(sa.make_url(url).set(database=name).render_as_string(hide_password=False))


@contextmanager
def copied_sqlite(template: Path, folder: Path) -> Iterator[Engine]:
    shutil.copy(template, folder / "mizan.db")
    made = make_engine(f"sqlite:///{folder / 'mizan.db'}")
    yield made
    made.dispose()


@contextmanager
def copied_postgres(url: str, template: str) -> Iterator[Engine]:
    name = f"t{uuid4().hex}"
    with administration(url) as run:
        # Copying the files is quicker than the log of every page, on a server that never waits for its disk.
        run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    made = database_engine(url, name)
    yield made
    made.dispose()
    with administration(url) as run:
        run(f"DROP DATABASE {name}")


@contextmanager
def copied(request: pytest.FixtureRequest, folder: Path) -> Iterator[Engine]:
    """An empty, migrated database of the kind that the fixture which asks is parametrized with."""
    if request.param == "sqlite":
        one = copied_sqlite(request.getfixturevalue("migrated_file"), folder)
    else:
        url = request.getfixturevalue("postgres_url")
        one = copied_postgres(url, request.getfixturevalue("migrated_database"))
    with one as engine:
        yield engine


@contextmanager
def copied_with(past: Engine, request: pytest.FixtureRequest, folder: Path) -> Iterator[Engine]:
    """A database of the kind that the fixture which asks is parametrized with, and all that SQLite holds."""
    if request.param == "sqlite":
        past.dispose()
        with copied_sqlite(Path(str(past.url.database)), folder) as engine:
            yield engine
    else:
        with copied(request, folder) as engine:
            bring_over(past, engine)
            yield engine


def bring_over(past: Engine, engine: Engine) -> None:
    """Put every row into an empty PostgreSQL, which counts on from there."""
    with past.connect() as there, engine.begin() as here:
        for table in metadata.sorted_tables:
            rows = [dict(row) for row in there.execute(sa.select(table)).mappings()]
            if rows:
                here.execute(sa.insert(table), rows)
                _count_on(here, table)


def _count_on(connection: sa.Connection, table: sa.Table) -> None:
    column = table.autoincrement_column
    if column is not None:
        counter = sa.func.pg_get_serial_sequence(table.name, column.name)
        highest = sa.select(sa.func.max(column)).scalar_subquery()
        connection.execute(sa.select(sa.func.setval(counter, highest)))


def together(group: str, *kinds: str) -> list[object]:
    """Parameters of a costly fixture: the tests of all of them run in one process, where it is made once."""
    return [pytest.param(kind, marks=pytest.mark.xdist_group(group)) for kind in kinds]


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty, migrated database of each kind."""
    with copied(request, tmp_path) as made:
        yield made
