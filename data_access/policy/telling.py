"""An answer as it may be told: rounded, small counts hidden, unless whoever asks may count for themselves.

The rules are those of the Causes page (:mod:`casework.statistics.disclosure`). A whole is rounded from its
own count, never added up from rounded parts, and a share is made of two counts as they are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from casework.statistics.disclosure import FEWEST_FOR_PERCENTILES, rounded, share_shown
from casework.statistics.figures import ENOUGH
from data_access.policy.engines import Value
from data_access.policy.questions import PERCENTILES, Question

Cell = Value | float
_DECIMALS: Final = 4


def heading(question: Question) -> tuple[str, ...]:
    """The columns of a told table: those of the question, then its shares."""
    return (*question.columns, *question.shares)


def told(question: Question, rows: Iterable[Sequence[Value]], *, exactly: bool) -> Iterator[tuple[Cell, ...]]:
    """The rows as they may be shown; None is a hidden count, or a share or percentile of too few cases."""
    fewest = ENOUGH if exactly else FEWEST_FOR_PERCENTILES
    for row in rows:
        found = dict(zip(question.columns, row, strict=True))
        counts = {name: _count(found[name], exactly=exactly) for name in question.counts}
        few = question.spread and _number(found[question.measures[0].name]) < fewest
        days = {name: None if few else found[name] for name in PERCENTILES if question.spread}
        yield (
            *(found[name] for name in question.by),
            *counts.values(),
            *days.values(),
            *(_share(counts, *made_of) for made_of in question.shares.values()),
        )


def _count(value: Value, *, exactly: bool) -> int | None:
    n = _number(value)
    return n if exactly else rounded(n)


def _number(value: Value) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{value!r} is no count")
    return value


def _share(counts: Mapping[str, int | None], part: str, whole: str) -> float | None:
    """Rounded apart, a part may pass its whole: then they are the same."""
    found, of = counts[part], counts[whole]
    share = share_shown(None if found is None or of is None else min(found, of), of)
    return None if share is None else round(share, _DECIMALS)
