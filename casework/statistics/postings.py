"""What the office counts: measures, and the postings an act makes under them.

A flow counts what happened in a period; a level is how many there are now. Every posting stands twice, under
its region and under :data:`EVERYWHERE`, so that a question about a whole programme reads few rows.
"""

from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

EVERYWHERE: Final = "*"
"""In place of a region: the programme as a whole. Never added to the regions' own rows."""


class Measure(StrEnum):
    """What a posting counts; ``a`` and ``b`` say of which kind (docs/figures.md has the definitions)."""

    # By local day.
    FLOW = "flow"  # a: what happened
    DECIDED = "decided"  # a: outcome, b: first or later
    DAYS_FIRST = "days_first"  # a: working days from receipt to the first decision
    DAYS_FINAL = "days_final"  # a: working days from receipt to approval or rejection
    REQUESTS = "requests"  # a: requests for completion before the result
    RIGHT = "right"  # a: right or not, first time
    IN_TIME = "in_time"  # a: in_time or late, b: outcome
    PAPER = "paper"  # a: kind, b: verdict or fault
    CHECK = "check"  # a: drawn, agreed or replaced, b: the first outcome
    STAFF = "staff"  # a: user name, b: act
    COMPLAINT = "complaint"  # a: kind, b: filed, upheld, partly, refused or late
    PAYMENT = "payment"  # a: scheduled, paid, returned or stopped, b: cause
    ENTITLEMENT = "entitlement"  # a: what happened to it, b: reason
    # Levels, by local day of the change.
    STATE = "state"  # a: state
    OPEN = "open"  # a: received on, b: due on; the cases on the office's side
    HAND = "hand"  # a: user name, b: held since
    COMPLAINT_OPEN = "complaint_open"  # a: kind, b: due on; the complaints that are not answered
    # By month of the decision.
    OUTCOME = "outcome"  # a: outcome
    REASON = "reason"  # a: reason, b: outcome:sole or outcome:joint
    ONLY = "only"  # a: reason, b: outcome; nothing else stood against approval
    PAIR = "pair"  # a: outcome:reason, b: a later reason of the same decision
    TRAIT = "trait"  # a: trait:value, b: outcome
    REASON_TRAIT = "reason_trait"  # a: outcome:reason, b: trait:value; everywhere only
    AFTER = "after"  # a: outcome, or outcome:reason; b: what came of such decisions since


LEVELS: Final = frozenset({Measure.STATE, Measure.OPEN, Measure.HAND, Measure.COMPLAINT_OPEN})
EVERYWHERE_ONLY: Final = frozenset({Measure.REASON_TRAIT})


class Posting(NamedTuple):
    """So many more, or less, under a measure. ``period`` is a local day or the first of a month."""

    measure: Measure
    period: date
    a: str
    b: str
    n: int


def month_of(day: date) -> date:
    """The first day of the month."""
    return day.replace(day=1)
