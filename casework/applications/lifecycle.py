"""The one table of what may happen to an application, and when."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from casework.errors import ActionRefused


class State(StrEnum):
    """Where an application stands."""

    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    NEEDS_COMPLETION = "needs_completion"
    COMPLETED = "completed"
    AWAITING_CHECK = "awaiting_check"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Stage(StrEnum):
    """Whose turn it is: the queue's view of a state."""

    WAITING = "waiting"
    IN_HAND = "in_hand"
    CHECKING = "checking"
    WITH_APPLICANT = "with_applicant"
    CLOSED = "closed"


class Action(StrEnum):
    """What can be done to an application."""

    CLAIM = "claim"
    RELEASE = "release"
    RELEASE_COMPLETED = "release_completed"
    REASSIGN = "reassign"
    JUDGE = "judge"
    APPROVE = "approve"
    REJECT = "reject"
    REQUEST_COMPLETION = "request_completion"
    SEND_TO_CHECK = "send_to_check"
    COMPLETE = "complete"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    UNDO = "undo"
    REOPEN = "reopen"


class Outcome(StrEnum):
    """What a caseworker decides."""

    APPROVE = "approve"
    REJECT = "reject"
    NEEDS_COMPLETION = "needs_completion"


STAGE_OF: Final[Mapping[State, Stage]] = MappingProxyType(
    {
        State.SUBMITTED: Stage.WAITING,
        State.COMPLETED: Stage.WAITING,
        State.UNDER_REVIEW: Stage.IN_HAND,
        State.NEEDS_COMPLETION: Stage.WITH_APPLICANT,
        State.AWAITING_CHECK: Stage.CHECKING,
        State.APPROVED: Stage.CLOSED,
        State.REJECTED: Stage.CLOSED,
        State.WITHDRAWN: Stage.CLOSED,
        State.EXPIRED: Stage.CLOSED,
    }
)

# A case that came back from its applicant and is handed back waits as "completed" again, so that the list
# "back from the applicant" stays true: hence two release actions. A drawn decision is sent to a second
# check by the act that makes it, before anybody is told; what the second person says is a decision too.
TRANSITIONS: Final[Mapping[tuple[State, Action], State]] = MappingProxyType(
    {
        (State.SUBMITTED, Action.CLAIM): State.UNDER_REVIEW,
        (State.COMPLETED, Action.CLAIM): State.UNDER_REVIEW,
        (State.UNDER_REVIEW, Action.RELEASE): State.SUBMITTED,
        (State.UNDER_REVIEW, Action.RELEASE_COMPLETED): State.COMPLETED,
        (State.SUBMITTED, Action.REASSIGN): State.UNDER_REVIEW,
        (State.COMPLETED, Action.REASSIGN): State.UNDER_REVIEW,
        (State.UNDER_REVIEW, Action.REASSIGN): State.UNDER_REVIEW,
        (State.UNDER_REVIEW, Action.JUDGE): State.UNDER_REVIEW,
        (State.UNDER_REVIEW, Action.APPROVE): State.APPROVED,
        (State.UNDER_REVIEW, Action.REJECT): State.REJECTED,
        (State.UNDER_REVIEW, Action.REQUEST_COMPLETION): State.NEEDS_COMPLETION,
        (State.APPROVED, Action.SEND_TO_CHECK): State.AWAITING_CHECK,
        (State.REJECTED, Action.SEND_TO_CHECK): State.AWAITING_CHECK,
        (State.NEEDS_COMPLETION, Action.SEND_TO_CHECK): State.AWAITING_CHECK,
        (State.AWAITING_CHECK, Action.JUDGE): State.AWAITING_CHECK,
        (State.AWAITING_CHECK, Action.APPROVE): State.APPROVED,
        (State.AWAITING_CHECK, Action.REJECT): State.REJECTED,
        (State.AWAITING_CHECK, Action.REQUEST_COMPLETION): State.NEEDS_COMPLETION,
        (State.NEEDS_COMPLETION, Action.COMPLETE): State.COMPLETED,
        (State.NEEDS_COMPLETION, Action.EXPIRE): State.EXPIRED,
        (State.SUBMITTED, Action.WITHDRAW): State.WITHDRAWN,
        (State.UNDER_REVIEW, Action.WITHDRAW): State.WITHDRAWN,
        (State.NEEDS_COMPLETION, Action.WITHDRAW): State.WITHDRAWN,
        (State.COMPLETED, Action.WITHDRAW): State.WITHDRAWN,
        (State.AWAITING_CHECK, Action.WITHDRAW): State.WITHDRAWN,
        (State.APPROVED, Action.UNDO): State.UNDER_REVIEW,
        (State.REJECTED, Action.UNDO): State.UNDER_REVIEW,
        (State.NEEDS_COMPLETION, Action.UNDO): State.UNDER_REVIEW,
        (State.AWAITING_CHECK, Action.UNDO): State.UNDER_REVIEW,
        (State.REJECTED, Action.REOPEN): State.UNDER_REVIEW,
    }
)

ACTION_OF: Final[Mapping[Outcome, Action]] = MappingProxyType(
    {
        Outcome.APPROVE: Action.APPROVE,
        Outcome.REJECT: Action.REJECT,
        Outcome.NEEDS_COMPLETION: Action.REQUEST_COMPLETION,
    }
)


def after(state: State, action: Action) -> State:
    """The state that follows.

    Raises:
        ActionRefused: the table does not list this action in this state.
    """
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        raise ActionRefused(action=action, state=state) from None


def may_follow(state: State) -> frozenset[Action]:
    """The actions the table lists for a state."""
    return frozenset(action for (listed, action) in TRANSITIONS if listed is state)
