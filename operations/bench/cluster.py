"""A PostgreSQL cluster of one's own, gone when one is done: for the storage tests and the measurements."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

MISSING: Final = (
    "PostgreSQL's binaries are missing. On Debian: apt-get install postgresql; "
    "elsewhere put initdb and pg_ctl on the PATH."
)


class NoPostgres(Exception):  # noqa: N818 - named by the fact.
    """This machine has no PostgreSQL to start."""


def postgres_binaries() -> Path:
    """The folder of initdb and pg_ctl, the newest version first.

    Raises:
        NoPostgres: there is none.
    """
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    found = shutil.which("initdb")
    if not installed and not found:
        raise NoPostgres(MISSING)
    return installed[-1] if installed else Path(str(found)).parent


@contextmanager
def throwaway_postgres(*, durable: bool = False) -> Generator[str]:
    """The URL of a fresh cluster that ends with the context. PostgreSQL refuses to run as root.

    Args:
        durable: wait for the disk at each commit, as an office does; tests need not.

    Raises:
        NoPostgres: this machine has none.
    """
    binaries = postgres_binaries()
    folder = Path(tempfile.mkdtemp(prefix="mizan-pg-"))
    as_user = _owner_of(folder)
    port = _free_port()
    data = folder / "data"
    _run(
        *(binaries / "initdb", "-D", data, "-U", "mizan", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"),
        **as_user,
    )
    options = (
        f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c max_connections=60 "
        f"-c fsync={'on' if durable else 'off'}"
    )
    _run(
        *(binaries / "pg_ctl", "-D", data, "-w", "-o", options, "-l", folder / "log", "start"),
        **as_user,
    )
    try:
        yield f"postgresql://mizan@127.0.0.1:{port}/postgres"
    finally:
        _run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop", **as_user)
        shutil.rmtree(folder, ignore_errors=True)


def _owner_of(folder: Path) -> dict[str, Any]:
    if os.geteuid() != 0:
        return {"cwd": folder}
    names = {user.pw_name for user in pwd.getpwall()}
    owner = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return {"cwd": folder, "user": owner.pw_uid, "group": owner.pw_gid}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(*words: object, **as_user: Any) -> None:
    command = [str(word) for word in words]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **as_user)  # noqa: S603 - PostgreSQL's own programs.
