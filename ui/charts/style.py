"""The house style of every figure: colours, type, direction, and words that keep their order inside an SVG.

A figure is drawn left to right by Plotly whatever the page says, so each line of Arabic is wrapped in an
isolate here. Figures carry no title and no Plotly legend: heading, finding and legend are HTML around them
(`ui.components.figure_legend`), which mirrors and wraps by itself. What the legend needs travels in
`layout.meta`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from html import escape
from textwrap import wrap
from typing import Any, Final, Literal, TypeAlias, cast

import plotly.graph_objects as go  # pyright: ignore[reportMissingTypeStubs]

from ui.labels import Tone
from ui.text import LRI, PDI, RLI, language

Figure: TypeAlias = go.Figure
Trace: TypeAlias = Mapping[str, Any]

MOST_POINTS: Final = 1000
"""No figure hands more points than this to a browser."""

CATEGORICAL: Final = (
    *("#0f5f63", "#b5651d", "#5b4a9c", "#a4262c", "#5a7d2a", "#3d6fa8", "#7a5c43", "#6b7778"),
)
"""`chartCategoricalColors` of .streamlit/config.toml; a test holds the two together."""

TONES: Final[Mapping[Tone, str]] = {
    "good": "#1c6b3c",
    "warn": "#b5651d",
    "bad": "#a4262c",
    "accent": "#0f5f63",
    "neutral": "#6b7778",
}
INK: Final = "#1b2a2c"
QUIET: Final = "#4a5b5d"
LINE: Final = "#c9d3d4"
GROUND: Final = "#f3f6f6"
HATCH: Final = "#b4c0c2"
CLEAR: Final = "rgba(0,0,0,0)"
FONT: Final = "IBM Plex Sans Arabic, sans-serif"
_LETTER: Final = {"ar": 5.6, "en": 6.2}  # pixels, at the size names are written in
FADED: Final = 0.3
SEQUENCE: Final = ("#f1f7f7", "#cfe4e4", "#9cc7c8", "#5f9fa2", "#2b7a7e", "#0a474a")

CONFIG: Final[Mapping[str, Any]] = {
    "displayModeBar": False,
    "displaylogo": False,
    "showTips": False,
    "scrollZoom": False,
    "doubleClick": False,
    "showAxisDragHandles": False,
    "responsive": True,
}
"""What to hand to `st.plotly_chart(config=...)`."""

KeyKind = Literal["swatch", "line", "dashed", "dotted", "hatch", "mark", "scale", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendKey:
    """One entry of a figure's legend, worded; `low` and `high` name the ends of a scale."""

    kind: KeyKind
    text: str = ""
    colour: str = ""
    low: str = ""
    high: str = ""
    mark: str = ""


def colour_of(index: int, tone: Tone | None = None) -> str:
    """The colour of a series: its tone's where it has one, else the next of the palette."""
    return CATEGORICAL[index % len(CATEGORICAL)] if tone is None else TONES[tone]


def is_rtl() -> bool:
    """Whether the reader reads from right to left."""
    return language() == "ar"


def said(text: str) -> str:
    """A line of text for a figure: no markup of its own, and in its language's order."""
    if not text:
        return ""
    opening = RLI if is_rtl() else LRI
    return f"{opening}{escape(text, quote=False)}{PDI}"


def said_lines(*texts: str) -> str:
    """Several lines, each in its language's order; empty ones are left out."""
    return "<br>".join(said(text) for text in texts if text)


def folded(text: str, width: int = 28, most: int = 3) -> tuple[str, ...]:
    """A label in lines of about `width` characters, cut with an ellipsis after `most` lines."""
    if len(text) <= width:
        return (text,)
    lines = wrap(text, width, break_long_words=False)
    if len(lines) > most:
        return (*lines[: most - 1], f"{lines[most - 1][: width - 1].rstrip()}…")
    return tuple(lines)


def wrapped(text: str, width: int = 28, most: int = 3) -> str:
    """The same label as a figure writes it."""
    return said_lines(*folded(text, width, most))


