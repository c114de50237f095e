"""Working days: what the office counts in. The weekend and the holidays are the pack's."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Protocol

from casework.words import Words

_DAY = timedelta(days=1)


class Calendar(Protocol):
    """Whoever has a weekend and holidays; a country pack does."""

    @property
    def weekend(self) -> frozenset[int]:
        """Weekdays, Monday 0."""
        ...

    @property
    def holidays(self) -> Mapping[date, Words]:
        """Public holidays by day."""
        ...


def is_working_day(day: date, calendar: Calendar) -> bool:
    """Whether the office works on this day."""
    return day.weekday() not in calendar.weekend and day not in calendar.holidays


def add_working_days(start: date, days: int, calendar: Calendar) -> date:
    """The `days`-th working day after `start`; `start` itself does not count, and 0 gives it back.

    ValueError if `days` is negative.
    """
    if days < 0:
        raise ValueError(days)
    day = start
    while days:
        day += _DAY
        days -= is_working_day(day, calendar)
    return day


def working_days_between(start: date, end: date, calendar: Calendar) -> int:
    """How many working days lie after `start`, up to and with `end`; negative if `end` is earlier.

    The inverse of `add_working_days`: `working_days_between(d, add_working_days(d, n)) == n`.
    """
    if end < start:
        return -working_days_between(end, start, calendar)
    span = (end - start).days
    return sum(is_working_day(start + number * _DAY, calendar) for number in range(1, span + 1))


def working_day_numbers(first: date, last: date, calendar: Calendar) -> Mapping[date, int]:
    """Each day from `first` to `last` with its number; the difference of two is `working_days_between`.

    For many pairs of days of one span: `n[end] - n[start] == working_days_between(start, end)`.
    """
    numbers: dict[date, int] = {}
    counted = 0
    for offset in range((last - first).days + 1):
        day = first + offset * _DAY
        counted += is_working_day(day, calendar)
        numbers[day] = counted
    return numbers
