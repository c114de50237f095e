"""What the results of a paying agency make of payments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final, Protocol

from casework.actors import Actor
from casework.applications.application import Application
from casework.applications.events import EventKind
from casework.entitlements.lifecycle import PaymentAction, PaymentState
from casework.entitlements.payment import Payment
from casework.entitlements.payments import move

OTHER_CAUSE: Final = "other"
# What an agency says of a payment that came back. The codes of G2P Connect are mapped to these where a file
# of results is read; whatever has no place here is `other`.
CAUSES: Final = (
    *("account_closed", "account_invalid", "account_blocked", "name_mismatch", "beneficiary_unknown"),
    *("not_collected", "amount_invalid", "bank_unreachable", "deceased", OTHER_CAUSE),
)


class ResultKind(StrEnum):
    """What the paying agency says became of a payment."""

    PAID = "paid"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentResult:
    """One result; ``on`` is the agency's local day, ``cause`` one of `CAUSES` when it came back."""

    reference: str
    kind: ResultKind
    amount: Decimal
    currency: str
    on: date
    cause: str | None = None


class Answer(StrEnum):
    """What becomes of a result: taken, on record already, or refused for one of these reasons."""

    ACCEPTED = "accepted"
    KNOWN = "known"
    UNKNOWN_REFERENCE = "unknown_reference"
    NOT_YOURS = "not_yours"
    AMOUNT_DIFFERS = "amount_differs"
    CURRENCY_DIFFERS = "currency_differs"
    FUTURE = "future"
    STOPPED = "stopped"
    CAME_BACK = "came_back"
    OLDER = "older"


class Standing(Protocol):
    """What of a payment a result is weighed against."""

    @property
    def amount(self) -> Decimal:
        """The amount that was to be paid."""
        ...

    @property
    def currency(self) -> str:
        """Its currency."""
        ...

    @property
    def state(self) -> PaymentState:
        """Where it stands."""
        ...

    @property
    def paid_on(self) -> date | None:
        """The day it was last paid."""
        ...

    @property
    def returned_on(self) -> date | None:
        """The day it last came back."""
        ...


def weigh(payment: Standing, result: PaymentResult, today: date) -> Answer:
    """What becomes of a result for this payment, on the programme's local day; nothing is changed.

    The same result again is known, also after the payment was scheduled anew: what came back came back on a
    day, and a result not later than that is not about the new attempt.
    """
    if result.currency != payment.currency:
        return Answer.CURRENCY_DIFFERS
    if result.amount != payment.amount:
        return Answer.AMOUNT_DIFFERS
    if result.on > today:
        return Answer.FUTURE
    return _WEIGH[result.kind](payment, result.on)


def _weigh_paid(payment: Standing, on: date) -> Answer:
    if payment.paid_on is not None and on <= payment.paid_on:
        return Answer.KNOWN
    if payment.returned_on is not None and on < payment.returned_on:
        return Answer.OLDER
    return {
        PaymentState.PAID: Answer.KNOWN,
        PaymentState.RETURNED: Answer.CAME_BACK,
        PaymentState.STOPPED: Answer.STOPPED,
    }.get(payment.state, Answer.ACCEPTED)


def _weigh_returned(payment: Standing, on: date) -> Answer:
    if payment.returned_on is not None and on <= payment.returned_on:
        return Answer.KNOWN
    if payment.paid_on is not None and on < payment.paid_on:
        return Answer.OLDER
    return {PaymentState.RETURNED: Answer.KNOWN, PaymentState.STOPPED: Answer.STOPPED}.get(
        payment.state, Answer.ACCEPTED
    )


_WEIGH: Final = {ResultKind.PAID: _weigh_paid, ResultKind.RETURNED: _weigh_returned}


def apply(
    application: Application, payment: Payment, result: PaymentResult, *, by: Actor, at: datetime
) -> None:
    """Take in a result that :func:`weigh` accepts, with its line of the journal.

    Raises:
        ActionRefused: the payment does not stand where this can happen.
    """
    told = {"payment": payment.reference, "period": payment.period.isoformat()}
    if result.kind is ResultKind.PAID:
        move(payment, PaymentAction.PAY, at)
        payment.paid_on = result.on
        paid = {"amount": str(payment.amount), "paid_on": result.on.isoformat()}
        application.happened(EventKind.PAYMENT_PAID, by=by, at=at, **told, **paid)
        return
    cause = result.cause or OTHER_CAUSE
    move(payment, PaymentAction.RETURN, at, cause=cause)
    payment.returned_on = result.on
    came = {"cause": cause, "returned_on": result.on.isoformat()}
    application.happened(EventKind.PAYMENT_RETURNED, by=by, at=at, **told, **came)
