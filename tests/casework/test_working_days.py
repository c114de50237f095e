from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.countries.pack import packs
from casework.working_days import (
    add_working_days,
    is_working_day,
    working_day_numbers,
    working_days_between,
)

EGYPT, ARABIA = packs()["eg"], packs()["sa"]
DAYS = st.dates(date(2025, 1, 1), date(2027, 10, 1))
CALENDARS = st.sampled_from([EGYPT, ARABIA])


def test_friday_and_saturday_are_no_working_days():
    week = [date(2026, 11, 22) + timedelta(days=number) for number in range(7)]

    assert [is_working_day(day, EGYPT) for day in week] == [True] * 5 + [False] * 2


def test_thursday_plus_one_is_sunday():
    assert add_working_days(date(2026, 11, 19), 1, ARABIA) == date(2026, 11, 22)


def test_holidays_differ_between_countries():
    assert not is_working_day(date(2026, 9, 23), ARABIA)
    assert is_working_day(date(2026, 9, 23), EGYPT)
    assert not is_working_day(date(2026, 7, 23), EGYPT)
    assert is_working_day(date(2026, 7, 23), ARABIA)


def test_an_eid_is_skipped():
    assert add_working_days(date(2026, 5, 25), 1, ARABIA) == date(2026, 5, 31)


def test_the_day_itself_does_not_count():
    friday = date(2026, 11, 20)

    assert add_working_days(friday, 0, EGYPT) == friday
    assert working_days_between(friday, friday, EGYPT) == 0
    assert working_days_between(date(2026, 11, 22), date(2026, 11, 23), EGYPT) == 1


def test_time_is_not_counted_back():
    with pytest.raises(ValueError, match="-1"):
        add_working_days(date(2026, 11, 22), -1, EGYPT)


@given(DAYS, st.integers(0, 60), CALENDARS)
def test_adding_and_counting_are_inverse(start, days, calendar):
    assert working_days_between(start, add_working_days(start, days, calendar), calendar) == days


@given(DAYS, st.integers(1, 60), CALENDARS)
def test_what_is_reached_is_a_working_day(start, days, calendar):
    assert is_working_day(add_working_days(start, days, calendar), calendar)


@given(DAYS, st.integers(0, 30), st.integers(0, 30), CALENDARS)
def test_steps_add_up(start, first, second, calendar):
    halfway = add_working_days(start, first, calendar)

    assert add_working_days(halfway, second, calendar) == add_working_days(start, first + second, calendar)


@given(DAYS, DAYS, CALENDARS)
def test_counting_back_is_negative(one, other, calendar):
    assert working_days_between(one, other, calendar) == -working_days_between(other, one, calendar)


@pytest.mark.parametrize("country", sorted(packs()))
def test_numbered_days_differ_by_the_working_days_between(country: str) -> None:
    pack, first, last = packs()[country], date(2026, 3, 1), date(2026, 6, 30)
    numbers = working_day_numbers(first, last, pack)
    assert len(numbers) == 122
    for start in (first, date(2026, 3, 20), date(2026, 4, 25), date(2026, 5, 29)):
        for end in (start, date(2026, 6, 1), last):
            assert numbers[end] - numbers[start] == working_days_between(start, end, pack)
