"""What happened to an application: one frozen line each, in the order of the journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from casework.actors import Actor


class EventKind(StrEnum):
    """The kinds of journal line."""

    RECEIVED = "received"
    CLAIMED = "claimed"
    HANDED_BACK = "handed_back"
    CLAIM_LAPSED = "claim_lapsed"
    REASSIGNED = "reassigned"
    PAPER_JUDGED = "paper_judged"
    PAPER_CHECKED = "paper_checked"
    NOTED = "noted"
    DECIDED = "decided"
    CHECKED = "checked"
    UNDONE = "undone"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    MESSAGE_SENT = "message_sent"
    MESSAGE_DELIVERED = "message_delivered"
    MESSAGE_UNDELIVERED = "message_undelivered"
    MESSAGE_RETRIED = "message_retried"
    MESSAGE_TOLD = "message_told"


# A note does not change the case, nor does what becomes of a message: a colleague's remark or a report of the
# network must not make a decision in progress fail.
LEAVES_VERSION: Final = frozenset(
    {
        EventKind.NOTED,
        EventKind.MESSAGE_SENT,
        EventKind.MESSAGE_DELIVERED,
        EventKind.MESSAGE_UNDELIVERED,
        EventKind.MESSAGE_RETRIED,
        EventKind.MESSAGE_TOLD,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened. ``facts`` holds JSON values only; ``at`` is UTC."""

    kind: EventKind
    at: datetime
    by: Actor
    facts: Mapping[str, object] = field(default_factory=dict[str, object])
