"""A PgBouncer of one's own, started from the file in `deploy/` with throw-away ports."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from operations.bench.cluster import Cluster, owner_of
from operations.bench.loopback import comes_up, free_port
from operations.configure import filled

MISSING: Final = "PgBouncer is missing. On Debian: apt-get install pgbouncer; elsewhere put it on the PATH."
ROLE: Final = "mizan_desk"
PASSWORD: Final = "of-a-pooler-that-is-thrown-away"  # noqa: S105 - as it says.
_STARTS_WITHIN: Final = 20.0


class NoPooler(Exception):  # noqa: N818 - named by the fact.
    """This machine has no PgBouncer to start, or it did not start."""


@dataclass(kw_only=True)
class Pooler:
    """A running PgBouncer; `values` are what its file was filled with."""

    program: str
    psql: Path
    folder: Path
    values: dict[str, str]
    as_user: Mapping[str, Any] = field(default_factory=dict[str, Any])
    _process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "mizan") -> str:
        """The desk's address of one of its databases, as a setting."""
        where = f"127.0.0.1:{self.values['MIZAN_POOLER_PORT']}/{database}"
        return f"postgresql://{ROLE}:{PASSWORD}@{where}?pooled=1"

    def start(self) -> None:
        """Start it and wait until it listens.

        Raises:
            NoPooler: it did not come up; with what it wrote.
        """
        self._write()
        with (self.folder / "log").open("ab") as log:
            words = [self.program, str(self.folder / "pgbouncer.ini")]
            self._process = subprocess.Popen(words, stdout=log, stderr=log, **self.as_user)  # noqa: S603 - PgBouncer itself.
        port = int(self.values["MIZAN_POOLER_PORT"])
        if not comes_up(port, self._process, within=_STARTS_WITHIN):
            raise NoPooler((self.folder / "log").read_text(errors="replace")[-1000:])

    def lead_to(self, **values: str) -> None:
        """Write other addresses into its file and have it read again; clients stay connected."""
        self.values |= values
        self._write()
        if self._process is not None:
            self._process.send_signal(signal.SIGHUP)

    def say(self, command: str) -> None:
        """Tell its console something, such as RECONNECT."""
        port = self.values["MIZAN_POOLER_PORT"]
        words = [self.psql, "-h", "127.0.0.1", "-p", port, "-U", ROLE, "-d", "pgbouncer", "-c", command]
        environment = os.environ | {"PGPASSWORD": PASSWORD}
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL, env=environment)  # noqa: S603 - PostgreSQL's own program.

    def stop(self) -> None:
        """End it at once."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait()

    def _write(self) -> None:
        for name in ("pgbouncer.ini", "userlist.txt"):
            path = self.folder / name
            path.write_text(filled(name, self.values), encoding="utf-8")
            path.chmod(0o600)
            if "user" in self.as_user:
                os.chown(path, self.as_user["user"], self.as_user["group"])


@contextmanager
def throwaway_pooler(
    primary: Cluster, replica: Cluster | None = None, database: str = "postgres"
) -> Generator[Pooler]:
    """A pooler before one server, or before two, that ends with the context. It refuses to run as root.

    Raises:
        NoPooler: this machine has none.
    """
    program = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    if program is None:
        raise NoPooler(MISSING)
    folder = Path(tempfile.mkdtemp(prefix="mizan-pooler-"))
    values = {
        "MIZAN_PRIMARY_HOST": "127.0.0.1",
        "MIZAN_PRIMARY_PORT": str(primary.port),
        "MIZAN_REPLICA_HOST": "127.0.0.1",
        "MIZAN_REPLICA_PORT": str((replica or primary).port),
        "MIZAN_DATABASE": database,
        "MIZAN_POOLER_ADDRESS": "127.0.0.1",
        "MIZAN_POOLER_PORT": str(free_port()),
        "MIZAN_POOLER_FOLDER": str(folder),
        "MIZAN_POOL_SIZE": "10",
        "MIZAN_DESK_ROLE": ROLE,
        "MIZAN_DESK_PASSWORD": PASSWORD,
    }
    pooler = Pooler(
        program=program,
        psql=primary.binaries / "psql",
        folder=folder,
        values=values,
        as_user=owner_of(folder),
    )
    try:
        pooler.start()
        yield pooler
    finally:
        pooler.stop()
        shutil.rmtree(folder, ignore_errors=True)
