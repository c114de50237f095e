"""Accounts in words: every change and every look is worded in both languages."""

import pytest

from ui.staff_words import access_chip, change_text, look_text, second_factor_chip
from ui.text import speaking

COMPETENCE = {
    "before": {"programmes": ["eg.takaful"], "regions": []},
    "after": {"programmes": ["eg.takaful"], "regions": ["eg-01"]},
}
CHANGES = {
    "taken_on": {
        "before": None,
        "after": {"role": "caseworker", "programmes": ["eg.takaful"], "regions": ["eg-01"]},
    },
    "role": {"before": "caseworker", "after": "supervisor"},
    "competence": COMPETENCE,
    "capacity": {"before": None, "after": 5},
    "access": {"before": "enabled", "after": "disabled", "handed_back": 2},
    "password": {"before": None, "after": None},
    "second_factor": {"before": "set_up", "after": "missing"},
    "sessions": {"before": None, "after": None, "ended": 3},
    "sso_name": {"before": None, "after": "amal@ministry"},
}


@pytest.mark.parametrize("what", CHANGES)
def test_every_change_is_worded_in_both_languages(what):
    with speaking("en"):
        english = change_text(what, CHANGES[what])
    with speaking("ar"):
        arabic = change_text(what, CHANGES[what])
    assert what not in {english, arabic}
    assert any("\u0600" <= letter <= "\u06ff" for letter in arabic)
    assert "{" not in english + arabic


def test_what_went_back_to_the_queue_is_told_with_the_change():
    with speaking("en"):
        assert change_text("access", CHANGES["access"]) == "Disabled · 2 cases went back to the queue"
        assert change_text("competence", COMPETENCE) == "Regions: from “Every region” to “Cairo”"


@pytest.mark.parametrize(
    ("what", "kind", "told"),
    [
        ("paper", "identity_card", "Paper: "),
        ("original", "identity_card", "Original file of: "),
        ("iban", None, "Masked: "),
    ],
)
def test_a_look_is_told_by_what_was_looked_at(what, kind, told):
    with speaking("en"):
        assert look_text(what, kind, "eg.takaful").startswith(told)


def test_access_is_told_by_the_gravest():
    with speaking("en"):
        assert access_chip(disabled=True, must_change_password=True).text == "Disabled"
        assert access_chip(disabled=False, must_change_password=True).text == "Must choose a password"
        assert second_factor_chip(there=False, needed=True).text == "Missing"
        assert second_factor_chip(there=False, needed=False).text == "Not needed"
