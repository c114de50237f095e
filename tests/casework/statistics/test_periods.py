"""Periods: as many days before, whole weeks counted back, no period without a day."""

from datetime import date

import pytest

from casework.statistics.periods import Period, weeks_back

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


def test_the_period_before_is_as_long_and_ends_on_the_eve() -> None:
    assert MARCH.before == Period(date(2026, 1, 29), date(2026, 2, 28))
    assert MARCH.before.days == MARCH.days == 31


def test_a_period_has_its_days_and_no_others() -> None:
    assert date(2026, 3, 1) in MARCH
    assert date(2026, 3, 31) in MARCH
    assert date(2026, 4, 1) not in MARCH


def test_weeks_are_counted_back_from_the_last_day() -> None:
    assert MARCH.whole_weeks == 4
    assert list(weeks_back(MARCH.until, 2)) == [
        Period(date(2026, 3, 25), date(2026, 3, 31)),
        Period(date(2026, 3, 18), date(2026, 3, 24)),
    ]


def test_a_period_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="2026"):
        Period(date(2026, 3, 2), date(2026, 3, 1))
