"""Complaints in words: their kinds, where they stand, what was answered, and why they were refused."""

from collections.abc import Mapping
from typing import Any, Final

from casework.countries.pack import programme
from ui.labels import Chip, Tone, Word, field_label
from ui.text import NP_, isolated, language, listed, pgettext

KINDS: Final[Mapping[str, Word]] = {
    "not_entitled": NP_("complaint", "Not entitled"),
    "payment_stopped": NP_("complaint", "Payment stopped"),
    "objection": NP_("complaint", "Objection to the rejection"),
    "correction": NP_("complaint", "Correction of data"),
    "service": NP_("complaint", "Service"),
}
STATES: Final[Mapping[str, Word]] = {
    "filed": NP_("complaint", "Waiting"),
    "in_hand": NP_("complaint", "In hand"),
    "answered": NP_("complaint", "Answered"),
}
ANSWERS: Final[Mapping[str, Word]] = {
    "upheld": NP_("complaint", "Upheld"),
    "partly": NP_("complaint", "Partly upheld"),
    "refused": NP_("complaint", "Refused"),
}
ACTIONS: Final[Mapping[str, Word]] = {
    "take_complaint": NP_("complaint", "Take"),
    "assign_complaint": NP_("complaint", "Assign"),
    "hand_back_complaint": NP_("complaint", "Hand back the complaint"),
    "answer_complaint": NP_("complaint", "Answer"),
}
CHANNELS: Final[Mapping[str, Word]] = {
    "counter": NP_("complaint", "At the counter"),
    "telephone": NP_("complaint", "By telephone"),
    "portal": NP_("complaint", "Through the portal"),
}
_CHIPS: Final[Mapping[str, tuple[str, Tone]]] = {
    "filed": ("○", "neutral"),
    "in_hand": ("◐", "accent"),
    "upheld": ("✓", "good"),
    "partly": ("◑", "warn"),
    "refused": ("✕", "bad"),
}


def complaint_kind_label(kind: str) -> str:
    """What a complaint is about."""
    return pgettext(*KINDS[kind]) if kind in KINDS else kind


def complaint_state_label(state: str) -> str:
    """Where a complaint stands."""
    return pgettext(*STATES[state]) if state in STATES else state


def complaint_answer_label(outcome: str) -> str:
    """What the office answered."""
    return pgettext(*ANSWERS[outcome]) if outcome in ANSWERS else outcome


def complaint_action_label(action: str) -> str:
    """What can be done with a complaint."""
    return pgettext(*ACTIONS[action]) if action in ACTIONS else action


def complaint_channel_label(channel: str) -> str:
    """How a complaint reached the office."""
    return pgettext(*CHANNELS[channel]) if channel in CHANNELS else channel


def complaint_chip(state: str, outcome: str | None) -> Chip:
    """Where a complaint stands, or what was answered, at a glance."""
    code = outcome or state
    icon, tone = _CHIPS[code]
    return Chip(text=pgettext(*(ANSWERS | STATES)[code]), icon=icon, tone=tone)


def answer_reason_label(code: str, programme_code: str) -> str:
    """Why a complaint was refused, in the office's words; the code where the pack has it no more."""
    known = programme(programme_code).complaints.refusals.get(code)
    return known.title.in_(language()) if known else code


def complaint_line(facts: Mapping[str, Any]) -> str:
    """What a line of the timeline says of a complaint after its own word."""
    parts = [isolated(str(facts.get("complaint") or ""))]
    if facts.get("complaint_kind"):
        parts.append(complaint_kind_label(str(facts["complaint_kind"])))
    if facts.get("outcome"):
        parts.append(complaint_answer_label(str(facts["outcome"])))
    return " · ".join(part for part in parts if part)


def amended_line(facts: Mapping[str, Any]) -> str:
    """Which fields an amendment changed, and for which complaint."""
    fields = listed([field_label(str(name)) for name in facts.get("fields") or ()])
    asked_by = [isolated(str(facts["complaint"]))] if facts.get("complaint") else []
    return " · ".join([fields, *asked_by])
