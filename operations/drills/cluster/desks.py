"""Several app processes of one office, each of which may be killed and started again."""

import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from dashboard.settings import ROOT
from operations.drills.served_desk import clean_environment

_STARTS_WITHIN: Final = 90.0


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
        with (self.home / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "operations", "serve"],
                cwd=ROOT,
                env=clean_environment() | told,
                stdout=log,
                stderr=log,
            )

    def wait(self) -> None:
        """Wait until it is well in every part.

        Raises:
            RuntimeError: it is not; with the end of what it wrote.
        """
        until = time.monotonic() + _STARTS_WITHIN
        while time.monotonic() < until and self._process is not None and self._process.poll() is None:
            try:
                if httpx.get(f"http://127.0.0.1:{self.port}/healthz", trust_env=False).is_success:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.1)
        raise RuntimeError(f"the desk did not start:\n{(self.home / 'log').read_text()[-3000:]}")

    def kill(self) -> None:
        """End it with kill -9."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
