"""Families that are paid month by month in the invented past: results, notices, stops, and payment again."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from casework.actors import System
from casework.applications.lifecycle import State
from casework.countries.pack import pack_of, programme
from casework.entitlements.lifecycle import CardAction, EntitlementState, PaymentState
from casework.entitlements.payment import Payment
from casework.entitlements.payments import following, next_pay_day, pay_day
from casework.entitlements.results import PaymentResult, ResultKind
from casework.entitlements.stopping import earliest_stop
from casework.local_time import local_date
from casework.messages import MessageAction
from casework.use_cases.amend import Amend, amend
from casework.use_cases.entitle import StopDue, stop_due
from casework.use_cases.entitlement import (
    EndEntitlement,
    GiveStopNotice,
    LiftStopNotice,
    MoveCard,
    Reactivate,
    end_entitlement,
    give_stop_notice,
    lift_stop_notice,
    move_card,
    reactivate,
)
from casework.use_cases.payments import (
    RecordResults,
    ScheduleAgain,
    ScheduleMonth,
    record_results,
    schedule_again,
    schedule_month,
)
from casework.use_cases.relay import EndTurn, LeaseDue, Mark, end_turn, lease_due, mark
from casework.use_cases.review import RereadDue, reread_due
from casework.use_cases.undelivered import TellInPerson, tell_in_person
from operations.demo.calendar import at_desk, at_night

if TYPE_CHECKING:
    from operations.demo.afterwards import Afterwards

_RETURNED: Final = 0.05
_PUT_RIGHT: Final = 0.7
_NOTICED: Final = 0.09
_LIFTED: Final = 0.3
_REACTIVATED: Final = 0.55
_ENDED: Final = 0.15
_MOVED: Final = 0.08
_CARD_LEFT: Final = 0.08
_CAUSES: Final = ("account_closed", "not_collected", "not_collected", "name_mismatch", "account_invalid")
_STALE: Final = "data_not_updated"
_WHY: Final = {
    _STALE: "مضت المدة على تحديث بيانات الأسرة، ولم نتمكن من الوصول إليها هاتفيًّا.",
    "": "ظهر في المراجعة ما يخالف شروط البرنامج.",
}
_LIFTED_FOR: Final = "حضرت الأسرة إلى المكتب وقدمت ما يلزم قبل موعد الإيقاف."
_TOLD: Final = "اتصلنا بالأسرة هاتفيًّا وأبلغناها بموعد الإيقاف وما يلزم لاستمرار الصرف."
_AGAIN: Final = "قدمت الأسرة الأوراق المطلوبة، ويُعاد الصرف."
_OVER: Final = "لم يتقدم أحد خلال المدة، وثبت زوال الاستحقاق."
_HAS_MOVED: Final = "عاد خطاب الأسرة من عنوانها القديم، وذكر الجيران أنها انتقلت."
_PAY_AGAIN: Final = "صححت الأسرة بيانات حسابها."
_RELAY: Final = "demo"


def be_paid(later: Afterwards) -> None:
    """From the approval on: the card, the months, their results, and for a few a notice."""
    entitlement = later.entitlement()
    if later.case().state is not State.APPROVED or entitlement is None:
        return
    _order_card(later)
    code = later.case().programme
    later.put_down(at_night(code, entitlement.paid_from), partial(_month, later, entitlement.paid_from))
    if later.rng.random() < _NOTICED:
        months = later.rng.randrange(1, 4)
        later.put_down(at_desk(later.rng, code, later.now, 20 * months), partial(_give_notice, later))
    if later.rng.random() < _MOVED:
        later.put_down(at_desk(later.rng, code, later.now, later.rng.randint(10, 60)), partial(_moves, later))
    # Two nights ago the timer has read the rules anew on every running entitlement.
    later.put_down(
        later.life.until - timedelta(days=2, hours=later.rng.randrange(6)), partial(_reread, later)
    )


def _order_card(later: Afterwards) -> None:
    code = later.case().programme
    printed = at_desk(later.rng, code, later.now, later.rng.randint(3, 8))
    later.put_down(printed, partial(_move_card, later, CardAction.PRINT))
    if later.rng.random() > _CARD_LEFT:
        handed = at_desk(later.rng, code, printed, later.rng.randint(3, 12))
        later.put_down(handed, partial(_move_card, later, CardAction.DELIVER))


def _move_card(later: Afterwards, action: CardAction) -> None:
    entitlement, by = later.entitlement(), later.someone()
    if entitlement is not None and by is not None:
        command = MoveCard(
            application=later.reference, seen=entitlement.version, command_id=later.life.id(), action=action
        )
        later.do(move_card, command, by=by)


def _moves(later: Afterwards) -> None:
    """The family is said to have moved, and has not brought its new data: nothing else stands against it."""
    by, case = later.someone(), later.case()
    if by is None or "moved_since_update" not in case.facts or case.facts["moved_since_update"]:
        return
    command = Amend(
        application=later.reference,
        seen=case.version,
        command_id=later.life.id(),
        changes={"moved_since_update": True},
        note=_HAS_MOVED,
    )
    later.do(amend, command, by=by)


# Months and their results.


def _month(later: Afterwards, month: date) -> None:
    """The night on which a month is scheduled; what becomes of it is known some days after its payment."""
    entitlement = later.entitlement()
    if entitlement is None or entitlement.state not in {EntitlementState.ACTIVE, EntitlementState.SUSPENDED}:
        return
    code, today = later.case().programme, local_date(later.case().programme, later.now)
    later.do(schedule_month, ScheduleMonth(month=month, applications=(later.reference,)), by=System())
    own = pay_day(programme(code), month)
    paid_on = own if own > today else next_pay_day(programme(code), today)
    later.put_down(
        _at_noon(code, paid_on + timedelta(days=later.rng.randint(1, 3))), partial(_results, later)
    )
    later.put_down(at_night(code, following(month)), partial(_month, later, following(month)))


def _results(later: Afterwards) -> None:
    """The agency's file of results: what was due by now was paid, or came back."""
    code = later.case().programme
    today = local_date(code, later.now)
    due = [one for one in later.payments() if one.state is PaymentState.SCHEDULED and one.pay_on < today]
    results = tuple(_result(later, one) for one in due)
    if results:
        later.do(record_results, RecordResults(results=results), by=System())
    if any(one.kind is ResultKind.RETURNED for one in results) and later.rng.random() < _PUT_RIGHT:
        at = at_desk(later.rng, code, later.now, later.rng.randint(2, 8))
        later.put_down(at, partial(_pay_again, later))


