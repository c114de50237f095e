"""Cells that can be clicked, for heat maps and tile maps.

Streamlit selects bars and markers but never the cells of a heat map, so each cell is a bar lying on a base:
it fills its place at any width, bears its text, and its `customdata` says what it stands for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from ui.charts.axes import Worded
from ui.charts.keys import hidden_keys, hidden_words, scale_key
from ui.charts.style import FADED, HATCH, INK, LINE, LegendKey, hover_lines, ink_on, shade

_SHORTEST: Final = 0.04  # of the scale: what is not zero is never drawn like zero


@dataclass(frozen=True, slots=True, kw_only=True)
class Square:
    """One cell at (x, y): its codes, its value (None is hidden), its own text and its words on hover."""

    x: int
    y: int
    codes: Sequence[str]
    value: float | None
    text: str
    told: Sequence[str]
    faint: bool
    chosen: bool


def squares(cells: Sequence[Square], top: float, *, size: float = 0.96, font: int = 12) -> dict[str, Any]:
    """The cells as one trace: base, length, colour, hatch where hidden, outline where chosen."""
    return {
        "type": "bar",
        "orientation": "h",
        "base": [cell.x - size / 2 for cell in cells],
        "x": [size] * len(cells),
        "y": [cell.y for cell in cells],
        "width": size,
        "marker": {
            "color": [_fill(cell, top) for cell in cells],
            "opacity": [FADED if cell.faint else 1 for cell in cells],
            "line": {
                "color": [INK if cell.chosen else LINE for cell in cells],
                "width": [2.5 if cell.chosen else 1 for cell in cells],
            },
            "pattern": {
                "shape": ["/" if cell.value is None else "" for cell in cells],
                "bgcolor": "#ffffff",
                "size": 6,
                "solidity": 0.25,
            },
        },
        "text": [cell.text for cell in cells],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "insidetextfont": {"size": font, "color": [_ink(cell, top) for cell in cells]},
        "customdata": [list(cell.codes) for cell in cells],
        "hovertext": [hover_lines(*cell.told) for cell in cells],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def told_value(value: float | None, worded: Worded) -> str:
    """A cell's value in words; why it is not told where it is hidden."""
    return hidden_words() if value is None else worded(value)


def top_of(cells: Sequence[Square], highest: float | None) -> float:
    """The value at the dark end of the scale."""
    return highest or max((cell.value for cell in cells if cell.value is not None), default=0) or 1


def scale_keys(cells: Sequence[Square], top: float, worded: Worded) -> list[LegendKey]:
    """The scale from none to the highest, and the hatch where something is hidden."""
    return [scale_key(worded(0), worded(top)), *hidden_keys(cell.value for cell in cells)]


def _fill(cell: Square, top: float) -> str:
    return HATCH if cell.value is None else shade(_share(cell.value, top))


def _ink(cell: Square, top: float) -> str:
    return INK if cell.value is None or cell.faint else ink_on(_share(cell.value, top))


def _share(value: float, top: float) -> float:
    return max(value / top, _SHORTEST) if value > 0 else 0.0
