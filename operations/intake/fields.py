"""One cell into one fact: how each field is read, in whatever letters and digits it came."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Final

import phonenumbers
import stdnum.iban
from stdnum.exceptions import ValidationError

from casework.applications.facts import FIELDS, FieldKind
from casework.countries.pack import Pack, packs
from casework.people.digits import only_digits, to_ascii_digits
from casework.people.national_numbers import BadNationalNumber, parse
from operations.intake.cleaning import clean, kept, plainly_written
from operations.intake.mapping import Column, plain
from operations.intake.numbers import date_of, number_of, whole_of
from operations.intake.refusals import BadValue
from operations.intake.regions import region_of
from ui.labels import YES_NO, choice_label
from ui.text import pgettext, speaking

IBAN_LENGTHS: Final[Mapping[str, int]] = {"eg": 29, "sa": 24}
_EMAIL: Final = re.compile(r"[^@\s,;<>()\"]{1,64}@[A-Za-z0-9\u0600-\u06ff.-]+\.[A-Za-z\u0600-\u06ff]{2,}")
_FEWEST_LETTERS: Final = 2
_SCIENTIFIC: Final = re.compile(r"\d([.,]\d+)?[eE]\+?\d+")
_SPREADSHEET_ERRORS: Final = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"})
_LONGEST: Final = {
    "full_name": 200,
    "address": 500,
    "email": 120,
    "electricity_account": 40,
    "external_id": 100,
}
_KEPT: Final = frozenset({"full_name", "address"})
"""What comes back code point for code point."""
_DIGITS: Final = frozenset({"national_id", "iban", "phone", "electricity_account"})
_LOCAL: Final = re.compile(r"[0-9+()\-./ ]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a cell turned out to say; `guessed` marks a value that a person should glance at."""

    value: object
    guessed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What reading a cell depends on: the country, the day, and whether identities are the country's."""

    pack: Pack
    today: date


def read_cell(column: Column, given: object, context: Context) -> Reading | None:
    """The fact a cell states; None when it is blank or its code means "not known".

    Raises:
        BadValue: what was expected instead.
    """
    text = clean(_text(given))
    if not text:
        return None
    if text in _SPREADSHEET_ERRORS:
        raise BadValue("spreadsheet_error")
    if text.startswith("=") and column.fact != "address":
        raise BadValue("unsaved_formula")
    if column.bands:
        return Reading(value=_from_band(column, text))
    if column.codes and (ours := column.codes.get(plain(text))) is not None:
        return _read(column, ours, context) if ours else None
    return _read(column, _looked_up(column.fact, given), context)


def _looked_up(fact: str, given: object) -> object:
    """Text that is read rather than kept: nothing may hide in what is made of digits."""
    if fact in _KEPT or not isinstance(given, str):
        return given
    return plainly_written(given) if fact in _DIGITS or _is_number(fact) else clean(given)


def _is_number(fact: str) -> bool:
    return fact in FIELDS and FIELDS[fact].kind in {FieldKind.MONEY, FieldKind.NUMBER, FieldKind.INTEGER}


def _text(given: object) -> str:
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, float) and given.is_integer():
        return str(int(given))
    return "" if given is None else str(given)


def _from_band(column: Column, text: str) -> Decimal:
    band = column.bands.get(plain(text))
    if band is None:
        raise BadValue("choice", choices=tuple(column.bands))
    return _monthly(column, band.lower if band.upper is None else band.upper)


def _monthly(column: Column, amount: Decimal) -> Decimal:
    months = 12 if column.a_year else 1
    return (amount * column.rate / months).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _read(column: Column, given: object, context: Context) -> Reading:
    special = _SPECIAL.get(column.fact)
    if special:
        return special(column, given, context)
    field = FIELDS[column.fact]
    return Reading(value=_KINDS[field.kind](column, given))


def _number(_column: Column, given: object) -> Decimal:
    return number_of(given)


def _money(column: Column, given: object) -> Decimal:
    amount = number_of(given, amount=True)
    return _monthly(column, amount) if column.a_year or column.rate != 1 else amount


def _whole(_column: Column, given: object) -> int:
    return whole_of(given)


def _date(column: Column, given: object) -> date:
    return date_of(given, order=column.order)


def _plain_text(column: Column, given: object) -> str:
    longest = _LONGEST.get(column.fact, 1_000)
    return (
        kept(_text(given), longest=longest) if column.fact in _KEPT else clean(_text(given), longest=longest)
    )


def _boolean(_column: Column, given: object) -> bool:
    answer = _yes_and_no().get(plain(_text(given)))
    if answer is None:
        raise BadValue("boolean")
    return answer


def _choice(column: Column, given: object) -> str:
    known = choices_by_word(column.fact)
    key = plain(_text(given))
    if key not in known:
        raise BadValue("choice", field=column.fact, choices=tuple(FIELDS[column.fact].choices))
    return known[key]


_KINDS: Final[Mapping[FieldKind, Callable[[Column, object], object]]] = {
    FieldKind.TEXT: _plain_text,
    FieldKind.MONEY: _money,
    FieldKind.NUMBER: _number,
    FieldKind.INTEGER: _whole,
    FieldKind.BOOLEAN: _boolean,
    FieldKind.DATE: _date,
    FieldKind.CHOICE: _choice,
}


