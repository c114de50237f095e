"""A word, and where it helps an icon, for every code of the casework.

Every function takes the code itself (an enum member or its text) and words it in the reader's language.
A code nobody has worded comes back as it is; a test proves that this does not happen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from casework.countries.pack import pack_of, packs, programme
from ui.event_words import EVENTS, NOTICES
from ui.text import NP_, language, pgettext

Tone = Literal["neutral", "accent", "good", "warn", "bad"]
Word = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Chip:
    """A short word with an icon and a tone; the word alone carries the meaning."""

    text: str
    icon: str
    tone: Tone


STATES: Final[Mapping[str, Word]] = {
    "submitted": NP_("state", "Submitted"),
    "under_review": NP_("state", "Under review"),
    "needs_completion": NP_("state", "Needs completion"),
    "completed": NP_("state", "Completed by the applicant"),
    "awaiting_check": NP_("state", "Waits for a second check"),
    "approved": NP_("state", "Approved"),
    "rejected": NP_("state", "Rejected"),
    "withdrawn": NP_("state", "Withdrawn"),
    "expired": NP_("state", "Expired"),
}
STAGES: Final[Mapping[str, Word]] = {
    "waiting": NP_("stage", "Waiting for a caseworker"),
    "in_hand": NP_("stage", "With a caseworker"),
    "checking": NP_("stage", "With a second person"),
    "with_applicant": NP_("stage", "With the applicant"),
    "closed": NP_("stage", "Closed"),
}
OUTCOMES: Final[Mapping[str, Word]] = {
    "approve": NP_("outcome", "Approve"),
    "reject": NP_("outcome", "Reject"),
    "needs_completion": NP_("outcome", "Ask for completion"),
}
DECISIONS: Final[Mapping[str, Word]] = {
    "approve": NP_("decision", "Approval"),
    "reject": NP_("decision", "Rejection"),
    "needs_completion": NP_("decision", "Request for completion"),
}
ACTIONS: Final[Mapping[str, Word]] = {
    "claim": NP_("action", "Claim"),
    "release": NP_("action", "Hand back"),
    "release_completed": NP_("action", "Hand back"),
    "reassign": NP_("action", "Reassign"),
    "approve": NP_("action", "Approve"),
    "reject": NP_("action", "Reject"),
    "request_completion": NP_("action", "Ask for completion"),
    "complete": NP_("action", "Complete"),
    "withdraw": NP_("action", "Withdraw"),
    "expire": NP_("action", "Expire"),
    "judge": NP_("action", "Judge a paper"),
    "send_to_check": NP_("action", "Send to a second check"),
    "undo": NP_("action", "Undo the decision"),
    "reopen": NP_("action", "Reopen"),
}
SECOND_CHECKS: Final[Mapping[bool, Word]] = {
    True: NP_("second check", "Agreed"),
    False: NP_("second check", "Replaced by another decision"),
}
ROUTES: Final[Mapping[str, Word]] = {
    "reject": NP_("route", "Leads to rejection"),
    "needs_completion": NP_("route", "Leads to completion"),
    "either": NP_("route", "Rejection or completion"),
}
ROLES: Final[Mapping[str, Word]] = {
    "caseworker": NP_("role", "Caseworker"),
    "supervisor": NP_("role", "Supervisor"),
    "policy_analyst": NP_("role", "Policy analyst"),
    "administrator": NP_("role", "Administrator"),
}
ACTORS: Final[Mapping[str, Word]] = {
    "staff": NP_("actor", "Staff"),
    "citizen": NP_("actor", "Applicant"),
    "system": NP_("actor", "System"),
}
PERMISSIONS: Final[Mapping[str, Word]] = {
    "see_messages": NP_("permission", "see what became of messages"),
    "tend_messages": NP_("permission", "send messages again or tell the applicant in person"),
    "see_programmes": NP_("permission", "browse the programmes"),
    "see_queue": NP_("permission", "see the queue"),
    "see_team": NP_("permission", "see the team's cases"),
    "open_case": NP_("permission", "open a case"),
    "open_paper": NP_("permission", "open a paper"),
    "open_original": NP_("permission", "take a paper's file as it was sent"),
    "reveal": NP_("permission", "show masked numbers"),
    "claim": NP_("permission", "claim a case"),
    "hand_back": NP_("permission", "hand back a case"),
    "reassign": NP_("permission", "reassign a case"),
    "judge_document": NP_("permission", "judge a paper"),
    "decide": NP_("permission", "decide an application"),
    "undo": NP_("permission", "undo a decision"),
    "second_check": NP_("permission", "check a colleague's decision"),
    "note": NP_("permission", "write a note"),
    "import": NP_("permission", "import applications"),
    "manage_staff": NP_("permission", "manage staff accounts"),
    "see_office": NP_("permission", "see the office's figures"),
    "see_causes": NP_("permission", "see the causes of rejection"),
    "export": NP_("permission", "take figures out as a file"),
    "manage_team": NP_("permission", "change a colleague's work"),
    "inquire": NP_("permission", "answer an inquiry"),
    "protect": NP_("permission", "protect a case"),
    "see_complaints": NP_("permission", "see complaints"),
    "file_complaint": NP_("permission", "file a complaint"),
    "answer_complaint": NP_("permission", "work on a complaint"),
    "amend": NP_("permission", "amend the data of a case"),
    "see_entitlements": NP_("permission", "see entitlements and payments of a case"),
    "tend_entitlement": NP_("permission", "give notice, reactivate, move a card"),
    "review": NP_("permission", "review an entitlement"),
    "open_review": NP_("permission", "open a batch of reviews"),
    "see_payments": NP_("permission", "see payments by month"),
    "record_payments": NP_("permission", "take in payment results"),
}
PAPER_VERDICTS: Final[Mapping[str, Word]] = {
    "accepted": NP_("paper verdict", "Accepted"),
    "unreadable": NP_("paper verdict", "Unreadable"),
    "wrong_document": NP_("paper verdict", "Wrong document"),
    "does_not_match": NP_("paper verdict", "Does not match"),
    "expired": NP_("paper verdict", "Expired"),
    "missing": NP_("paper verdict", "Missing"),
    "unjudged": NP_("paper verdict", "Not judged yet"),
}
PAPER_FAULTS: Final[Mapping[str, Word]] = {
    "encrypted": NP_("paper fault", "Locked with a password"),
    "broken": NP_("paper fault", "Damaged file"),
    "active": NP_("paper fault", "Contains scripts or embedded files"),
    "too_large": NP_("paper fault", "Larger than 10 MB"),
    "too_many_pages": NP_("paper fault", "More than 50 pages"),
    "unsupported": NP_("paper fault", "Unsupported kind of file"),
    "poor_resolution": NP_("paper fault", "Resolution too low"),
    "blurred": NP_("paper fault", "Blurred image"),
    "infected": NP_("paper fault", "Contains harmful software"),
    "not_checked": NP_("paper fault", "Not yet checked: shown after the check"),
}
URGENCIES: Final[Mapping[str, Word]] = {
    "on_time": NP_("urgency", "On time"),
    "amber": NP_("urgency", "Due soon"),
    "red": NP_("urgency", "Overdue"),
}
CHECKS: Final[Mapping[str, Word]] = {
    "pass": NP_("check", "Met"),
    "fail": NP_("check", "Not met"),
    "cannot_tell": NP_("check", "Cannot tell"),
}
CHANNELS: Final[Mapping[str, Word]] = {
    "portal": NP_("channel", "Portal"),
    "office": NP_("channel", "Office"),
    "import": NP_("channel", "Imported file"),
}
LANGUAGES: Final[Mapping[str, str]] = {"ar": "العربية", "en": "English"}  # each in itself, never translated

FIELDS: Final[Mapping[str, Word]] = {
    "full_name": NP_("field", "Full name"),
    "national_id": NP_("field", "National number"),
    "birth_date": NP_("field", "Date of birth"),
    "sex": NP_("field", "Sex"),
    "marital_status": NP_("field", "Marital status"),
    "nationality": NP_("field", "Nationality"),
    "region": NP_("field", "Region"),
    "address": NP_("field", "Address"),
    "phone": NP_("field", "Mobile"),
    "email": NP_("field", "E-mail"),
    "iban": NP_("field", "Bank account (IBAN)"),
    "monthly_income": NP_("field", "Monthly income"),
    "other_pension": NP_("field", "Other pension (monthly)"),
    "household_size": NP_("field", "Household size"),
    "dependants": NP_("field", "Dependants"),
    "school_children": NP_("field", "School-age children"),
    "children_in_school": NP_("field", "Children attend school"),
    "school_fees": NP_("field", "Private school fees (yearly)"),
    "employment_status": NP_("field", "Employment status"),
    "housing": NP_("field", "Housing"),
    "monthly_rent": NP_("field", "Monthly rent"),
    "land_area": NP_("field", "Agricultural land (feddan)"),
    "property_value": NP_("field", "Value of property"),
    "vehicles": NP_("field", "Vehicles"),
    "disability": NP_("field", "Disability"),
    "medical_exam": NP_("field", "Medical examination"),
    "data_updated_on": NP_("field", "Data last updated"),
    "moved_since_update": NP_("field", "Moved since the last update"),
    "days_abroad": NP_("field", "Days abroad (last 12 months)"),
    "in_shelter": NP_("field", "Lives in a state shelter"),
    "accepts_training": NP_("field", "Accepts training or work"),
    "electricity_kwh": NP_("field", "Electricity use (kWh a month)"),
    "electricity_account": NP_("field", "Electricity account"),
    "health_visits_kept": NP_("field", "Health visits kept"),
    "language": NP_("field", "Preferred language"),
    "channel": NP_("field", "Channel"),
    "programme": NP_("field", "Programme"),
    "submitted_at": NP_("field", "Submitted on"),
    "external_id": NP_("field", "Number in the source file"),
}
CHOICES: Final[Mapping[str, Mapping[str, Word]]] = {
    "sex": {"male": NP_("sex", "Male"), "female": NP_("sex", "Female")},
    "marital_status": {
        "single": NP_("marital status", "Single"),
        "married": NP_("marital status", "Married"),
        "divorced": NP_("marital status", "Divorced"),
        "widowed": NP_("marital status", "Widowed"),
    },
    "nationality": {
        "citizen": NP_("nationality", "Citizen"),
        "resident": NP_("nationality", "Resident"),
        "other": NP_("nationality", "Other"),
    },
    "employment_status": {
        "employed": NP_("employment", "Employed"),
        "self_employed": NP_("employment", "Self-employed"),
        "unemployed": NP_("employment", "Unemployed"),
        "retired": NP_("employment", "Retired"),
        "unable": NP_("employment", "Unable to work"),
        "student": NP_("employment", "Student"),
        "homemaker": NP_("employment", "Homemaker"),
    },
    "housing": {
        "owned": NP_("housing", "Owned"),
        "rented": NP_("housing", "Rented"),
        "shared": NP_("housing", "Shared with family"),
        "other": NP_("housing", "Other"),
    },
    "disability": {
        "none": NP_("disability", "None"),
        "moderate": NP_("disability", "Moderate"),
        "severe": NP_("disability", "Severe"),
    },
    "medical_exam": {
        "attended": NP_("medical exam", "Attended"),
        "missed": NP_("medical exam", "Missed"),
        "not_required": NP_("medical exam", "Not required"),
    },
    "channel": CHANNELS,
}
YES_NO: Final[Mapping[bool, Word]] = {True: NP_("yes or no", "Yes"), False: NP_("yes or no", "No")}

# Each icon is one character of the bundled text font's fallback range: nothing is fetched for it.
_STATE_CHIPS: Final[Mapping[str, tuple[str, Tone]]] = {
    "submitted": ("○", "neutral"),
    "under_review": ("◐", "accent"),
    "needs_completion": ("↩", "warn"),
    "completed": ("↪", "accent"),
    "awaiting_check": ("◎", "accent"),
    "approved": ("✓", "good"),
    "rejected": ("✕", "bad"),
    "withdrawn": ("–", "neutral"),
    "expired": ("⊘", "neutral"),
}
_URGENCY_CHIPS: Final[Mapping[str, tuple[str, Tone]]] = {
    "on_time": ("●", "neutral"),
    "amber": ("▲", "warn"),
    "red": ("!", "bad"),
}
_VERDICT_CHIPS: Final[Mapping[str, tuple[str, Tone]]] = {
    "accepted": ("✓", "good"),
    "unreadable": ("✕", "bad"),
    "wrong_document": ("✕", "bad"),
    "does_not_match": ("≠", "bad"),
    "expired": ("⊘", "warn"),
    "missing": ("∅", "warn"),
    "unjudged": ("○", "neutral"),
}
_CHECK_CHIPS: Final[Mapping[str, tuple[str, Tone]]] = {
    "pass": ("✓", "good"),
    "fail": ("✕", "bad"),
    "cannot_tell": ("?", "warn"),
}
_OUTCOME_CHIPS: Final[Mapping[str, tuple[str, Tone]]] = {
    "approve": ("✓", "good"),
    "reject": ("✕", "bad"),
    "needs_completion": ("↩", "warn"),
}


def state_label(state: str) -> str:
    """Where an application stands."""
    return _word(STATES, state)


def stage_label(stage: str) -> str:
    """Whose turn it is."""
    return _word(STAGES, stage)


def outcome_label(outcome: str) -> str:
    """What a caseworker can decide, as a verb for a button."""
    return _word(OUTCOMES, outcome)


def decision_label(outcome: str) -> str:
    """What was decided, as a noun for a record."""
    return _word(DECISIONS, outcome)


def action_label(action: str) -> str:
    """What can be done to an application."""
    return _word(ACTIONS, action)


def second_check_label(agreed: bool) -> str:  # noqa: FBT001 - the value is the whole question
    """What came of a second check."""
    return pgettext(*SECOND_CHECKS[agreed])


def route_label(route: str) -> str:
    """Where a reason leads."""
    return _word(ROUTES, route)


def role_label(role: str) -> str:
    """A role of the office."""
    return _word(ROLES, role)


def actor_label(kind: str) -> str:
    """The kind of actor in the journal."""
    return _word(ACTORS, kind)


def permission_label(permission: str) -> str:
    """A permission, as what a person may do."""
    return _word(PERMISSIONS, permission)


def verdict_label(verdict: str | None) -> str:
    """What a caseworker found about a paper; None is not judged yet."""
    return _word(PAPER_VERDICTS, verdict or "unjudged")


def fault_label(fault: str) -> str:
    """Why a file was kept aside at intake."""
    return _word(PAPER_FAULTS, fault)


def urgency_label(urgency: str) -> str:
    """How near the deadline is."""
    return _word(URGENCIES, _urgency(urgency))


def check_label(outcome: str) -> str:
    """What an eligibility check found."""
    return _word(CHECKS, outcome.rstrip("_"))


def channel_label(channel: str) -> str:
    """How the application came."""
    return _word(CHANNELS, channel)


def event_label(kind: str) -> str:
    """What happened, for the timeline."""
    return _word(EVENTS, kind)


def notice_label(key: str) -> str:
    """Which message is promised to the citizen."""
    return _word(NOTICES, key)


def language_label(code: str) -> str:
    """A language, named in itself."""
    return LANGUAGES.get(code, code)


def field_label(name: str) -> str:
    """The name of a field of the application."""
    return _word(FIELDS, name)


def choice_label(field: str, value: str) -> str:
    """The word for a field's choice: `choice_label("sex", "female")`."""
    if field == "region":
        return region_label(value)
    if field == "language":
        return language_label(value)
    return _word(CHOICES.get(field, {}), value)


