"""What is said to a citizen: everything they were told, nothing they were not, and JSON that comes back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from casework.applications.lifecycle import Outcome, State
from casework.inquiries.answer import Paying, Stage, Told, answer, is_told
from casework.inquiries.confirmed import Standing, confirmed
from casework.inquiries.found import (
    FoundCase,
    FoundComplaint,
    FoundDecision,
    FoundEntitlement,
    FoundMessage,
    FoundPayment,
    Sight,
)
from casework.inquiries.said import said_of, told_in

AT = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
DECIDED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CASE = FoundCase(
    id=7,
    reference="TK-2026-000001-4",
    programme="eg.takaful",
    region="eg-01",
    state=State.SUBMITTED,
    assignee=None,
    sight=Sight.WHOLE,
    submitted_at=datetime(2026, 2, 1, 23, 30, tzinfo=UTC),
    due_on=date(2026, 3, 15),
)
SENT = FoundMessage(status="delivered", first_tried_at=DECIDED + timedelta(minutes=11), facts={})
WAITING = FoundMessage(status="queued", first_tried_at=None, facts={})
REJECTED = FoundDecision(
    outcome=Outcome.REJECT, at=DECIDED, checked_at=None, reasons=("fixed_income",), messages=(SENT,)
)
SUPPORT = FoundEntitlement(
    state="active",
    card="printed",
    amount=Decimal("648.00"),
    currency="EGP",
    paid_from=date(2026, 4, 1),
    stop_reason=None,
    stop_on=None,
    suspended_on=None,
    ended_on=None,
)
PAID = FoundPayment(
    period=date(2026, 3, 1),
    state="paid",
    amount=Decimal("648.00"),
    currency="EGP",
    pay_on=date(2026, 3, 15),
    paid_on=date(2026, 3, 16),
    cause=None,
)


def said(case: FoundCase, at: datetime = AT) -> Told:
    (told,) = answer([case], at)
    assert told_in(json.loads(json.dumps(said_of([told])))) == (told,)
    return told


@pytest.mark.parametrize(
    ("state", "stage"),
    [
        (State.SUBMITTED, Stage.RECEIVED),
        (State.UNDER_REVIEW, Stage.EXAMINED),
        (State.AWAITING_CHECK, Stage.EXAMINED),
        (State.COMPLETED, Stage.COMPLETED),
        (State.WITHDRAWN, Stage.WITHDRAWN),
        (State.EXPIRED, Stage.EXPIRED),
    ],
)
def test_a_case_without_a_decision_says_where_it_is_and_by_when(state: State, stage: Stage) -> None:
    told = said(replace(CASE, state=state, decision=REJECTED))
    assert (told.stage, told.reasons, told.decided_on) == (stage, (), None)
    assert told.received_on == date(2026, 2, 2)  # Past midnight in Cairo.
    closed = stage in {Stage.WITHDRAWN, Stage.EXPIRED}
    assert told.due_on == (None if closed else date(2026, 3, 15))


def test_a_rejection_says_why_and_until_when_to_object() -> None:
    told = said(replace(CASE, state=State.REJECTED, decision=REJECTED))
    assert (told.stage, told.reasons, told.decided_on) == (
        Stage.REJECTED,
        ("fixed_income",),
        date(2026, 3, 2),
    )
    assert told.object_by == date(2026, 3, 30)


def test_time_to_object_begins_when_the_second_person_agreed() -> None:
    checked = replace(REJECTED, checked_at=DECIDED + timedelta(days=3))
    assert said(replace(CASE, state=State.REJECTED, decision=checked)).object_by == date(2026, 4, 2)


def test_a_request_for_completion_says_what_to_bring_and_until_when() -> None:
    facts = {"reasons": [{"code": "document_unreadable", "papers": ["identity_card", "bank_letter"]}]}
    decision = replace(
        REJECTED,
        outcome=Outcome.NEEDS_COMPLETION,
        reasons=("document_unreadable",),
        messages=(replace(SENT, facts=facts),),
    )
    case = replace(CASE, state=State.NEEDS_COMPLETION, decision=decision, complete_by=date(2026, 4, 1))
    told = said(case)
    assert (told.stage, told.complete_by) == (Stage.TO_COMPLETE, date(2026, 4, 1))
    assert told.papers == ("identity_card", "bank_letter")
    assert told.object_by is None


@pytest.mark.parametrize(
    ("decision", "after", "told"),
    [
        (REJECTED, timedelta(minutes=9), False),
        (replace(REJECTED, messages=()), timedelta(minutes=9), False),
        (replace(REJECTED, messages=()), timedelta(minutes=10), True),
        (REJECTED, timedelta(minutes=12), True),
        (replace(REJECTED, messages=(WAITING,)), timedelta(minutes=30), False),
        (replace(REJECTED, messages=(WAITING,)), timedelta(minutes=70), True),
        (replace(REJECTED, messages=(WAITING, SENT)), timedelta(minutes=12), True),
        (replace(REJECTED, messages=(replace(WAITING, status="held"),)), timedelta(days=9), False),
        (replace(REJECTED, messages=(replace(WAITING, status="kept"),)), timedelta(minutes=12), True),
        (replace(REJECTED, messages=(), checked_at=DECIDED + timedelta(days=1)), timedelta(hours=23), False),
        (replace(REJECTED, messages=(), checked_at=DECIDED + timedelta(days=1)), timedelta(hours=24), True),
    ],
)
def test_a_decision_is_told_only_once_it_is_final_and_its_message_went_first(
    decision: FoundDecision,
    after: timedelta,
    told: bool,  # noqa: FBT001 - the cell of a table.
) -> None:
    at = DECIDED + after
    assert is_told(decision, at) == told
    stage = said(replace(CASE, state=State.REJECTED, decision=decision), at).stage
    assert stage == (Stage.REJECTED if told else Stage.EXAMINED)


def test_an_approval_that_is_not_told_shows_no_support() -> None:
    approved = replace(REJECTED, outcome=Outcome.APPROVE, reasons=(), messages=(WAITING,))
    case = replace(CASE, state=State.APPROVED, decision=approved, entitlement=SUPPORT)
    untold = said(case, DECIDED + timedelta(minutes=5))
    assert (untold.stage, untold.support) == (Stage.EXAMINED, None)
    assert said(case).support is not None


@pytest.mark.parametrize(
    ("changed", "paying", "since"),
    [
        ({}, Paying.NOT_YET, date(2026, 4, 1)),
        ({"payments": (PAID,)}, Paying.RUNNING, date(2026, 4, 1)),
        (
            {"stop_reason": "stale_data", "stop_on": date(2026, 5, 1)},
            Paying.STOP_ANNOUNCED,
            date(2026, 5, 1),
        ),
        (
            {"state": "suspended", "stop_reason": "stale_data", "suspended_on": date(2026, 5, 1)},
            Paying.SUSPENDED,
            date(2026, 5, 1),
        ),
        ({"state": "ended", "ended_on": date(2026, 6, 1)}, Paying.ENDED, date(2026, 6, 1)),
    ],
)
def test_support_says_whether_it_is_paid_and_which_day_matters(
    changed: dict[str, object], paying: Paying, since: date
) -> None:
    approved = replace(REJECTED, outcome=Outcome.APPROVE, reasons=())
    entitlement = replace(SUPPORT, **changed)  # type: ignore[arg-type]
    told = said(replace(CASE, state=State.APPROVED, decision=approved, entitlement=entitlement))
    assert told.support is not None
    assert (told.support.paying, told.support.since) == (paying, since)
    assert told.support.reason == changed.get("stop_reason")
    assert [one.on for one in told.support.payments] == ([date(2026, 3, 16)] if "payments" in changed else [])


@pytest.mark.parametrize("sight", [Sight.PROTECTED, Sight.ELSEWHERE])
def test_what_is_not_the_viewers_to_tell_is_named_and_no_more(sight: Sight) -> None:
    complaint = FoundComplaint(tracking="C-1", kind="service", state="filed", due_on=date(2026, 3, 20))
    case = replace(CASE, state=State.REJECTED, decision=REJECTED, complaints=(complaint,), sight=sight)
    assert said(case) == Told(reference="TK-2026-000001-4", programme="eg.takaful", stage=Stage(sight.value))
    whole = said(replace(case, sight=Sight.WHOLE))
    assert [one.tracking for one in whole.complaints] == ["C-1"]


def test_an_answer_is_compared_with_the_present_as_far_as_both_may_be_told() -> None:
    then, now = said(CASE), said(replace(CASE, state=State.REJECTED, decision=REJECTED))
    elsewhere = said(replace(CASE, sight=Sight.ELSEWHERE))
    assert confirmed(then, then).standing is Standing.SAME
    assert confirmed(then, now).standing is Standing.CHANGED
    assert confirmed(elsewhere, now).standing is Standing.NOT_SAID
    kept = confirmed(then, elsewhere)
    assert (kept.standing, kept.then) == (Standing.NOT_YOURS, elsewhere)
