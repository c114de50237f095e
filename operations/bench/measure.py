"""Measuring: ours and the floor in turn, in one run on one machine, so that their ratio means something."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

HEAD: Final = (
    "| What | Database | Cases | Mizan, median ms | 95th | Floor, median ms | Ratio |\n"
    "|---|---|--:|--:|--:|--:|--:|"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Seconds of ours and of the floor, call by call."""

    what: str
    database: str
    cases: int
    ours: Sequence[float]
    floor: Sequence[float]

    def __str__(self) -> str:
        ours, floor = statistics.median(self.ours), statistics.median(self.floor)
        return (
            f"| {self.what} | {self.database} | {self.cases:,} | {ours * 1000:.1f} "
            f"| {late(self.ours) * 1000:.1f} | {floor * 1000:.1f} | {ours / floor:.1f} |"
        )


def in_turn(
    ours: Callable[[], object], floor: Callable[[], object], *, rounds: int
) -> tuple[list[float], list[float]]:
    """Seconds of each call; both are called twice before counting begins."""
    for _ in range(2):
        ours()
        floor()
    pairs = [(seconds(ours), seconds(floor)) for _ in range(rounds)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def seconds(act: Callable[[], object]) -> float:
    """How long a call takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def late(times: Sequence[float]) -> float:
    """The time that five of a hundred calls exceed."""
    return sorted(times)[int(len(times) * 0.95)]
