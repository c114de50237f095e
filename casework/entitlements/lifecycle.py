"""The tables of what may happen to an entitlement, its card and its payments, and when."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeVar

from casework.errors import ActionRefused


class EntitlementState(StrEnum):
    """Where an entitlement stands; a notice that payment will stop is given while it is active."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"
    CANCELLED = "cancelled"


class EntitlementAction(StrEnum):
    """What can be done with an entitlement."""

    SUSPEND = "suspend"
    REACTIVATE = "reactivate"
    END = "end"
    CANCEL = "cancel"
    GIVE_NOTICE = "give_notice"
    LIFT_NOTICE = "lift_notice"
    CHANGE_AMOUNT = "change_amount"
    REVIEW = "review"


class CardState(StrEnum):
    """Where the payment card stands."""

    REQUESTED = "requested"
    PRINTED = "printed"
    DELIVERED = "delivered"
    BLOCKED = "blocked"


class CardAction(StrEnum):
    """What can be done with a card; a blocked one is requested anew."""

    PRINT = "print_card"
    DELIVER = "deliver_card"
    BLOCK = "block_card"
    REQUEST = "request_card"


class PaymentState(StrEnum):
    """Where the payment of one month stands."""

    SCHEDULED = "scheduled"
    SENT = "sent"
    PAID = "paid"
    RETURNED = "returned"
    STOPPED = "stopped"


class PaymentAction(StrEnum):
    """What can be done with a payment; one that came back or was stopped may be scheduled again."""

    SEND = "send_payment"
    PAY = "pay"
    RETURN = "return_payment"
    STOP = "stop_payment"
    SCHEDULE_AGAIN = "schedule_again"


class Finding(StrEnum):
    """What the last reading of the rules found in the facts of a running entitlement."""

    SOUND = "sound"
    STALE_ONLY = "stale_only"
    EXAM_MISSED = "exam_missed"
    FAILS = "fails"
    CANNOT_TELL = "cannot_tell"


_E, _P = EntitlementState, PaymentState

TRANSITIONS: Final[Mapping[tuple[EntitlementState, EntitlementAction], EntitlementState]] = MappingProxyType(
    {
        (_E.ACTIVE, EntitlementAction.GIVE_NOTICE): _E.ACTIVE,
        (_E.ACTIVE, EntitlementAction.LIFT_NOTICE): _E.ACTIVE,
        (_E.ACTIVE, EntitlementAction.CHANGE_AMOUNT): _E.ACTIVE,
        (_E.ACTIVE, EntitlementAction.REVIEW): _E.ACTIVE,
        (_E.ACTIVE, EntitlementAction.SUSPEND): _E.SUSPENDED,
        (_E.ACTIVE, EntitlementAction.CANCEL): _E.CANCELLED,
        (_E.SUSPENDED, EntitlementAction.REACTIVATE): _E.ACTIVE,
        (_E.SUSPENDED, EntitlementAction.END): _E.ENDED,
        (_E.SUSPENDED, EntitlementAction.REVIEW): _E.SUSPENDED,
        (_E.SUSPENDED, EntitlementAction.CANCEL): _E.CANCELLED,
    }
)

CARDS: Final[Mapping[tuple[CardState, CardAction], CardState]] = MappingProxyType(
    {
        (CardState.REQUESTED, CardAction.PRINT): CardState.PRINTED,
        (CardState.PRINTED, CardAction.DELIVER): CardState.DELIVERED,
        (CardState.PRINTED, CardAction.BLOCK): CardState.BLOCKED,
        (CardState.DELIVERED, CardAction.BLOCK): CardState.BLOCKED,
        (CardState.BLOCKED, CardAction.REQUEST): CardState.REQUESTED,
    }
)

# A result can come for a payment whose instruction was never marked as sent, and a paid one can come back.
PAYMENTS: Final[Mapping[tuple[PaymentState, PaymentAction], PaymentState]] = MappingProxyType(
    {
        (_P.SCHEDULED, PaymentAction.SEND): _P.SENT,
        (_P.SCHEDULED, PaymentAction.STOP): _P.STOPPED,
        (_P.SCHEDULED, PaymentAction.PAY): _P.PAID,
        (_P.SCHEDULED, PaymentAction.RETURN): _P.RETURNED,
        (_P.SENT, PaymentAction.PAY): _P.PAID,
        (_P.SENT, PaymentAction.RETURN): _P.RETURNED,
        (_P.PAID, PaymentAction.RETURN): _P.RETURNED,
        (_P.RETURNED, PaymentAction.SCHEDULE_AGAIN): _P.SCHEDULED,
        (_P.RETURNED, PaymentAction.STOP): _P.STOPPED,
        (_P.STOPPED, PaymentAction.SCHEDULE_AGAIN): _P.SCHEDULED,
    }
)

S = TypeVar("S", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)


def after(table: Mapping[tuple[S, A], S], state: S, action: A) -> S:
    """The state that follows, by one of the tables above.

    Raises:
        ActionRefused: the table does not list this action in this state.
    """
    try:
        return table[state, action]
    except KeyError:
        raise ActionRefused(action=action, state=state) from None
