"""The peer, served beside the desk over the same database."""

from __future__ import annotations

import secrets
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dashboard.settings import ROOT
from operations.bench.loopback import HOST, comes_up, free_port
from operations.drills.served_desk import clean_environment

USERNAME: Final = "peer"
_STARTS_WITHIN: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedPeer:
    """A running admin, and who signs in there."""

    address: str
    username: str
    password: str


@contextmanager
def served_peer(home: Path, database_url: str) -> Generator[ServedPeer]:
    """Serve the admin over a migrated database of PostgreSQL, and stop at the end.

    It makes a schema of its own there. Whoever is named in the URL must be allowed to.

    Raises:
        RuntimeError: it did not start; with what it wrote.
    """
    port, log = free_port(), home / "peer.log"
    peer = ServedPeer(address=f"http://{HOST}:{port}", username=USERNAME, password=secrets.token_urlsafe())
    told = {
        "PEER_DATABASE": database_url,
        "PEER_SECRET": secrets.token_urlsafe(),
        "PEER_USER": peer.username,
        "PEER_PASSWORD": peer.password,
        "PORT": str(port),
    }
    with log.open("wb") as said:
        server = subprocess.Popen(
            [sys.executable, "-m", "operations.bench.django_peer.process"],
            cwd=ROOT,
            env=clean_environment() | told,
            stdout=said,
            stderr=said,
        )
    try:
        if not comes_up(port, server, within=_STARTS_WITHIN):
            raise RuntimeError(f"the peer did not start:\n{log.read_text(errors='replace')[-3000:]}")
        yield peer
    finally:
        server.terminate()
        server.wait(20)