def _result(later: Afterwards, payment: Payment) -> PaymentResult:
    back = later.rng.random() < _RETURNED
    return PaymentResult(
        reference=payment.reference,
        kind=ResultKind.RETURNED if back else ResultKind.PAID,
        amount=payment.amount,
        currency=payment.currency,
        on=payment.pay_on,
        cause=later.rng.choice(_CAUSES) if back else None,
    )


def _pay_again(later: Afterwards) -> None:
    """What came back is scheduled for the next day of payment."""
    entitlement, by = later.entitlement(), later.someone()
    back = [one for one in later.payments() if one.state is PaymentState.RETURNED]
    if entitlement is None or by is None or not back or entitlement.state is not EntitlementState.ACTIVE:
        return
    command = ScheduleAgain(
        application=later.reference,
        payment=back[0].reference,
        seen=back[0].version,
        command_id=later.life.id(),
        note=_PAY_AGAIN,
    )
    later.do(schedule_again, command, by=by)
    _await_results(later)


def _await_results(later: Afterwards) -> None:
    code = later.case().programme
    paid_on = next_pay_day(programme(code), local_date(code, later.now))
    later.put_down(_at_noon(code, paid_on + timedelta(days=2)), partial(_results, later))


# Notices and stops.


def _give_notice(later: Afterwards) -> None:
    """A notice that payment will stop; the family comes, or is telephoned and does not."""
    entitlement, by, case = later.entitlement(), later.someone(), later.case()
    if entitlement is None or by is None or entitlement.state is not EntitlementState.ACTIVE:
        return
    mine = [code for code, stop in case.scheme.stops.items() if not stop.ends]
    reason = _STALE if _STALE in mine and later.rng.random() < 0.6 else later.rng.choice(mine)  # noqa: PLR2004
    command = GiveStopNotice(
        application=later.reference,
        seen=entitlement.version,
        command_id=later.life.id(),
        reason=reason,
        stop_on=earliest_stop(case, later.now) + timedelta(days=later.rng.randrange(6)),
        note=_WHY.get(reason, _WHY[""]),
    )
    later.do(give_stop_notice, command, by=by)
    if later.rng.random() < _LIFTED or later.supervisor() is None:
        at = at_desk(later.rng, case.programme, later.now, later.rng.randint(3, 15))
        later.put_down(at, partial(_lift, later))
        return
    later.put_down(at_desk(later.rng, case.programme, later.now, 2), partial(_telephone, later))
    later.put_down(at_night(case.programme, command.stop_on), partial(_stop, later))


