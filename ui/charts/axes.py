"""Axes with digits and days worded by us: Plotly knows Latin digits and English months only."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10
from typing import Any, Final

from babel.dates import format_date

from ui.charts.style import INK, LINE, QUIET, folded, is_rtl, room_for, said, said_lines, wrapped
from ui.numerals import digits, number
from ui.text import language

Axis = dict[str, Any]
Worded = Callable[[float], str]

_LONG: Final = 330  # days; beyond them a tick names month and year


def plain_number(value: float) -> str:
    """A number with as many decimals as it needs, at most one."""
    whole = float(value).is_integer()
    return number(int(value) if whole else value, decimals=0 if whole else 1)


def ticks(highest: float, want: int = 4, *, whole: bool = True) -> tuple[float, ...]:
    """Round steps from 0 to at least `highest`, about `want` of them."""
    if highest <= 0:
        return (0.0, 1.0)
    raw = highest / want
    power = 10.0 ** floor(log10(raw))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw - 1e-12)
    if whole:
        step = max(1.0, float(ceil(step)))
    return tuple(round(step * n, 10) for n in range(ceil(highest / step - 1e-9) + 1))


@dataclass(frozen=True, slots=True)
class ValueScale:
    """A vertical scale from 0: its round steps, and how each is written."""

    steps: tuple[float, ...]
    written: tuple[str, ...]

    def room(self) -> int:
        """Pixels that its words need beside the figure."""
        return room_for(self.written)

    def axis(self) -> Axis:
        """The scale as an axis: on the right for those who read from the right."""
        return {
            **fixed(),
            "range": [0, self.steps[-1] * 1.04],
            "tickvals": list(self.steps),
            "ticktext": [said(text) for text in self.written],
            "tickfont": {"size": 12, "color": QUIET},
            "gridcolor": LINE,
            "griddash": "dot",
            "side": "right" if is_rtl() else "left",
        }


def value_scale(values: Iterable[float | None], worded: Worded) -> ValueScale:
    """A scale for these values; counts have no steps between whole numbers, shares do."""
    known = [value for value in values if value is not None]
    steps = ticks(max(known, default=0), whole=all(float(value).is_integer() for value in known))
    return ValueScale(steps, tuple(worded(step) for step in steps))


def time_axis(days: Sequence[date], *, most: int = 6) -> Axis:
    """Time runs from left to right in every language; every few days are named, the last always."""
    step = max(1, ceil(len(days) / most))
    named = [*days[::-1][::step]][::-1]
    return {
        **fixed(),
        "type": "date",
        "tickvals": [day.isoformat() for day in named],
        "ticktext": [_day_label(day, long=_is_long(days)) for day in named],
        "tickfont": {"size": 12, "color": QUIET},
        "tickangle": 0,
        "showgrid": False,
        "showline": True,
        "linecolor": LINE,
    }


DATE_ROOM: Final = 36
"""Pixels that the two lines of a day need below a figure."""

_NAME: Final = 28  # letters in a line of a row's name


def row_room(names: Sequence[str]) -> int:
    """Pixels that the names of rows need beside them."""
    return room_for(line for name in names for line in folded(name, _NAME))


def row_axis(names: Sequence[str]) -> Axis:
    """A vertical axis of names, the first on top; on the right for those who read from the right."""
    return {
        **fixed(),
        "range": [len(names) - 0.5, -0.5],
        "tickvals": list(range(len(names))),
        "ticktext": [wrapped(name, _NAME) for name in names],
        "tickfont": {"size": 12, "color": INK},
        "showgrid": False,
        "side": "right" if is_rtl() else "left",
    }


def length_axis(highest: float, *, room: float = 1.0) -> Axis:
    """A horizontal axis that only gives bars their length; it runs in the reader's direction."""
    ends = [0, (highest or 1) * room]
    return {**fixed(), "range": ends[::-1] if is_rtl() else ends, "visible": False}


def fixed() -> Axis:
    """What every axis has: it does not zoom and has no line at zero."""
    return {"fixedrange": True, "zeroline": False, "ticks": ""}


def _is_long(days: Sequence[date]) -> bool:
    return bool(days) and (days[-1] - days[0]).days > _LONG


def _day_label(day: date, *, long: bool) -> str:
    upper, lower = ("MMM", "y") if long else ("d", "MMM")
    return said_lines(*(digits(format_date(day, pattern, locale=language())) for pattern in (upper, lower)))
