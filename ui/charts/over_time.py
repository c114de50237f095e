"""What happens over time: lines, and stacked columns. Time runs from left to right in every language."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from math import ceil
from typing import Any, Final

from ui.charts.axes import DATE_ROOM, Worded, plain_number, time_axis, value_scale
from ui.charts.keys import cut_keys, hidden_keys, line_key, swatch_key, thinned_key
from ui.charts.marks import TimeMark, mark_badges, mark_keys, mark_lines, marks_within
from ui.charts.style import (
    FADED,
    HATCH,
    INK,
    MOST_POINTS,
    Figure,
    LegendKey,
    colour_of,
    drawn,
    faded,
    hover_lines,
    lighter,
)
from ui.dates import short_day
from ui.figures import hidden_text
from ui.labels import Tone
from ui.text import gettext as _

__all__ = ["Series", "TimeMark", "columns", "lines"]

Values = Sequence[float | None]
HEIGHT: Final = 300
_DAY: Final = 24 * 60 * 60 * 1000  # milliseconds
_CAP: Final = 0.05  # of the axis: how high a cap over something hidden is
_WITH_DOTS: Final = 60  # days; lines through more of them have no dots


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One line or one layer of columns: a value for each day; None is hidden or unknown, 0 is none.

    `before` holds the values of the period before, the first beside the first of this one.
    """

    code: str
    name: str
    values: Values
    tone: Tone | None = None
    before: Values = ()


def lines(
    days: Sequence[date],
    series: Sequence[Series],
    *,
    marks: Sequence[TimeMark] = (),
    worded: Worded = plain_number,
    selected: Collection[str] = (),
    height: int = HEIGHT,
) -> Figure:
    """Lines over days (or the first days of weeks or months); None is a gap. A point's codes are (series,).

    Args:
        days: the days, ascending; of too many, one in so many is drawn, and the legend says so.
        series: the lines.
        marks: numbered vertical lines; the legend says what they are.
        worded: how a value is written, on the axis and on hover.
        selected: codes of the lines that are chosen; the others fade.
        height: in pixels.
    """
    every = _every(len(days), sum(2 if one.before else 1 for one in series))
    kept = range(len(days))[::-1][::every][::-1]
    shown = marks_within(marks, days)
    scale = value_scale((value for one in series for value in (*one.values, *one.before)), worded)
    return drawn(
        [
            _line(days, one, kept, worded, colour_of(index, one.tone), before=before)
            | {"opacity": FADED if faded(one.code, selected) else 1}
            for index, one in enumerate(series)
            for before in ((True, False) if one.before else (False,))
        ],
        height=height,
        legend=[*_line_keys(series), *mark_keys(shown), *thinned_key(every)],
        beside=scale.room(),
        above=18 if shown else 0,
        below=DATE_ROOM,
        xaxis=time_axis(days),
        yaxis=scale.axis(),
        shapes=mark_lines(shown),
        annotations=mark_badges(shown),
    )


