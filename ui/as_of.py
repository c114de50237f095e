"""How old figures are, and where they were read, in a sentence."""

from datetime import datetime, timedelta
from math import ceil

from ui.dates import clock_with_seconds
from ui.numerals import number
from ui.text import gettext as _
from ui.text import ngettext


def copy_text(at: datetime, behind: timedelta, zone: str) -> str:
    """Figures read from the copy of the records: of which moment, and how many seconds behind."""
    seconds = ceil(behind.total_seconds())
    sentence = ngettext(
        "Figures as of {time}, {n} second behind.", "Figures as of {time}, {n} seconds behind.", seconds
    )
    return sentence.format(time=clock_with_seconds(at, zone), n=number(seconds))


def records_text(at: datetime, zone: str) -> str:
    """Figures read from the records themselves: no copy is set up."""
    return _("Figures as of {time}.").format(time=clock_with_seconds(at, zone))


def silent_text(at: datetime, zone: str) -> str:
    """Figures read from the records themselves, because the copy does not answer."""
    sentence = _("Figures as of {time}, from the records themselves: their copy does not answer.")
    return sentence.format(time=clock_with_seconds(at, zone))


def late_text(at: datetime, zone: str) -> str:
    """Figures read from the records themselves, because the copy is too old."""
    sentence = _("Figures as of {time}, from the records themselves: their copy is too far behind.")
    return sentence.format(time=clock_with_seconds(at, zone))
