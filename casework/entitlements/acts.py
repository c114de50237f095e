"""What is done with the entitlement of a case: each act writes its line and promises its message.

The case is loaded (and so locked) before; whoever calls has asked whether the person may.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from casework.actors import Actor
from casework.applications.application import UNDO_WINDOW, Application
from casework.applications.events import EventKind
from casework.countries.benefits import StopReason
from casework.countries.pack import pack_of
from casework.entitlements.award import Computed, award_of
from casework.entitlements.entitlement import Entitlement
from casework.entitlements.entitlement_notices import notice_of_entitlement
from casework.entitlements.errors import (
    NoNoticeOut,
    NoticeOut,
    NoticeTooShort,
    PapersLacking,
    StopReasonUnknown,
)
from casework.entitlements.lifecycle import (
    CARDS,
    TRANSITIONS,
    CardAction,
    CardState,
    EntitlementAction,
    EntitlementState,
    PaymentState,
    after,
)
from casework.entitlements.payment_notices import notice_of_payment_date
from casework.entitlements.payments import following, month_of, next_pay_day, schedule_anew, stop_payments
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


def give_stop_notice(
    unit: Unit,
    application: Application,
    reason: str,
    stop_on: date,
    note: str,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Tell the family that payment will stop on a day, why, and what keeps it going.

    Raises:
        ActionRefused: nothing is being paid.
        NoticeOut: a notice is out already.
        StopReasonUnknown: the programme does not stop for this reason.
        NoticeTooShort: the day comes before the pack's time of notice is over.
    """
    entitlement = unit.entitlements.of(application)
    after(TRANSITIONS, entitlement.state, EntitlementAction.GIVE_NOTICE)
    if entitlement.stop_on is not None:
        raise NoticeOut(stop_on=entitlement.stop_on)
    stop = _stop(application, reason)
    earliest = earliest_stop(application, at)
    if stop_on < earliest:
        raise NoticeTooShort(earliest=earliest)
    entitlement.stop_reason, entitlement.stop_on = reason, stop_on
    entitlement.noticed_at, entitlement.changed = at, True
    told = {"reason": reason, "stop_on": stop_on.isoformat()}
    application.happened(EventKind.STOP_NOTICE_GIVEN, by=by, at=at, **told, note=note.strip())
    papers = {"stop": reason, "bring": list(stop.papers), "stop_on": stop_on.isoformat()}
    unit.messages.promise(application, notice_of_entitlement("stop_notice", application, at, papers))


def earliest_stop(application: Application, at: datetime) -> date:
    """The first local day on which payment may stop by a notice given at this moment (UTC)."""
    return local_date(application.programme, at) + timedelta(days=application.scheme.benefits.notice_days)


def lift_stop_notice(unit: Unit, application: Application, note: str, *, by: Actor, at: datetime) -> None:
    """Take a notice back: payment goes on, and the family is told so.

    Raises:
        NoNoticeOut: there is none.
    """
    entitlement = unit.entitlements.of(application)
    if entitlement.stop_on is None or entitlement.state is not EntitlementState.ACTIVE:
        raise NoNoticeOut(application=application.reference)
    after(TRANSITIONS, entitlement.state, EntitlementAction.LIFT_NOTICE)
    reason = entitlement.stop_reason
    _forget_stop(entitlement)
    unit.messages.withhold_news(application, "stop_notice")
    application.happened(EventKind.STOP_NOTICE_LIFTED, by=by, at=at, reason=reason, note=note.strip())
    unit.messages.promise(application, notice_of_entitlement("stop_notice_lifted", application, at))


def suspend(unit: Unit, application: Application, *, by: Actor, at: datetime) -> bool:
    """Suspend payment on the day of its notice; False where the day has not come or nobody was told.

    Nothing is stopped without a notice that left and a date that has passed.
    """
    entitlement = unit.entitlements.of(application)
    today = local_date(application.programme, at)
    due = entitlement.stop_on is not None and entitlement.stop_on <= today
    if not due or not unit.entitlements.told_of_stop(entitlement):
        return False
    entitlement.state = after(TRANSITIONS, entitlement.state, EntitlementAction.SUSPEND)
    reason = str(entitlement.stop_reason)
    entitlement.suspended_on, entitlement.stop_on, entitlement.changed = today, None, True
    application.happened(EventKind.SUSPENDED, by=by, at=at, reason=reason, on=today.isoformat())
    stop_payments(application, unit.payments.of(application), reason, since=month_of(today), by=by, at=at)
    papers = {"stop": reason, "bring": list(_stop(application, reason).papers)}
    unit.messages.promise(application, notice_of_entitlement("payment_suspended", application, at, papers))
    return True


