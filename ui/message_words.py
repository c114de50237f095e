"""The life of a message in words: where it stands, how it travels, why it did not arrive."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from casework import errors
from casework.countries.pack import packs
from ui.labels import Chip, Tone, notice_label
from ui.text import NP_, language, listed, pgettext
from ui.text import gettext as _

STATES: Final[Mapping[str, tuple[str, str]]] = {
    "held": NP_("message", "Held for the second check"),
    "queued": NP_("message", "Waiting to leave"),
    "sending": NP_("message", "Leaving now"),
    "kept": NP_("message", "Not sent: kept in the mailbox"),
    "sent": NP_("message", "Sent"),
    "delivered": NP_("message", "Delivered"),
    "undelivered": NP_("message", "Not delivered"),
    "told": NP_("message", "Told in person"),
    "withheld": NP_("message", "Withheld"),
}
CHANNELS: Final[Mapping[str, tuple[str, str]]] = {
    "sms": NP_("way of sending", "SMS"),
    "email": NP_("way of sending", "E-mail"),
}
FAILURES: Final[Mapping[str, tuple[str, str]]] = {
    "no_address": NP_("failure", "The case has no such address"),
    "refused": NP_("failure", "Refused for good by the receiving side"),
    "no_answer": NP_("failure", "Tried in vain until the time was up"),
    "reported": NP_("failure", "The network reports that it did not arrive"),
    "not_worded": NP_("failure", "Its facts are incomplete, so it cannot be worded"),
}
_CHIPS: Final[Mapping[str, tuple[str, Tone]]] = {
    "held": ("◎", "accent"),
    "queued": ("○", "neutral"),
    "sending": ("◐", "accent"),
    "kept": ("▣", "warn"),
    "sent": ("↗", "good"),
    "delivered": ("✓", "good"),
    "undelivered": ("✕", "bad"),
    "told": ("✓", "good"),
    "withheld": ("–", "neutral"),
}


def message_state_label(state: str) -> str:
    """Where a message stands."""
    return pgettext(*STATES[state])


def message_chip(state: str) -> Chip:
    """Where a message stands, at a glance."""
    icon, tone = _CHIPS[state]
    return Chip(text=message_state_label(state), icon=icon, tone=tone)


def channel_of_message_label(channel: str) -> str:
    """How a message travels."""
    return pgettext(*CHANNELS[channel])


def failure_label(failure: str) -> str:
    """Why a message did not arrive."""
    return pgettext(*FAILURES[failure])


def message_line(facts: Mapping[str, Any]) -> str:
    """Which message a line of the timeline is about, by which way, and why it did not arrive."""
    parts = [notice_label(str(facts["notice"])), channel_of_message_label(str(facts["channel"]))]
    failure = [failure_label(str(facts["failure"]))] if facts.get("failure") else []
    return " · ".join([*parts, *failure])


def _no_such_message(_refusal: Any, _name: Callable[[str], str]) -> str:
    return _("There is no such message. Reload the page.")


def _message_moved(refusal: Any, _name: Callable[[str], str]) -> str:
    return _("The message is now “{state}”, so this is not possible any more. Reload the page.").format(
        state=message_state_label(refusal.state)
    )


def _words_missing(refusal: Any, _name: Callable[[str], str]) -> str:
    return _("“{reason}” must be explained: write in the words for the applicant what was found.").format(
        reason=title_of_reason(refusal.reason)
    )


def _evidence_missing(refusal: Any, _name: Callable[[str], str]) -> str:
    return _(
        "The letter could not say what “{reason}” rests on. Missing: {facts}. Judge the papers, choose "
        "another reason, or write in the words for the applicant what was found."
    ).format(
        reason=title_of_reason(refusal.reason),
        facts=listed([pgettext(*_EVIDENCE[name]) for name in refusal.facts]),
    )


_EVIDENCE: Final = {
    "rule": NP_("evidence", "a check that failed"),
    "value": NP_("evidence", "the value found"),
    "limit": NP_("evidence", "the limit"),
    "paper": NP_("evidence", "the paper concerned"),
    "missing": NP_("evidence", "the information that is not known"),
}


def title_of_reason(reason: str) -> str:
    """The title of a reason of any pack; the code itself where none has it."""
    for pack in packs().values():
        if reason in pack.reasons:
            return pack.reasons[reason].title.in_(language())
    return reason


MESSAGE_REFUSALS: Final[Mapping[type[errors.Refusal], Callable[[Any, Callable[[str], str]], str]]] = {
    errors.WordsMissing: _words_missing,
    errors.EvidenceMissing: _evidence_missing,
    errors.NoSuchMessage: _no_such_message,
    errors.MessageMoved: _message_moved,
}
