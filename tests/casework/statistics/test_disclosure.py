"""What may be told of small counts: no single figure and no difference of two gives one away."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.actors import Staff, System
from casework.permissions import Role
from casework.statistics.disclosure import (
    BASE,
    all_shown,
    ranked,
    rounded,
    share_shown,
    shown,
    shown_rate,
    spread_shown,
    total_shown,
)
from casework.statistics.figures import Rate, Spread


def somebody(role: Role) -> Staff:
    return Staff(username="x", name_ar="س", name_en="X", role=role)


ANALYST, SUPERVISOR = somebody(Role.POLICY_ANALYST), somebody(Role.SUPERVISOR)
COUNTS = st.integers(min_value=0, max_value=60)


def could_be(figure: int | None) -> range:
    """Every true count that is shown as this figure, told from the figure alone."""
    if figure is None:
        return range(1, BASE)
    return range(1) if figure == 0 else range(max(BASE, figure - 2), figure + 3)


@pytest.mark.parametrize(
    ("n", "told"),
    [(0, 0), (1, None), (4, None), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (1_234_567, 1_234_565)],
)
def test_counts_are_rounded_to_five_and_small_ones_hidden(n: int, told: int | None) -> None:
    assert rounded(n) == shown(n, ANALYST) == told


def test_who_may_open_cases_sees_counts_as_they_are() -> None:
    assert [shown(n, SUPERVISOR) for n in range(9)] == list(range(9))
    assert shown(3, System()) == 3


@settings(deadline=None)  # A busy machine is slow, not wrong.
@given(COUNTS)
def test_the_reader_cannot_tell_which_count_stands_behind_a_figure(n: int) -> None:
    told = shown(n, ANALYST)
    assert {shown(other, ANALYST) for other in could_be(told)} == {told}
    assert n in could_be(told)


@settings(deadline=None)  # A busy machine is slow, not wrong.
@given(st.lists(COUNTS, min_size=1, max_size=8), st.data())
def test_no_difference_of_two_nested_figures_tells_a_count_under_five(
    cells: list[int], data: st.DataObject
) -> None:
    """A table of disjoint cells; any group of them, and any group within it, with or without a filter."""
    whole = data.draw(st.sets(st.sampled_from(range(len(cells))), min_size=1))
    part = data.draw(st.sets(st.sampled_from(sorted(whole))))
    total, within = sum(cells[i] for i in whole), sum(cells[i] for i in part)
    told = shown(total, ANALYST), shown(within, ANALYST)
    differences = differences_behind(*told)
    assert total - within in differences
    if total > 0:  # of nothing, every part is nothing: that is what the shown 0 says
        assert len(differences) > 1
        assert not differences <= {0}


def differences_behind(whole: int | None, part: int | None) -> set[int]:
    """Every true difference that two shown figures, one within the other, leave possible."""
    return {total - within for total in could_be(whole) for within in could_be(part) if 0 <= within <= total}


def test_suppression_alone_would_not_hold() -> None:
    """Why rounding is needed: with exact totals the hidden cell of 3 is 20 less 17."""
    cells = {"a": 17, "b": 3}
    told = all_shown(cells, ANALYST)
    assert told == {"a": 15, "b": None}
    assert total_shown(cells.values(), ANALYST) == 20
    assert differences_behind(20, 15) == set(range(1, 10))


def test_totals_are_rounded_from_their_own_count() -> None:
    cells = dict.fromkeys("abcdefgh", 3)
    assert set(all_shown(cells, ANALYST).values()) == {None}
    assert total_shown(cells.values(), ANALYST) == 25


@settings(deadline=None)  # A busy machine is slow, not wrong.
@given(st.dictionaries(st.text("abcdef", min_size=1), COUNTS, max_size=8))
def test_the_order_of_rows_tells_no_more_than_the_figures(counts: dict[str, int]) -> None:
    told = all_shown(counts, ANALYST)
    assert list(told) == list(ranked(counts, ANALYST))
    assert set(told) == set(counts)
    for before, after in pairwise(told):
        if told[before] == told[after]:
            assert before < after
        else:
            assert weight(told[before]) > weight(told[after])


def weight(figure: int | None) -> float:
    return 0.5 if figure is None else figure


@settings(deadline=None)  # A busy machine is slow, not wrong.
@given(COUNTS, COUNTS)
def test_shares_are_made_of_what_is_shown(part: int, rest: int) -> None:
    rate = shown_rate(Rate(part, part + rest), ANALYST)
    if rate is None:
        assert None in (shown(part, ANALYST), shown(part + rest, ANALYST))
    else:
        assert {rate.numerator % BASE, rate.denominator % BASE} == {0}
        assert rate.share is None or 0 <= rate.share <= 1


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [(None, 20, None), (5, None, None), (0, 0, None), (5, 20, 0.25), (15, 10, 1.0)],
)
def test_a_share_needs_both_its_counts(part: int | None, whole: int | None, share: float | None) -> None:
    assert share_shown(part, whole) == share


def test_percentiles_need_more_cases_where_the_cases_may_not_be_opened() -> None:
    few, many = Spread({3: 4, 9: 5}), Spread({3: 5, 9: 5})
    assert spread_shown(few, ANALYST) is None
    assert spread_shown(few, SUPERVISOR) == few
    assert spread_shown(many, ANALYST) == many


def test_every_figure_of_a_table_is_compatible_with_several_tables() -> None:
    told: Iterable[int | None] = {shown(n, ANALYST) for n in range(1, 500)}
    assert min(len(could_be(figure)) for figure in told) >= 3
