"""Percentiles are those of cases, and a rate never stands without its sample."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.statistics.figures import ENOUGH, Rate, Spread


@given(st.lists(st.integers(0, 200), min_size=ENOUGH, max_size=60), st.integers(1, 100))
def test_a_percentile_is_a_case_that_so_many_did_not_exceed(days, hundredths):
    spread = Spread({day: days.count(day) for day in days})
    found = spread.percentile(hundredths)
    assert found in days
    assert sum(day <= found for day in days) * 100 >= hundredths * len(days)
    assert sum(day < found for day in days) * 100 < hundredths * len(days)


def test_the_median_of_two_offices_is_not_the_average_of_their_medians():
    slow, fast = {30: 5}, {2: 45}
    assert Spread(slow).median == 30
    assert Spread(fast | slow).median == 2


@pytest.mark.parametrize("cases", [{}, {3: ENOUGH - 1}])
def test_too_few_cases_have_no_percentile(cases):
    assert Spread(cases).median is None
    assert Spread(cases).ninetieth is None


def test_too_few_cases_have_no_share_but_keep_their_numbers():
    rate = Rate(0, ENOUGH - 1)
    assert (rate.share, rate.interval()) == (None, None)
    assert (rate.numerator, rate.denominator) == (0, ENOUGH - 1)
    assert Rate(0, ENOUGH).share == 0


def test_the_interval_is_wilsons():
    # Published example: 81 of 263 gives 0.2553 to 0.3662 (Newcombe 1998, table I, method 3).
    low, high = Rate(81, 263).interval()
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


@given(st.integers(ENOUGH, 500), st.data())
def test_the_interval_holds_the_share_and_stays_between_none_and_all(n, data):
    rate = Rate(data.draw(st.integers(0, n)), n)
    low, high = rate.interval()
    assert 0 <= low <= rate.share + 1e-12
    assert rate.share - 1e-12 <= high <= 1
