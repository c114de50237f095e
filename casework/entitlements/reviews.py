"""Periodic review: what the rules find in the facts of a running entitlement, and when it is looked at next.

Nothing here stops anything: the system proposes, a person decides.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from casework.applications.application import Application
from casework.countries.programme import Programme
from casework.eligibility.checks import CheckOutcome
from casework.eligibility.rule import Verdict
from casework.entitlements.lifecycle import Finding

STALE: Final = "data_not_updated"
"""The reason of every pack that says no more than that the data are out of date."""
EXAM: Final = "medical_exam_missed"
"""The reason of every pack that says a medical examination was missed."""
WARN_DAYS: Final = 60
"""How long before the day of its review an entitlement is on the list: time to reach a family by telephone.

[INVENTED, to be confirmed: no source gives a figure.]
"""
READ_AGAIN_DAYS: Final = 30
"""How old a reading of the rules may be before the timer reads again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a reading of the rules found; ``failing`` are the reasons of the rules that fail, in order."""

    finding: Finding
    failing: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing stands against paying on."""
        return self.finding is Finding.SOUND


def read_rules(application: Application, on: date) -> Read:
    """Read the programme's rules on the facts of a case, on a local date; nothing is changed."""
    return found_in(application.assessed(on))


def found_in(verdicts: Iterable[Verdict]) -> Read:
    """What verdicts say of a running entitlement: failures before what cannot be told."""
    weighed = tuple(verdicts)
    failing = tuple(dict.fromkeys(one.reason for one in weighed if one.reason is not None))
    if failing:
        return Read(finding=_kind_of(frozenset(failing)), failing=failing)
    doubtful = any(one.outcome is CheckOutcome.CANNOT_TELL for one in weighed)
    return Read(finding=Finding.CANNOT_TELL if doubtful else Finding.SOUND)


def _kind_of(failing: frozenset[str]) -> Finding:
    if failing == frozenset({STALE}):
        return Finding.STALE_ONLY
    return Finding.EXAM_MISSED if EXAM in failing and failing <= {STALE, EXAM} else Finding.FAILS


def next_review(scheme: Programme, after: date) -> date:
    """The day of the next review, the pack's number of months after a local date."""
    months = after.year * 12 + after.month - 1 + scheme.review.months
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(after.day, monthrange(year, month)[1]))


def is_monthly(scheme: Programme) -> bool:
    """Whether the programme is reviewed every month: what is sound is then confirmed without a person."""
    return scheme.review.months == 1


def may_be_confirmed(review_on: date, today: date) -> bool:
    """Whether the review may be done now: its day is within the time in which it is on the list."""
    return review_on <= today + timedelta(days=WARN_DAYS)
