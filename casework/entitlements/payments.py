"""The rules of payments: which months are due, how a payment is named, how it is scheduled and stopped."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Final

from casework.actors import Actor
from casework.applications.application import Application
from casework.applications.events import EventKind
from casework.applications.reference import canonical_reference, check_character
from casework.countries.programme import Programme
from casework.entitlements.entitlement import Entitlement
from casework.entitlements.lifecycle import PAYMENTS, EntitlementState, PaymentAction, PaymentState, after
from casework.entitlements.payment import Payment
from casework.people.digits import to_ascii_digits

_LOOSE: Final = re.compile(r"([A-Z]{2}[0-9]{10,13}[0-9A-Z])([0-9]{4})(0[1-9]|1[0-2])([0-9A-Z])")


def payment_reference(application: str, period: date) -> str:
    """The number of a case's payment of a month: `TK-2026-000123-C/202612-9`; the end checks it."""
    body = f"{application}/{period:%Y%m}"
    return f"{body}-{check_character(body.replace('/', ''))}"


def canonical_payment_reference(text: str) -> str | None:
    """The number of a payment as it is stored, from what a file says; None if it is none."""
    typed = "".join(letter for letter in to_ascii_digits(text).upper() if letter.isalnum())
    parts = _LOOSE.fullmatch(typed)
    application = canonical_reference(parts[1]) if parts else None
    if parts is None or application is None:
        return None
    reference = payment_reference(application, date(int(parts[2]), int(parts[3]), 1))
    return reference if reference.endswith(parts[4]) else None


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def following(month: date) -> date:
    """The first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def pay_day(scheme: Programme, month: date) -> date:
    """The day of a month on which the programme pays; the last of a month that is too short."""
    return month.replace(day=min(scheme.payment.day, monthrange(month.year, month.month)[1]))


def next_pay_day(scheme: Programme, today: date) -> date:
    """The first day after today on which the programme pays."""
    here = pay_day(scheme, month_of(today))
    return here if here > today else pay_day(scheme, following(month_of(today)))


def months_due(entitlement: Entitlement, until: date, there: Collection[date] = ()) -> tuple[date, ...]:
    """The months up to and with ``until`` that are to be scheduled and are not ``there``, oldest first.

    None of an entitlement that has ended or whose formula gives nothing, and none that begins after the day
    for which a notice that payment will stop is out: whether it is paid is not settled until then. Months of
    a suspended one are due too, because each is put on record as stopped.
    """
    months: list[date] = []
    month = month_of(entitlement.paid_from)
    while runs(entitlement) and entitlement.amount > 0 and month <= until:
        if month not in there and _is_settled(entitlement, month):
            months.append(month)
        month = following(month)
    return tuple(months)


def runs(entitlement: Entitlement) -> bool:
    """Whether the entitlement is active or suspended."""
    return entitlement.state in {EntitlementState.ACTIVE, EntitlementState.SUSPENDED}


def _is_settled(entitlement: Entitlement, month: date) -> bool:
    suspended = entitlement.state is EntitlementState.SUSPENDED
    return suspended or entitlement.stop_on is None or month < entitlement.stop_on


def schedule(
    application: Application, entitlement: Entitlement, month: date, pay_on: date, *, by: Actor, at: datetime
) -> Payment:
    """The payment of a month with its line: scheduled, or stopped where the month began while suspended."""
    payment = Payment(
        reference=payment_reference(application.reference, month),
        application=application.reference,
        entitlement=entitlement.id,
        programme=application.programme,
        region=application.region,
        period=month,
        amount=entitlement.amount,
        currency=entitlement.currency,
        pay_on=pay_on,
        moved_at=at,
    )
    if entitlement.state is EntitlementState.SUSPENDED and _began_suspended(entitlement, month):
        stop(application, payment, entitlement.stop_reason or "other", by=by, at=at)
    else:
        _scheduled(application, payment, by=by, at=at)
    return payment


def _began_suspended(entitlement: Entitlement, month: date) -> bool:
    return entitlement.suspended_on is None or entitlement.suspended_on <= month


def send(payment: Payment, at: datetime) -> bool:
    """Mark a payment as sent to the agency; False where it is not one that waits to be sent."""
    if payment.state is not PaymentState.SCHEDULED:
        return False
    move(payment, PaymentAction.SEND, at)
    return True


def stop(application: Application, payment: Payment, cause: str, *, by: Actor, at: datetime) -> None:
    """Stop a payment that was not sent, or came back; ``cause`` is the reason to stop.

    Raises:
        ActionRefused: it is sent, paid or stopped already.
    """
    move(payment, PaymentAction.STOP, at, cause=cause)
    told = {"payment": payment.reference, "period": payment.period.isoformat(), "cause": cause}
    application.happened(EventKind.PAYMENT_STOPPED, by=by, at=at, **told)


def stop_payments(
    application: Application,
    payments: Iterable[Payment],
    cause: str,
    *,
    since: date,
    by: Actor,
    at: datetime,
) -> tuple[Payment, ...]:
    """Stop what is scheduled and not sent of the months from ``since`` on; returns what was stopped."""
    waiting = [one for one in payments if one.period >= since and one.state is PaymentState.SCHEDULED]
    for payment in waiting:
        stop(application, payment, cause, by=by, at=at)
    return tuple(waiting)


def schedule_anew(
    application: Application, payment: Payment, pay_on: date, *, by: Actor, at: datetime, note: str = ""
) -> None:
    """Schedule a payment that came back or was stopped for another day.

    Raises:
        ActionRefused: it neither came back nor was stopped.
    """
    move(payment, PaymentAction.SCHEDULE_AGAIN, at)
    payment.pay_on = pay_on
    _scheduled(application, payment, by=by, at=at, note=note)


def _scheduled(
    application: Application, payment: Payment, *, by: Actor, at: datetime, note: str = ""
) -> None:
    told: dict[str, object] = {
        "payment": payment.reference,
        "period": payment.period.isoformat(),
        "amount": str(payment.amount),
        "currency": payment.currency,
        "pay_on": payment.pay_on.isoformat(),
    }
    said = {"note": note} if note else {}
    application.happened(EventKind.PAYMENT_SCHEDULED, by=by, at=at, **told, **said)


def move(payment: Payment, action: PaymentAction, at: datetime, cause: str | None = None) -> None:
    """Move a payment as the table allows; ``cause`` is why it came back or was stopped.

    Raises:
        ActionRefused: the table does not list it.
    """
    payment.state = after(PAYMENTS, payment.state, action)
    payment.cause, payment.moved_at, payment.changed = cause, at, True
