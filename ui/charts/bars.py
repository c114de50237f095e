"""Horizontal bars: names beside them, values at their ends, lying in the reader's direction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from ui.charts.axes import Worded, length_axis, plain_number, row_axis, row_room
from ui.charts.keys import cut_keys, hidden_keys, swatch_key
from ui.charts.rows import (
    MOST_ROWS,
    ROOM,
    Bar,
    height_of,
    lengths,
    longest_of,
    row_bars,
    told,
    track,
    value_text,
    values_at_ends,
)
from ui.charts.style import (
    CLEAR,
    FADED,
    GROUND,
    HATCH,
    INK,
    MOST_POINTS,
    Figure,
    colour_of,
    drawn,
    faded,
    hover_lines,
    said,
)
from ui.labels import Tone

__all__ = ["Bar", "Part", "StackedBar", "bars", "stacked_bars"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One kind of part that stacked bars consist of."""

    code: str
    name: str
    tone: Tone | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StackedBar:
    """One bar made of parts: as many values as there are parts; None is hidden."""

    code: str
    name: str
    values: Sequence[float | None]
    note: str = ""


def bars(
    items: Sequence[Bar],
    *,
    worded: Worded = plain_number,
    selected: Collection[str] = (),
    most: int = MOST_ROWS,
) -> Figure:
    """Plain bars in the order given; a point's codes are (code,). What is cut off is said in the legend."""
    shown = items[: min(most, MOST_POINTS // 2)]
    longest = longest_of(bar.value for bar in shown)
    names = [bar.name for bar in shown]
    hover = [told(bar.name, bar.value, worded, bar.note) for bar in shown]
    ends = values_at_ends(value_text(bar.value, worded) for bar in shown)
    return drawn(
        [track(shown, longest, hover), lengths(shown, hover, selected) | ends],
        height=height_of(names),
        legend=[*hidden_keys(bar.value for bar in shown), *cut_keys(len(items) - len(shown))],
        beside=row_room(names),
        barmode="overlay",
        xaxis=length_axis(longest, room=ROOM),
        yaxis=row_axis(names),
    )


def stacked_bars(
    items: Sequence[StackedBar],
    parts: Sequence[Part],
    *,
    worded: Worded = plain_number,
    selected: Collection[str] = (),
    most: int = MOST_ROWS,
) -> Figure:
    """Bars made of parts, their sum at the end; a point's codes are (code, part), (code,) beside the bar."""
    shown = items[: min(most, MOST_POINTS // (len(parts) + 1))]
    names = [item.name for item in shown]
    longest = max((_total(item) for item in shown), default=0)
    return drawn(
        [
            *(_layer(shown, parts, index, worded, selected) for index in range(len(parts))),
            _rest(shown, parts, longest, worded),
        ],
        height=height_of(names),
        legend=[
            *(swatch_key(part.name, colour_of(index, part.tone)) for index, part in enumerate(parts)),
            *hidden_keys(value for item in shown for value in item.values),
            *cut_keys(len(items) - len(shown)),
        ],
        beside=row_room(names),
        barmode="stack",
        xaxis=length_axis(longest, room=ROOM),
        yaxis=row_axis(names),
    )


def _layer(
    shown: Sequence[StackedBar], parts: Sequence[Part], index: int, worded: Worded, selected: Collection[str]
) -> dict[str, Any]:
    part = parts[index]
    return row_bars(
        [item.values[index] or 0 for item in shown],
        [[item.code, part.code] for item in shown],
        [told(f"{item.name} · {part.name}", item.values[index], worded, item.note) for item in shown],
    ) | {
        "marker": {
            "color": colour_of(index, part.tone),
            "opacity": [FADED if faded(item.code, selected) else 1 for item in shown],
            "line": {"color": "#ffffff", "width": 1},
        },
    }


def _rest(
    shown: Sequence[StackedBar], parts: Sequence[Part], longest: float, worded: Worded
) -> dict[str, Any]:
    """What is left of each row: clear, clickable, bearing the sum; hatched where a part is hidden."""
    return row_bars(
        [(longest or 1) * ROOM - _total(item) for item in shown],
        [[item.code] for item in shown],
        [_told_whole(item, parts, worded) for item in shown],
    ) | {
        "marker": {
            "color": [HATCH if _is_hidden(item) else CLEAR for item in shown],
            "pattern": {
                "shape": ["/" if _is_hidden(item) else "" for item in shown],
                "bgcolor": GROUND,
                "size": 6,
                "solidity": 0.2,
            },
        },
        "text": [said(_sum_text(item, worded)) for item in shown],
        "textposition": "inside",
        "insidetextanchor": "start",
        "insidetextfont": {"size": 12, "color": INK},
        "constraintext": "none",
        "textangle": 0,
    }


def _total(item: StackedBar) -> float:
    return sum(value or 0 for value in item.values)


def _sum_text(item: StackedBar, worded: Worded) -> str:
    """The sum of what may be told; where a part is hidden, so is the sum, or it would give the part away."""
    return value_text(None if _is_hidden(item) else _total(item), worded)


def _is_hidden(item: StackedBar) -> bool:
    return None in item.values


def _told_whole(item: StackedBar, parts: Sequence[Part], worded: Worded) -> str:
    each = [
        f"{part.name}: {value_text(value, worded)}" for part, value in zip(parts, item.values, strict=True)
    ]
    return hover_lines(item.name, *each, item.note)
