"""Desk and peer, each with a tab of one Chromium, in turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from operations.bench.chromium import FLAGS, chromium_path
from operations.bench.django_peer.served import served_peer
from operations.bench.django_peer.walks import DeskWalk, PeerWalk
from operations.bench.national.plain_reads import PlainReads
from operations.bench.office import AMAL
from operations.drills.served_desk import served_desk

REVIEWER: Final = "amal"
_SCREEN: Final = ViewportSize(width=1440, height=900)
Times = Mapping[str, Sequence[float]]


def both_walk(home: Path, url: str, rounds: int) -> tuple[int, Times, Times]:
    """How many applications there are, and the seconds of each click, at the desk and at the peer.

    Raises:
        NoChromium: there is none.
        RuntimeError: one of the two did not start.
    """
    with PlainReads(url, tuple(AMAL.programmes)) as plain:
        applications, numbers = plain.all(), cycle(plain.drawn("national_id", 4 * rounds + 20))
    with ExitStack() as held:
        desk = held.enter_context(served_desk(home, database_url=url))
        peer = held.enter_context(served_peer(home, url))
        playwright = held.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        held.callback(browser.close)
        walks = DeskWalk(_tab(browser), desk, REVIEWER), PeerWalk(_tab(browser), peer)
        times: tuple[defaultdict[str, list[float]], ...] = (defaultdict(list), defaultdict(list))
        for _ in range(rounds):
            number = next(numbers)
            for walk, took in zip(walks, times, strict=True):
                for what, seconds in walk.round(number):
                    took[what].append(seconds)
    return applications, *times


def _tab(browser: Browser) -> Page:
    return browser.new_context(viewport=_SCREEN, locale="ar-EG").new_page()
