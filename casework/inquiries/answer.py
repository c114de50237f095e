"""The answer: what is said to a citizen who asks, made of what is on record by pure functions.

An answer is codes, days and amounts; ``ui`` words it. It is kept as it was given, so nothing in it names a
person. What a citizen has not been told yet in the way the office tells it is not told at the counter either.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from casework.applications.decision import UNDO_WINDOW
from casework.applications.lifecycle import Outcome, State
from casework.countries.pack import programme
from casework.entitlements.lifecycle import EntitlementState
from casework.inquiries.found import FoundCase, FoundDecision, FoundEntitlement, Sight
from casework.local_time import local_date
from casework.messages import MessageState

AFTER_RELAY: Final = timedelta(hours=1)
"""How long the counter waits for a message that could leave and has not been tried."""

_NOT_GONE: Final = frozenset({MessageState.HELD, MessageState.QUEUED, MessageState.SENDING})


class Stage(StrEnum):
    """Where an application stands, in the words of whoever asks."""

    RECEIVED = "received"
    EXAMINED = "examined"
    TO_COMPLETE = "to_complete"
    COMPLETED = "completed"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    PROTECTED = "protected"
    ELSEWHERE = "elsewhere"


class Paying(StrEnum):
    """Whether support is paid, in the words of whoever asks."""

    NOT_YET = "not_yet"
    RUNNING = "running"
    STOP_ANNOUNCED = "stop_announced"
    SUSPENDED = "suspended"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldPayment:
    """One month's payment; ``on`` is the day it was or will be paid, ``cause`` why it was not."""

    period: date
    state: str
    amount: str
    currency: str
    on: date
    cause: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldSupport:
    """What an approval brings: card, payment, why it stops and since or from when."""

    paying: Paying
    card: str
    amount: str
    currency: str
    since: date | None = None
    reason: str | None = None
    payments: tuple[ToldPayment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldComplaint:
    """A complaint that is still open."""

    tracking: str
    kind: str
    state: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is said of one application.

    ``papers`` are kinds to bring, ``complete_by`` is the last day for them, ``object_by`` the last day to
    object, ``due_on`` the day by which the office should decide.
    """

    reference: str
    programme: str
    stage: Stage
    received_on: date | None = None
    due_on: date | None = None
    decided_on: date | None = None
    reasons: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    complete_by: date | None = None
    object_by: date | None = None
    support: ToldSupport | None = None
    complaints: tuple[ToldComplaint, ...] = ()


def answer(cases: Iterable[FoundCase], at: datetime) -> tuple[Told, ...]:
    """What is said of each case at a moment (UTC), in the order given."""
    return tuple(_told(case, at) for case in cases)


def is_told(decision: FoundDecision, at: datetime) -> bool:
    """Whether the counter may tell a decision: it can no longer be undone, and its message went first.

    Where no message could leave (no address, no way out, given up) the counter is how the citizen learns of
    it. A message that waits for a relay keeps the counter silent for `AFTER_RELAY` and no longer.
    """
    final = max(decision.at + UNDO_WINDOW, decision.checked_at or decision.at)
    if at < final:
        return False
    waiting = [one for one in decision.messages if one.status in _NOT_GONE and one.first_tried_at is None]
    if any(one.status == MessageState.HELD for one in waiting):
        return False
    return not waiting or len(waiting) < len(decision.messages) or at >= final + AFTER_RELAY


_OPEN: Final = {
    State.SUBMITTED: Stage.RECEIVED,
    State.UNDER_REVIEW: Stage.EXAMINED,
    State.AWAITING_CHECK: Stage.EXAMINED,
    State.COMPLETED: Stage.COMPLETED,
    State.WITHDRAWN: Stage.WITHDRAWN,
    State.EXPIRED: Stage.EXPIRED,
}
_CLOSED: Final = frozenset({Stage.WITHDRAWN, Stage.EXPIRED})
_DECIDED: Final = {
    State.APPROVED: (Outcome.APPROVE, Stage.APPROVED),
    State.REJECTED: (Outcome.REJECT, Stage.REJECTED),
    State.NEEDS_COMPLETION: (Outcome.NEEDS_COMPLETION, Stage.TO_COMPLETE),
}


def _told(case: FoundCase, at: datetime) -> Told:
    if case.sight is not Sight.WHOLE:
        return Told(reference=case.reference, programme=case.programme, stage=Stage(case.sight))
    decision = _standing(case)
    if decision is None or not is_told(decision, at):
        return _undecided(case)
    return _decided(case, decision)


def _standing(case: FoundCase) -> FoundDecision | None:
    """The decision the state rests on; a case that is weighed again has none."""
    outcome, _stage = _DECIDED.get(case.state, (None, None))
    found = case.decision
    return found if found is not None and found.outcome is outcome else None


def _undecided(case: FoundCase) -> Told:
    stage = _OPEN.get(case.state, Stage.EXAMINED)
    return Told(
        reference=case.reference,
        programme=case.programme,
        stage=stage,
        received_on=local_date(case.programme, case.submitted_at),
        due_on=None if stage in _CLOSED else case.due_on,
        complaints=_complaints(case),
    )


def _decided(case: FoundCase, decision: FoundDecision) -> Told:
    stage, told_on = _DECIDED[case.state][1], local_date(case.programme, decision.checked_at or decision.at)
    within = timedelta(days=programme(case.programme).object_within_days)
    return Told(
        reference=case.reference,
        programme=case.programme,
        stage=stage,
        received_on=local_date(case.programme, case.submitted_at),
        decided_on=local_date(case.programme, decision.at),
        reasons=decision.reasons,
        papers=_papers(case, decision) if stage is Stage.TO_COMPLETE else (),
        complete_by=case.complete_by,
        object_by=told_on + within if stage is Stage.REJECTED else None,
        support=_support(case.entitlement) if case.entitlement and stage is Stage.APPROVED else None,
        complaints=_complaints(case),
    )


def _papers(case: FoundCase, decision: FoundDecision) -> tuple[str, ...]:
    """The kinds the letter asks for: those behind each reason, and the reason's own."""
    known = programme(case.programme).catalogue
    behind = {
        str(one["code"]): [str(kind) for kind in one.get("papers") or ()]
        for message in decision.messages
        for one in message.facts.get("reasons") or ()
    }
    kinds: list[str] = []
    for code in decision.reasons:
        own = known[code].document if code in known else None
        kinds += [*behind.get(code, ()), *([own] if own else [])]
    return tuple(dict.fromkeys(kinds))


def _support(found: FoundEntitlement) -> ToldSupport:
    paying, since = _paying(found)
    return ToldSupport(
        paying=paying,
        card=found.card,
        amount=str(found.amount),
        currency=found.currency,
        since=since,
        reason=found.stop_reason,
        payments=tuple(
            ToldPayment(
                period=one.period,
                state=one.state,
                amount=str(one.amount),
                currency=one.currency,
                on=one.paid_on or one.pay_on,
                cause=one.cause,
            )
            for one in found.payments
        ),
    )


def _paying(found: FoundEntitlement) -> tuple[Paying, date | None]:
    """Whether it is paid, and the day that matters: the first, the last or the one from which it stopped."""
    if found.state == EntitlementState.ENDED:
        return Paying.ENDED, found.ended_on
    if found.state == EntitlementState.SUSPENDED:
        return Paying.SUSPENDED, found.suspended_on
    if found.stop_on is not None:
        return Paying.STOP_ANNOUNCED, found.stop_on
    return (Paying.RUNNING if found.payments else Paying.NOT_YET), found.paid_from


def _complaints(case: FoundCase) -> tuple[ToldComplaint, ...]:
    return tuple(
        ToldComplaint(tracking=one.tracking, kind=one.kind, state=one.state, due_on=one.due_on)
        for one in case.complaints
    )
