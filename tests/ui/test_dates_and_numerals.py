"""Days, moments and numbers as the reader writes them."""

from collections.abc import Generator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from ui import dates, numerals
from ui.text import speaking


@pytest.fixture
def arab() -> Generator[None]:
    numerals.set_numbering_source(lambda: "arab")
    yield
    numerals.set_numbering_source(lambda: "latn")


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "يستحق اليوم"),
        (1, "متبقٍ يوم عمل واحد"),
        (2, "متبقٍ يوما عمل"),
        (3, "متبقٍ 3 أيام عمل"),
        (11, "متبقٍ 11 يوم عمل"),
        (-1, "متأخر يوم عمل واحد"),
        (-2, "متأخر يومي عمل"),
        (-5, "متأخر 5 أيام عمل"),
    ],
)
def test_what_remains_before_a_deadline(days: int, said: str) -> None:
    with speaking("ar"):
        assert dates.remaining(days) == said


def test_a_day_in_both_calendars() -> None:
    with speaking("ar"):
        assert dates.both_calendars(date(2026, 11, 23)) == "23 نوفمبر 2026 · 13 جمادى الآخرة 1448 هـ"
    with speaking("en"):
        assert dates.both_calendars(date(2026, 11, 23)) == "23 November 2026 · 13 Jumada al-Akhirah 1448 AH"


@pytest.mark.parametrize("outside", [date(1924, 7, 31), date(2077, 11, 17), date.min, date.max])
def test_a_day_outside_the_hijri_tables_has_no_hijri_date(outside: date) -> None:
    assert dates.hijri(outside) == ""


@pytest.mark.parametrize("edge", [date(1924, 8, 1), date(2077, 11, 16)])
def test_the_edges_of_the_hijri_tables_have_one(edge: date) -> None:
    assert dates.hijri(edge)


def test_a_moment_is_told_on_the_programmes_clock() -> None:
    late = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    with speaking("en"):
        assert dates.moment(late, "Africa/Cairo") == "2 July 2026, 01:30"
        assert dates.moment(late, "Asia/Riyadh") == "2 July 2026, 01:30"
    winter = datetime(2026, 12, 1, 22, 30, tzinfo=UTC)
    with speaking("en"):
        assert dates.moment(winter, "Africa/Cairo") == "2 December 2026, 00:30"


@pytest.mark.parametrize(
    ("amount", "currency", "arabic", "english"),
    [
        (Decimal(6500), "EGP", "6,500 جنيه", "6,500 EGP"),
        (Decimal("1320.50"), "SAR", "1,320.50 ريال", "1,320.50 SAR"),
        (Decimal(-1), "EGP", "\u2066-1\u2069 جنيه", "-1 EGP"),
    ],
)
def test_money_with_its_currencys_name(amount, currency, arabic, english) -> None:
    with speaking("ar"):
        assert numerals.money(amount, currency) == arabic
    with speaking("en"):
        assert numerals.money(amount, currency) == english


@pytest.mark.usefixtures("arab")
def test_arabic_indic_digits_are_a_preference_of_arabic_readers() -> None:
    with speaking("ar"):
        assert numerals.number(Decimal("1234.5")) == "١٬٢٣٤٫٥"
        assert numerals.digits("TK-2026") == "TK-٢٠٢٦"
        assert dates.day(date(2026, 11, 3)) == "٣ نوفمبر ٢٠٢٦"
    with speaking("en"):
        assert numerals.number(1234) == "1,234"


@pytest.mark.parametrize(("n", "said"), [(0, "0"), (1000, "1,000"), (1001, "1,000+")])
def test_long_counts_are_capped(n: int, said: str) -> None:
    assert numerals.counted(n) == said


def test_sizes_and_shares() -> None:
    with speaking("en"):
        assert numerals.size(1) == "1 KB"
        assert numerals.size(2_500_000) == "2.5 MB"
        assert numerals.percent(0.256) == "26%"
