"""Numbers that are valid by their published rules and belong to nobody known."""

from datetime import date
from random import Random
from typing import Final

from stdnum import iban as iban_rules
from stdnum import luhn

MALE: Final = "male"
_IBAN_COUNTRY: Final = {"eg": "EG", "sa": "SA"}
_CALLING: Final = {"eg": "+20", "sa": "+966"}
# Bank 0000 in Egypt and 00 in Saudi Arabia belong to no bank, so no account can be hit by accident.
_BANK: Final = {"eg": "0000", "sa": "00"}
_ACCOUNT_DIGITS: Final = {"eg": 21, "sa": 18}


def _digits(rng: Random, count: int) -> str:
    return "".join(rng.choices("0123456789", k=count))


def egyptian_number(rng: Random, *, born: date, sex: str, governorate: str) -> str:
    """Make fourteen digits that agree with birth date, sex and governorate of birth (two digits)."""
    century = "2" if born.year < 2000 else "3"  # noqa: PLR2004  the number's own century digit
    serial = _digits(rng, 3)
    sex_digit = rng.choice("13579" if sex == MALE else "02468")
    # The last digit's rule is not published, so any digit will do.
    return f"{century}{born:%y%m%d}{governorate}{serial}{sex_digit}{rng.choice('123456789')}"


def saudi_number(rng: Random, *, resident: bool = False) -> str:
    """Make ten digits that pass the Luhn check; 1 opens a citizen's number, 2 a resident's."""
    body = ("2" if resident else "1") + _digits(rng, 8)
    return body + luhn.calc_check_digit(body)


def specimen_iban(rng: Random, country: str) -> str:
    """Make an IBAN with a right checksum at a bank code that is not in use."""
    letters = _IBAN_COUNTRY[country]
    body = _BANK[country] + _digits(rng, _ACCOUNT_DIGITS[country])
    return letters + iban_rules.calc_check_digits(f"{letters}00{body}") + body


def mobile(rng: Random, country: str) -> str:
    """Make a mobile number in international form that follows the country's numbering plan."""
    if country == "eg":
        return f"{_CALLING[country]}1{rng.choice('0125')}{_digits(rng, 8)}"
    return f"{_CALLING[country]}5{rng.choice('034569')}{_digits(rng, 7)}"


def birth_governorate(rng: Random, region: str, others: tuple[str, ...]) -> str:
    """Say where an Egyptian was born: mostly where they live (two digits)."""
    home = region.removeprefix("eg-")
    return home if rng.random() < 0.85 else rng.choice(others).removeprefix("eg-")  # noqa: PLR2004
