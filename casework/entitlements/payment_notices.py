"""What a family is told of its payments: the day, and what to do when the money came back."""

from __future__ import annotations

from datetime import date, datetime

from casework.applications.application import Application
from casework.entitlements.payment import Payment
from casework.local_time import local_date
from casework.notices import Notice, decision_facts


def notice_of_payment_date(application: Application, payment: Payment, at: datetime) -> Notice:
    """The message with amount and day; the instructions are the pack's, worded when it leaves."""
    return _notice("payment_date", application, payment, at)


def notice_of_return(application: Application, payment: Payment, at: datetime) -> Notice:
    """The message that the money came back, why, and what to do."""
    return _notice("payment_returned", application, payment, at)


def _notice(key: str, application: Application, payment: Payment, at: datetime) -> Notice:
    facts = decision_facts(
        reference=application.reference,
        programme=application.programme,
        name=str(application.facts.get("full_name", "")),
        reasons=(),
        decided_on=local_date(application.programme, at),
        complete_by=None,
        verdicts=(),
        papers=application.papers,
        declared=application.facts,
    )
    own: dict[str, object] = {
        "amount": str(payment.amount),
        "currency": payment.currency,
        "period": _iso(payment.period),
        "pay_on": _iso(payment.pay_on),
        "cause": payment.cause,
    }
    return Notice(key=key, facts=facts | own, promised_at=at, not_before=at, about_decision=False)


def _iso(day: date) -> str:
    return day.isoformat()
