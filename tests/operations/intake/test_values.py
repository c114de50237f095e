"""Values as people write them: what each becomes, and what is refused with what was expected."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from casework.applications.facts import FIELDS
from casework.countries.pack import packs
from operations.intake.cleaning import clean
from operations.intake.fields import Context, choices_by_word, programme_of, read_cell
from operations.intake.mapping import Band, Column
from operations.intake.numbers import date_of, number_of, whole_of
from operations.intake.refusals import BadValue
from operations.intake.regions import region_of
from ui.intake_words import EXPECTED, NATIONAL_NUMBERS, expected_text, refusal_sentence
from ui.labels import choice_label
from ui.text import speaking

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
TODAY = date(2026, 11, 23)


def read(fact, value, country="eg", **column):
    context = Context(pack=packs()[country], today=TODAY)
    reading = read_cell(Column(fact=fact, names=(fact,), **column), value, context)
    return None if reading is None else reading.value


def refused(call, *args, **kwargs):
    with pytest.raises(BadValue) as bad:
        call(*args, **kwargs)
    return bad.value.expected


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ("  منى \u00a0 عبد  الله\n", "منى عبد الله"),
        ("مـنـــى", "منى"),
        ("ﻣﻨﻰ ﻋﺒﺪ ﺍﷲ", "منى عبد االله"),
        ("\u200fمنى\u200e\ufeff", "منى"),
        ("Jose\u0301", "José"),
        ("أ\u200cب", "أب"),
    ],
)
def test_harmless_marks_go_and_presentation_forms_become_letters(given, plain):
    assert clean(given) == plain


@pytest.mark.parametrize("letter", ["\u202e", "\u2066", "\u202a", "\0", "\x1b", "\x7f", "\ud800", "\uffff"])
@pytest.mark.parametrize("fact", ["full_name", "national_id", "address", "monthly_income", "phone", "iban"])
def test_characters_that_deceive_are_refused_wherever_they_stand(letter, fact):
    assert refused(read, fact, f"29{letter}001") == "hidden_characters"


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ("1800", "1800"),
        ("١٨٠٠", "1800"),
        ("۱۸۰۰", "1800"),
        ("١٬٨٠٠٫٥٠", "1800.50"),
        ("1,800", "1800"),
        ("1 800", "1800"),
        ("1,234,567.5", "1234567.5"),
        ("1.234,50", "1234.50"),
        ("1800,5", "1800.5"),
        ("١٨٠٠ جنيه", "1800"),
        ("1800 ج.م", "1800"),
        ("SAR", None),
        ("1800 SAR", "1800"),
        ("0", "0"),
        (1800, "1800"),
        (1800.5, "1800.5"),
        ("1.5", "1.5"),
        ("12.50", "12.50"),
        ("-5", None),
        ("1.500", None),
        ("1e3", None),
        ("NaN", None),
        ("Infinity", None),
        (float("inf"), None),
        (True, None),
        ("1,2,3", None),
        ("9" * 20, None),
        ("خمسة", None),
    ],
)
def test_amounts_in_any_digits_and_marks(given, number):
    if number is None:
        assert refused(number_of, given, amount=True) in {
            "number",
            "negative",
            "too_great",
            "ambiguous_amount",
        }
    else:
        assert number_of(given, amount=True) == Decimal(number)


def test_an_amount_that_reads_two_ways_is_not_guessed():
    assert refused(number_of, "1.500", amount=True) == "ambiguous_amount"
    assert number_of("1.500") == Decimal("1.500")


@pytest.mark.parametrize(
    ("given", "count"), [("4", 4), ("4.0", 4), (4.0, 4), ("٤", 4), ("4.5", None), ("-1", None), ("x", None)]
)
def test_counts(given, count):
    if count is None:
        assert refused(whole_of, given) in {"whole_number", "negative"}
    else:
        assert whole_of(given) == count


@pytest.mark.parametrize(
    ("given", "day"),
    [
        ("1990-01-31", date(1990, 1, 31)),
        ("31-01-1990", date(1990, 1, 31)),
        ("31/1/1990", date(1990, 1, 31)),
        ("٣١/٠١/١٩٩٠", date(1990, 1, 31)),
        ("31.01.1990", date(1990, 1, 31)),
        ("1990/1/31", date(1990, 1, 31)),
        ("1985-05-20T00:00:00Z", date(1985, 5, 20)),
        ("1990-01-31 00:00:00", date(1990, 1, 31)),
        ("32904", date(1990, 1, 31)),
        (32904, date(1990, 1, 31)),
        (32904.0, date(1990, 1, 31)),
        (datetime(1990, 1, 31, 5, tzinfo=UTC), date(1990, 1, 31)),
        (date(1990, 1, 31), date(1990, 1, 31)),
        ("1410/7/5", date(1990, 1, 31)),
        ("31-13-1990", None),
        ("31-02-1990", None),
        ("31-01-90", None),
        ("soon", None),
        ("1300-01-01", None),
        ("999999", None),
        ("1990", None),
        (1990, None),
        (True, None),
    ],
)
def test_dates(given, day):
    if day is None:
        assert refused(date_of, given) in {"date", "two_digit_year"}
    else:
        assert date_of(given) == day


def test_the_order_of_day_and_month_is_the_mappings():
    assert date_of("02/01/1990") == date(1990, 1, 2)
    assert date_of("02/01/1990", order="mdy") == date(1990, 2, 1)


def test_nobody_is_born_tomorrow():
    assert refused(read, "birth_date", "24-11-2026") == "past_date"


@pytest.mark.parametrize(
    ("country", "given", "number"),
    [
        ("eg", "29001011201248", "29001011201248"),
        ("eg", "٢٩٠٠١٠١١٢٠١٢٤٨", "29001011201248"),
        ("eg", "290 0101 120124-8", "29001011201248"),
        ("eg", 29001011201248, "29001011201248"),
        ("eg", 29001011201248.0, "29001011201248"),
        ("sa", "1058529940", "1058529940"),
        ("sa", "1058529941", None),
        ("eg", "1058529940", None),
        ("eg", "2.9001E+13", None),
        ("sa", "0205202401", None),
    ],
)
def test_national_numbers_of_the_programmes_country(country, given, number):
    if number is None:
        assert refused(read, "national_id", given, country) in {"national_number", "scientific"}
    else:
        assert read("national_id", given, country) == number


@pytest.mark.parametrize(
    ("country", "given", "told"),
    [
        ("eg", "EG38 0019 0005 0000 0000 2631 8000 2", "EG380019000500000000263180002"),
        ("eg", "eg380019000500000000263180002", "EG380019000500000000263180002"),
        ("sa", "SA0380000000608010167519", "SA0380000000608010167519"),
        ("sa", "SA0380000000608010167518", "iban_checksum"),
        ("eg", "SA0380000000608010167519", "iban"),
        ("eg", "EG3800190005", "iban"),
        ("eg", "1717875761", "iban"),
    ],
)
def test_ibans(country, given, told):
    if told.startswith("iban"):
        assert refused(read, "iban", given, country) == told
    else:
        assert read("iban", given, country) == told


@pytest.mark.parametrize(
    ("country", "given", "told"),
    [
        ("eg", "01012345678", "+201012345678"),
        ("eg", "١٠١٢٣٤٥٦٧٨", "+201012345678"),
        ("eg", 1012345678, "+201012345678"),
        ("eg", "0020 101 234 5678", "+201012345678"),
        ("sa", "0501234567", "+966501234567"),
        ("sa", "+201012345678", "+201012345678"),
        ("sa", "+745 5218119193", None),
        ("eg", "0131234567890", None),
        ("eg", "1-800-FLOWERS", None),
        ("eg", "lots", None),
    ],
)
def test_phones_are_kept_in_one_form(country, given, told):
    if told is None:
        assert refused(read, "phone", given, country) == "phone"
    else:
        assert read("phone", given, country) == told


@pytest.mark.parametrize(
    ("given", "code", "guessed"),
    [
        ("eg-21", "eg-21", False),
        ("EG_21", "eg-21", False),
        ("محافظة الجيزة", "eg-21", False),
        ("الجيزه", "eg-21", False),
        ("اسيوط", "eg-25", False),
        ("Kafr Al sheikh", "eg-15", False),
        ("cairo governorate", "eg-01", False),
        ("الإسماعلية", "eg-19", True),
        ("21", None, None),
        ("٢١", None, None),
        ("Atlantis", None, None),
        ("sa-01", None, None),
        ("سيناء", None, None),
    ],
)
def test_regions_by_code_or_name_but_never_by_a_bare_number(given, code, guessed):
    if code is None:
        assert refused(region_of, given, "eg") == "region"
    else:
        assert region_of(given, "eg") == (code, guessed)


@pytest.mark.parametrize("country", ["eg", "sa"])
def test_every_region_is_known_by_its_own_names(country):
    for code, words in packs()[country].regions.items():
        assert region_of(words.ar, country) == (code, False)
        assert region_of(words.en, country) == (code, False)


def test_the_published_list_of_governorates_is_understood():
    path = DATA / "09_egypt_governorates.csv"
    if not path.exists():
        pytest.skip("The public list of governorates is not beside the clone.")
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = {region_of(row["governorate_name_ar"], "eg")[0] for row in rows}
    assert (
        found
        == {region_of(row["governorate_name_en"], "eg")[0] for row in rows}
        == set(packs()["eg"].regions)
    )


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize(
    "field", [field for field in FIELDS.values() if field.choices], ids=lambda field: field.name
)
def test_every_choice_is_understood_by_its_code_and_its_label(field, language):
    for code in field.choices:
        with speaking(language):
            label = choice_label(field.name, code)
        assert read(field.name, label) == read(field.name, code.upper()) == code
    assert refused(read, field.name, "كلام آخر") == "choice"


@pytest.mark.parametrize(
    ("given", "code"), [("متزوجة", "married"), ("أرمل", "widowed"), ("Single", "single")]
)
def test_both_genders_of_a_word_are_understood(given, code):
    assert choices_by_word("marital_status")[read("marital_status", given)] == code


@pytest.mark.parametrize("given", ["نعم", "Yes", "y", "1", "TRUE", True])
def test_yes(given):
    assert read("in_shelter", given) is True


@pytest.mark.parametrize(("given", "code"), [("تكافل", "eg.takaful"), ("EG.Karama", "eg.karama")])
def test_programmes_by_code_or_name(given, code):
    assert programme_of(given) == code


def test_codes_bands_and_foreign_money():
    bands = {
        "0 5000": Band(lower=Decimal(0), upper=Decimal(5000)),
        "more": Band(lower=Decimal(600), upper=None),
    }
    assert read("monthly_income", "0_5000", bands=bands, a_year=True) == Decimal("416.67")
    assert read("monthly_income", "More", bands=bands, a_year=True) == Decimal("50.00")
    assert refused(read, "monthly_income", "17", bands=bands) == "choice"
    assert read("employment_status", "Others", codes={"others": ""}) is None
    assert read("disability", False, codes={"false": "none"}) == "none"
    assert read("disability", "0", codes={"0": "none"}) == "none"
    assert read("monthly_income", "1200", a_year=True, rate=Decimal("3.75")) == Decimal("375.00")


@pytest.mark.parametrize(
    ("fact", "given", "expected"),
    [
        ("full_name", "12345", "name"),
        ("full_name", "س" * 5000, "too_long"),
        ("full_name", "=HYPERLINK(1)", "unsaved_formula"),
        ("monthly_income", "#REF!", "spreadsheet_error"),
        ("email", "mona@", "email"),
        ("in_shelter", "ربما", "boolean"),
        ("vehicles", "many", "whole_number"),
    ],
)
def test_other_values_are_refused_with_what_was_expected(fact, given, expected):
    assert refused(read, fact, given) == expected


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("expected", [*EXPECTED, *(f"national_number:{why}" for why in NATIONAL_NUMBERS)])
def test_every_refusal_names_field_value_and_expectation_in_both_languages(expected, language):
    facts = {
        "why": expected.partition(":")[2],
        "choices": ("male", "female"),
        "field": "sex",
        "country": "eg",
        "length": 29,
        "columns": 3,
        "cells": 4,
        "first": 2,
        "character": "U+202E",
        "limit": 4000,
        "digits": "1500",
    }
    with speaking(language):
        text = expected_text(expected.partition(":")[0], facts)
        sentence = refusal_sentence("sex", "x\u202ey", expected.partition(":")[0], facts)
    assert text in sentence
    assert "\u202e" not in sentence
    assert "{" not in sentence
