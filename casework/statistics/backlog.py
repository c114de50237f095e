"""Unfinished cases as of a day: how old they are, and how their deadline stands, in working days.

Both are told as spans of dates, so that a group of a figure and the list behind it follow from the same rule.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from casework.applications.lifecycle import STAGE_OF, Stage, State
from casework.countries.pack import pack_of, programme
from casework.deadlines import Urgency
from casework.working_days import add_working_days, is_working_day

_DAY: Final = timedelta(days=1)

UNFINISHED: Final = (
    State.SUBMITTED,
    State.COMPLETED,
    State.UNDER_REVIEW,
    State.AWAITING_CHECK,
    State.NEEDS_COMPLETION,
)
"""The states of a case that has no result yet, in the order in which a case passes through them."""

WAITING: Final = tuple(state for state in UNFINISHED if STAGE_OF[state] is Stage.WAITING)


class Age(StrEnum):
    """Working days since receipt."""

    TO_4 = "0_4"
    TO_9 = "5_9"
    TO_19 = "10_19"
    TO_34 = "20_34"
    FROM_35 = "35_plus"


LEAST: Final[Mapping[Age, int]] = {
    Age.TO_4: 0,
    Age.TO_9: 5,
    Age.TO_19: 10,
    Age.TO_34: 20,
    Age.FROM_35: 35,
}
"""The fewest working days of each age."""


class Span(NamedTuple):
    """From a day to a day, both counted in."""

    first: date
    last: date


def age_of(programme_code: str, received_on: date, on: date) -> Age:
    """How old a case received on a day is on another."""
    edges = _latest_receipts(programme_code, on)
    return tuple(Age)[len(edges) - bisect_left(edges, received_on)]


def received_within(programme_code: str, age: Age, on: date) -> Span:
    """On which days the cases of this age were received."""
    edges = (date.min, *_latest_receipts(programme_code, on), date.max)
    youngest_first = edges[::-1]
    at = tuple(Age).index(age)
    first, last = youngest_first[at + 1], youngest_first[at]
    return Span(first if first == date.min else first + _DAY, last)


def urgency_on(programme_code: str, due_on: date, on: date) -> Urgency:
    """How a deadline stands at the end of a day: the queue's colours, for any day."""
    if due_on < on:
        return Urgency.RED
    return Urgency.AMBER if due_on <= _last_amber(programme_code, on) else Urgency.ON_TIME


def due_within(programme_code: str, urgency: Urgency, on: date) -> Span:
    """In which span the deadlines of this urgency lie."""
    last_amber = _last_amber(programme_code, on)
    spans = {
        Urgency.RED: Span(date.min, on - _DAY),
        Urgency.AMBER: Span(on, last_amber),
        Urgency.ON_TIME: Span(last_amber + _DAY, date.max),
    }
    return spans[urgency]


@lru_cache(maxsize=1_000)
def _latest_receipts(programme_code: str, on: date) -> tuple[date, ...]:
    """For each age but the youngest, oldest first: the latest day of receipt that makes a case so old."""
    calendar, day, passed = pack_of(programme_code), on, 0
    wanted, found = [days for days in LEAST.values() if days], list[date]()
    while wanted:
        passed += is_working_day(day, calendar)
        day -= _DAY
        if passed == wanted[0]:
            found.append(day)
            wanted.pop(0)
    return tuple(reversed(found))


@lru_cache(maxsize=1_000)
def _last_amber(programme_code: str, on: date) -> date:
    """The last deadline that presses: no more working days are left than between amber and due."""
    scheme = programme(programme_code)
    near = scheme.decide_within - scheme.amber_after
    return add_working_days(on, near + 1, pack_of(programme_code)) - _DAY
