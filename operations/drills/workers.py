"""Processes that do a drill's work, are killed at random with kill -9, and are started again."""

import os
import signal
import time
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any, Final, Self

_LOOKS_EVERY: Final = 0.02
_ENDS_WITHIN: Final = 60.0
_RARER: Final = 1.02
CONTEXT: Final = get_context("forkserver")
"""New processes are forks of a small one that has loaded everything: a restart costs no start-up."""


def preload() -> None:
    """Before the first worker: load everything once, in the process whose forks they are."""
    CONTEXT.set_forkserver_preload(["operations.drills.warm"])


class Shift:
    """Workers who work until a file says stop; while the context lasts, any of them may be killed."""

    def __init__(
        self, folder: Path, stop: Path, work: Sequence[tuple[Callable[..., None], tuple[Any, ...]]]
    ) -> None:
        self.folder = folder
        self._stop = stop
        self._work = work
        self._running: list[Any] = []

    def __enter__(self) -> Self:
        self._running = [_started(*one) for one in self._work]
        return self

    def __exit__(self, *problem: object) -> None:
        self._stop.touch()
        try:
            for process in self._running:
                process.join(_ENDS_WITHIN)
            if problem[0] is None:
                self.must_be_working()
        finally:
            for process in self._running:
                process.kill()
                process.join()

    def kill_one(self, rng: Random) -> None:
        """End one of them with kill -9; it begins again at once."""
        number = rng.randrange(len(self._running))
        self.must_be_working()
        _kill(self._running[number])
        self._running[number] = _started(*self._work[number])

    def must_be_working(self) -> None:
        """Fail if one of them ended with an error.

        Raises:
            RuntimeError: a worker failed.
        """
        if failed := [process.exitcode for process in self._running if process.exitcode]:
            raise RuntimeError(f"a worker ended with {failed[0]}")


def work_and_be_killed(
    work: Callable[..., None], each: Sequence[tuple[Any, ...]], *, kill_every: float, seed: int
) -> int:
    """Run one process for each tuple of arguments until all have ended by themselves; how many were killed.

    Whoever is killed begins again with the same arguments. A worker that fails otherwise ends the drill. Each
    kill makes the next a little rarer: on the slowest machine, too, they are left alone in the end.

    Raises:
        RuntimeError: a worker failed.
    """
    rng = Random(seed)  # noqa: S311 - kills need no secrecy.
    running = {number: _started(work, arguments) for number, arguments in enumerate(each)}
    killed, next_kill = 0, time.monotonic() + kill_every
    try:
        while running:
            time.sleep(_LOOKS_EVERY)
            if time.monotonic() >= next_kill:
                killed += _kill(running[rng.choice(list(running))])
                kill_every *= _RARER
                next_kill = time.monotonic() + rng.uniform(0, 2 * kill_every)
            for number in _ended(running):
                process = running.pop(number)
                if process.exitcode:
                    running[number] = _started(work, each[number])
    finally:
        for process in running.values():
            process.kill()
            process.join()
    return killed


def _ended(running: dict[int, Any]) -> list[int]:
    """Who has ended, by themselves or by a kill."""
    ended = [number for number, process in running.items() if process.exitcode is not None]
    for number in ended:
        if running[number].exitcode not in {0, -signal.SIGKILL}:
            raise RuntimeError(f"a worker ended with {running[number].exitcode}")
    return ended


def _started(work: Callable[..., None], arguments: tuple[Any, ...]) -> Any:
    process = CONTEXT.Process(target=work, args=arguments, daemon=True)
    process.start()
    return process


def _kill(process: Any) -> int:
    """Kill -9; 0 when it had ended by itself."""
    if process.exitcode is not None:
        return 0
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    return int(process.exitcode == -signal.SIGKILL)
