"""How long cases took, in working days: a histogram with the median and the 90th percentile of cases."""

from collections.abc import Mapping
from typing import Any, Final

from ui.charts.axes import fixed, plain_number, ticks, value_scale
from ui.charts.findings import working_days
from ui.charts.keys import swatch_key
from ui.charts.style import (
    INK,
    MOST_POINTS,
    QUIET,
    TONES,
    Figure,
    LegendKey,
    drawn,
    hover_lines,
    is_rtl,
    said,
)
from ui.numerals import applications, number
from ui.text import gettext as _

HEIGHT: Final = 280


def days_taken(
    cases: Mapping[int, int],
    *,
    median: int | None = None,
    ninetieth: int | None = None,
    limit: int | None = None,
    longest: int = 60,
    height: int = HEIGHT,
) -> Figure:
    """A column for each number of working days; it runs in the reader's direction, for it is not a date.

    Args:
        cases: how many cases took this many working days.
        median: marked where given.
        ninetieth: the 90th percentile, marked where given.
        limit: the programme's deadline in working days; columns beyond it have the tone of lateness.
        longest: what took longer stands in one last column, and is named so.
        height: in pixels.
    """
    longest = min(longest, MOST_POINTS - 2)
    counted = _gathered(cases, longest)
    last, scale = max(counted, default=0), value_scale(counted.values(), plain_number)
    days = list(range(last + 1)) if counted else []
    ends = [-0.7, last + 0.7]
    marks = [
        (_("half of the cases"), median, 0),
        (_("nine in ten cases"), ninetieth, 1),
    ]
    shown = [(text, min(value, longest + 1), value, row) for text, value, row in marks if value is not None]
    return drawn(
        [
            {
                "type": "bar",
                "x": days,
                "y": [counted.get(day, 0) for day in days],
                "width": 0.86,
                "marker": {"color": [_colour(day, limit) for day in days]},
                "customdata": [[str(day)] for day in days],
                "hovertext": [_told(day, counted.get(day, 0), longest) for day in days],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        ],
        height=height,
        legend=_keys(limit, shown),
        beside=scale.room(),
        below=44,
        xaxis=_day_axis(ends, last, longest),
        yaxis=scale.axis(),
        shapes=[_mark(at, row) for _text, at, _value, row in shown],
    )


def _gathered(cases: Mapping[int, int], longest: int) -> dict[int, int]:
    gathered: dict[int, int] = {}
    for days, count in cases.items():
        place = min(max(days, 0), longest + 1)
        gathered[place] = gathered.get(place, 0) + count
    return gathered


def _colour(day: int, limit: int | None) -> str:
    if limit is None:
        return TONES["accent"]
    return TONES["bad"] if day > limit else TONES["good"]


def _told(day: int, count: int, longest: int) -> str:
    beyond = day > longest
    name = _("More than {days}").format(days=working_days(longest)) if beyond else working_days(day)
    return hover_lines(name, applications(count))


def _day_axis(ends: list[float], last: int, longest: int) -> dict[str, Any]:
    named = [int(mark) for mark in ticks(last, 8) if mark <= min(last, longest)]
    beyond = [last] if last > longest else []
    return {
        **fixed(),
        "range": ends[::-1] if is_rtl() else ends,
        "tickvals": [*(day for day in named if not beyond or day < last - 2), *beyond],
        "ticktext": [
            *(said(number(day)) for day in named if not beyond or day < last - 2),
            *(said(f"{number(longest)}+") for _day in beyond),
        ],
        "tickfont": {"size": 12, "color": QUIET},
        "showgrid": False,
        "title": {"text": said(_("Working days")), "font": {"size": 12, "color": QUIET}},
    }


def _mark(at: float, row: int) -> dict[str, Any]:
    return {
        "type": "line",
        "xref": "x",
        "yref": "paper",
        "x0": at,
        "x1": at,
        "y0": 0,
        "y1": 1,
        "line": {"color": INK, "width": 2, "dash": ("dash", "dot")[row]},
    }


def _keys(limit: int | None, shown: list[tuple[str, int, int, int]]) -> list[LegendKey]:
    keys: list[LegendKey] = []
    if limit is not None:
        keys += [
            swatch_key(_("Within the deadline"), TONES["good"]),
            swatch_key(_("After the deadline"), TONES["bad"]),
        ]
    kinds = ("dashed", "dotted")
    keys += [
        LegendKey(
            kind=kinds[row],
            text=_("{whom}: at most {days}").format(whom=text, days=working_days(round(value))),
            colour=INK,
        )
        for text, _at, value, row in shown
    ]
    return keys
