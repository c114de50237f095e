"""Groups are broad, and what is not known is said to be unknown."""

from datetime import date

import pytest

from casework.statistics.profile import (
    AGE_GROUPS,
    HOUSEHOLDS,
    TRAITS,
    UNKNOWN,
    only_obstacle,
    profile_from_json,
    profile_of,
)

ON = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("born", "group"),
    [
        (date(2001, 3, 3), "under_25"),
        (date(2001, 3, 2), "25_39"),
        (date(1986, 3, 3), "25_39"),
        (date(1986, 3, 2), "40_54"),
        (date(1971, 3, 2), "55_64"),
        (date(1961, 3, 3), "55_64"),
        (date(1961, 3, 2), "65_plus"),
        (None, UNKNOWN),
    ],
)
def test_the_age_is_that_of_the_day(born, group):
    assert profile_of({"birth_date": born}, "portal", ON).age_group == group
    assert group in AGE_GROUPS


@pytest.mark.parametrize(
    ("size", "group"),
    [(1, "1"), (2, "2_3"), (3, "2_3"), (5, "4_5"), (6, "6_plus"), (19, "6_plus"), (None, UNKNOWN)],
)
def test_households_come_in_groups(size, group):
    assert profile_of({"household_size": size}, "portal", ON).household == group
    assert group in HOUSEHOLDS


def test_a_profile_comes_back_as_it_was_kept():
    profile = profile_of({"sex": "female", "employment_status": "retired", "household_size": 2}, "office", ON)
    assert profile_from_json(profile.to_json()) == profile
    assert tuple(name for name, _ in profile.pairs()) == TRAITS


@pytest.mark.parametrize(
    ("stated", "proposed", "only"),
    [
        (["a"], ["a"], "a"),
        (["a"], [], "a"),
        (["a"], ["a", "b"], None),
        (["a", "b"], ["a"], None),
        ([], [], None),
    ],
)
def test_one_obstacle_is_one_in_what_is_stated_and_found_together(stated, proposed, only):
    assert only_obstacle(stated, proposed) == only
