"""How payment stops and begins again: never without a notice that left and a day that has come.

The case is loaded (and so locked) before; whoever calls has asked whether the person may.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from casework.actors import Actor
from casework.applications.application import Application
from casework.applications.events import EventKind
from casework.countries.benefits import StopReason
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
    TRANSITIONS,
    EntitlementAction,
    EntitlementState,
    PaymentState,
    after,
)
from casework.entitlements.payment import Payment
from casework.entitlements.payment_notices import notice_of_payment_date
from casework.entitlements.payments import month_of, next_pay_day, schedule_anew, stop_payments
from casework.local_time import local_date
from casework.ports import Unit

APART: Final = timedelta(microseconds=1)


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
        ActionRefused: it is not suspended.
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
        months = unit.payments.of(application, since=month_of(since))
        stopped = [one for one in months if one.state is PaymentState.STOPPED]
        put_back(unit, application, stopped, by=by, at=at)
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


def put_back(
    unit: Unit,
    application: Application,
    payments: Sequence[Payment],
    *,
    by: Actor,
    at: datetime,
    note: str = "",
) -> None:
    """Schedule stopped or returned payments of one case for the next day of payment, and promise it.

    Each line promises a message of its own, at a moment of its own: by that the two find each other.
    """
    pay_on = next_pay_day(application.scheme, local_date(application.programme, at))
    for place, payment in enumerate(payments):
        moment = at + place * APART
        schedule_anew(application, payment, pay_on, by=by, at=moment, note=note)
        unit.messages.promise(application, notice_of_payment_date(application, payment, moment))


def _stop(application: Application, reason: str) -> StopReason:
    stop = application.scheme.stops.get(reason)
    if stop is None:
        raise StopReasonUnknown(reason=reason)
    return stop


def _forget_stop(entitlement: Entitlement) -> None:
    entitlement.stop_reason = entitlement.stop_on = entitlement.noticed_at = None
    entitlement.changed = True
