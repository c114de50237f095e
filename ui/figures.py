"""Shown figures in words: what is hidden or cannot be said is said so, never shown as 0."""

from casework.statistics.disclosure import BASE
from ui.numerals import number, percent
from ui.text import gettext as _
from ui.text import ngettext


def count_text(n: int | None) -> str:
    """A shown count; None is one that is hidden because it is small."""
    return hidden_text() if n is None else number(n)


def share_text(share: float | None) -> str:
    """A share of one as a percentage; None is one of too few cases."""
    return not_enough_text() if share is None else percent(share)


def days_text(n: int | None) -> str:
    """So many working days; None is a percentile of too few cases."""
    if n is None:
        return not_enough_text()
    return ngettext("{n} working day", "{n} working days", n).format(n=number(n))


def of_text(part: int | None, whole: int | None) -> str:
    """A rate's numerator and denominator: "12 of 40"."""
    return _("{part} of {whole}").format(part=count_text(part), whole=count_text(whole))


def hidden_text() -> str:
    """In place of a count that may not be told."""
    return _("under {n}").format(n=number(BASE))


def not_enough_text() -> str:
    """In place of a rate or percentile of too few cases."""
    return _("not enough data")


def rounding_note() -> str:
    """Said beside figures of a reader who may not open cases."""
    return _(
        "Counts are rounded to the nearest 5, and counts of 1 to 4 are hidden. Totals are rounded apart."
    )