def yes_no(value: bool) -> str:  # noqa: FBT001 - the value is the whole question
    """Yes or no."""
    return pgettext(*YES_NO[value])


def country_label(code: str) -> str:
    """A country's name from its pack."""
    return packs()[code].name.in_(language())


def programme_label(code: str) -> str:
    """A programme's name from its pack."""
    return programme(code).name.in_(language())


def region_label(code: str) -> str:
    """A region's name from its pack; the code itself where no pack has it."""
    pack = packs().get(code.partition("-")[0])
    words = pack.regions.get(code) if pack else None
    return words.in_(language()) if words else code


def paper_label(kind: str, programme_code: str) -> str:
    """A kind of paper as the programme's country calls it."""
    known = pack_of(programme_code).documents.get(kind)
    return known.name.in_(language()) if known else kind


def reason_label(reason: str, programme_code: str) -> str:
    """A reason's title for the clerk."""
    known = pack_of(programme_code).reasons.get(reason)
    return known.title.in_(language()) if known else reason


def state_chip(state: str) -> Chip:
    """The chip of a state."""
    return Chip(state_label(state), *_STATE_CHIPS.get(state, ("○", "neutral")))


def urgency_chip(urgency: str, text: str = "") -> Chip:
    """The chip of a deadline; `text` (what remains) replaces the urgency's own word."""
    return Chip(text or urgency_label(urgency), *_URGENCY_CHIPS.get(_urgency(urgency), ("●", "neutral")))


def verdict_chip(verdict: str | None) -> Chip:
    """The chip of a paper's verdict; "missing" is allowed too."""
    return Chip(verdict_label(verdict), *_VERDICT_CHIPS.get(verdict or "unjudged", ("○", "neutral")))


def fault_chip(fault: str) -> Chip:
    """The chip of a file kept aside."""
    return Chip(fault_label(fault), "⚠\ufe0e", "warn")


def check_chip(outcome: str) -> Chip:
    """The chip of an eligibility check."""
    return Chip(check_label(outcome), *_CHECK_CHIPS.get(outcome.rstrip("_"), ("?", "neutral")))


def outcome_chip(outcome: str) -> Chip:
    """The chip of a recorded decision."""
    return Chip(decision_label(outcome), *_OUTCOME_CHIPS.get(outcome, ("○", "neutral")))


def _urgency(code: str) -> str:
    return "red" if code == "overdue" else code


def _word(words: Mapping[str, Word], code: str) -> str:
    known = words.get(str(code))
    return pgettext(*known) if known else str(code)
