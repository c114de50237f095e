"""A word for every code, in both languages."""

import pytest

from casework.actors import ActorKind
from casework.applications.events import EventKind
from casework.applications.evidence import PaperFault, PaperVerdict
from casework.applications.facts import FIELDS, FieldKind
from casework.applications.lifecycle import Action, Outcome, Stage, State
from casework.applications.reasons import Route
from casework.deadlines import Urgency
from casework.eligibility.checks import CheckOutcome
from casework.notices import NOTICE_OF
from casework.permissions import Permission, Role
from ui import labels
from ui.text import speaking

WORDED = [
    (State, labels.state_label),
    (Stage, labels.stage_label),
    (Action, labels.action_label),
    (Outcome, labels.outcome_label),
    (Outcome, labels.decision_label),
    (Route, labels.route_label),
    (Role, labels.role_label),
    (Permission, labels.permission_label),
    (ActorKind, labels.actor_label),
    (EventKind, labels.event_label),
    (PaperVerdict, labels.verdict_label),
    (PaperFault, labels.fault_label),
    (Urgency, labels.urgency_label),
    (CheckOutcome, labels.check_label),
    (NOTICE_OF.values(), labels.notice_label),
    (FIELDS, labels.field_label),
]
CODES = [(code, label) for codes, label in WORDED for code in codes]
CHOICES = [
    (field.name, choice)
    for field in FIELDS.values()
    if field.kind is FieldKind.CHOICE
    for choice in field.choices
]


@pytest.mark.parametrize(("code", "label"), CODES, ids=lambda value: getattr(value, "__name__", str(value)))
def test_every_code_has_a_word_in_both_languages(code, label) -> None:
    with speaking("ar"):
        arabic = label(code)
    with speaking("en"):
        english = label(code)
    assert any("\u0600" <= letter <= "\u06ff" for letter in arabic)
    assert english not in {arabic, str(code)}


@pytest.mark.parametrize(("field", "choice"), CHOICES)
def test_every_choice_has_a_word(field: str, choice: str) -> None:
    with speaking("ar"):
        assert labels.choice_label(field, choice) != choice


@pytest.mark.parametrize("state", State)
def test_a_chip_says_in_words_and_icon_what_its_colour_says(state: State) -> None:
    chip = labels.state_chip(state)
    assert chip.text
    assert chip.icon


def test_no_two_states_share_an_icon() -> None:
    assert len({labels.state_chip(state).icon for state in State}) == len(State)


def test_a_code_nobody_worded_comes_back_as_it_is() -> None:
    assert labels.state_label("unheard_of") == "unheard_of"
