"""How many statements something takes, and how long it waits for the database: for measurements and tests."""

from __future__ import annotations

import time
from collections.abc import Generator
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
    """From sending each statement until the database has answered, added up."""

    def clear(self) -> None:
        """Begin anew."""
        self.statements, self.seconds = 0, 0.0


@contextmanager
def watched(engine: Engine) -> Generator[Watched]:
    """Count what is asked of this engine, by whomever, until the context ends."""
    told = Watched()
    began: list[float] = []

    def before(*_: Any) -> None:
        began.append(time.perf_counter())

    def after(*_: Any) -> None:
        told.seconds += time.perf_counter() - began.pop()
        told.statements += 1

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    try:
        yield told
    finally:
        event.remove(engine, "before_cursor_execute", before)
        event.remove(engine, "after_cursor_execute", after)
