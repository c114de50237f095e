"""The outlook is a life table: what it says follows from what was seen, and from nothing else."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.statistics.outlook import ENOUGH_CASE_DAYS, Seen, by_rank, outlook, pace_of


def test_an_office_that_decides_nobody_misses_everything_due():
    told = outlook({0: 3, 4: 7, 12: 5}, [Seen(left, 20, 0) for left in range(10)])
    assert (told.due, told.missed, told.low, told.high) == (10, 10, 10, 10)


def test_an_office_that_decides_everybody_the_same_day_misses_nothing():
    told = outlook({0: 3, 4: 7}, [Seen(left, 200, 200) for left in range(10)])
    assert told.missed == pytest.approx(0)


def test_half_leave_each_day_and_one_in_eight_remains_after_three():
    told = outlook({2: 80}, [Seen(left, 1000, 500) for left in range(5)])
    assert told.missed == pytest.approx(10)
    assert told.low < told.missed < told.high


def test_what_is_late_already_is_told_apart_and_not_forecast():
    told = outlook({-3: 4, 30: 9}, [Seen(0, 100, 50)])
    assert (told.due, told.past, told.missed) == (0, 4, 0)


def test_too_few_cases_say_nothing():
    told = outlook({1: 3}, [Seen(1, ENOUGH_CASE_DAYS - 1, 5)])
    assert (told.due, told.missed, told.low, told.high) == (3, None, None, None)


def test_a_day_seen_once_is_drawn_to_the_pace_of_all():
    pace = pace_of([Seen(9, 1000, 100), Seen(0, 1, 1)])
    assert 0.1 < pace.by_days_left[0] < 0.2


def test_late_cases_say_nothing_of_the_pace_before_the_deadline():
    assert pace_of([Seen(-1, 1000, 1000), Seen(1, 100, 0)]).overall == 0


@given(
    st.lists(st.tuples(st.integers(0, 15), st.integers(1, 99), st.integers(0, 99)), min_size=60, max_size=80)
)
def test_more_days_left_never_make_a_miss_likelier(seen):
    pace = pace_of([Seen(left, n, gone) for left, n, gone in seen])
    chances = [pace.chance_to_miss(left) for left in range(16)]
    assert all(0 <= later <= sooner <= 1 for sooner, later in pairwise(chances))


def test_the_peer_misses_what_comes_after_the_capacity():
    assert by_rank({0: 5, 1: 5}, 3) == 2 + 4
    assert by_rank({-1: 9, 0: 1}, 3) == 1
    assert by_rank({20: 900}, 3) == 0
