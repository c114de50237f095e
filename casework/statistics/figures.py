"""Figures made of counts: percentiles of cases, rates with their sample, the interval around an agreement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Final

ENOUGH: Final = 5
"""Fewer cases than this say "not enough data"."""
_Z: Final = 1.959964  # The 97.5th percentile of the normal distribution, for an interval of 95 %.


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with what it was taken of; never a percentage alone."""

    numerator: int
    denominator: int

    @property
    def share(self) -> float | None:
        """The share of one; None where there are too few cases to say."""
        return self.numerator / self.denominator if self.denominator >= ENOUGH else None

    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of the share after Wilson (1927); None where there are too few cases.

        Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal
        of the American Statistical Association 22 (1927).
        """
        if self.denominator < ENOUGH:
            return None
        n, share = self.denominator, self.numerator / self.denominator
        middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        half = _Z / (1 + _Z**2 / n) * sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Spread:
    """How working days are spread over cases: days to number of cases; percentiles are those of cases."""

    cases: Mapping[int, int]

    @property
    def size(self) -> int:
        """How many cases."""
        return sum(self.cases.values())

    @property
    def median(self) -> int | None:
        """Half of the cases took so many working days or fewer; None where there are too few."""
        return self.percentile(50)

    @property
    def ninetieth(self) -> int | None:
        """Nine cases in ten took so many working days or fewer; None where there are too few."""
        return self.percentile(90)

    def percentile(self, hundredths: int) -> int | None:
        """The nearest-rank percentile: the fewest days that so many cases in a hundred did not exceed.

        None where there are fewer than :data:`ENOUGH` cases.
        """
        if self.size < ENOUGH:
            return None
        rank, passed = ceil(self.size * hundredths / 100), 0
        for days in sorted(self.cases):
            passed += self.cases[days]
            if passed >= rank:
                return days
        return None  # pragma: no cover - the last day passes every rank
