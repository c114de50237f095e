"""The one table of what may happen to a complaint, and when."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from casework.errors import ActionRefused


class ComplaintKind(StrEnum):
    """What a complaint is about."""

    NOT_ENTITLED = "not_entitled"
    PAYMENT_STOPPED = "payment_stopped"
    OBJECTION = "objection"
    CORRECTION = "correction"
    SERVICE = "service"


class ComplaintState(StrEnum):
    """Where a complaint stands."""

    FILED = "filed"
    IN_HAND = "in_hand"
    ANSWERED = "answered"


class ComplaintAction(StrEnum):
    """What can be done with a complaint."""

    TAKE = "take_complaint"
    ASSIGN = "assign_complaint"
    HAND_BACK = "hand_back_complaint"
    ANSWER = "answer_complaint"


class ComplaintOutcome(StrEnum):
    """What the office says to a complaint."""

    UPHELD = "upheld"
    PARTLY = "partly"
    REFUSED = "refused"


TRANSITIONS: Final[Mapping[tuple[ComplaintState, ComplaintAction], ComplaintState]] = MappingProxyType(
    {
        (ComplaintState.FILED, ComplaintAction.TAKE): ComplaintState.IN_HAND,
        (ComplaintState.FILED, ComplaintAction.ASSIGN): ComplaintState.IN_HAND,
        (ComplaintState.IN_HAND, ComplaintAction.ASSIGN): ComplaintState.IN_HAND,
        (ComplaintState.IN_HAND, ComplaintAction.HAND_BACK): ComplaintState.FILED,
        (ComplaintState.IN_HAND, ComplaintAction.ANSWER): ComplaintState.ANSWERED,
    }
)


def after(state: ComplaintState, action: ComplaintAction) -> ComplaintState:
    """The state that follows.

    Raises:
        ActionRefused: the table does not list this action in this state.
    """
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        raise ActionRefused(action=action, state=state) from None
