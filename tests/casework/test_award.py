"""The monthly amount: by the pack's formula, with parts that make it up."""

from datetime import date
from decimal import Decimal

import pytest

from casework.countries.pack import packs, programme
from casework.entitlements.award import award_of

ON = date(2026, 3, 2)


def computed(code: str, **facts: object):
    return award_of(programme(code).award, facts, ON)


@pytest.mark.parametrize(
    ("code", "facts", "amount"),
    [
        ("eg.takaful", {"school_children": 0}, 420),
        ("eg.takaful", {"school_children": 2}, 572),
        # Three children of school age are the most that count, and 648 is the most that is paid.
        ("eg.takaful", {"school_children": 7}, 648),
        ("eg.karama", {"disability": "none"}, 705),
        ("eg.karama", {"disability": "severe"}, 884),
        # max(0, 1320 + 660 x dependants - countable income)
        ("sa.social_security", {"dependants": 3, "monthly_income": Decimal(1000), "other_pension": 0}, 2300),
        ("sa.social_security", {"dependants": 0, "monthly_income": Decimal(2000), "other_pension": 0}, 0),
        ("sa.food", {"dependants": 9}, 900),
        ("sa.electricity", {}, 150),
        ("sa.low_income", {"dependants": 2}, 700),
    ],
)
def test_an_amount_is_that_of_the_formula(code, facts, amount):
    assert computed(code, **facts).amount == amount


@pytest.mark.parametrize("code", sorted(code for pack in packs().values() for code in pack.programmes))
@pytest.mark.parametrize("children", [0, 1, 3, 12])
@pytest.mark.parametrize("income", ["0", "333.33", "9000"])
def test_the_parts_make_up_the_amount(code, children, income):
    facts = {
        "dependants": children,
        "school_children": children,
        "disability": "severe",
        "monthly_income": Decimal(income),
        "other_pension": Decimal(0),
    }
    found = computed(code, **facts)
    assert sum(Decimal(str(part["sum"])) for part in found.parts) == found.amount >= 0
    assert found.amount == int(found.amount)
    assert found.formula == programme(code).award.version


def test_what_is_not_known_counts_as_nothing_and_is_said():
    found = computed("sa.social_security")
    assert found.amount == 1320
    assert [part["code"] for part in found.parts if part.get("unknown")] == [
        "dependant",
        "less:monthly_income",
        "less:other_pension",
    ]


@pytest.mark.parametrize("code", ["eg.takaful", "eg.karama"])
@pytest.mark.parametrize("children", range(6))
def test_what_is_paid_lies_within_what_is_published(code, children):
    scheme = programme(code)
    found = computed(code, school_children=children, disability="severe").amount
    assert scheme.amounts[0].lowest <= found <= scheme.amounts[0].highest
