"""What may be told of a count to people who may not open the cases behind it.

Whoever may open cases sees figures as they are. Everybody else sees every count rounded to the nearest 5, and
counts of 1 to 4 not at all; 0 stays 0. Rounding a frequency table to a base is what statistical offices do
where tables can be asked for freely (A. Hundepool and others, "Handbook on Statistical Disclosure Control",
chapter 5, "conventional rounding"). Suppressing small cells alone does not hold: a hidden cell is its total
less its neighbours, and the same total asked for twice, with one filter more, gives the difference away.

With rounding, what is shown stands for several true counts: 5 for 5 to 7, 10 for 8 to 12, hidden for 1 to 4.
So a difference of two shown figures stands for several true differences as well, whichever filters were set:
nobody learns from it how many, or whether exactly one. This needs two habits of every query:

- a total is rounded from its own true count, never added up from rounded or hidden parts;
- rows are put in order by what is shown (:func:`ranked`), for the order of hidden counts tells of them too.

What it does not do: somebody who lays many overlapping figures side by side can narrow a count down further
(four parts that are not 0, together still hidden, are 1 each). And there is no list of cases for them at all:
rows can be counted, whatever they leave out.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Final, TypeVar

from casework.actors import Staff, System
from casework.permissions import Permission
from casework.statistics.figures import Rate, Spread

K = TypeVar("K", bound=Hashable)
Viewer = Staff | System

BASE: Final = 5
"""Counts are rounded to a multiple of this; a count that is not 0 and less than this is hidden."""
FEWEST_FOR_PERCENTILES: Final = 10
"""With fewer cases a 90th percentile would be the very number of days of one case."""


def sees_exactly(viewer: Viewer) -> bool:
    """Whether this viewer is told exact counts: who may open a case can count for themselves."""
    return isinstance(viewer, System) or viewer.may(Permission.OPEN_CASE)


def shown(n: int, viewer: Viewer) -> int | None:
    """A count as this viewer may see it; None where it is hidden.

    ``n`` is the true count. A total is given here as itself, not as the sum of what was shown.
    """
    return n if sees_exactly(viewer) else rounded(n)


def rounded(n: int) -> int | None:
    """The nearest multiple of :data:`BASE`; 0 for none; None for 1 to 4."""
    if 0 < n < BASE:
        return None
    return (n + BASE // 2) // BASE * BASE


def all_shown(counts: Mapping[K, int], viewer: Viewer) -> dict[K, int | None]:
    """Every count of a table as this viewer may see it, in the order of :func:`ranked`."""
    return {key: shown(counts[key], viewer) for key in ranked(counts, viewer)}


def ranked(counts: Mapping[K, int], viewer: Viewer) -> tuple[K, ...]:
    """The keys from the greatest shown count to the least, hidden ones before 0, equal ones by their name."""
    return tuple(sorted(counts, key=lambda key: (-_weight(shown(counts[key], viewer)), str(key))))


def shown_rate(rate: Rate, viewer: Viewer) -> Rate | None:
    """A share made of two shown counts; None where one of them is hidden.

    Its own ``share`` is still None where the denominator is too small to say anything.
    """
    part, whole = shown(rate.numerator, viewer), shown(rate.denominator, viewer)
    if part is None or whole is None:
        return None
    # Rounded apart, a part may pass its whole: 8 of 12 is 10 of 10, 13 of 17 is 15 of 15, 3 of 3 is hidden.
    return Rate(min(part, whole), whole)


def share_shown(part: int | None, whole: int | None) -> float | None:
    """The share of one made of shown counts; None where one is hidden or the whole is too small."""
    return None if part is None or whole is None else Rate(min(part, whole), whole).share


def spread_shown(spread: Spread, viewer: Viewer) -> Spread | None:
    """A spread whose percentiles this viewer may see; None where it has too few cases for that.

    Of a spread only the percentiles and the shown size leave the memory, never its days one by one.
    """
    return spread if sees_exactly(viewer) or spread.size >= FEWEST_FOR_PERCENTILES else None


def total_shown(counts: Iterable[int], viewer: Viewer) -> int | None:
    """The sum of true counts as this viewer may see it."""
    return shown(sum(counts), viewer)


def _weight(n: int | None) -> float:
    return 0.5 if n is None else n
