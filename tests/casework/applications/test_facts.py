import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from casework.applications.facts import FIELDS, BadFact, FieldKind, facts_from_json, facts_to_json
from tests.casework.eligibility.test_assessment import FACTS


@given(FACTS)
def test_facts_outlive_json(facts):
    assert facts_from_json(json.loads(json.dumps(facts_to_json(facts)))) == facts


def test_amounts_and_days_are_stored_as_text():
    facts = {"monthly_income": Decimal("1E+3"), "birth_date": date(1990, 1, 2), "vehicles": 0, "phone": None}

    assert facts_to_json(facts) == {"monthly_income": "1000", "birth_date": "1990-01-02", "vehicles": 0}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("monthly_income", 1200),
        ("monthly_income", 12.5),
        ("monthly_income", Decimal("NaN")),
        ("vehicles", True),
        ("vehicles", Decimal(1)),
        ("in_shelter", 1),
        ("housing", "castle"),
        ("birth_date", "1990-01-01"),
        ("shoe_size", 42),
    ],
)
def test_what_a_field_cannot_hold_is_refused(name, value):
    with pytest.raises(BadFact) as refused:
        facts_to_json({name: value})

    assert (refused.value.field, refused.value.expected) == (
        name,
        FIELDS[name].kind if name in FIELDS else "known_field",
    )


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("monthly_income", "a lot"),
        ("monthly_income", 12.5),
        ("monthly_income", True),
        ("monthly_income", "Infinity"),
        ("birth_date", "01/02/1990"),
        ("birth_date", 19900102),
        ("housing", "castle"),
        ("shoe_size", "42"),
    ],
)
def test_what_was_not_written_by_us_is_refused(name, stored):
    with pytest.raises(BadFact, match=name):
        facts_from_json({name: stored})


def test_only_choices_have_choices():
    for field in FIELDS.values():
        assert bool(field.choices) == (field.kind is FieldKind.CHOICE)


def test_what_names_or_reaches_a_person_is_personal():
    personal = {name for name, field in FIELDS.items() if field.personal}

    assert personal >= {"full_name", "national_id", "birth_date", "phone", "iban", "email", "address"}
