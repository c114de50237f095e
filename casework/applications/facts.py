"""What an application may say of a household: the one vocabulary of forms, rules, papers and imports.

Money is in the currency of the programme's country. Amounts are a month unless the field says otherwise.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final


class FieldKind(StrEnum):
    """What a value is in memory: str, Decimal (money, number), int, bool, date, or one of the choices."""

    TEXT = "text"
    MONEY = "money"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing an application may say; `personal` values are masked and never put in a URL or log."""

    name: str
    kind: FieldKind
    choices: tuple[str, ...] = ()
    personal: bool = False


class BadFact(ValueError):  # noqa: N818 - it names the fact, as the refusals do.
    """A value that the field cannot hold; `expected` is the field's kind, or `known_field`."""

    def __init__(self, field: str, value: object, expected: str) -> None:
        super().__init__(field, value, expected)
        self.field = field
        self.value = value
        self.expected = expected


_TEXT, _MONEY, _INTEGER, _NUMBER = FieldKind.TEXT, FieldKind.MONEY, FieldKind.INTEGER, FieldKind.NUMBER
_BOOLEAN, _DATE, _CHOICE = FieldKind.BOOLEAN, FieldKind.DATE, FieldKind.CHOICE

_ALL: Final = (
    # The person.
    Field("full_name", _TEXT, personal=True),
    Field("national_id", _TEXT, personal=True),
    Field("birth_date", _DATE, personal=True),
    Field("sex", _CHOICE, ("male", "female")),
    Field("marital_status", _CHOICE, ("single", "married", "divorced", "widowed")),
    Field("nationality", _CHOICE, ("citizen", "resident", "other")),
    Field("language", _CHOICE, ("ar", "en")),
    # Where and how to reach them. The region's code is checked against the pack, not here.
    Field("region", _TEXT),
    Field("address", _TEXT, personal=True),
    Field("phone", _TEXT, personal=True),
    Field("email", _TEXT, personal=True),
    Field("iban", _TEXT, personal=True),
    # Income and work.
    Field("monthly_income", _MONEY),
    Field("other_pension", _MONEY),
    Field(
        "employment_status",
        _CHOICE,
        ("employed", "self_employed", "unemployed", "retired", "unable", "student", "homemaker"),
    ),
    Field("accepts_training", _BOOLEAN),
    # The household; its size counts the applicant. School fees are a year's, in private schools.
    Field("household_size", _INTEGER),
    Field("dependants", _INTEGER),
    Field("school_children", _INTEGER),
    Field("children_in_school", _BOOLEAN),
    Field("school_fees", _MONEY),
    Field("health_visits_kept", _BOOLEAN),
    # What they own and where they live. Land is in feddan.
    Field("housing", _CHOICE, ("owned", "rented", "shared", "other")),
    Field("monthly_rent", _MONEY),
    Field("land_area", _NUMBER),
    Field("property_value", _MONEY),
    Field("vehicles", _INTEGER),
    Field("electricity_kwh", _NUMBER),
    Field("electricity_account", _TEXT, personal=True),
    # Circumstances. Days abroad are those of the last twelve months.
    Field("disability", _CHOICE, ("none", "moderate", "severe")),
    Field("medical_exam", _CHOICE, ("attended", "missed", "not_required")),
    Field("data_updated_on", _DATE),
    Field("moved_since_update", _BOOLEAN),
    Field("days_abroad", _INTEGER),
    Field("in_shelter", _BOOLEAN),
)
FIELDS: Final[Mapping[str, Field]] = {field.name: field for field in _ALL}

_TYPES: Final[Mapping[FieldKind, type]] = {
    FieldKind.TEXT: str,
    FieldKind.CHOICE: str,
    FieldKind.MONEY: Decimal,
    FieldKind.NUMBER: Decimal,
    FieldKind.INTEGER: int,
    FieldKind.BOOLEAN: bool,
    FieldKind.DATE: date,
}


def check_fact(name: str, value: object) -> None:
    """Raise `BadFact` unless `value` is what the field `name` holds in memory."""
    field = FIELDS.get(name)
    if field is None:
        raise BadFact(name, value, "known_field")
    if type(value) is not _TYPES[field.kind] or not _is_sound(field, value):
        raise BadFact(name, value, field.kind)


def _is_sound(field: Field, value: object) -> bool:
    if isinstance(value, Decimal):
        return value.is_finite()
    return not field.choices or value in field.choices


def facts_to_json(facts: Mapping[str, object]) -> dict[str, object]:
    """Facts as JSON holds them: money and numbers as text, dates as YYYY-MM-DD; unknown (None) is left out.

    Raises `BadFact` for a field or value outside the vocabulary.
    """
    known = {name: value for name, value in facts.items() if value is not None}
    for name, value in known.items():
        check_fact(name, value)
    return {name: value_to_json(value) for name, value in known.items()}


def facts_from_json(stored: Mapping[str, object]) -> dict[str, object]:
    """The facts `facts_to_json` wrote, in memory's types. Raises `BadFact`."""
    return {name: _fact_from_json(name, value) for name, value in stored.items() if value is not None}


def value_to_json(value: object) -> object:
    """One value as JSON holds it; whatever is neither Decimal nor date stays as it is."""
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value


def _decimal(value: object) -> Decimal:
    # A bool is no amount, and a float has already lost what was written.
    if isinstance(value, str) or type(value) is int:
        return Decimal(value)
    raise TypeError(value)


def _day(value: object) -> date:
    if isinstance(value, str):
        return date.fromisoformat(value)
    raise TypeError(value)


def _as_it_is(value: object) -> object:
    return value


_FROM_JSON: Final[Mapping[FieldKind, Callable[[object], object]]] = {
    FieldKind.MONEY: _decimal,
    FieldKind.NUMBER: _decimal,
    FieldKind.DATE: _day,
}


def _fact_from_json(name: str, stored: object) -> object:
    field = FIELDS.get(name)
    if field is None:
        raise BadFact(name, stored, "known_field")
    try:
        value = _FROM_JSON.get(field.kind, _as_it_is)(stored)
    except (TypeError, ValueError, InvalidOperation):
        raise BadFact(name, stored, field.kind) from None
    check_fact(name, value)
    return value
