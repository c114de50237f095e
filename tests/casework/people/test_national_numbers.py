from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from casework.countries.pack import packs
from casework.people.national_numbers import SCHEMES, BadNationalNumber, Fault, parse

TODAY = date(2026, 11, 23)


def fault_of(scheme: str, text: str) -> Fault:
    with pytest.raises(BadNationalNumber) as refused:
        parse(scheme, text, today=TODAY)
    return refused.value.kind


def egyptian(born: date, governorate: str = "21", serial: str = "1234", check: str = "5") -> str:
    century = "2" if born.year < 2000 else "3"
    return f"{century}{born:%y%m%d}{governorate}{serial}{check}"


def test_an_egyptian_number_tells_birth_sex_and_governorate():
    number = parse("egypt_14", "٢٩٠٠١٠١٢١٠١٢٣٤", today=TODAY)

    assert number.number == "29001012101234"
    assert (number.birth_date, number.sex, number.birth_region) == (date(1990, 1, 1), "male", "eg-21")
    assert number.warnings == ()


def test_an_even_thirteenth_digit_is_a_woman_and_88_is_abroad():
    number = parse("egypt_14", "3 050229 88 0002 6".replace("0229", "0228"), today=TODAY)

    assert (number.sex, number.birth_region, number.birth_date) == ("female", None, date(2005, 2, 28))


@pytest.mark.parametrize("check", "0123456789")
def test_no_egyptian_check_digit_is_ever_refused(check: str):
    assert parse("egypt_14", egyptian(date(1990, 1, 1), check=check), today=TODAY)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2900101210123", Fault.LENGTH),
        ("290010121012345", Fault.LENGTH),
        ("2900101210123x", Fault.LENGTH),
        ("2900101210123²", Fault.LENGTH),
        ("", Fault.LENGTH),
        ("19001012101234", Fault.CENTURY),
        ("49001012101234", Fault.CENTURY),
        ("29002302101234", Fault.DATE),
        ("29001322101234", Fault.DATE),
        ("30102292101234", Fault.DATE),
        ("32611242101234", Fault.FUTURE),
        ("29001010501234", Fault.GOVERNORATE),
        ("29001012001234", Fault.GOVERNORATE),
        ("29001013001234", Fault.GOVERNORATE),
        ("29001018701234", Fault.GOVERNORATE),
    ],
)
def test_an_impossible_egyptian_number_is_refused_for_its_fault(text: str, kind: Fault):
    assert fault_of("egypt_14", text) is kind


def test_born_today_is_not_the_future():
    assert parse("egypt_14", egyptian(TODAY), today=TODAY).birth_date == TODAY


def test_every_governorate_of_the_pack_and_no_other_is_known():
    known = set()
    for code in range(100):
        try:
            known.add(parse("egypt_14", egyptian(date(1990, 1, 1), f"{code:02d}"), today=TODAY).birth_region)
        except BadNationalNumber:
            continue

    assert known == set(packs()["eg"].regions) | {None}


@pytest.mark.parametrize("text", ["1058529940", "1001244019", "١١٠١٧٩٨٢٧٨", "11-0179 8278"])
def test_published_saudi_numbers_are_valid(text: str):
    assert parse("saudi_10", text, today=TODAY).nationality == "citizen"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("105852994", Fault.LENGTH),
        ("3058529940", Fault.FIRST_DIGIT),
        ("0058529940", Fault.FIRST_DIGIT),
        ("1058529941", Fault.CHECKSUM),
    ],
)
def test_an_impossible_saudi_number_is_refused_for_its_fault(text: str, kind: Fault):
    assert fault_of("saudi_10", text) is kind


@given(st.integers(10**8, 3 * 10**8 - 1))
def test_saudi_numbers_are_those_of_luhn(body: int):
    valid = f"{body}{luhn.calc_check_digit(str(body))}"

    assert parse("saudi_10", valid, today=TODAY).number == valid
    wrong = f"{body}{(int(valid[-1]) + 1) % 10}"
    assert fault_of("saudi_10", wrong) is Fault.CHECKSUM


def test_a_form_that_contradicts_its_number_is_warned_about_and_not_refused():
    facts = {"sex": "female", "birth_date": date(1991, 1, 1), "nationality": "citizen"}

    assert parse("egypt_14", "29001012101234", facts=facts, today=TODAY).warnings == ("birth_date", "sex")


def test_what_the_form_leaves_open_contradicts_nothing():
    assert parse("egypt_14", "29001012101234", facts={"sex": None}, today=TODAY).warnings == ()


def test_a_residents_number_contradicts_a_citizen():
    resident = f"200000000{luhn.calc_check_digit('200000000')}"

    assert parse("saudi_10", resident, facts={"nationality": "citizen"}, today=TODAY).warnings == (
        "nationality",
    )


def test_every_packs_scheme_is_known():
    assert {pack.id_scheme for pack in packs().values()} == set(SCHEMES)
