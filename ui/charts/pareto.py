"""Causes from the most frequent down, and the share of all that each and those above it make up."""

from collections.abc import Collection, Sequence
from itertools import accumulate
from typing import Any, Final

from ui.charts.axes import Worded, fixed, length_axis, plain_number, row_axis, row_room
from ui.charts.keys import cut_keys, hidden_keys, line_key, swatch_key
from ui.charts.rows import Bar, height_of, lengths, longest_of, told, track, value_text
from ui.charts.style import LINE, MOST_POINTS, TONES, Figure, colour_of, drawn, hover_lines, is_rtl, said
from ui.numerals import percent
from ui.text import gettext as _

_LINE_COLOUR: Final = TONES["warn"]
_MARKS: Final = (0, 0.5, 0.8, 1)
_ABOVE: Final = 22


def pareto(
    items: Sequence[Bar],
    *,
    worded: Worded = plain_number,
    selected: Collection[str] = (),
    most: int = 20,
    name: str = "",
) -> Figure:
    """Bars sorted by length, with the line of their cumulative share; a point's codes are (code,).

    The share is of all items, shown or not. Values stand with the names, where the line cannot cross them.

    Args:
        items: in any order.
        worded: how a value is written.
        selected: codes of the chosen bars; the others fade.
        most: how many bars are shown.
        name: what a bar counts, for the legend.
    """
    ordered = sorted(items, key=lambda bar: -(bar.value or 0))
    most = min(most, MOST_POINTS // 3)
    shown = ordered[:most]
    longest = longest_of(bar.value for bar in shown)
    names = [f"{bar.name}\u00a0·\u00a0{value_text(bar.value, worded)}" for bar in shown]
    hover = [told(bar.name, bar.value, worded, bar.note) for bar in shown]
    return drawn(
        [track(shown, longest, hover), lengths(shown, hover, selected), _line(ordered, most)],
        height=height_of(names, _ABOVE),
        legend=[
            swatch_key(name or _("Number"), colour_of(0)),
            line_key(_("Share of all so far"), _LINE_COLOUR),
            *hidden_keys(bar.value for bar in shown),
            *cut_keys(len(items) - len(shown)),
        ],
        beside=row_room(names),
        above=_ABOVE,
        barmode="overlay",
        xaxis=length_axis(longest),
        xaxis2=_share_axis(),
        yaxis=row_axis(names),
    )


def _line(ordered: Sequence[Bar], most: int) -> dict[str, Any]:
    values = [bar.value or 0 for bar in ordered]
    whole = sum(values) or 1
    shares = [so_far / whole for so_far in accumulate(values)][:most]
    pairs = list(zip(ordered, shares, strict=False))
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": shares,
        "y": list(range(len(shares))),
        "xaxis": "x2",
        "line": {"color": _LINE_COLOUR, "width": 2},
        "marker": {"size": 8, "color": _LINE_COLOUR, "line": {"color": "#ffffff", "width": 1}},
        "customdata": [[bar.code] for bar, _share in pairs],
        "hovertext": [
            hover_lines(_("Down to “{name}”: {share} of all").format(name=bar.name, share=percent(share)))
            for bar, share in pairs
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _share_axis() -> dict[str, Any]:
    ends = [0, 1.03]
    return {
        **fixed(),
        "overlaying": "x",
        "side": "top",
        "range": ends[::-1] if is_rtl() else ends,
        "tickvals": list(_MARKS),
        "ticktext": [said(percent(share)) for share in _MARKS],
        "tickfont": {"size": 12, "color": _LINE_COLOUR},
        "gridcolor": LINE,
        "griddash": "dot",
    }
