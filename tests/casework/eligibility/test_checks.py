from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.eligibility.checks import OPERATORS, Check, CheckOutcome, Measure, age_on, evaluate

ON = date(2026, 11, 23)
PASS, FAIL, CANNOT_TELL = CheckOutcome.PASS, CheckOutcome.FAIL, CheckOutcome.CANNOT_TELL

INCOME = ("monthly_income",)
CASES = [
    (Check("at_most", INCOME, 10), {"monthly_income": Decimal(10)}, PASS),
    (Check("at_most", INCOME, 10), {"monthly_income": Decimal("10.01")}, FAIL),
    (Check("at_least", INCOME, 10), {"monthly_income": Decimal(10)}, PASS),
    (Check("at_least", INCOME, 10), {"monthly_income": Decimal("9.99")}, FAIL),
    (Check("more_than", INCOME, 0), {"monthly_income": Decimal(0)}, FAIL),
    (Check("more_than", INCOME, 0), {"monthly_income": Decimal("0.01")}, PASS),
    (Check("less_than", INCOME, 1), {"monthly_income": Decimal(1)}, FAIL),
    (Check("less_than", INCOME, 1), {"monthly_income": Decimal("0.99")}, PASS),
    (Check("is", ("in_shelter",), False), {"in_shelter": False}, PASS),
    (Check("is", ("in_shelter",), False), {"in_shelter": True}, FAIL),
    (Check("is_not", ("disability",), "severe"), {"disability": "none"}, PASS),
    (Check("is_not", ("disability",), "severe"), {"disability": "severe"}, FAIL),
    (Check("one_of", ("housing",), ("rented", "shared")), {"housing": "shared"}, PASS),
    (Check("one_of", ("housing",), ("rented", "shared")), {"housing": "owned"}, FAIL),
    (Check("age_at_least", ("birth_date",), 65), {"birth_date": date(1961, 11, 23)}, PASS),
    (Check("age_at_least", ("birth_date",), 65), {"birth_date": date(1961, 11, 24)}, FAIL),
    (Check("age_below", ("birth_date",), 65), {"birth_date": date(1961, 11, 24)}, PASS),
    (Check("age_below", ("birth_date",), 65), {"birth_date": date(1961, 11, 23)}, FAIL),
    (Check("within_days", ("data_updated_on",), 30), {"data_updated_on": ON - timedelta(30)}, PASS),
    (Check("within_days", ("data_updated_on",), 30), {"data_updated_on": ON - timedelta(31)}, FAIL),
    (Check("within_days", ("data_updated_on",), 30), {"data_updated_on": ON + timedelta(1)}, FAIL),
    (Check("not_before", ("data_updated_on",), ON), {"data_updated_on": ON}, PASS),
    (Check("not_before", ("data_updated_on",), ON), {"data_updated_on": ON - timedelta(1)}, FAIL),
]
HEADS = Check("per_head_at_most", ("monthly_income", "household_size"), 100)
FORMULA = Check(
    "below_minimum_income",
    ("monthly_income", "other_pension", "dependants"),
    amounts=(("base", Decimal(1320)), ("per_dependant", Decimal(660))),
)


@pytest.mark.parametrize(("check", "facts", "expected"), CASES)
def test_what_a_check_finds(check, facts, expected):
    assert evaluate(check, facts, ON).outcome is expected


@pytest.mark.parametrize("check", [check for check, _, _ in CASES] + [HEADS, FORMULA])
@pytest.mark.parametrize("nothing", [{}, dict.fromkeys(["monthly_income", "in_shelter", "birth_date"])])
def test_an_unknown_fact_is_never_guessed(check, nothing):
    found = evaluate(check, nothing, ON)

    assert found.outcome is CANNOT_TELL
    assert found.value is None


def test_every_operator_is_tried_here():
    tried = {check.operator for check, _, _ in CASES}

    assert tried | {"per_head_at_most", "below_minimum_income", "given", "any_of", "all_of"} == set(OPERATORS)


@pytest.mark.parametrize(("account", "expected"), [("3001", PASS), ("", FAIL), (None, FAIL)])
def test_an_absent_fact_fails_only_where_it_had_to_be_given(account, expected):
    assert (
        evaluate(Check("given", ("electricity_account",)), {"electricity_account": account}, ON).outcome
        is expected
    )


def test_a_share_is_rounded_to_the_smallest_coin_and_shown():
    found = evaluate(HEADS, {"monthly_income": Decimal("300.01"), "household_size": 3}, ON)

    assert (found.outcome, found.value, found.limit, found.measure) == (
        PASS,
        Decimal("100.00"),
        100,
        Measure.MONEY,
    )


def test_a_household_of_nobody_cannot_be_told():
    assert evaluate(HEADS, {"monthly_income": Decimal(1), "household_size": 0}, ON).outcome is CANNOT_TELL


@given(st.decimals(0, 10**5, places=2), st.decimals(0, 10**4, places=2), st.integers(0, 20))
def test_the_saudi_minimum_is_its_formula(income, pension, dependants):
    facts = {"monthly_income": income, "other_pension": pension, "dependants": dependants}
    found = evaluate(FORMULA, facts, ON)

    due = max(Decimal(0), 1320 + 660 * dependants - (income + pension))
    assert found.outcome is (PASS if due > 0 else FAIL)
    assert (found.value, found.limit) == (income + pension, 1320 + 660 * dependants)


P, F, U = (Check("is", (name,), "x") for name in ("phone", "email", "iban"))
KNOWN = {"phone": "x", "email": "y"}


@pytest.mark.parametrize(
    ("parts", "any_of", "all_of"),
    [
        ((P, F), PASS, FAIL),
        ((P, P), PASS, PASS),
        ((F, F), FAIL, FAIL),
        ((U, P), PASS, CANNOT_TELL),
        ((U, F), CANNOT_TELL, FAIL),
        ((U, U), CANNOT_TELL, CANNOT_TELL),
        ((P,), PASS, PASS),
    ],
)
def test_an_unknown_part_matters_only_where_it_could_decide(parts, any_of, all_of):
    assert evaluate(Check("any_of", parts=parts), KNOWN, ON).outcome is any_of
    assert evaluate(Check("all_of", parts=parts), KNOWN, ON).outcome is all_of


def test_a_compound_shows_the_part_that_settled_it():
    older = Check("age_at_least", ("birth_date",), 65)
    severe = Check("is", ("disability",), "severe")
    facts = {"birth_date": date(1990, 1, 1), "disability": "severe"}

    found = evaluate(Check("any_of", parts=(older, severe)), facts, ON)

    assert (found.value, found.facts) == ("severe", ("disability",))


@given(st.dates(date(1900, 1, 1), ON))
def test_a_birthday_adds_one_year_and_the_day_before_does_not(born):
    age = age_on(born, ON)

    assert age >= 0
    assert (born.year + age, born.month, born.day) <= (ON.year, ON.month, ON.day)
    assert (born.year + age + 1, born.month, born.day) > (ON.year, ON.month, ON.day)
