"""What is done with the entitlement of a case: each act writes its line and promises its message.

The case is loaded (and so locked) before; whoever calls has asked whether the person may.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from casework.actors import Actor
from casework.applications.application import UNDO_WINDOW, Application
from casework.applications.events import EventKind
from casework.countries.pack import pack_of
from casework.entitlements.award import Computed, award_of
from casework.entitlements.entitlement import Entitlement
from casework.entitlements.entitlement_notices import notice_of_entitlement
from casework.entitlements.lifecycle import (
    CARDS,
    TRANSITIONS,
    CardAction,
    CardState,
    EntitlementAction,
    EntitlementState,
    after,
)
from casework.entitlements.payments import following, month_of, next_pay_day
from casework.entitlements.reviews import next_review, read_rules
from casework.local_time import local_date
from casework.ports import Unit


def open_entitlement(unit: Unit, application: Application, *, by: Actor, at: datetime) -> Entitlement:
    """Open what an approval brings: the amount with its parts, a card, payment from the next month on.

    The message about it leaves with the decision's own, and only if the decision stands.
    """
    decision = application.decision
    if decision is None:
        raise ValueError(application.state)
    today, scheme = local_date(application.programme, at), application.scheme
    computed = award_of(scheme.award, application.facts, today)
    entitlement = Entitlement(
        application=application.reference,
        decision=decision.id,
        programme=application.programme,
        region=application.region,
        amount=computed.amount,
        currency=pack_of(application.programme).currency,
        parts=computed.parts,
        formula=computed.formula,
        opened_on=today,
        paid_from=following(month_of(today)),
        card_moved_at=at,
        review_on=next_review(scheme, today),
    )
    unit.entitlements.add(entitlement, application)
    told = {"paid_from": entitlement.paid_from.isoformat(), "review_on": entitlement.review_on.isoformat()}
    application.happened(EventKind.ENTITLED, by=by, at=at, **_amount(entitlement), **told)
    leaves = max(decision.at + UNDO_WINDOW, at)
    first = next_pay_day(scheme, entitlement.paid_from - timedelta(days=1))
    notice = notice_of_entitlement(
        "entitled", application, at, {"amount": _money(entitlement), "first_on": first}, not_before=leaves
    )
    unit.messages.promise(application, notice)
    return entitlement


def cancel_entitlement(unit: Unit, application: Application, *, by: Actor, at: datetime) -> None:
    """Take back what an approval brought, because the approval was undone."""
    entitlement = unit.entitlements.find(application)
    if entitlement is None:
        return
    entitlement.state = after(TRANSITIONS, entitlement.state, EntitlementAction.CANCEL)
    entitlement.changed = True
    application.happened(EventKind.ENTITLEMENT_CANCELLED, by=by, at=at, note="")


def move_card(
    unit: Unit,
    application: Application,
    action: CardAction,
    note: str,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Move the payment card; the family is told when it can be collected.

    Raises:
        ActionRefused: the card does not stand where this can happen.
    """
    entitlement = unit.entitlements.of(application)
    entitlement.card = after(CARDS, entitlement.card, action)
    entitlement.card_moved_at, entitlement.changed = at, True
    application.happened(EventKind.CARD_MOVED, by=by, at=at, card=entitlement.card, note=note.strip())
    if entitlement.card is CardState.PRINTED:
        unit.messages.promise(application, notice_of_entitlement("card_ready", application, at))


def reread(unit: Unit, application: Application, *, by: Actor, at: datetime) -> None:
    """Read rules and formula again after facts changed; another amount is paid from the next month on.

    Nothing stops by this: what the rules find wanting is kept for whoever reviews the entitlement.
    """
    entitlement = unit.entitlements.find(application)
    if entitlement is None or entitlement.state not in {EntitlementState.ACTIVE, EntitlementState.SUSPENDED}:
        return
    today = local_date(application.programme, at)
    read = read_rules(application, today)
    entitlement.finding, entitlement.failing, entitlement.checked_on = read.finding, read.failing, today
    entitlement.changed = True
    computed = award_of(application.scheme.award, application.facts, today)
    if computed.amount != entitlement.amount:
        _change_amount(unit, application, entitlement, computed, by=by, at=at)


def _change_amount(
    unit: Unit,
    application: Application,
    entitlement: Entitlement,
    computed: Computed,
    *,
    by: Actor,
    at: datetime,
) -> None:
    before = entitlement.amount
    entitlement.amount, entitlement.parts = computed.amount, computed.parts
    entitlement.formula = computed.formula
    since = _first_month_to_come(unit, application, local_date(application.programme, at))
    told = _amount(entitlement) | {"before_amount": format(before, ".2f"), "paid_from": since.isoformat()}
    application.happened(EventKind.AMOUNT_CHANGED, by=by, at=at, **told)
    own = {"amount": _money(entitlement), "since": since.isoformat()}
    unit.messages.promise(application, notice_of_entitlement("amount_changed", application, at, own))


def _first_month_to_come(unit: Unit, application: Application, today: date) -> date:
    """The first month that is neither begun nor scheduled: what a family was told of stays as it was told."""
    months = (payment.period for payment in unit.payments.of(application))
    return following(max(months, default=month_of(today)))


def _amount(entitlement: Entitlement) -> dict[str, object]:
    return {
        "amount": format(entitlement.amount, ".2f"),
        "currency": entitlement.currency,
        "parts": [dict(part) for part in entitlement.parts],
        "formula": entitlement.formula,
    }


def _money(entitlement: Entitlement) -> dict[str, str]:
    return {"sum": format(entitlement.amount, ".2f"), "currency": entitlement.currency}
