"""Somebody looks at the figures meanwhile: whether they come, and how old they say they are."""

import re
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

from dashboard.office import now
from data_access.staff import StaffDirectory
from operations.drills.cluster.front import Front
from operations.drills.raw_client import RawClient
from operations.drills.served_desk import session_cookie

WHO: Final = "dalia"
PATIENCE: Final = 15.0
_LOOKS_EVERY: Final = 2.0
_OLD: Final = re.compile(
    r"Figures as of [\d:]+, (\d+) seconds? behind|متأخرة (\d+)|متأخرة (ثانية)|(بلا تأخر)"
)


@dataclass(kw_only=True)
class Seen:
    """What the page of figures said."""

    of_copy: int = 0
    of_records: int = 0
    without_answer: int = 0
    oldest: int = 0
    said: list[str] = field(default_factory=list[str])

    def note(self, text: str) -> None:
        """Read one page."""
        if found := _OLD.search(text):
            self.of_copy += 1
            counted = next(
                (one for one in found.groups() if one and one.isdecimal()), "1" if found[3] else "0"
            )
            self.oldest = max(self.oldest, int(counted))
        elif "نسختها" in text or "from the records themselves" in text:
            self.of_records += 1
        else:
            self.without_answer += 1
            self.said.append(text[-200:])


@contextmanager
def somebody_watches(front: Front, directory: StaffDirectory) -> Generator[Seen]:
    """While the context lasts the page Causes is opened again and again by a policy analyst."""
    seen, stop = Seen(), threading.Event()
    thread = threading.Thread(target=_watch, args=(front, directory, seen, stop), daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        stop.set()
        thread.join(60)


def _watch(front: Front, directory: StaffDirectory, seen: Seen, stop: threading.Event) -> None:
    cookie = session_cookie(front.address, directory.issue_ticket(WHO, now()), front.authority)
    tab: RawClient | None = None
    while not stop.is_set():
        try:
            tab = tab or RawClient(front.address, cookie, authority=front.authority, patience=PATIENCE)
            seen.note(" ".join(tab.open("causes").texts()))
        except Exception as trouble:  # noqa: BLE001 - whatever it is, this page did not come.
            seen.without_answer += 1
            seen.said.append(repr(trouble)[:200])
            if tab is not None:
                with suppress(Exception):
                    tab.cut()
            tab = None
        time.sleep(_LOOKS_EVERY)
