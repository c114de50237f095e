"""The tables of a load, as docs/bench.md has them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from operations.bench.reviewers.figures import percentile, slope
from operations.bench.reviewers.memory import Watched
from operations.bench.reviewers.record import Load, Trouble

HEAD: Final = "| Step | Times | p50, ms | p95 | p99 | Slowest |\n|---|--:|--:|--:|--:|--:|"
SETTLED: Final = 1.0
"""Seconds before the first step at which memory is read: everybody is in, nobody works yet."""
_FIRST_THIRD: Final = 1 / 3
_TOLD: Final = 5


def step_lines(load: Load) -> Iterator[str]:
    """One line a step, then one of all steps of the reviewers, then the analysts' pages."""
    yield HEAD
    for step, times in load.steps.items():
        yield _line(step, times)
    yield _line("**All but signing in**", load.at_work())
    for page, times in load.analysts.items():
        yield _line(f"Figures: {page}", times)


def summary_lines(load: Load, people: int, watched: Watched | None, before: float) -> Iterator[str]:
    """What went wrong, what was decided, what it cost; `before` is the server's MB when nobody was there."""
    seconds = max(0.001, load.ended - load.all_in)
    yield ""
    yield (
        f"- {len(load.acknowledged):,} decisions acknowledged, {len(load.unanswered)} unanswered; "
        f"{len(load.troubles)} errors; {len(load.reconnections)} reconnections."
    )
    yield from (f"  - {count} times, {what}" for what, count in kinds_of(load.troubles))
    yield f"- The load itself took {load.own_seconds / seconds:.0%} of a processor."
    if watched is not None:
        yield from _memory(load, people, watched, before)


def slope_lines(load: Load, watched: Watched) -> Iterator[str]:
    """How memory grew in a soak, as MB in an hour: in the whole of it, and once it had settled."""
    looks = watched.resident(load.all_in, load.ended)[::10]
    settled = looks[int(len(looks) * _FIRST_THIRD) :]
    yield (
        f"- Slope of memory: {slope(looks):+.1f} MB an hour over all of it, "
        f"{slope(settled):+.1f} after its first third, {len(looks)} looks."
    )


def kinds_of(troubles: Sequence[Trouble]) -> list[tuple[str, int]]:
    """The commonest troubles and how often each came."""
    return Counter(f"{one.step}: {one.what}" for one in troubles).most_common(_TOLD)


def _memory(load: Load, people: int, watched: Watched, before: float) -> Iterator[str]:
    there = watched.resident_at(load.all_in + SETTLED)
    working = watched.resident_at(load.ended)
    seconds = load.ended - load.all_in
    busy = watched.busy(load.all_in, load.ended)
    steps = max(1, len(load.at_work()) + sum(map(len, load.analysts.values())))
    yield (
        f"- The server took {busy:.0%} of a processor, {busy * seconds / steps * 1000:.0f} ms "
        f"a step. Its memory: "
        f"{before:.0f} MB before, {there:.0f} with all in ({(there - before) / people:.2f} MB a session), "
        f"{working:.0f} at the end of the shift ({(working - before) / people:.2f} MB a session)."
    )


def _line(step: str, times: Sequence[float]) -> str:
    told = (percentile(times, 0.5), percentile(times, 0.95), percentile(times, 0.99), max(times, default=0.0))
    return f"| {step} | {len(times):,} | {' | '.join(f'{one * 1000:,.0f}' for one in told)} |"
