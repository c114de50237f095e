"""The refusals of entitlements, payments and reviews. They carry facts; the words are in ``ui``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from casework.errors import Refusal


@dataclass(kw_only=True, eq=False)
class NoEntitlement(Refusal):
    """The case has no entitlement."""

    application: str


@dataclass(kw_only=True, eq=False)
class EntitlementChangedMeanwhile(Refusal):
    """Someone changed the entitlement after it was opened; nothing was written."""

    application: str
    by: str
    at: datetime


@dataclass(kw_only=True, eq=False)
class NoticeTooShort(Refusal):
    """Nothing is stopped before the time of notice is over; ``earliest`` is the first day possible."""

    earliest: date


@dataclass(kw_only=True, eq=False)
class StopReasonUnknown(Refusal):
    """The programme has no such reason to stop a payment."""

    reason: str


@dataclass(kw_only=True, eq=False)
class NoticeOut(Refusal):
    """A notice that payment will stop is out already; ``stop_on`` is its day."""

    stop_on: date


@dataclass(kw_only=True, eq=False)
class NoNoticeOut(Refusal):
    """No notice that payment will stop is out."""

    application: str


@dataclass(kw_only=True, eq=False)
class PapersLacking(Refusal):
    """Reactivation needs papers that were not brought; ``kinds`` are theirs."""

    kinds: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class ReviewNotDue(Refusal):
    """The entitlement is not due for review yet; ``due_on`` is the day."""

    due_on: date


@dataclass(kw_only=True, eq=False)
class NothingDue(Refusal):
    """Nothing is due for review by this day that is in no batch."""


@dataclass(kw_only=True, eq=False)
class NoSuchPayment(Refusal):
    """No payment has this reference."""

    reference: str