@cache
def choices_by_word(field: str) -> Mapping[str, str]:
    """Every way to write a choice, code or label in both languages, to its code."""
    known: dict[str, str] = {}
    for code in FIELDS[field].choices:
        known[plain(code)] = code
        for language in ("ar", "en"):
            with speaking(language):
                known.setdefault(plain(choice_label(field, code)), code)
    return known | {plain(word): code for word, code in _MORE_WORDS.get(field, {}).items()}


_MORE_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "sex": {
        "m": "male",
        "f": "female",
        "انثى": "female",
        "رجل": "male",
        "امرأة": "female",
    },
    "marital_status": {
        "أعزب": "single",
        "عزباء": "single",
        "غير متزوج": "single",
        "متزوج": "married",
        "متزوجة": "married",
        "مطلق": "divorced",
        "مطلقة": "divorced",
        "أرمل": "widowed",
        "أرملة": "widowed",
        "widow": "widowed",
        "widower": "widowed",
    },
    "nationality": {
        "مواطنة": "citizen",
        "مقيمة": "resident",
    },
    "language": {"Arabic": "ar", "English": "en", "ara": "ar", "eng": "en", "الإنجليزية": "en"},
    "housing": {"مملوك": "owned", "مؤجر": "rented", "مستأجر": "rented", "مشترك": "shared"},
    "employment_status": {
        "موظف": "employed",
        "موظفة": "employed",
        "يعمل": "employed",
        "عاطل": "unemployed",
        "عاطلة": "unemployed",
        "متقاعدة": "retired",
        "طالبة": "student",
        "ربة منزل": "homemaker",
        "أعمال حرة": "self_employed",
    },
    "disability": {"لا يوجد": "none", "متوسط": "moderate", "شديد": "severe"},
    "medical_exam": {"حضر": "attended", "تغيب": "missed"},
}


@cache
def _yes_and_no() -> Mapping[str, bool]:
    known = {
        "true": True,
        "false": False,
        "1": True,
        "0": False,
        "y": True,
        "n": False,
        "نعم": True,
        "لا": False,
    }
    for answer, word in YES_NO.items():
        for language in ("ar", "en"):
            with speaking(language):
                known[pgettext(*word)] = answer
    return {plain(word): answer for word, answer in known.items()}


def _full_name(column: Column, given: object, _context: Context) -> Reading:
    name = _plain_text(column, given)
    if sum(letter.isalpha() for letter in name) < _FEWEST_LETTERS:
        raise BadValue("name")
    return Reading(value=name)


def _national_id(_column: Column, given: object, context: Context) -> Reading:
    text = clean(_text(given))
    if _SCIENTIFIC.fullmatch(text):
        raise BadValue("scientific")
    try:
        number = parse(context.pack.id_scheme, text, today=context.today)
    except BadNationalNumber as bad:
        raise BadValue("national_number", why=str(bad.kind), country=context.pack.code) from None
    return Reading(value=number.number)


def _iban(_column: Column, given: object, context: Context) -> Reading:
    text = only_digits(clean(_text(given))).upper()
    country = context.pack.code
    if not text.startswith(country.upper()) or len(text) != IBAN_LENGTHS[country]:
        raise BadValue("iban", country=country, length=IBAN_LENGTHS[country])
    try:
        stdnum.iban.validate(text, check_country=False)
    except ValidationError:
        raise BadValue("iban_checksum", country=country) from None
    return Reading(value=text)


def _phone(_column: Column, given: object, context: Context) -> Reading:
    text = to_ascii_digits(clean(_text(given)))
    if not _LOCAL.fullmatch(text):
        raise BadValue("phone", country=context.pack.code)
    try:
        number = phonenumbers.parse(text, context.pack.code.upper())
    except phonenumbers.NumberParseException:
        raise BadValue("phone", country=context.pack.code) from None
    if not phonenumbers.is_valid_number(number):
        raise BadValue("phone", country=context.pack.code)
    return Reading(value=phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _email(column: Column, given: object, _context: Context) -> Reading:
    text = _plain_text(column, given)
    if not _EMAIL.fullmatch(text):
        raise BadValue("email")
    return Reading(value=text)


def _region(_column: Column, given: object, context: Context) -> Reading:
    code, guessed = region_of(given, context.pack.code)
    return Reading(value=code, guessed=guessed)


def _birth_date(column: Column, given: object, context: Context) -> Reading:
    day = date_of(given, order=column.order)
    if day > context.today:
        raise BadValue("past_date")
    return Reading(value=day)


def _free_text(column: Column, given: object, _context: Context) -> Reading:
    return Reading(value=_plain_text(column, given))


_SPECIAL: Final[Mapping[str, Callable[[Column, object, Context], Reading]]] = {
    "full_name": _full_name,
    "national_id": _national_id,
    "iban": _iban,
    "phone": _phone,
    "email": _email,
    "region": _region,
    "birth_date": _birth_date,
    "data_updated_on": _birth_date,
    "submitted_at": _birth_date,
    "external_id": _free_text,
}


def programme_of(given: object) -> str:
    """A programme by its code or its name in Arabic or English. Raises `BadValue` programme."""
    key = plain(clean(_text(given)))
    code = _programmes().get(key)
    if code is None:
        raise BadValue("programme", choices=tuple(sorted(set(_programmes().values()))))
    return code


@cache
def _programmes() -> Mapping[str, str]:
    known: dict[str, str] = {}
    for pack in packs().values():
        for code, programme in pack.programmes.items():
            for word in (code, programme.name.ar, programme.name.en):
                known.setdefault(plain(word), code)
    return known
