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
    PROTECTED = "protected"
    UNPROTECTED = "unprotected"
    AMENDED = "amended"
    REOPENED = "reopened"
    COMPLAINT_FILED = "complaint_filed"
    COMPLAINT_TAKEN = "complaint_taken"
    COMPLAINT_HANDED_BACK = "complaint_handed_back"
    COMPLAINT_ANSWERED = "complaint_answered"
    ENTITLED = "entitled"
    ENTITLEMENT_CANCELLED = "entitlement_cancelled"
    AMOUNT_CHANGED = "amount_changed"
    CARD_MOVED = "card_moved"
    STOP_NOTICE_GIVEN = "stop_notice_given"
    STOP_NOTICE_LIFTED = "stop_notice_lifted"
    SUSPENDED = "suspended"
    REACTIVATED = "reactivated"
    ENTITLEMENT_ENDED = "entitlement_ended"
    REVIEWED = "reviewed"
    PAYMENT_SCHEDULED = "payment_scheduled"
    PAYMENT_PAID = "payment_paid"
    PAYMENT_RETURNED = "payment_returned"
    PAYMENT_STOPPED = "payment_stopped"


# What says nothing of the course of a case: remarks, and what became of messages.
REMARKS: Final = frozenset(
    {
        EventKind.NOTED,
        EventKind.MESSAGE_SENT,
        EventKind.MESSAGE_DELIVERED,
        EventKind.MESSAGE_UNDELIVERED,
        EventKind.MESSAGE_RETRIED,
        EventKind.MESSAGE_TOLD,
    }
)

# What does not change the application itself: a colleague's remark, a report of the network or a payment must
# not make a decision in progress fail. Complaints and entitlements have versions of their own.
LEAVES_VERSION: Final = REMARKS | frozenset(
    {
        EventKind.COMPLAINT_FILED,
        EventKind.COMPLAINT_TAKEN,
        EventKind.COMPLAINT_HANDED_BACK,
        EventKind.COMPLAINT_ANSWERED,
        EventKind.ENTITLED,
        EventKind.ENTITLEMENT_CANCELLED,
        EventKind.AMOUNT_CHANGED,
        EventKind.CARD_MOVED,
        EventKind.STOP_NOTICE_GIVEN,
        EventKind.STOP_NOTICE_LIFTED,
        EventKind.SUSPENDED,
        EventKind.REACTIVATED,
        EventKind.ENTITLEMENT_ENDED,
        EventKind.REVIEWED,
        EventKind.PAYMENT_SCHEDULED,
        EventKind.PAYMENT_PAID,
        EventKind.PAYMENT_RETURNED,
        EventKind.PAYMENT_STOPPED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened. ``facts`` holds JSON values only; ``at`` is UTC."""

    kind: EventKind
    at: datetime
    by: Actor
    facts: Mapping[str, object] = field(default_factory=dict[str, object])