def reactivate_entitlement(
    unit: Unit,
    application: Application,
    *,
    papers: Sequence[str],
    back_pay: bool,
    complaint: str | None,
    note: str,
    by: Actor,
    at: datetime,
) -> None:
    """Pay again what was suspended; with ``back_pay`` also the months that were stopped meanwhile.

    Raises:
        NoEntitlement: the case has none.
        ActionRefused: it is not suspended, or its reason leaves nothing to reactivate.
        PapersLacking: papers that this reason asks for were not brought, and no complaint was upheld.
    """
    entitlement = unit.entitlements.of(application)
    state = after(TRANSITIONS, entitlement.state, EntitlementAction.REACTIVATE)
    reason = str(entitlement.stop_reason)
    asked = _stop(application, reason).papers
    lacking = tuple(kind for kind in asked if kind not in papers)
    if lacking and complaint is None:
        raise PapersLacking(kinds=lacking)
    since = entitlement.suspended_on or local_date(application.programme, at)
    entitlement.state, entitlement.suspended_on = state, None
    _forget_stop(entitlement)
    told = {"reason": reason, "papers": list(papers), "back_pay": back_pay, "complaint": complaint}
    application.happened(EventKind.REACTIVATED, by=by, at=at, **told, note=note.strip())
    if back_pay:
        _pay_what_was_stopped(unit, application, since, by=by, at=at)
    unit.messages.promise(application, notice_of_entitlement("payment_reactivated", application, at))


def end_entitlement(unit: Unit, application: Application, note: str, *, by: Actor, at: datetime) -> None:
    """End a suspended entitlement for good; the family may apply anew.

    Raises:
        ActionRefused: it is not suspended.
    """
    entitlement = unit.entitlements.of(application)
    entitlement.state = after(TRANSITIONS, entitlement.state, EntitlementAction.END)
    entitlement.ended_on = local_date(application.programme, at)
    entitlement.review_batch, entitlement.changed = None, True
    reason = str(entitlement.stop_reason)
    application.happened(EventKind.ENTITLEMENT_ENDED, by=by, at=at, reason=reason, note=note.strip())
    unit.messages.promise(
        application, notice_of_entitlement("entitlement_ended", application, at, {"stop": reason})
    )


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


def _pay_what_was_stopped(
    unit: Unit, application: Application, since: date, *, by: Actor, at: datetime
) -> None:
    pay_on = next_pay_day(application.scheme, local_date(application.programme, at))
    stopped = [
        one
        for one in unit.payments.of(application, since=month_of(since))
        if one.state is PaymentState.STOPPED
    ]
    for payment in stopped:
        schedule_anew(application, payment, pay_on, by=by, at=at)
    if stopped:
        unit.messages.promise(application, notice_of_payment_date(application, stopped[-1], at))


def _stop(application: Application, reason: str) -> StopReason:
    stop = application.scheme.stops.get(reason)
    if stop is None:
        raise StopReasonUnknown(reason=reason)
    return stop


def _forget_stop(entitlement: Entitlement) -> None:
    entitlement.stop_reason = entitlement.stop_on = entitlement.noticed_at = None
    entitlement.changed = True


def _amount(entitlement: Entitlement) -> dict[str, object]:
    return {
        "amount": format(entitlement.amount, ".2f"),
        "currency": entitlement.currency,
        "parts": [dict(part) for part in entitlement.parts],
        "formula": entitlement.formula,
    }


def _money(entitlement: Entitlement) -> dict[str, str]:
    return {"sum": format(entitlement.amount, ".2f"), "currency": entitlement.currency}
