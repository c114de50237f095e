"""A PostgreSQL cluster of one's own, gone when one is done: for the storage tests and the measurements."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from operations.bench.loopback import free_port

MISSING: Final = (
    "PostgreSQL's binaries are missing. On Debian: apt-get install postgresql; "
    "elsewhere put initdb and pg_ctl on the PATH."
)


_STARTS_WITHIN: Final = 60.0
_INCLUDED: Final = "include_if_exists = 'mizan.conf'"


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


@dataclass(kw_only=True)
class Cluster:
    """A PostgreSQL server of one's own, which may be stopped, killed and started again."""

    binaries: Path
    folder: Path
    port: int
    durable: bool
    as_user: Mapping[str, Any]
    settings: Sequence[str] = ()
    name: str = "primary"
    _server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"postgresql://mizan@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start it, and wait until it answers; after a kill it recovers first.

        Raises:
            NoPostgres: it did not come up.
        """
        options = (
            "listen_addresses=127.0.0.1",
            "max_connections=60",
            f"fsync={'on' if self.durable else 'off'}",
            *self.settings,
        )
        command = [self.binaries / "postgres", "-D", self.folder / "data", "-p", self.port, "-k", self.folder]
        words = [str(word) for word in (*command, *(f"--{option}" for option in options))]
        with (self.folder / "log").open("ab") as log:
            # Our own child, not pg_ctl's: whoever kills it must also bury it, or it counts as running.
            self._server = subprocess.Popen(words, stdout=log, stderr=log, **self.as_user)  # noqa: S603 - PostgreSQL's own program.
        until = time.monotonic() + _STARTS_WITHIN
        while time.monotonic() < until and self._server.poll() is None:
            if self._answers():
                return
            time.sleep(0.05)
        raise NoPostgres((self.folder / "log").read_text(errors="replace")[-1000:])

    def follow_file(self, text: str) -> None:
        """Have it follow a file of settings from its next start on; `reload` reads it again meanwhile."""
        settings = self.folder / "data" / "mizan.conf"
        settings.write_text(text, encoding="utf-8")
        main = self.folder / "data" / "postgresql.conf"
        if _INCLUDED not in (said := main.read_text(encoding="utf-8")):
            main.write_text(f"{said}\n{_INCLUDED}\n", encoding="utf-8")
        if "user" in self.as_user:
            os.chown(settings, self.as_user["user"], self.as_user["group"])

    def admit(self, text: str) -> None:
        """Have it let in whom a file of `pg_hba.conf` names, from its next start or `reload` on."""
        (self.folder / "data" / "pg_hba.conf").write_text(text, encoding="utf-8")

    def reload(self) -> None:
        """Have it read its files of settings again."""
        if self._server is not None:
            self._server.send_signal(signal.SIGHUP)

    def promote(self) -> None:
        """Make a replica the primary, and wait until it takes writes."""
        _run(self.binaries / "pg_ctl", "promote", "-w", "-D", self.folder / "data", **self.as_user)

    def stop(self) -> None:
        """Stop it at once, without a farewell to whoever is connected."""
        if self._server is not None and self._server.poll() is None:
            self._server.send_signal(signal.SIGQUIT)
            self._server.wait()

    def kill(self) -> None:
        """End the server and every process of it with kill -9, as a power cut would."""
        if self._server is None:
            return
        # Stopped before its children are looked for, so that it makes no more of them.
        self._server.send_signal(signal.SIGSTOP)
        for process in children_of(self._server.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._server.kill()
        self._server.wait()

    def _answers(self) -> bool:
        words = [
            str(word) for word in (self.binaries / "pg_isready", "-q", "-h", "127.0.0.1", "-p", self.port)
        ]
        return subprocess.run(words, check=False).returncode == 0  # noqa: S603 - PostgreSQL's own program.


@contextmanager
def throwaway_postgres(*, durable: bool = False, settings: Sequence[str] = ()) -> Generator[str]:
    """The URL of a fresh cluster that ends with the context.

    Args:
        durable: wait for the disk at each commit, as an office does; tests need not.
        settings: more of the server's settings, such as ``shared_buffers=2GB``.

    Raises:
        NoPostgres: this machine has none.
    """
    with throwaway_cluster(durable=durable, settings=settings) as cluster:
        yield cluster.url


@contextmanager
def throwaway_cluster(*, durable: bool = False, settings: Sequence[str] = ()) -> Generator[Cluster]:
    """A fresh running cluster that ends with the context. PostgreSQL refuses to run as root.

    Raises:
        NoPostgres: this machine has none.
    """
    binaries = postgres_binaries()
    folder = Path(tempfile.mkdtemp(prefix="mizan-pg-"))
    as_user = owner_of(folder)
    cluster = Cluster(
        binaries=binaries,
        folder=folder,
        port=free_port(),
        durable=durable,
        as_user=as_user,
        settings=settings,
    )
    _run(
        *(binaries / "initdb", "-D", folder / "data"),
        *("-U", "mizan", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"),
        **as_user,
    )
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def throwaway_replica(
    primary: Cluster, *, name: str = "mizan_replica", settings: Callable[[int], str] | None = None
) -> Generator[Cluster]:
    """A running copy that follows a cluster as a streaming replica, and ends with the context.

    Args:
        primary: whom it follows.
        name: by which `synchronous_standby_names` of the primary knows it.
        settings: of its port makes the file of settings it follows.
    """
    folder = Path(tempfile.mkdtemp(prefix="mizan-pg-"))
    as_user = owner_of(folder)
    replica = Cluster(
        binaries=primary.binaries,
        folder=folder,
        port=free_port(),
        durable=primary.durable,
        as_user=as_user,
        name=name,
    )
    where = f"host=127.0.0.1 port={primary.port} user=mizan application_name={name}"
    _run(
        *(primary.binaries / "pg_basebackup", "-d", where, "-D", folder / "data"),
        *("-R", "-X", "stream", "-c", "fast"),
        **as_user,
    )
    if settings is not None:
        replica.follow_file(settings(replica.port))
    try:
        replica.start()
        yield replica
    finally:
        replica.stop()
        shutil.rmtree(folder, ignore_errors=True)


def children_of(process: int) -> list[int]:
    """The processes whose parent this is."""
    found: list[int] = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # The name stands in brackets and may hold anything; the parent is the second word behind it.
            if int(status.read_text().rpartition(")")[2].split()[1]) == process:
                found.append(int(status.parent.name))
    return found


def owner_of(folder: Path) -> dict[str, Any]:
    """How a server that refuses to be root is started in a folder, which becomes its own."""
    if os.geteuid() != 0:
        return {"cwd": folder}
    names = {user.pw_name for user in pwd.getpwall()}
    owner = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return {"cwd": folder, "user": owner.pw_uid, "group": owner.pw_gid}


def _run(*words: object, **as_user: Any) -> None:
    command = [str(word) for word in words]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **as_user)  # noqa: S603 - PostgreSQL's own programs.
