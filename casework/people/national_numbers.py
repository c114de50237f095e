"""National numbers: what they say of a person and what makes one impossible.

Egypt: 14 digits `C YYMMDD GG SSSS K`. C gives the century (2 is 1900-1999, 3 is 2000-2099), GG the
governorate of birth, an odd 13th digit a man. The algorithm of K is not published and the public
variants disagree, so K never refuses a number. Saudi Arabia: 10 digits, 1 for citizens or 2 for
residents first, Luhn over all ten.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Final

from casework.people.digits import only_digits


class Fault(StrEnum):
    """Why a national number cannot be one."""

    LENGTH = "length"  # Not the number of digits, or something that is no digit.
    CENTURY = "century"
    DATE = "date"
    FUTURE = "future"
    GOVERNORATE = "governorate"
    CHECKSUM = "checksum"
    FIRST_DIGIT = "first_digit"


class BadNationalNumber(ValueError):  # noqa: N818 - it names the fact, as the refusals do.
    """A text that cannot be a national number; `kind` says why, `text` is what was given."""

    def __init__(self, kind: Fault, text: str) -> None:
        super().__init__(kind.value, text)
        self.kind = kind
        self.text = text


@dataclass(frozen=True, slots=True)
class NationalNumber:
    """A possible national number and what can be read from it.

    `birth_region` is a region code of the pack (`eg-21`), or None for births abroad; it is not the
    residence. `warnings` name the form's fields that the number contradicts: `birth_date`, `sex`,
    `nationality`.
    """

    number: str
    birth_date: date | None = None
    sex: str | None = None
    birth_region: str | None = None
    nationality: str | None = None
    warnings: tuple[str, ...] = ()

    def compared_with(self, facts: Mapping[str, object]) -> "NationalNumber":
        """The same number with the names of the form's facts that it contradicts as warnings."""
        said = {"birth_date": self.birth_date, "sex": self.sex, "nationality": self.nationality}
        warnings = tuple(
            name for name, value in said.items() if value is not None and facts.get(name) not in {None, value}
        )
        return replace(self, warnings=warnings)


_CENTURIES: Final[Mapping[str, int]] = {"2": 1900, "3": 2000}
_BORN_ABROAD: Final = "88"
# 01-04 11-19 21-29 31-35: the 27 governorates.
_GOVERNORATES: Final = frozenset(
    f"{number:02d}"
    for first, last in ((1, 4), (11, 19), (21, 29), (31, 35))
    for number in range(first, last + 1)
)
_NATIONALITIES: Final[Mapping[str, str]] = {"1": "citizen", "2": "resident"}


def parse(
    scheme: str, text: str, *, facts: Mapping[str, object] | None = None, today: date | None = None
) -> NationalNumber:
    """Read a national number typed in any digits, with or without spaces and dashes.

    `scheme` is the pack's `id_scheme` (`egypt_14`, `saudi_10`); an unknown scheme is a KeyError.
    `facts` are the form's, for the warnings. `today` is the day after which nobody can be born
    (the present UTC day if left out). Raises `BadNationalNumber`.
    """
    number = only_digits(text)
    read = SCHEMES[scheme](number, today or datetime.now(UTC).date())
    return read.compared_with(facts or {})


def _egyptian(number: str, today: date) -> NationalNumber:
    _must_be_digits(number, 14)
    birth_date = _birth_date(number)
    if birth_date > today:
        raise BadNationalNumber(Fault.FUTURE, number)
    governorate = number[7:9]
    if governorate not in _GOVERNORATES | {_BORN_ABROAD}:
        raise BadNationalNumber(Fault.GOVERNORATE, number)
    return NationalNumber(
        number=number,
        birth_date=birth_date,
        sex="male" if int(number[12]) % 2 else "female",
        birth_region=None if governorate == _BORN_ABROAD else f"eg-{governorate}",
        nationality="citizen",
    )


def _birth_date(number: str) -> date:
    century = _CENTURIES.get(number[0])
    if century is None:
        raise BadNationalNumber(Fault.CENTURY, number)
    try:
        return date(century + int(number[1:3]), int(number[3:5]), int(number[5:7]))
    except ValueError:
        raise BadNationalNumber(Fault.DATE, number) from None


def _saudi(number: str, _today: date) -> NationalNumber:
    _must_be_digits(number, 10)
    nationality = _NATIONALITIES.get(number[0])
    if nationality is None:
        raise BadNationalNumber(Fault.FIRST_DIGIT, number)
    if _luhn(number) != 0:
        raise BadNationalNumber(Fault.CHECKSUM, number)
    return NationalNumber(number=number, nationality=nationality)


def _luhn(number: str) -> int:
    digits = [int(digit) for digit in reversed(number)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10


def _must_be_digits(number: str, length: int) -> None:
    if len(number) != length or not (number.isascii() and number.isdigit()):
        raise BadNationalNumber(Fault.LENGTH, number)


SCHEMES: Final[Mapping[str, Callable[[str, date], NationalNumber]]] = {
    "egypt_14": _egyptian,
    "saudi_10": _saudi,
}
