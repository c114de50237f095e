"""The ways in which a click is interrupted: each is given the tab and the press, and may close the tab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from streamlit.proto.WidgetStates_pb2 import WidgetState

from operations.drills.raw_client import RawClient

Interruption = Callable[[RawClient, WidgetState], None]
CALM: Final = 0.25
"""Seconds in which nothing more must come before a tab counts as quiet."""


def _twice(after: float) -> Interruption:
    def interrupt(tab: RawClient, press: WidgetState) -> None:
        tab.send(press)
        if after:
            tab.read_for(after)
        tab.send(press)
        tab.settle(CALM)

    return interrupt


def _another_widget(tab: RawClient, press: WidgetState) -> None:
    tab.send(press)
    tab.send()
    tab.settle(CALM)


def _closed_tab(tab: RawClient, press: WidgetState) -> None:
    tab.send(press)
    tab.cut()


def _back(tab: RawClient, press: WidgetState) -> None:
    tab.send(press)
    tab.query = ""
    tab.send(page="queue")
    tab.settle(CALM)


def _lost_line(tab: RawClient, press: WidgetState) -> None:
    tab.send(press)
    tab.cut()
    tab.again()
    tab.send(press)
    tab.settle(CALM)


WAYS: Final[dict[str, Interruption]] = {
    "twice at once": _twice(0),
    "twice in 100 ms": _twice(0.1),
    "twice in 600 ms": _twice(0.6),
    "another widget": _another_widget,
    "closed tab": _closed_tab,
    "back": _back,
    "lost line, and again": _lost_line,
}
