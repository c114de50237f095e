"""How many statements something takes, and how long it waits for the database: for measurements and tests."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine


@dataclass
class Watched:
    """What was asked of one engine while it was watched."""

    statements: int = 0
    seconds: float = 0.0
    """From sending each statement, and each commit, until the database has answered, added up."""

    def clear(self) -> None:
        """Begin anew."""
        self.statements, self.seconds = 0, 0.0


@contextmanager
def watched(engine: Engine) -> Generator[Watched]:
    """Count what is asked of this engine, by whomever, until the context ends."""
    told = Watched()
    listening = tuple(_listening(told))
    for name, heard in listening:
        event.listen(engine, name, heard)
    try:
        yield told
    finally:
        for name, heard in listening:
            event.remove(engine, name, heard)


def _listening(told: Watched) -> Iterator[tuple[str, Callable[..., None]]]:
    asked: list[float] = []
    ending: list[float] = []

    def answered(*_: Any) -> None:
        told.seconds += time.perf_counter() - asked.pop()
        told.statements += 1

    def given_back(*_: Any) -> None:
        # A connection is given back right after its commit; one that only read has committed nothing.
        if ending:
            told.seconds += time.perf_counter() - ending.pop()

    yield "before_cursor_execute", lambda *_: asked.append(time.perf_counter())
    yield "after_cursor_execute", answered
    yield "commit", lambda *_: ending.append(time.perf_counter())
    yield "reset", given_back
