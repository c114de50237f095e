"""The entries of a figure's legend, worded. They are HTML around the figure, so that they mirror and wrap."""

from collections.abc import Iterable

from casework.statistics.disclosure import BASE
from ui.charts.style import SEQUENCE, LegendKey
from ui.numerals import number
from ui.text import gettext as _
from ui.text import ngettext


def hidden_words() -> str:
    """Why a value is not told: to some readers it could point to persons, to others it says nothing yet."""
    return _("Fewer than {n} cases: too few to tell").format(n=number(BASE))


def hidden_keys(values: Iterable[object]) -> list[LegendKey]:
    """What hatched places mean, where any of the values is hidden."""
    hidden = any(value is None for value in values)
    return [LegendKey(kind="hatch", text=hidden_words())] if hidden else []


def cut_keys(left: int) -> list[LegendKey]:
    """A note on how much a figure does not show and its table does."""
    if left <= 0:
        return []
    told = ngettext("{n} more is in the table", "{n} more are in the table", left)
    return [LegendKey(kind="note", text=told.format(n=number(left)))]


def thinned_key(every: int) -> list[LegendKey]:
    """A note where only one value in so many is drawn."""
    if every == 1:
        return []
    told = _("One value in {n} is drawn; the table has all.").format(n=number(every))
    return [LegendKey(kind="note", text=told)]


def scale_key(low: str, high: str) -> LegendKey:
    """The sequential scale with the words for its ends."""
    return LegendKey(kind="scale", low=low, high=high, colour=" ".join(SEQUENCE))


def swatch_key(text: str, colour: str) -> LegendKey:
    """A colour and what it stands for."""
    return LegendKey(kind="swatch", text=text, colour=colour)


def line_key(text: str, colour: str) -> LegendKey:
    """A line and what it stands for."""
    return LegendKey(kind="line", text=text, colour=colour)
