"""Reviewers at work through the front until told to go home, and when each of them decided again."""

import asyncio
import threading
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from operations.bench.reviewers.record import Acknowledged, Load
from operations.bench.reviewers.run import Crew, Plan

_LAST_STEP_WITHIN: Final = 180.0
"""Seconds: whoever is cut off when the shift ends looks for the desk for two minutes."""


@contextmanager
def at_work(plan: Plan, out: Callable[[str], Any]) -> Generator[Load]:
    """Everybody has signed in, and works while the context lasts; the load may be read meanwhile.

    Raises:
        RuntimeError: the load broke, or did not end.
    """
    load = Load()
    crew = Crew(plan, load)
    broke: list[BaseException] = []

    def work() -> None:
        try:
            asyncio.run(crew.work(out))
        except Exception as problem:  # noqa: BLE001 - raised again by whoever waits for the thread.
            broke.append(problem)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    while not load.all_in and thread.is_alive():
        time.sleep(0.05)
    try:
        yield load
    finally:
        crew.go_home()
        thread.join(_LAST_STEP_WITHIN)
    if broke or thread.is_alive():
        raise RuntimeError("the load broke, or did not end") from (broke[0] if broke else None)


def since(moment: float, told: Sequence[Acknowledged], people: Sequence[str]) -> dict[str, float]:
    """Of each reviewer, the seconds from a monotonic moment to the next decision they were told of."""
    later = [one for one in told if one.told > moment]
    firsts = {name: min((one.told for one in later if one.who == name), default=None) for name in people}
    return {name: first - moment for name, first in firsts.items() if first is not None}


def between(began: float, ended: float, told: Sequence[Acknowledged]) -> list[Acknowledged]:
    """The decisions that were answered for in a span of the monotonic clock."""
    return [one for one in told if began <= one.told <= ended]
