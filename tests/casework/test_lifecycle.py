"""The one table of what may happen to an application: what it lists, and above all what it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from casework.actors import Citizen, Staff, System
from casework.applications.application import Application, Decision
from casework.applications.evidence import Paper, PaperVerdict
from casework.applications.lifecycle import (
    ACTION_OF,
    STAGE_OF,
    TRANSITIONS,
    Action,
    Outcome,
    Stage,
    State,
    after,
    may_follow,
)
from casework.applications.reasons import Route
from casework.countries.pack import programme
from casework.errors import ActionRefused, Refusal
from casework.permissions import Role
from tests.lots import seed_drawing

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ON = date(2026, 11, 23)
AMAL = Staff(username="amal", name_ar="أمل", name_en="Amal", role=Role.CASEWORKER)
SUHA = Staff(username="suha", name_ar="سهى", name_en="Suha", role=Role.SUPERVISOR)
TAKAFUL = programme("eg.takaful")
REFERENCE = "TK-2026-000123-C"
QUIET, LOUD = seed_drawing(left=[REFERENCE]), seed_drawing(drawn=[REFERENCE])
OUTCOME_OF = {action: outcome for outcome, action in ACTION_OF.items()}
LISTED = sorted(TRANSITIONS)
NOT_LISTED = sorted(set(product(State, Action)) - set(TRANSITIONS))


def reason_leading_to(route: Route) -> str:
    return next(reason.code for reason in TAKAFUL.reasons_on(ON) if reason.route is route)


def a_paper(number: int, kind: str) -> Paper:
    return Paper(
        id=number,
        kind=kind,
        original_name="a.pdf",
        sha256="0" * 64,
        media_type="application/pdf",
        size=10,
        pages=1,
        page_sizes=((800, 1100),),
        fault=None,
        received_at=AT,
        verdict=PaperVerdict.ACCEPTED,
        judged_by="amal",
        judged_at=AT,
    )


def in_state(state: State, *, came_back: bool = False, outcome: Outcome = Outcome.REJECT) -> Application:
    """An application as it stands in a state, with everything its next action could ask for."""
    held = state is State.UNDER_REVIEW
    decided = state in {State.APPROVED, State.REJECTED, State.NEEDS_COMPLETION, State.AWAITING_CHECK}
    application = Application(
        reference=REFERENCE,
        programme=TAKAFUL.code,
        region="eg-01",
        facts={"full_name": "منى السيد"},
        language="ar",
        channel="import",
        source="test",
        source_key="1",
        submitted_at=AT - timedelta(days=3),
        due_on=ON,
        amber_on=ON,
        state=state,
        assignee="amal" if held else None,
        claimed_at=AT - timedelta(hours=1) if held else None,
        came_back_at=AT - timedelta(days=1) if came_back else None,
        decision=Decision(id=5, outcome=outcome, reasons=(), note="", by="amal", at=AT) if decided else None,
    )
    application.papers = [a_paper(n, kind) for n, kind in enumerate(application.required_kinds(), 1)]
    application.papers.append(a_paper(99, "medical_report"))
    return application


def decided(outcome: Outcome, *reasons: str) -> Callable[[Application], object]:
    """Decide; where a decision waits for a second person, let that person agree."""

    def act(it: Application) -> object:
        if it.state is State.AWAITING_CHECK:
            return it.agree("كلمة", by=SUHA, at=AT, on=ON)
        return it.decide(outcome, reasons, "كلمة", by=AMAL, at=AT, on=ON, seed=QUIET, words="كلمة")

    return act


ACTS: dict[Action, Callable[[Application], object]] = {
    Action.CLAIM: lambda it: it.claim(by=AMAL, at=AT),
    Action.RELEASE: lambda it: it.hand_back("إجازة", by=AMAL, at=AT),
    Action.RELEASE_COMPLETED: lambda it: it.lapse(by=System(), at=AT),
    Action.REASSIGN: lambda it: it.reassign(AMAL, "إجازة", by=SUHA, at=AT),
    Action.JUDGE: lambda it: it.judge(99, PaperVerdict.UNREADABLE, "", by=AMAL, at=AT),
    Action.APPROVE: decided(Outcome.APPROVE),
    Action.REJECT: decided(Outcome.REJECT, reason_leading_to(Route.REJECT)),
    Action.REQUEST_COMPLETION: decided(Outcome.NEEDS_COMPLETION, reason_leading_to(Route.NEEDS_COMPLETION)),
    Action.COMPLETE: lambda it: it.complete({"household_size": 5}, (), ON, ON, by=Citizen(), at=AT),
    Action.WITHDRAW: lambda it: it.withdraw("", by=Citizen(), at=AT),
    Action.EXPIRE: lambda it: it.expire(by=System(), at=AT),
    Action.UNDO: lambda it: it.undo("نقرة خاطئة", by=AMAL, at=AT),
}
# What is sent to a second check is sent by the decision itself: there is no act to be tried.
TRIED = [pair for pair in LISTED if pair[1] in ACTS]
NOT_TO_BE_DONE = [pair for pair in NOT_LISTED if pair[1] in ACTS]


@pytest.mark.parametrize(("state", "action"), NOT_LISTED)
def test_what_the_table_does_not_list_is_refused(state: State, action: Action) -> None:
    with pytest.raises(ActionRefused) as refused:
        after(state, action)
    assert (refused.value.state, refused.value.action) == (state, action)


@pytest.mark.parametrize(("state", "action"), NOT_TO_BE_DONE)
def test_an_application_refuses_it_too_and_stays_as_it_was(state: State, action: Action) -> None:
    application = in_state(state, came_back=action is Action.RELEASE_COMPLETED)
    before = replace(application, papers=list(application.papers), events=[])
    with pytest.raises(Refusal):
        ACTS[action](application)
    assert application == before


def before(state: State, action: Action) -> Application:
    outcome = OUTCOME_OF.get(action, Outcome.REJECT)
    return in_state(state, came_back=action is Action.RELEASE_COMPLETED, outcome=outcome)


@pytest.mark.parametrize(("state", "action"), TRIED)
def test_what_the_table_lists_can_be_done_and_is_written_down(state: State, action: Action) -> None:
    application = before(state, action)
    ACTS[action](application)
    assert application.state is TRANSITIONS[state, action]
    assert len(application.events) == 1


@pytest.mark.parametrize(("state", "action"), TRIED)
def test_exactly_a_case_in_hand_has_a_holder(state: State, action: Action) -> None:
    application = before(state, action)
    ACTS[action](application)
    assert (application.assignee is not None) == (application.stage is Stage.IN_HAND)
    assert (application.claimed_at is not None) == (application.stage is Stage.IN_HAND)


def test_the_waiting_states_are_exactly_those_that_can_be_claimed() -> None:
    waiting = {state for state in State if STAGE_OF[state] is Stage.WAITING}
    assert waiting == {state for state in State if Action.CLAIM in may_follow(state)}


@pytest.mark.parametrize("outcome", [Outcome.APPROVE, Outcome.REJECT])
def test_a_drawn_decision_is_sent_to_a_second_check(outcome: Outcome) -> None:
    application = in_state(State.UNDER_REVIEW)
    reasons = [reason_leading_to(Route.REJECT)] if outcome is Outcome.REJECT else []
    application.decide(outcome, reasons, "كلمة", by=AMAL, at=AT, on=ON, seed=LOUD, words="كلمة")
    assert application.state is State.AWAITING_CHECK
    assert (
        TRANSITIONS[after(State.UNDER_REVIEW, ACTION_OF[outcome]), Action.SEND_TO_CHECK] is application.state
    )
    assert [event.kind for event in application.events] == ["decided"]


def test_only_a_case_under_review_or_a_second_check_is_decided() -> None:
    for action in ACTION_OF.values():
        decided_from = {state for state in State if action in may_follow(state)}
        assert decided_from == {State.UNDER_REVIEW, State.AWAITING_CHECK}


def test_only_a_decision_is_sent_to_a_second_check() -> None:
    sent = {state for state in State if Action.SEND_TO_CHECK in may_follow(state)}
    assert sent == {after(State.UNDER_REVIEW, action) for action in ACTION_OF.values()}


def test_nothing_follows_what_the_applicant_or_the_time_has_closed() -> None:
    assert may_follow(State.WITHDRAWN) == may_follow(State.EXPIRED) == frozenset()


def test_a_decision_can_only_be_undone_or_reopened_and_a_request_also_answered() -> None:
    closed = {Action.UNDO, Action.SEND_TO_CHECK}
    assert may_follow(State.APPROVED) == closed
    assert may_follow(State.REJECTED) == {*closed, Action.REOPEN}
    assert may_follow(State.NEEDS_COMPLETION) == {
        *closed,
        Action.COMPLETE,
        Action.WITHDRAW,
        Action.EXPIRE,
    }


def test_every_state_can_be_reached_from_the_first() -> None:
    reached, ahead = set[State](), {State.SUBMITTED}
    while ahead:
        reached |= ahead
        ahead = {after(state, action) for state in reached for action in may_follow(state)} - reached
    assert reached == set(State)