def hover_lines(*texts: str) -> str:
    """What a point says on hover, in full, in lines that stay inside a narrow figure."""
    return said_lines(*(line for text in texts for line in folded(text, 36, 9)))


def room_for(lines: Iterable[str]) -> int:
    """How many pixels the longest of these lines needs beside a figure; Plotly measures Arabic wrongly."""
    return round(max((len(line) for line in lines), default=0) * _LETTER[language()]) + 14


def faded(code: str, selected: Collection[str]) -> bool:
    """Whether something else is selected and this is not."""
    return bool(selected) and code not in selected


def shade(share: float) -> str:
    """The colour of the sequential scale at this share of its length, 0 to 1."""
    place = min(max(share, 0.0), 1.0) * (len(SEQUENCE) - 1)
    lower = min(int(place), len(SEQUENCE) - 2)
    return _mixed(SEQUENCE[lower], SEQUENCE[lower + 1], place - lower)


def ink_on(share: float) -> str:
    """What can be read on `shade(share)`."""
    return "#ffffff" if share > 0.7 else INK  # noqa: PLR2004 - where white begins to contrast more


def lighter(colour: str, share: float = 0.55) -> str:
    """The colour mixed with this share of white, for the period before."""
    return _mixed(colour, "#ffffff", share)


def _mixed(one: str, other: str, share: float) -> str:
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


# Until the page has answered a click. Without words for the chosen, Plotly trips over bars that bear text.
_WHEN_CLICKED: Final[Trace] = {
    "selected": {"marker": {"opacity": 1}},
    "unselected": {"marker": {"opacity": FADED}},
}
_PLAIN: Final = cast("Any", go).layout.Template()  # Plotly's own looks belong to nobody's house.


def drawn(
    traces: Sequence[Trace],
    *,
    height: int,
    legend: Sequence[LegendKey] = (),
    beside: int = 0,
    above: int = 0,
    below: int = 0,
    **layout: Any,
) -> Figure:
    """A figure in the house style from traces as Plotly writes them.

    `beside`, `above` and `below` are the pixels that names need there; beside is where reading begins.
    """
    left, right = (0, beside) if is_rtl() else (beside, 0)
    return Figure(
        data=[{**_WHEN_CLICKED, **trace} for trace in traces],
        layout={
            "template": _PLAIN,
            "height": height,
            "autosize": True,
            "margin": {"l": 6 + left, "r": 6 + right, "t": 6 + above, "b": 6 + below, "pad": 4},
            "font": {"family": FONT, "size": 13, "color": INK},
            "paper_bgcolor": CLEAR,
            "plot_bgcolor": CLEAR,
            "showlegend": False,
            "hovermode": "closest",
            "dragmode": False,
            "hoverlabel": {
                "align": "right" if is_rtl() else "left",
                "bgcolor": "#ffffff",
                "bordercolor": LINE,
                "font": {"family": FONT, "size": 13, "color": INK},
                "namelength": -1,
            },
            "meta": {"legend": [asdict(key) for key in legend]},
            **layout,
        },
        # Plotly's look at every value takes fifteen times as long as the rest; tests/ui validates each kind.
        _validate=False,
    )


def legend_of(figure: Figure) -> tuple[LegendKey, ...]:
    """The legend that belongs around a figure of ours."""
    return tuple(LegendKey(**key) for key in _meta(figure).get("legend", []))


def with_meta(figure: Figure, **more: Any) -> Figure:
    """The figure with more beside its traces, which the browser receives and does not draw."""
    cast("Any", figure).layout.meta = {**_meta(figure), **more}
    return figure


def points_of(figure: Figure) -> int:
    """How many points a figure hands to the browser."""
    traces = cast("tuple[Any, ...]", cast("Any", figure).data)
    return sum(len(trace.x) for trace in traces if trace.x is not None)


def _meta(figure: Figure) -> dict[str, Any]:
    return dict(cast("Any", figure).layout.meta or {})
