"""A desk of its own for a drill: served on this machine, in a folder that is thrown away, with demo staff."""

from __future__ import annotations

import os
import ssl
import subprocess
import sys
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import httpx

from dashboard import office
from dashboard.settings import ROOT
from data_access.documents import DocumentStore
from data_access.engine import make_engine
from data_access.migrate import migrate
from data_access.records import Records
from data_access.staff import StaffDirectory
from operations.bench.loopback import free_port
from operations.demo_staff import add_demo_staff
from operations.drills.raw_client import RawClient
from operations.throwaway import SEAL_KEY, SEAL_SECRET

SECRET: Final = "for-drills-only-0123456789-abcdefghijkl"  # noqa: S105 - of a folder that is thrown away.
_STARTS_WITHIN: Final = 90.0


@dataclass(frozen=True, kw_only=True)
class ServedDesk:
    """A running desk; `records`, `documents` and `directory` work on the same database and folder."""

    address: str
    home: Path
    log: Path
    engine: Any
    records: Records
    documents: DocumentStore
    directory: StaffDirectory
    process: int = 0
    """The number of the server's process."""
    beside: tuple[tuple[str, int], ...] = ()
    """Address and process of each further server of the same office."""

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where the office is served."""
        return (self.address, *(address for address, _ in self.beside))

    @property
    def processes(self) -> tuple[int, ...]:
        """The numbers of all its servers' processes."""
        return (self.process, *(process for _, process in self.beside))

    def cookie_of(self, username: str) -> str:
        """The cookie of a new session of this person."""
        return session_cookie(self.address, self.directory.issue_ticket(username, office.now()))

    def tab_of(self, username: str | None, **more: Any) -> RawClient:
        """A new tab of this person, signed in anew; of a stranger for None."""
        return RawClient(self.address, self.cookie_of(username) if username else "", **more)


@contextmanager
def served_desk(
    home: Path, *, database_url: str = "", beside: int = 0, **settings: str
) -> Generator[ServedDesk]:
    """Migrate, take the demo staff on, serve with one process and so many `beside` it, and stop at the end.

    Raises:
        RuntimeError: the desk did not start; with what it wrote.
    """
    port = free_port()
    engine = make_engine(database_url or f"sqlite:///{home / 'mizan.db'}")
    desk = ServedDesk(
        address=f"http://127.0.0.1:{port}",
        home=home,
        log=home / "log",
        engine=engine,
        records=Records(engine, office.now, seal_key=SEAL_KEY),
        documents=DocumentStore(home / "documents"),
        directory=StaffDirectory(engine, SECRET.encode()),
    )
    migrate(engine)
    add_demo_staff(desk.directory)
    told = {
        "MIZAN_HOME": str(home),
        "MIZAN_DEMO": "1",
        "MIZAN_SECRET": SECRET,
        "MIZAN_SEAL_SECRET": SEAL_SECRET,
        "MIZAN_ADDRESS": "127.0.0.1",
        "MIZAN_ATTEMPTS": "1000",
        # A drill compares what is on record before and after; a relay would change it meanwhile.
        "MIZAN_RELAY": "0",
        "PORT": str(port),
        **({"DATABASE_URL": database_url} if database_url else {}),
        **settings,
    }
    places = {desk.address: told}
    for number in range(1, beside + 1):
        port = free_port()
        own = {"PORT": str(port), "MIZAN_HOME": str(home / f"beside-{number}")}
        places[f"http://127.0.0.1:{port}"] = {"MIZAN_DOCUMENTS": str(home / "documents"), **told, **own}
    desk.log.write_bytes(b"")
    servers = {address: started_desk(its_own, desk.log) for address, its_own in places.items()}
    try:
        for address, server in servers.items():
            wait_until_well(address, server, desk.log)
        first, *others = ((address, server.pid) for address, server in servers.items())
        yield replace(desk, process=first[1], beside=tuple(others))
    finally:
        for server in servers.values():
            server.terminate()
        for server in servers.values():
            server.wait(20)
        engine.dispose()


def started_desk(settings: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    """An app process with these settings and no other ones, which writes on at the end of a file."""
    with log.open("ab") as said:
        return subprocess.Popen(
            [sys.executable, "-m", "operations", "serve"],
            cwd=ROOT,
            env=clean_environment() | settings,
            stdout=said,
            stderr=said,
        )


def clean_environment() -> dict[str, str]:
    """The environment without the operator's own settings."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("MIZAN_") and name not in {"DATABASE_URL", "PORT"}
    }


def wait_until_well(
    address: str, server: subprocess.Popen[bytes], log: Path, *, within: float = _STARTS_WITHIN
) -> None:
    """Wait until an app process is well in every part, for so many seconds.

    Raises:
        RuntimeError: it is not; with the end of what it wrote.
    """
    until = time.monotonic() + within
    # One client: making it costs more than asking.
    with httpx.Client(trust_env=False) as client:
        while time.monotonic() < until and server.poll() is None:
            with suppress(httpx.TransportError):
                if client.get(f"{address}/healthz").is_success:
                    return
            time.sleep(0.1)
    raise RuntimeError(f"the desk did not start:\n{log.read_text(errors='replace')[-3000:]}")


def session_cookie(address: str, ticket: str, authority: Path | None = None) -> str:
    """Exchange a one-time ticket for the session's cookie, as the sign-in page does.

    `authority` is the certificate of who vouches for an https address.

    Raises:
        PermissionError: the ticket opens nothing.
    """
    headers = {"x-mizan-ticket": ticket, "origin": address}
    trusted = ssl.create_default_context(cafile=authority) if authority else True
    answer = httpx.post(f"{address}/session/open", headers=headers, trust_env=False, verify=trusted)
    if not answer.is_success:
        raise PermissionError(f"the ticket was refused: {answer.status_code}")
    return "; ".join(f"{name}={value}" for name, value in answer.cookies.items())
