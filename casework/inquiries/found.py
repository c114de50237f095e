"""What is on record of a case when somebody asks, as far as an answer is made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from casework.actors import Staff
from casework.applications.lifecycle import Outcome, State


class Sight(StrEnum):
    """How much of a case is told by whoever is asked."""

    WHOLE = "whole"
    PROTECTED = "protected"
    ELSEWHERE = "elsewhere"


def sight_of(viewer: Staff, programme: str, region: str, *, protected: bool, assignee: str | None) -> Sight:
    """How much of a case this person tells: nothing of another office's, of a protected one that it is."""
    if not viewer.is_competent_for(programme, region):
        return Sight.ELSEWHERE
    seen = viewer.sees(protected=protected, assignee=assignee)
    return Sight.WHOLE if seen else Sight.PROTECTED


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundMessage:
    """A message about a decision: where it stands and when it was first tried (UTC)."""

    status: str
    first_tried_at: datetime | None
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDecision:
    """The decision that stands; ``checked_at`` is when a second person agreed."""

    outcome: Outcome
    at: datetime
    checked_at: datetime | None
    reasons: tuple[str, ...]
    messages: tuple[FoundMessage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPayment:
    """The payment of a month; ``period`` is its first day, ``cause`` a code."""

    period: date
    state: str
    amount: Decimal
    currency: str
    pay_on: date
    paid_on: date | None
    cause: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundEntitlement:
    """The newest entitlement that is not cancelled, with its last payments, the newest first."""

    state: str
    card: str
    amount: Decimal
    currency: str
    paid_from: date
    stop_reason: str | None
    stop_on: date | None
    suspended_on: date | None
    ended_on: date | None
    payments: tuple[FoundPayment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundComplaint:
    """A complaint that is not answered yet."""

    tracking: str
    kind: str
    state: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCase:
    """A case of whoever was asked about. Of one that is not told whole, nothing below ``sight`` is filled."""

    id: int
    reference: str
    programme: str
    region: str
    state: State
    assignee: str | None
    sight: Sight
    submitted_at: datetime
    due_on: date
    complete_by: date | None = None
    decision: FoundDecision | None = None
    entitlement: FoundEntitlement | None = None
    complaints: Sequence[FoundComplaint] = ()
