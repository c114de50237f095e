"""The payment of one month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from casework.entitlements.lifecycle import PaymentState


@dataclass(slots=True, kw_only=True)
class Payment:
    """A month's payment. ``period`` is the first day of the month; ``cause`` is a code.

    ``paid_on`` and ``returned_on`` are the days of the last such results; they stay when it is scheduled
    anew.
    """

    reference: str
    application: str
    entitlement: int
    programme: str
    region: str
    period: date
    amount: Decimal
    currency: str
    pay_on: date
    moved_at: datetime
    state: PaymentState = PaymentState.SCHEDULED
    cause: str | None = None
    paid_on: date | None = None
    returned_on: date | None = None
    version: int = 1
    id: int = 0
    changed: bool = False
