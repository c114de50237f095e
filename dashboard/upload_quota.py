"""How much a person may upload in an hour: Streamlit keeps it in memory while the page is open."""

import threading
from collections import defaultdict, deque
from collections.abc import Callable
from functools import cache
from time import monotonic
from typing import Final

HOUR: Final = 3600.0


class Uploads:
    """Bytes each person has uploaded within the last hour, in this process."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._taken: defaultdict[str, deque[tuple[float, int]]] = defaultdict(deque)
        self._lock = threading.Lock()

    def take(self, username: str, size: int, most: int) -> bool:
        """Count an upload of ``size`` bytes; False, and nothing counted, where it would pass ``most``."""
        now = self._clock()
        with self._lock:
            taken = self._taken[username]
            while taken and taken[0][0] <= now - HOUR:
                taken.popleft()
            if sum(bytes_taken for _, bytes_taken in taken) + size > most:
                return False
            taken.append((now, size))
            return True


@cache
def uploads() -> Uploads:
    """This process's count."""
    return Uploads()
