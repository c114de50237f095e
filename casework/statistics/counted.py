"""A decision as the figures count it, and what it says of causes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from casework.applications.lifecycle import Outcome
from casework.statistics.afterwards import Objections
from casework.statistics.postings import Measure, Posting, month_of
from casework.statistics.profile import Profile


@dataclass(slots=True, kw_only=True)
class Counted:
    """A decision as it is counted; ``stands`` ends when it is undone or replaced."""

    on: date
    outcome: Outcome
    by: str
    reasons: tuple[str, ...]
    only: str | None
    profile: Profile
    first: bool
    right: bool | None
    days: int
    requests: int
    late: bool
    drawn: bool
    stands: bool = True
    objections: Objections = field(default_factory=Objections)


def causes_of(one: Counted) -> list[Posting]:
    """What a decision says of causes, under its month: outcome, reasons, pairs, groups."""
    month, outcome = month_of(one.on), one.outcome
    alone = f"{outcome}:{'sole' if len(one.reasons) == 1 else 'joint'}"
    groups = [f"{trait}:{value}" for trait, value in one.profile.pairs()]
    stated = [f"{outcome}:{reason}" for reason in one.reasons]
    return [
        Posting(Measure.OUTCOME, month, outcome, "", 1),
        *(Posting(Measure.TRAIT, month, group, outcome, 1) for group in groups),
        *(Posting(Measure.REASON, month, reason, alone, 1) for reason in one.reasons),
        *(Posting(Measure.ONLY, month, only, outcome, 1) for only in (one.only,) if only),
        *(
            Posting(Measure.PAIR, month, f"{outcome}:{first}", second, 1)
            for first, second in combinations(one.reasons, 2)
        ),
        *(Posting(Measure.REASON_TRAIT, month, reason, group, 1) for reason in stated for group in groups),
    ]
