"""Amounts, counts and dates as offices write them, in any digits."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from hijridate import Hijri

from casework.people.digits import to_ascii_digits
from operations.intake.cleaning import clean
from operations.intake.refusals import BadValue

GREATEST: Final = Decimal(10) ** 12
GREATEST_COUNT: Final = 100_000
_YEAR: Final = 4
_PLAIN: Final = re.compile(r"-?\d+(\.\d+)?")
_GROUPED: Final = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
_EUROPEAN: Final = re.compile(r"-?\d{1,3}(\.\d{3})+,\d+|-?\d+,\d{1,2}")
_DOT_THREE: Final = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")
_UNITS: Final = re.compile(
    r"(?i)\s*(EGP|SAR|SR|L\.?E\.?|ج\.?\s?م\.?|جنيهات|جنيها|جنيه|ر\.?\s?س\.?|ريالات|ريال)\s*\Z"
)
_DATE: Final = re.compile(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})(?:[T ]\d{1,2}:\d{2}.*)?")
_SERIAL: Final = re.compile(r"[1-7]\d{4}(\.\d+)?")
"""Serial days from 1927 to 2118. Four digits are not taken for one: they are a year."""
_EPOCH: Final = date(1899, 12, 30)
"""Day zero of spreadsheets (their 29 February 1900 never was)."""
_OLDEST: Final = date(1895, 1, 1)
_HIJRI_YEARS: Final = range(1343, 1501)
_ORDERS: Final = {"dmy": (2, 1, 0), "mdy": (2, 0, 1)}


def number_of(value: object, *, amount: bool = False) -> Decimal:
    """A number from 0 up, in ASCII or Arabic digits, with decimal point, comma or ٫ and any thousands mark.

    Raises:
        BadValue: `number`, `negative`, `too_great`, or `ambiguous_amount` (1.500 pounds: one and a half, or
            fifteen hundred?).
    """
    if isinstance(value, bool):
        raise BadValue("number")
    if isinstance(value, int | float):
        return _sound(Decimal(repr(value)))
    text = to_ascii_digits(clean(str(value))).replace("٬", "").replace("٫", ".").replace("−", "-")
    text = _UNITS.sub("", text) if amount else text
    return _sound(_written(re.sub(r"(?<=\d)[ ']+(?=\d{3})", "", text), amount=amount))


def _written(text: str, *, amount: bool) -> Decimal:
    if amount and _DOT_THREE.fullmatch(text):
        raise BadValue("ambiguous_amount", digits=text.replace(".", ""))
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    if _GROUPED.fullmatch(text):
        return Decimal(text.replace(",", ""))
    if _EUROPEAN.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", "."))
    raise BadValue("number")


def _sound(number: Decimal) -> Decimal:
    if not number.is_finite():
        raise BadValue("number")
    if number < 0:
        raise BadValue("negative")
    if number > GREATEST:
        raise BadValue("too_great")
    return number


def whole_of(value: object) -> int:
    """A count; 4.0 is four. Raises `BadValue` whole_number, negative, too_great."""
    try:
        number = number_of(value)
    except BadValue as bad:
        raise BadValue("whole_number" if bad.expected == "number" else bad.expected) from None
    if number != number.to_integral_value():
        raise BadValue("whole_number")
    if number > GREATEST_COUNT:
        raise BadValue("too_great")
    return int(number)


def date_of(value: object, *, order: str = "dmy") -> date:
    """A Gregorian date from 2026-11-23, 23/11/2026, a spreadsheet's serial day, or a Hijri date.

    `order` is dmy or mdy, for dates that do not begin with the year. Raises `BadValue` date, two_digit_year.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = to_ascii_digits(clean(str(value))).replace("،", "/")
    if not isinstance(value, bool) and _SERIAL.fullmatch(text):
        return _sensible(_EPOCH + timedelta(days=int(Decimal(text))))
    found = _DATE.fullmatch(text)
    if not found:
        raise BadValue("date")
    first, second, third = found.group(1, 2, 3)
    parts = (first, second, third)
    year, month, day = parts if len(first) == _YEAR else (parts[place] for place in _ORDERS[order])
    if len(year) != _YEAR:
        raise BadValue("two_digit_year")
    return _sensible(_calendar_day(int(year), int(month), int(day)))


def _calendar_day(year: int, month: int, day: int) -> date:
    try:
        if year in _HIJRI_YEARS:
            return Hijri(year, month, day).to_gregorian()
        return date(year, month, day)
    except (ValueError, OverflowError):
        raise BadValue("date") from None


def _sensible(day: date) -> date:
    if day < _OLDEST:
        raise BadValue("date")
    return date(day.year, day.month, day.day)
