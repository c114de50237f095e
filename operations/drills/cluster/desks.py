"""Several app processes of one office, each of which may be killed and started again."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from operations.bench.loopback import HOST
from operations.drills.served_desk import started_desk, wait_until_well

STOPS_WITHIN: Final = 30.0
"""Seconds: `TimeoutStopSec` of `deploy/systemd/mizan@.service`."""


@dataclass(kw_only=True)
class Desk:
    """One app process; `settings` are its environment."""

    port: int
    home: Path
    settings: Mapping[str, str]
    _process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Begin; `wait` until it answers."""
        self.home.mkdir(exist_ok=True)
        told = {**self.settings, "PORT": str(self.port), "MIZAN_HOME": str(self.home)}
        self._process = started_desk(told, self.home / "log")

    def wait(self) -> None:
        """Wait until it is well in every part.

        Raises:
            RuntimeError: it is not; with the end of what it wrote.
        """
        if self._process is not None:
            wait_until_well(f"http://{HOST}:{self.port}", self._process, self.home / "log")

    def stop(self) -> None:
        """End it as its unit does: SIGTERM, and kill -9 for what is still there after `STOPS_WITHIN`."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it with kill -9."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
