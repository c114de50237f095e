"""The team in words: every figure and sign in both languages, and few cases say that they are few."""

import pytest

from casework.statistics.figures import Rate, Spread
from casework.statistics.team import Sign, Work
from data_access.queries.team_work import FIGURES
from ui import team_words as words
from ui.text import speaking


@pytest.mark.parametrize("figure", sorted(FIGURES))
def test_every_figure_is_worded(figure):
    with speaking("en"):
        english = words.figure_name(figure)
    with speaking("ar"):
        assert words.figure_name(figure) != english


@pytest.mark.parametrize("sign", list(Sign))
@pytest.mark.parametrize("n", [1, 2, 3, 11, 100])
def test_every_sign_is_worded_for_every_number(sign, n):
    for language in ("ar", "en"):
        with speaking(language):
            assert "{" not in words.sign_text(sign, n)


@pytest.mark.parametrize("what", ["handed_back", "lapsed", "undone", "agreed", "replaced"])
def test_what_happened_is_worded(what):
    with speaking("en"):
        english = words.event_name(what)
    with speaking("ar"):
        assert words.event_name(what) != english


def test_agreement_is_told_with_its_sample():
    with speaking("en"):
        assert words.agreement_text(Rate(0, 0)) == "–"
        assert words.agreement_text(Rate(2, 3)) == "2 of 3 · not enough data"
        assert words.agreement_text(Rate(12, 14)) == "12 of 14 · 86% (95% interval: 60% to 96%)"


def test_hands_are_told_with_their_limit_and_age():
    with speaking("en"):
        assert words.held_text(7, None) == "7"
        assert words.held_text(7, 10) == "7 of 10"
        assert words.age_text(Work()) == "–"
        assert words.age_text(Work(hands=Spread({6: 1}))) == "6 working days"
        many = Work(hands=Spread({0: 3, 6: 2}))
        assert words.age_text(many) == "6 working days"
        even = Work(hands=Spread({2: 3, 6: 2}))
        assert words.age_text(even) == "6 working days; half of them 2 working days or less"
        assert words.age_text(Work(hands=Spread({0: 2}))) == "since today"
        assert words.capacity_text(None) == "no limit"
        assert words.programmes_text(frozenset()) == "No programmes"
        assert words.regions_text(frozenset()) == "Every region"
