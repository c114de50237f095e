"""One person at their desk: every step is thought about and timed; a broken connection is taken up again."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from typing import Final

from operations.bench.reviewers.browser import Browser, Building, Person, Refused
from operations.bench.reviewers.record import SIGN_IN, Load, Reconnection, Trouble
from operations.bench.reviewers.tab import Lost
from operations.drills.raw_client import Silence

FIRST_WAIT: Final = 0.5
LONGEST_WAIT: Final = 5.0
"""Seconds between two attempts to come back: a browser waits longer each time, up to this."""
GIVES_UP: Final = 120.0


class Interrupted(Exception):  # noqa: N818 - named by the fact.
    """The connection broke and is back; what was being done must be looked at again."""


class Over(Exception):  # noqa: N818 - named by the fact.
    """The shift is over."""


class Astray(Exception):  # noqa: N818 - named by the fact.
    """The page did not offer what comes next, or said that something is wrong."""


class Shift:
    """A person, their browser, their clock. `think` is the mean pause in seconds, `until` monotonic."""

    def __init__(
        self,
        building: Building,
        person: Person,
        load: Load,
        *,
        think: float,
        cases: int = 0,
        holds_on: bool = False,
    ) -> None:
        self.person = person
        self.load = load
        self.browser = Browser(building, person)
        self.until = float("inf")
        self.cases = cases
        self.holds_on = holds_on
        self.step_name = ""
        self._think = think
        self._random = random.Random(person.username)  # noqa: S311 - pauses that can be repeated.

    async def arrive(self) -> None:
        """Sign in and come to the first page."""
        began = time.perf_counter()
        await self.browser.sign_in()
        self.load.took(SIGN_IN, time.perf_counter() - began, analyst=self.person.analyst)

    async def step(self, name: str, act: Callable[[], Awaitable[None]]) -> None:
        """Think, do, and time what was done.

        Raises:
            Over: it is time to go home; nothing was done.
            Interrupted: the connection broke, and is back.
            Astray: the page is not the one that was expected.
        """
        await self._ponder()
        self.step_name = name
        began = time.perf_counter()
        try:
            await act()
        except (Lost, Silence) as broken:
            await self._come_back(broken)
            raise Interrupted from broken
        except (LookupError, Refused) as wrong:
            raise Astray(str(wrong)) from wrong
        self.load.took(name, time.perf_counter() - began, analyst=self.person.analyst)
        if errors := self.browser.tab.page.errors():
            raise Astray("; ".join(errors))

    def trouble(self, what: str) -> None:
        """Write down that the step did not go well."""
        found = Trouble(at=time.time(), who=self.person.username, step=self.step_name, what=what)
        self.load.troubles.append(found)

    async def _ponder(self) -> None:
        """Pause as people do: some longer, some shorter. Whoever would act after the end goes home."""
        pause = self._think * self._random.uniform(0.5, 1.5)
        left = self.until - time.monotonic()
        await asyncio.sleep(max(0.0, min(pause, left)))
        if pause >= left:
            raise Over

    async def _come_back(self, broken: Exception) -> None:
        """Come back as a browser does: the same cookie, a new websocket, and again if that fails."""
        if isinstance(broken, Silence):
            self.trouble(str(broken))
        began, at = time.monotonic(), time.time()
        wait = FIRST_WAIT
        while not await self._is_back():
            if time.monotonic() - began > GIVES_UP:
                self.trouble(f"not back after {GIVES_UP:.0f} s")
                raise broken
            await asyncio.sleep(wait * self._random.uniform(0.75, 1.25))
            wait = min(LONGEST_WAIT, wait * 2)
        self.load.reconnections.append(
            Reconnection(at=at, who=self.person.username, seconds=time.monotonic() - began)
        )

    async def _is_back(self) -> bool:
        try:
            await self.browser.come_back()
            await self.browser.tab.open()
            if not self.browser.tab.page.has("shell.sign_out"):
                await self.browser.sign_in()
        except (Lost, Silence, Refused, LookupError):
            return False
        return True
