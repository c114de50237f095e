"""Answers that several readers share for some seconds: what one was told of the office, the next is told too.

A reading belongs to a question and to a competence, never to a person: role, programmes and regions are part
of its key, as the database knows them at each view. So a refusal is never shared, and whoever may see less,
or no longer, asks anew. What was made of an answer (tables, words) lives and dies with it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Generic, TypeVar, cast

from casework.actors import Staff

R = TypeVar("R")
M = TypeVar("M")

MOST: Final = 200
"""So many readings are kept in a process; the one that was asked for longest ago goes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(Generic[R]):
    """An answer; `at` is when it was read, UTC, and `told` what was noted about it then."""

    answer: R
    at: datetime
    told: Any = None
    _made: dict[Hashable, Any] = field(default_factory=dict[Hashable, Any], repr=False, compare=False)

    def made(self, key: Hashable, make: Callable[[], M]) -> M:
        """What is made of the answer, once for everybody; the key names all it depends on besides."""
        if key not in self._made:
            # Two at once make it twice, and one of the two is kept: they are equal.
            self._made[key] = make()
        return cast("M", self._made[key])


@dataclass(slots=True)
class _Place:
    """Where a reading lies; its lock lets one reader ask while the others wait for the answer."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    reading: Reading[Any] | None = None


class Readings:
    """The readings of a process, each told for `age` at most; none is kept where that is 0. Safe to share."""

    def __init__(self, age: timedelta, most: int = MOST) -> None:
        self._age = age
        self._most = most
        self._places: OrderedDict[Hashable, _Place] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, key: Hashable, clock: Callable[[], datetime], read: Callable[[], Reading[R]]) -> Reading[R]:
        """The reading of a key, read now where there is none that is young enough.

        What `read` raises is everybody's own: nothing is kept of it.
        """
        if not self._age:
            return read()
        place = self._place(key, clock())
        with place.lock:
            if place.reading is None or not self._is_young(place.reading, clock()):
                place.reading = read()
            return place.reading

    def _place(self, key: Hashable, now: datetime) -> _Place:
        with self._lock:
            place = self._places.setdefault(key, _Place())
            self._places.move_to_end(key)
            old = [
                other
                for other, at in self._places.items()
                if other != key and at.reading is not None and not self._is_young(at.reading, now)
            ]
            for other in old:
                del self._places[other]
            while len(self._places) > self._most:
                self._places.popitem(last=False)
            return place

    def _is_young(self, reading: Reading[Any], now: datetime) -> bool:
        # A clock that was set back tells nothing of an age.
        return timedelta(0) <= now - reading.at < self._age


def competence(viewer: Staff) -> Hashable:
    """What of a person decides which figures they are told."""
    return viewer.role, viewer.programmes, viewer.regions