def _lift(later: Afterwards) -> None:
    entitlement, by = later.entitlement(), later.someone()
    if entitlement is None or by is None or entitlement.stop_on is None:
        return
    command = LiftStopNotice(
        application=later.reference,
        seen=entitlement.version,
        command_id=later.life.id(),
        note=_LIFTED_FOR,
    )
    later.do(lift_stop_notice, command, by=by)


def _telephone(later: Afterwards) -> None:
    """No way out was configured in those days: the messages were kept, and this family was telephoned."""
    supervisor = later.supervisor()
    if supervisor is None:
        return
    lease = LeaseDue(owner=_RELAY, limit=100_000, lease=timedelta(minutes=5))
    leased = later.do(lease_due, lease, by=System())
    mine = []
    for message in leased if isinstance(leased, tuple) else ():
        kept = Mark(message=message.id, owner=_RELAY, action=MessageAction.KEEP)
        later.life.replay.act(mark, kept, by=System(), at=later.now)
        if message.application == later.reference and message.key == "stop_notice":
            mine.append(message.id)
    later.do(end_turn, EndTurn(owner=_RELAY), by=System())
    for message in mine[:1]:
        command = TellInPerson(message=message, command_id=later.life.id(), note=_TOLD)
        later.do(tell_in_person, command, by=supervisor)


def _stop(later: Afterwards) -> None:
    """The night of the stop; later the family brings its papers, or the entitlement ends, or neither yet."""
    if not later.do(stop_due, StopDue(application=later.reference), by=System()):
        return
    code, fate = later.case().programme, later.rng.random()
    if fate < _REACTIVATED:
        at = at_desk(later.rng, code, later.now, later.rng.randint(4, 25))
        later.put_down(at, partial(_pay_on, later))
    elif fate < _REACTIVATED + _ENDED:
        later.put_down(at_desk(later.rng, code, later.now, 25), partial(_end, later))


def _pay_on(later: Afterwards) -> None:
    entitlement, by, case = later.entitlement(), later.someone(), later.case()
    if entitlement is None or by is None or entitlement.state is not EntitlementState.SUSPENDED:
        return
    command = Reactivate(
        application=later.reference,
        seen=entitlement.version,
        command_id=later.life.id(),
        papers=case.scheme.stops[str(entitlement.stop_reason)].papers,
        note=_AGAIN,
        back_pay=later.rng.random() < 0.5,  # noqa: PLR2004  half of them
    )
    later.do(reactivate, command, by=by)
    _await_results(later)


def _end(later: Afterwards) -> None:
    entitlement, by = later.entitlement(), later.someone()
    if entitlement is None or by is None or entitlement.state is not EntitlementState.SUSPENDED:
        return
    command = EndEntitlement(
        application=later.reference, seen=entitlement.version, command_id=later.life.id(), note=_OVER
    )
    later.do(end_entitlement, command, by=by)


def _reread(later: Afterwards) -> None:
    """The timer reads the rules again; what it finds stands in the lists of reviews."""
    later.do(reread_due, RereadDue(applications=(later.reference,)), by=System())


def _at_noon(code: str, day: date) -> datetime:
    return datetime.combine(day, time(12), ZoneInfo(pack_of(code).zone)).astimezone(UTC)
