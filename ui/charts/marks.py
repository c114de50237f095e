"""Numbered marks on a time axis: a narrow figure has room for a number, the legend for the words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ui.charts.style import INK, QUIET, LegendKey, hover_lines, said
from ui.dates import short_day
from ui.numerals import digits
from ui.text import gettext as _


@dataclass(frozen=True, slots=True)
class TimeMark:
    """Something that happened on a day and may explain what follows, such as a new version of a reason."""

    on: date
    label: str


def marks_within(marks: Sequence[TimeMark], days: Sequence[date]) -> list[TimeMark]:
    """The marks between the first and the last of the days, in order."""
    return sorted(
        (mark for mark in marks if days and days[0] <= mark.on <= days[-1]), key=lambda mark: mark.on
    )


def mark_lines(marks: Sequence[TimeMark]) -> list[dict[str, Any]]:
    """A vertical line a mark."""
    return [
        {
            "type": "line",
            "xref": "x",
            "yref": "paper",
            "x0": mark.on.isoformat(),
            "x1": mark.on.isoformat(),
            "y0": 0,
            "y1": 1,
            "line": {"color": QUIET, "width": 1, "dash": "dash"},
            "layer": "below",
        }
        for mark in marks
    ]


def mark_badges(marks: Sequence[TimeMark]) -> list[dict[str, Any]]:
    """A number over each line."""
    return [
        {
            "x": mark.on.isoformat(),
            "y": 1,
            "xref": "x",
            "yref": "paper",
            "yanchor": "bottom",
            "showarrow": False,
            "text": said(digits(number)),
            "font": {"size": 11, "color": "#ffffff"},
            "bgcolor": INK,
            "borderpad": 2,
            "hovertext": hover_lines(mark.label, short_day(mark.on)),
        }
        for number, mark in enumerate(marks, 1)
    ]


def mark_keys(marks: Sequence[TimeMark]) -> list[LegendKey]:
    """What the numbers stand for."""
    return [
        LegendKey(
            kind="mark",
            mark=digits(number),
            text=_("{label} ({day})").format(label=mark.label, day=short_day(mark.on)),
        )
        for number, mark in enumerate(marks, 1)
    ]
