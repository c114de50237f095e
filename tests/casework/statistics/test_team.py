"""What a supervisor is told of somebody's work, and when help may be needed."""

from __future__ import annotations

import pytest

from casework.applications.lifecycle import Outcome
from casework.statistics.figures import Rate, Spread
from casework.statistics.team import Sign, Work


def work(hands: dict[int, int] | None = None, *, overdue: int | None = 0, **acts: int) -> Work:
    return Work(hands=Spread(hands or {}), overdue=overdue, acts=acts)


def test_hands_are_told_by_how_long_they_have_been_full() -> None:
    one = work({0: 2, 3: 1, 6: 2})
    assert (one.held, one.oldest, one.held_longer_than(5), one.held_longer_than(2)) == (5, 6, 2, 3)
    assert one.hands.median == 3
    assert work().oldest is None


def test_work_is_told_by_act() -> None:
    one = work(approve=3, reject=2, needs_completion=1, handed_back=4, agreed=5, replaced=1, checks=9)
    assert one.decided() == 6
    assert one.decided(Outcome.REJECT) == 2
    assert one.did("handed_back") == 4
    assert one.agreement == Rate(5, 6)
    assert not one.is_idle


def test_checking_others_is_no_work_on_ones_own_cases() -> None:
    assert work(checks=3).is_idle
    assert not work({0: 1}).is_idle


@pytest.mark.parametrize(
    ("one", "signs"),
    [
        (work(), {}),
        (work({5: 9}), {}),
        (work({6: 2, 9: 1}), {Sign.HELD_LONG: 3}),
        (work(overdue=2), {Sign.OVERDUE: 2}),
        (work(overdue=None), {}),
        (work(lapsed=2), {}),
        (work(lapsed=3), {Sign.LAPSED: 3}),
        (work(claimed=12, handed_back=3), {}),
        (work(claimed=11, handed_back=3), {Sign.HANDED_BACK: 3}),
        (work(claimed=2, handed_back=2), {}),
        (work(agreed=2, replaced=2), {}),
        (work(agreed=30, replaced=3), {}),
        (work(agreed=10, replaced=10), {Sign.REPLACED: 10}),
    ],
)
def test_a_sign_needs_its_reason(one: Work, signs: dict[Sign, int]) -> None:
    assert one.signs() == signs
