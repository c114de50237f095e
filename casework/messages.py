"""The life of a message promised to an applicant: where it stands, how long it is tried, when it leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from casework.applications.events import EventKind
from casework.applications.lifecycle import State


class Channel(StrEnum):
    """How a message travels."""

    SMS = "sms"
    EMAIL = "email"


class MessageState(StrEnum):
    """Where a message stands."""

    HELD = "held"
    QUEUED = "queued"
    SENDING = "sending"
    KEPT = "kept"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    TOLD = "told"
    WITHHELD = "withheld"


class MessageAction(StrEnum):
    """What can be done with a message."""

    RELEASE = "release"
    WITHHOLD = "withhold"
    LEASE = "lease"
    SEND = "send"
    PUT_OFF = "put_off"
    KEEP = "keep"
    GIVE_UP = "give_up"
    DELIVER = "deliver"
    BOUNCE = "bounce"
    PUT_BACK = "put_back"
    RETRY = "retry"
    TELL = "tell"


class Failure(StrEnum):
    """Why a message did not arrive."""

    NO_ADDRESS = "no_address"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"
    REPORTED = "reported"
    NOT_WORDED = "not_worded"


_S: Final = MessageState

# From where an action is possible, and where it leads. A message whose lease ran out may have left: it is
# leased again and leaves again, with the same id and the same text. A report may overtake the relay itself.
MOVES: Final[Mapping[MessageAction, tuple[frozenset[MessageState], MessageState]]] = MappingProxyType(
    {
        MessageAction.RELEASE: (frozenset({_S.HELD}), _S.QUEUED),
        MessageAction.WITHHOLD: (frozenset({_S.HELD, _S.QUEUED, _S.KEPT, _S.SENDING}), _S.WITHHELD),
        MessageAction.LEASE: (frozenset({_S.QUEUED, _S.SENDING}), _S.SENDING),
        MessageAction.SEND: (frozenset({_S.SENDING}), _S.SENT),
        MessageAction.PUT_OFF: (frozenset({_S.SENDING}), _S.QUEUED),
        MessageAction.KEEP: (frozenset({_S.SENDING}), _S.KEPT),
        MessageAction.GIVE_UP: (frozenset({_S.SENDING}), _S.UNDELIVERED),
        MessageAction.DELIVER: (frozenset({_S.SENDING, _S.SENT, _S.UNDELIVERED}), _S.DELIVERED),
        MessageAction.BOUNCE: (frozenset({_S.SENDING, _S.SENT}), _S.UNDELIVERED),
        MessageAction.PUT_BACK: (frozenset({_S.KEPT}), _S.QUEUED),
        MessageAction.RETRY: (frozenset({_S.UNDELIVERED}), _S.QUEUED),
        MessageAction.TELL: (frozenset({_S.UNDELIVERED, _S.KEPT}), _S.TOLD),
    }
)

# What the case's journal says of it; the other moves are the office's own affair.
JOURNAL_OF: Final[Mapping[MessageAction, EventKind]] = MappingProxyType(
    {
        MessageAction.SEND: EventKind.MESSAGE_SENT,
        MessageAction.DELIVER: EventKind.MESSAGE_DELIVERED,
        MessageAction.GIVE_UP: EventKind.MESSAGE_UNDELIVERED,
        MessageAction.BOUNCE: EventKind.MESSAGE_UNDELIVERED,
        MessageAction.RETRY: EventKind.MESSAGE_RETRIED,
        MessageAction.TELL: EventKind.MESSAGE_TOLD,
    }
)

# A message about the case may leave only while the case stands as the message says.
TOLD_IN: Final[Mapping[str, State]] = MappingProxyType(
    {
        "decided_approved": State.APPROVED,
        "decided_rejected": State.REJECTED,
        "decided_needs_completion": State.NEEDS_COMPLETION,
        "withdrawn": State.WITHDRAWN,
        "expired": State.EXPIRED,
    }
)

FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(hours=1)
GIVE_UP_AFTER: Final = timedelta(hours=72)
_DOUBLINGS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a message says, fixed when it was first worded: the same id always says the same.

    ``template`` is the version of the templates; ``subject`` and ``html`` are empty for an SMS; ``letter`` is
    what the attached letter says, None where no letter goes with it; ``at`` is when it was worded (UTC).
    """

    template: str
    at: datetime
    text: str
    subject: str = ""
    html: str = ""
    letter: Mapping[str, Any] | None = None

    def to_json(self) -> dict[str, object]:
        """As the records keep it."""
        return {
            "template": self.template,
            "at": self.at.isoformat(),
            "text": self.text,
            "subject": self.subject,
            "html": self.html,
            "letter": None if self.letter is None else dict(self.letter),
        }


def wording_from_json(stored: Mapping[str, Any]) -> Wording:
    """The wording `Wording.to_json` wrote."""
    kept: dict[str, Any] = {**stored, "at": datetime.fromisoformat(stored["at"])}
    return Wording(**kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueMessage:
    """A message a relay has leased: nobody else sends it until ``leased_until``.

    ``address`` is the applicant's number or e-mail as the case has it now, "" where it has none; ``attempts``
    counts this one; ``first_tried_at`` is when the first attempt of this round began.
    """

    id: UUID
    application: str
    key: str
    channel: Channel
    language: str
    facts: Mapping[str, Any]
    address: str
    attempts: int
    first_tried_at: datetime
    leased_until: datetime
    wording: Wording | None = None


def channels_of(facts: Mapping[str, object]) -> tuple[Channel, ...]:
    """The ways an applicant is told: by every one they gave; by SMS, which then fails aloud, if by none."""
    given = {Channel.SMS: facts.get("phone"), Channel.EMAIL: facts.get("email")}
    return tuple(channel for channel, address in given.items() if address) or (Channel.SMS,)


def address_in(facts: Mapping[str, object], channel: Channel) -> str:
    """Where a message of this channel goes."""
    return str(facts.get("phone" if channel is Channel.SMS else "email") or "")


def stands(
    key: str,
    state: str,
    *,
    of_latest_decision: bool,
    undone: bool,
    announced: bool = True,
    suspended: bool = True,
) -> bool:
    """Whether what a message says is still so.

    Args:
        key: the wording key.
        state: where the case stands now.
        of_latest_decision: whether it is about the newest decision of the case, or about none.
        undone: whether its decision was taken back.
        announced: whether the stop that a notice announces is still to come.
        suspended: whether payment is suspended.
    """
    if not {"stop_notice": announced, "payment_suspended": suspended}.get(key, True):
        return False
    return of_latest_decision and not undone and TOLD_IN.get(key, state) == state


def back_off(attempts: int, chance: float) -> timedelta:
    """How long to wait after so many attempts: doubled each time up to an hour, at least half of it.

    ``chance`` from 0 to 1 spreads the messages of one failure over time.
    """
    whole = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(attempts - 1, _DOUBLINGS))
    return whole * (0.5 + chance / 2)
