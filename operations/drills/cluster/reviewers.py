"""Reviewers over the websocket, through nginx: sign in, next case, decide, and come back whatever happens."""

import threading
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs

import httpx
from websockets.exceptions import WebSocketException

from dashboard.office import now
from data_access.errors import StorageError
from data_access.staff import StaffDirectory
from operations.drills.clicks import fill_decision
from operations.drills.cluster.load import Decided, Told
from operations.drills.raw_client import RawClient, Silence
from operations.drills.served_desk import session_cookie

PATIENCE: Final = 15.0
_THINKS: Final = 0.3
_RETURNS_AFTER: Final = 0.5
_LAST_CASE_WITHIN: Final = 60.0
# What a reviewer meets while a part is gone; anything else is a fault of the drill or of the desk.
_INTERRUPTED: Final = (
    *(Silence, OSError, WebSocketException, httpx.TransportError),
    *(PermissionError, StorageError, LookupError),
)


class RawReviewers:
    """Threads of this process, one a reviewer."""

    def __init__(
        self, address: str, authority: Path, directory: StaffDirectory, people: Sequence[str]
    ) -> None:
        self.told = Told()
        self.people = people
        self._address = address
        self._authority = authority
        self._directory = directory
        self._stop = threading.Event()
        self._lock = threading.Lock()

    @contextmanager
    def at_work(self) -> Generator[None]:
        """Everybody works until the context ends."""
        threads = [threading.Thread(target=self._work, args=(name,), daemon=True) for name in self.people]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in threads:
                thread.join(_LAST_CASE_WITHIN)

    def _work(self, name: str) -> None:
        reviewer = _Reviewer(self, name)
        came = False
        while not self._stop.is_set():
            try:
                reviewer.come_in()
                with self._lock:
                    self.told.reconnections += came
                came = True
                while not self._stop.is_set():
                    self._note(name, reviewer)
                    time.sleep(_THINKS)
            except _INTERRUPTED as trouble:
                with self._lock:
                    self.told.troubles.append(f"{type(trouble).__name__}: {trouble}"[:200])
                reviewer.leave()
                time.sleep(_RETURNS_AFTER)
        reviewer.leave()

    def _note(self, name: str, reviewer: "_Reviewer") -> None:
        case = reviewer.take()
        if not case:
            return
        with self._lock:
            self.told.attempted += 1
        answer = reviewer.decide(case)
        with self._lock:
            if answer == "done":
                self.told.decided.append(Decided(who=name, case=case, at=time.monotonic()))
            elif answer == "found done":
                self.told.found_done += 1
            else:
                self.told.refusals += 1

    def cookie(self, name: str) -> str:
        """The cookie of a new session."""
        return session_cookie(self._address, self._directory.issue_ticket(name, now()), self._authority)

    def tab(self, cookie: str) -> RawClient:
        """A new tab."""
        return RawClient(self._address, cookie, authority=self._authority, patience=PATIENCE)


class _Reviewer:
    """One person: a session that outlives every connection, a tab that does not, and the case in hand."""

    def __init__(self, office: RawReviewers, name: str) -> None:
        self._office = office
        self._name = name
        self._cookie = ""
        self._tab: RawClient | None = None
        self._hand = ""

    def come_in(self) -> None:
        """Sign in once; afterwards the same session is gone on with, over a new connection."""
        self._cookie = self._cookie or self._office.cookie(self._name)
        self._tab = self._office.tab(self._cookie)

    def leave(self) -> None:
        """Close the tab, if there is one."""
        if self._tab is not None:
            with suppress(OSError, WebSocketException):
                self._tab.cut()
            self._tab = None

    def take(self) -> str:
        """Open the case in hand, or the next one; "" when none waits."""
        if self._hand:
            self._open.open("case", case=self._hand)
        elif not _case_of(self._open):
            self._open.open("queue").click("queue.next")
        self._hand = _case_of(self._open)
        return self._hand

    def decide(self, case: str) -> str:
        """Reject it with a reason: `done` when the desk said so, `found done` when it was, else `refused`."""
        tab = self._open
        if not tab.has("case.reasons"):
            # Cut off the last time: either it is on record, or the records do not answer now.
            if tab.errors() or not tab.has("case.undo_send"):
                raise Silence(f"{case} cannot be worked on: {tab.errors()[:1]}")
            self._hand = ""
            tab.open("queue")
            return "found done"
        fill_decision(tab)
        tab.click("case.confirm")
        if tab.errors() or _case_of(tab) == case:
            return "refused"
        self._hand = ""
        return "done"

    @property
    def _open(self) -> RawClient:
        if self._tab is None:
            raise Silence("no tab is open")
        return self._tab


def _case_of(tab: RawClient) -> str:
    return parse_qs(tab.query).get("case", [""])[0]