def columns(
    days: Sequence[date],
    series: Sequence[Series],
    *,
    worded: Worded = plain_number,
    selected: Collection[str] = (),
    height: int = HEIGHT,
) -> Figure:
    """Columns over days, one layer a series, the first at the bottom.

    A point's codes are (day, series). A hatched cap says that something of this column is hidden. Of too many
    days the last are drawn, and the legend says how many more the table has.
    """
    kept = range(len(days))[-(MOST_POINTS // (len(series) + 1)) :]
    width = min((later - earlier).days for earlier, later in pairwise(days)) if len(days) > 1 else 7
    totals = [sum(one.values[at] or 0 for one in series) for at in kept]
    scale = value_scale(totals, worded)
    layers = [
        _layer(days, one, kept, worded, colour_of(index, one.tone), faint=faded(one.code, selected))
        for index, one in enumerate(series)
    ]
    caps = _caps(days, series, kept, scale.steps[-1])
    return drawn(
        [layer | {"width": width * _DAY * 0.8} for layer in (*layers, *caps)],
        height=height,
        legend=[
            *(swatch_key(one.name, colour_of(index, one.tone)) for index, one in enumerate(series)),
            *hidden_keys(one.values[at] for one in series for at in kept),
            *cut_keys(len(days) - len(kept)),
        ],
        beside=scale.room(),
        below=DATE_ROOM,
        barmode="stack",
        xaxis=time_axis([days[at] for at in kept]) | _span(days, kept, width),
        yaxis=scale.axis(),
    )


def _line(
    days: Sequence[date], one: Series, kept: Sequence[int], worded: Worded, colour: str, *, before: bool
) -> dict[str, Any]:
    values = one.before if before else one.values
    name = _("{name}, the period before").format(name=one.name) if before else one.name
    drawn_values = [values[at] if at < len(values) else None for at in kept]
    return {
        "type": "scatter",
        "mode": "lines" if before or len(kept) > _WITH_DOTS else "lines+markers",
        "x": [days[at].isoformat() for at in kept],
        "y": drawn_values,
        "line": {"color": lighter(colour), "width": 2, "dash": "dot"} if before else {"color": colour},
        "marker": {"size": 5},
        "connectgaps": False,
        "customdata": [[one.code]] * len(kept),
        **_hover(
            [
                hover_lines(_told(name, value, worded), "" if before else short_day(days[at]))
                for at, value in zip(kept, drawn_values, strict=True)
            ]
        ),
    }


def _layer(
    days: Sequence[date], one: Series, kept: Sequence[int], worded: Worded, colour: str, *, faint: bool
) -> dict[str, Any]:
    return {
        "type": "bar",
        "x": [days[at].isoformat() for at in kept],
        "y": [one.values[at] or 0 for at in kept],
        "marker": {
            "color": colour,
            "opacity": FADED if faint else 1,
            "line": {"color": "#ffffff", "width": 1},
        },
        "customdata": [[days[at].isoformat(), one.code] for at in kept],
        **_hover([hover_lines(_told(one.name, one.values[at], worded), short_day(days[at])) for at in kept]),
    }


def _caps(
    days: Sequence[date], series: Sequence[Series], kept: Sequence[int], top: float
) -> list[dict[str, Any]]:
    """A hatched cap on each column of which a part is hidden."""
    hidden = {at: [one.name for one in series if one.values[at] is None] for at in kept}
    capped = [at for at in kept if hidden[at]]
    if not capped:
        return []
    return [
        {
            "type": "bar",
            "x": [days[at].isoformat() for at in capped],
            "y": [top * _CAP] * len(capped),
            "marker": {
                "color": HATCH,
                "pattern": {"shape": ["/"] * len(capped), "bgcolor": "#ffffff", "size": 5, "solidity": 0.25},
            },
            "customdata": [[days[at].isoformat()] for at in capped],
            **_hover(
                [
                    hover_lines(*(f"{name}: {hidden_text()}" for name in hidden[at]), short_day(days[at]))
                    for at in capped
                ]
            ),
        }
    ]


def _hover(texts: Sequence[str]) -> dict[str, Any]:
    return {"hovertext": texts, "hovertemplate": "%{hovertext}<extra></extra>"}


def _told(name: str, value: float | None, worded: Worded) -> str:
    return "" if value is None else f"{name}: {worded(value)}"


def _every(length: int, times: int) -> int:
    """One value in how many is drawn so that a figure has no more points than it may."""
    return ceil(length / (MOST_POINTS // max(times, 1))) or 1


def _span(days: Sequence[date], kept: Sequence[int], width: int) -> dict[str, Any]:
    """The range of a time axis with room for the first and the last column."""
    if not kept:
        return {}
    half = timedelta(days=width) / 2
    ends = (days[kept[0]], -half), (days[kept[-1]], half)
    return {"range": [(datetime.combine(day, time.min) + shift).isoformat() for day, shift in ends]}


def _line_keys(series: Sequence[Series]) -> list[LegendKey]:
    keys = [line_key(one.name, colour_of(index, one.tone)) for index, one in enumerate(series)]
    if any(one.before for one in series):
        keys.append(LegendKey(kind="dashed", text=_("The period before"), colour=lighter(INK, 0.4)))
    return keys
