"""Payments: schedule a month, mark it as sent, take in results, schedule again what came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from casework.actors import Actor, Staff, System
from casework.applications.application import UNDO_WINDOW, Application
from casework.entitlements.errors import NoSuchPayment
from casework.entitlements.lifecycle import EntitlementState, PaymentAction, PaymentState
from casework.entitlements.payment import Payment
from casework.entitlements.payment_notices import notice_of_payment_date, notice_of_return
from casework.entitlements.payments import months_due, next_pay_day, pay_day, schedule, send
from casework.entitlements.port import PaymentFile
from casework.entitlements.results import Answer, PaymentResult, ResultKind, apply, weigh
from casework.entitlements.stopping import APART, put_back
from casework.errors import ActionRefused
from casework.local_time import local_date
from casework.permissions import Permission
from casework.ports import Clock, Unit
from casework.written import must_be_a_note


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleMonth:
    """The cases whose payment of a month is to be scheduled; safe to repeat, a month is scheduled once."""

    month: date
    applications: tuple[str, ...]


def schedule_month(command: ScheduleMonth, unit: Unit, by: System, now: Clock) -> int:
    """Schedule a month for some cases and promise each family the day; returns how many that were.

    A month that began while payment was suspended is put on record as stopped; the family knows why already.
    An approval that can still be taken back pays nothing yet: the next run finds it.
    """
    at, done = now(), 0
    for reference in sorted(command.applications):
        application = unit.applications.get(reference)
        entitlement = unit.entitlements.find(application)
        if entitlement is None or _may_be_undone(application, at):
            continue
        there = {one.period for one in unit.payments.of(application, since=command.month)}
        if command.month not in months_due(entitlement, command.month, there):
            continue
        pay_on = _pay_on(application, command.month, at)
        payment = schedule(application, entitlement, command.month, pay_on, by=by, at=at)
        unit.payments.add([payment], application)
        _tell_day(unit, application, payment, at)
        done += 1
    return done


def _may_be_undone(application: Application, at: datetime) -> bool:
    decision = application.decision
    return decision is not None and at - decision.at <= UNDO_WINDOW


def _pay_on(application: Application, month: date, at: datetime) -> date:
    """The month's own day of payment, or the next one where that has passed."""
    today, own = local_date(application.programme, at), pay_day(application.scheme, month)
    return own if own > today else next_pay_day(application.scheme, today)


def _tell_day(unit: Unit, application: Application, payment: Payment, at: datetime) -> None:
    if payment.state is PaymentState.SCHEDULED:
        unit.messages.promise(application, notice_of_payment_date(application, payment, at))


@dataclass(frozen=True, slots=True, kw_only=True)
class SendPayments:
    """Payments that stand in a file for the paying agency; safe to repeat."""

    references: tuple[str, ...]


def send_payments(command: SendPayments, unit: Unit, by: System, now: Clock) -> int:
    """Mark payments as sent; returns how many were not before."""
    del by
    at, done = now(), 0
    for payment in _loaded(unit, command.references).values():
        done += send(payment, at)
    return done


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordResults:
    """Results of payments, as the agency reports them; safe to repeat, a result is taken once."""

    results: tuple[PaymentResult, ...]


def record_results(command: RecordResults, unit: Unit, by: Staff | System, now: Clock) -> tuple[Answer, ...]:
    """Take in results in their order; what became of each.

    Raises:
        NotAllowed: the person may not record payments.
    """
    if not isinstance(by, System):
        by.must_be_allowed(Permission.RECORD_PAYMENTS)
    at = now()
    payments = _loaded(unit, [one.reference for one in command.results])
    return tuple(
        _recorded(unit, payments.get(one.reference), one, by, at + place * APART)
        for place, one in enumerate(command.results)
    )


def _recorded(unit: Unit, payment: Payment | None, result: PaymentResult, by: Actor, at: datetime) -> Answer:
    if payment is None:
        return Answer.UNKNOWN_REFERENCE
    if not answers_for(by, payment.programme, payment.region):
        return Answer.NOT_YOURS
    answer = weigh(payment, result, local_date(payment.programme, at))
    if answer is Answer.ACCEPTED:
        application = unit.applications.get(payment.application)
        apply(application, payment, result, by=by, at=at)
        if result.kind is ResultKind.RETURNED:
            unit.messages.promise(application, notice_of_return(application, payment, at))
    return answer


def answers_for(by: Actor, programme_code: str, region: str) -> bool:
    """Whether a payment is within the competence of who brings its result."""
    return not isinstance(by, Staff) or by.is_competent_for(programme_code, region)


def _loaded(unit: Unit, references: Sequence[str]) -> dict[str, Payment]:
    """The payments with these references, each case locked before; in the order of the cases."""
    cases = sorted(set(unit.payments.cases_of(references).values()))
    wanted = frozenset(references)
    return {
        payment.reference: payment
        for case in cases
        for payment in unit.payments.of(unit.applications.get(case))
        if payment.reference in wanted
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPaymentFile:
    """A file of results that came to its end."""

    command_id: UUID
    file: PaymentFile


def record_payment_file(command: RecordPaymentFile, unit: Unit, by: Staff | System, now: Clock) -> str:
    """Put the file on record; returns its number, as text.

    Raises:
        NotAllowed: the person may not record payments.
    """
    if not isinstance(by, System):
        by.must_be_allowed(Permission.RECORD_PAYMENTS)
    return str(unit.payment_files.add(command.file, by=by.username, at=now()))


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleAgain:
    """One payment that came back or was stopped, for the next day of payment; ``seen`` is its version."""

    application: str
    payment: str
    seen: int
    command_id: UUID
    note: str


def schedule_again(command: ScheduleAgain, unit: Unit, by: Staff, now: Clock) -> None:
    """Schedule a payment again, and promise the family its new day.

    Raises:
        NotAllowed, NotCompetent: not this person's to do.
        NoSuchPayment: the case has no such payment.
        ActionRefused: it neither came back nor was stopped, moved meanwhile, or payment is suspended.
    """
    application = unit.applications.get(command.application)
    by.must_be_allowed(Permission.TEND_ENTITLEMENT, application)
    must_be_a_note(command.note)
    entitlement = unit.entitlements.of(application)
    if entitlement.state is not EntitlementState.ACTIVE:
        raise ActionRefused(action=PaymentAction.SCHEDULE_AGAIN, state=entitlement.state)
    found = [one for one in unit.payments.of(application) if one.reference == command.payment]
    if not found:
        raise NoSuchPayment(reference=command.payment)
    payment, at = found[0], now()
    if payment.version != command.seen:
        raise ActionRefused(action=PaymentAction.SCHEDULE_AGAIN, state=payment.state)
    put_back(unit, application, [payment], by=by, at=at, note=command.note.strip())
