"""How much memory and processor a server takes, as the kernel tells it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

EVERY: Final = 1.0
"""Seconds between two looks."""
_TICKS: Final = os.sysconf("SC_CLK_TCK")


@dataclass(kw_only=True)
class Watched:
    """What was seen of processes: (seconds since the epoch, MB resident, processor seconds)."""

    looks: list[tuple[float, float, float]] = field(default_factory=list)

    def resident(self, since: float, until: float) -> list[tuple[float, float]]:
        """(Moment, MB) between two moments."""
        return [(at, size) for at, size, _ in self.looks if since <= at <= until]

    def resident_at(self, moment: float) -> float:
        """MB at the last look before a moment; 0 before the first."""
        return next((size for at, size, _ in reversed(self.looks) if at <= moment), 0.0)

    def busy(self, since: float, until: float) -> float:
        """The share of one processor it took between two moments."""
        spent = [(at, seconds) for at, _, seconds in self.looks if since <= at <= until]
        if len(spent) < 2 or spent[-1][0] == spent[0][0]:  # noqa: PLR2004 - a share needs two looks.
            return 0.0
        return (spent[-1][1] - spent[0][1]) / (spent[-1][0] - spent[0][0])


@contextmanager
def watching(processes: Sequence[int]) -> Generator[Watched]:
    """Look at processes each second while the context lasts, from a thread of this one; their sums."""
    seen, over = Watched(), threading.Event()

    def look() -> None:
        while not over.is_set():
            try:
                sizes, seconds = map(resident, processes), map(processor_seconds, processes)
                seen.looks.append((time.time(), sum(sizes), sum(seconds)))
            except OSError:
                return
            over.wait(EVERY)

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    try:
        yield seen
    finally:
        over.set()
        looking.join()


def resident(process: int) -> float:
    """Resident memory of a process in MB.

    Raises:
        OSError: there is no such process.
    """
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise ProcessLookupError(process)


def processor_seconds(process: int) -> float:
    """Processor time a process has taken, its own and the kernel's for it.

    Raises:
        OSError: there is no such process.
    """
    words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / _TICKS
