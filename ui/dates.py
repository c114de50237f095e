"""Days and moments as the reader counts them: Gregorian, Hijri, and how long is left."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date
from hijridate import Gregorian

from ui.numerals import digits, number
from ui.text import gettext as _
from ui.text import language, ngettext, pgettext

_HIJRI_YEARS: Final = (date(1924, 8, 1), date(2077, 11, 16))  # Umm al-Qura as hijridate knows it


def day(value: date, *, weekday: bool = False) -> str:
    """A day written out: 23 November 2026."""
    return digits(format_date(value, "EEEE d MMMM y" if weekday else "d MMMM y", locale=language()))


def short_day(value: date) -> str:
    """A day for a narrow column: 23 Nov 2026."""
    return digits(format_date(value, "d MMM y", locale=language()))


def month(value: date) -> str:
    """The month of a day, written out: November 2026."""
    return digits(format_date(value, "LLLL y", locale=language()))


def clock(value: datetime, zone: str) -> str:
    """The time of day on the programme's clock, 24 hours."""
    return digits(value.astimezone(ZoneInfo(zone)).strftime("%H:%M"))


def clock_with_seconds(value: datetime, zone: str) -> str:
    """The time of day to the second, where figures age by seconds."""
    return digits(value.astimezone(ZoneInfo(zone)).strftime("%H:%M:%S"))


def moment(value: datetime, zone: str) -> str:
    """A UTC moment as day and time on the programme's clock."""
    local = value.astimezone(ZoneInfo(zone))
    return _("{day}, {time}").format(day=day(local.date()), time=clock(value, zone))


def moment_with_seconds(value: datetime, zone: str) -> str:
    """A UTC moment to the second, where figures age by seconds."""
    local = value.astimezone(ZoneInfo(zone))
    return _("{day}, {time}").format(day=day(local.date()), time=clock_with_seconds(value, zone))


def short_moment(value: datetime, zone: str) -> str:
    """A UTC moment for a narrow column."""
    local = value.astimezone(ZoneInfo(zone))
    return _("{day}, {time}").format(day=short_day(local.date()), time=clock(value, zone))


def hijri(value: date) -> str:
    """The same day by the Umm al-Qura calendar, or nothing outside its tables."""
    if not _HIJRI_YEARS[0] <= value <= _HIJRI_YEARS[1]:
        return ""
    there = Gregorian.fromdate(value).to_hijri()
    month = there.month_name(language())
    return digits(
        pgettext("hijri", "{day} {month} {year} AH").format(day=there.day, month=month, year=there.year)
    )


def both_calendars(value: date) -> str:
    """A day in both calendars, for letters."""
    return " · ".join(part for part in (day(value), hijri(value)) if part)


def day_with_hijri(value: date) -> str:
    """A day in both calendars inside a sentence: 23 December 2026 (14 Rajab 1448 AH)."""
    there = hijri(value)
    return f"{day(value)} ({there})" if there else day(value)


def remaining(working_days: int) -> str:
    """How long is left before a deadline, or how long ago it passed, in working days."""
    if working_days == 0:
        return _("Due today")
    if working_days > 0:
        return ngettext("{n} working day left", "{n} working days left", working_days).format(
            n=number(working_days)
        )
    late = -working_days
    return ngettext("{n} working day late", "{n} working days late", late).format(n=number(late))


def ago(days: int) -> str:
    """How long ago something happened, in calendar days."""
    if days <= 0:
        return _("Today")
    if days == 1:
        return _("Yesterday")
    return ngettext("{n} day ago", "{n} days ago", days).format(n=number(days))


def within(minutes: int) -> str:
    """A short span in minutes, for undo and lapsing claims."""
    return ngettext("{n} minute", "{n} minutes", minutes).format(n=number(minutes))


def calendar_days(n: int) -> str:
    """A number of calendar days, in words that agree with it."""
    return ngettext("{n} day", "{n} days", n).format(n=number(n))
