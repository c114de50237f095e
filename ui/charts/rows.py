"""Rows with horizontal bars: what plain, stacked and sorted bars share.

Behind each bar lies a pale track as long as the longest bar, so that a short or empty bar can be clicked and
read as well as a long one.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ui.charts.axes import Worded
from ui.charts.style import FADED, GROUND, HATCH, INK, colour_of, faded, folded, hover_lines, said
from ui.figures import hidden_text
from ui.labels import Tone

MOST_ROWS: Final = 40
ROOM: Final = 1.22
"""Of the longest bar, so that its value fits beside it."""

_THICK: Final = 0.62
_ROW: Final = 38
_LINE: Final = 13  # pixels that a third line of a name adds


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar; a value of None is hidden, 0 is none. `note` is a second line on hover."""

    code: str
    name: str
    value: float | None
    tone: Tone | None = None
    note: str = ""


def row_bars(x: Sequence[float], codes: Sequence[Sequence[str]], hover: Sequence[str]) -> dict[str, Any]:
    """One bar a row, from the top down, with its codes and its words on hover."""
    return {
        "type": "bar",
        "orientation": "h",
        "y": list(range(len(x))),
        "x": list(x),
        "width": _THICK,
        "customdata": [list(one) for one in codes],
        "hovertext": list(hover),
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def track(shown: Sequence[Bar], longest: float, hover: Sequence[str]) -> dict[str, Any]:
    """The ground the bars lie on, hatched where a value is hidden."""
    return row_bars([longest or 1] * len(shown), [[bar.code] for bar in shown], hover) | {
        "marker": {
            "color": GROUND,
            "pattern": {
                "shape": ["/" if bar.value is None else "" for bar in shown],
                "fgcolor": HATCH,
                "size": 6,
                "solidity": 0.2,
            },
        },
    }


def lengths(shown: Sequence[Bar], hover: Sequence[str], selected: Collection[str]) -> dict[str, Any]:
    """The bars themselves."""
    return row_bars([bar.value or 0 for bar in shown], [[bar.code] for bar in shown], hover) | {
        "marker": {
            "color": [colour_of(0, bar.tone) for bar in shown],
            "opacity": [FADED if faded(bar.code, selected) else 1 for bar in shown],
        },
    }


def values_at_ends(texts: Iterable[str]) -> dict[str, Any]:
    """Values written beyond the ends of their bars."""
    return {
        "text": [said(text) for text in texts],
        "textposition": "outside",
        "cliponaxis": False,
        "constraintext": "none",
        "textangle": 0,
        "outsidetextfont": {"size": 12, "color": INK},
    }


def value_text(value: float | None, worded: Worded) -> str:
    """A value in words, or that it is hidden."""
    return hidden_text() if value is None else worded(value)


def told(name: str, value: float | None, worded: Worded, note: str) -> str:
    """What a bar says on hover: its full name, its value, its note."""
    return hover_lines(name, value_text(value, worded), note)


def longest_of(values: Iterable[float | None]) -> float:
    """The longest of the values that are not hidden."""
    return max((value for value in values if value is not None), default=0)


def height_of(names: Sequence[str], above: int = 0) -> int:
    """The height of a figure with these names beside its rows."""
    lines = max((len(folded(name)) for name in names), default=1)
    return 14 + above + max(len(names), 1) * (_ROW + _LINE * (lines > 2))  # noqa: PLR2004 - two lines fit
