"""How many cases will miss their deadline if the office goes on as it did of late.

A life table, as actuaries use it: of the cases that still had k working days left, which share left the
office's side on such a day? The chance that a case misses its deadline is the chance that it leaves on none
of the days it has left. No assumption is made about who takes which case first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import prod, sqrt
from typing import Final

LOOKS_BACK: Final = 20
"""Working days whose pace is taken for the present one."""
LOOKS_AHEAD: Final = 10
"""Working days for which is told what will be missed: two weeks."""
ENOUGH_CASE_DAYS: Final = 50
"""With fewer days on which a case was open, the pace says nothing."""
_PRIOR: Final = 10.0
"""The weight, in case-days, with which a rare number of days left is drawn to the pace of all."""
_Z: Final = 1.959964


@dataclass(frozen=True, slots=True)
class Seen:
    """One working day of the past for cases with the same number of working days left on it.

    ``left`` is 0 on the day of the deadline; ``open`` were on the office's side in the morning, ``gone`` of
    them left it on that day.
    """

    left: int
    open: int
    gone: int


@dataclass(frozen=True, slots=True)
class Pace:
    """The chance that a case leaves the office's side on a day, by the working days it has left."""

    by_days_left: Mapping[int, float]
    overall: float
    case_days: int

    def chance_to_miss(self, left: int) -> float:
        """The chance that a case with so many working days left this morning is still here after the last."""
        return prod(1 - self.by_days_left.get(day, self.overall) for day in range(left + 1))


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is to be expected of the cases due within :data:`LOOKS_AHEAD` working days.

    ``due`` is how many there are, ``missed`` how many of them are expected to miss their deadline (a mean,
    hence not whole), ``low`` and ``high`` the range in which 95 of 100 such counts should lie, ``past`` how
    many are late already. ``missed``, ``low`` and ``high`` are None where the pace says nothing.
    """

    due: int
    past: int
    missed: float | None
    low: float | None
    high: float | None
    case_days: int


def pace_of(seen: Iterable[Seen]) -> Pace | None:
    """The pace of the past days; None where too few cases were open to tell."""
    opened: dict[int, int] = {}
    gone: dict[int, int] = {}
    for day in seen:
        if day.left >= 0:
            opened[day.left] = opened.get(day.left, 0) + day.open
            gone[day.left] = gone.get(day.left, 0) + min(day.gone, day.open)
    case_days = sum(opened.values())
    if case_days < ENOUGH_CASE_DAYS:
        return None
    overall = sum(gone.values()) / case_days
    chances = {left: (gone[left] + _PRIOR * overall) / (opened[left] + _PRIOR) for left in opened}
    return Pace(chances, overall, case_days)


def outlook(open_now: Mapping[int, int], seen: Iterable[Seen]) -> Outlook:
    """What will be missed of the cases open this morning.

    Args:
        open_now: working days left (negative: late already) to the number of cases.
        seen: the last :data:`LOOKS_BACK` working days.
    """
    pace = pace_of(seen)
    due = {left: n for left, n in open_now.items() if 0 <= left < LOOKS_AHEAD}
    past = sum(n for left, n in open_now.items() if left < 0)
    if pace is None:
        return Outlook(sum(due.values()), past, None, None, None, 0)
    chances = {left: pace.chance_to_miss(left) for left in due}
    missed = sum(n * chances[left] for left, n in due.items())
    spread = _Z * sqrt(sum(n * chances[left] * (1 - chances[left]) for left, n in due.items()))
    low, high = max(0.0, missed - spread), min(float(sum(due.values())), missed + spread)
    return Outlook(sum(due.values()), past, missed, low, high, pace.case_days)


def by_rank(open_now: Mapping[int, int], a_day: float) -> float:
    """The peer: how many are missed if ``a_day`` cases leave each working day, the most urgent first.

    A case at place r in the order of deadlines leaves after r / a_day days. What most dashboards assume; kept
    to be measured against, not shown.
    """
    before, missed = 0, 0.0
    for left in sorted(open_now):
        n = open_now[left]
        if 0 <= left < LOOKS_AHEAD:
            capacity = a_day * (left + 1)
            missed += min(float(n), max(0.0, before + n - capacity))
        before += n
    return missed
