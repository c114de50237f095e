"""The arithmetic of a load: what most waited at most, and how fast memory grows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

HOUR: Final = 3600.0


def percentile(times: Sequence[float], share: float) -> float:
    """The value that `share` (0 to 1) of all values do not exceed; 0 of nothing.

    The nearest rank: always one of the values, never one between two.
    """
    if not times:
        return 0.0
    ranked = sorted(times)
    return ranked[max(0, math.ceil(len(ranked) * share) - 1)]


def slope(samples: Sequence[tuple[float, float]]) -> float:
    """The steepness of the line of least squares through (seconds, value) pairs, an hour."""
    count = len(samples)
    if count < 2:  # noqa: PLR2004 - one point has no direction.
        return 0.0
    middle = sum(at for at, _ in samples) / count
    mean = sum(value for _, value in samples) / count
    across = sum((at - middle) ** 2 for at, _ in samples)
    along = sum((at - middle) * (value - mean) for at, value in samples)
    return along / across * HOUR if across else 0.0
