"""An entitlement: how much, from when, whether it is paid, and when it is looked at again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from casework.entitlements.lifecycle import CardState, EntitlementState, Finding


@dataclass(slots=True, kw_only=True)
class Entitlement:
    """The aggregate; its journal lines are those of its case.

    ``amount`` is a month's, in ``currency``; ``parts`` say what it is made of, as JSON values, by the formula
    of version ``formula``. ``paid_from`` is the first day of the first month paid for. ``stop_reason`` and
    ``stop_on`` stand while a notice is out, and the reason stays while payment is suspended. ``review_on`` is
    the day of the next periodic review; ``finding`` and ``failing`` (codes of reasons) are what the last
    reading of the rules on ``checked_on`` found. ``id`` is 0 until the records have numbered it.
    """

    application: str
    decision: int
    programme: str
    region: str
    amount: Decimal
    currency: str
    parts: Sequence[Mapping[str, object]]
    formula: str
    opened_on: date
    paid_from: date
    card_moved_at: datetime
    review_on: date
    state: EntitlementState = EntitlementState.ACTIVE
    card: CardState = CardState.REQUESTED
    stop_reason: str | None = None
    stop_on: date | None = None
    noticed_at: datetime | None = None
    suspended_on: date | None = None
    ended_on: date | None = None
    checked_on: date | None = None
    finding: Finding | None = None
    failing: tuple[str, ...] = ()
    review_batch: int | None = None
    version: int = 1
    id: int = 0
    changed: bool = False
