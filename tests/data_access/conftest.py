"""Both databases, always: every storage test runs on SQLite and on a throw-away PostgreSQL."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from data_access.engine import make_engine
from data_access.migrate import migrate

MISSING = (
    "PostgreSQL's binaries are missing. On Debian: apt-get install postgresql; "
    "elsewhere put initdb and pg_ctl on the PATH."
)


def postgres_binaries() -> Path | None:
    """The folder of initdb and pg_ctl, the newest version first."""
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True
    )
    if installed:
        return installed[0]
    found = shutil.which("initdb")
    return Path(found).parent if found else None


@contextmanager
def throwaway_postgres() -> Iterator[str]:
    """The URL of a fresh cluster that ends with the context. PostgreSQL refuses to run as root."""
    binaries = postgres_binaries()
    if binaries is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(MISSING)
    folder = Path(tempfile.mkdtemp(prefix="mizan-pg-"))
    as_user: dict[str, object] = {"cwd": folder}
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres" if _has_user("postgres") else "nobody")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        as_user |= {"user": owner.pw_uid, "group": owner.pw_gid}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"
    quiet: dict[str, object] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "mizan", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"],
        check=True,
        **as_user,
        **quiet,
    )
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=60"
    subprocess.run(
        [binaries / "pg_ctl", "-D", data, "-w", "-o", options, "-l", folder / "log", "start"],
        check=True,
        **as_user,
        **quiet,
    )
    try:
        yield f"postgresql://mizan@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run(
            [binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop"], check=True, **as_user, **quiet
        )
        shutil.rmtree(folder, ignore_errors=True)


def _has_user(name: str) -> bool:
    return any(user.pw_name == name for user in pwd.getpwall())


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    with throwaway_postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty, migrated database of each kind."""
    if request.param == "sqlite":
        made = make_engine(f"sqlite:///{tmp_path / 'mizan.db'}")
        migrate(made)
        yield made
        made.dispose()
        return
    server = sa.make_url(request.getfixturevalue("postgres_url"))
    name = f"t{uuid4().hex}"
    admin = make_engine(server.render_as_string(hide_password=False)).execution_options(
        isolation_level="AUTOCOMMIT"
    )
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    made = make_engine(server.set(database=name).render_as_string(hide_password=False))
    migrate(made)
    yield made
    made.dispose()
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name}")
    admin.dispose()
