"""What follows a decision, as the figures see it: objections, payments, and what becomes of an entitlement.

Payments and entitlements are counted line by line. What is said of them stands in the line itself, so nobody
needs to read the past of the thousands of cases that are paid each month.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

from casework.applications.events import EventKind
from casework.complaints.lifecycle import ComplaintOutcome
from casework.statistics.postings import Measure, Posting

FILED: Final = "filed"
LATE: Final = "late"
OBJECTED: Final = "objected"
OVERTURNED: Final = "overturned"
OBJECTION_REFUSED: Final = "objection_refused"

# What happened to an entitlement or a payment, by the kind of its line, and where the line says why.
_BY_THEMSELVES: Final[Mapping[str, tuple[Measure, str, str]]] = {
    EventKind.ENTITLED: (Measure.ENTITLEMENT, "opened", ""),
    EventKind.ENTITLEMENT_CANCELLED: (Measure.ENTITLEMENT, "cancelled", ""),
    EventKind.STOP_NOTICE_GIVEN: (Measure.ENTITLEMENT, "noticed", "reason"),
    EventKind.STOP_NOTICE_LIFTED: (Measure.ENTITLEMENT, "lifted", "reason"),
    EventKind.SUSPENDED: (Measure.ENTITLEMENT, "suspended", "reason"),
    EventKind.REACTIVATED: (Measure.ENTITLEMENT, "reactivated", "reason"),
    EventKind.ENTITLEMENT_ENDED: (Measure.ENTITLEMENT, "ended", "reason"),
    EventKind.PAYMENT_SCHEDULED: (Measure.PAYMENT, "scheduled", ""),
    EventKind.PAYMENT_PAID: (Measure.PAYMENT, "paid", ""),
    EventKind.PAYMENT_RETURNED: (Measure.PAYMENT, "returned", "cause"),
    EventKind.PAYMENT_STOPPED: (Measure.PAYMENT, "stopped", "cause"),
    EventKind.AMENDED: (Measure.FLOW, "amended", ""),
}
STATELESS: Final[frozenset[str]] = frozenset(_BY_THEMSELVES)
"""The kinds of line that are counted without knowing anything of the case's past."""


def counted_by_itself(kind: str, facts: Mapping[str, Any], on: date) -> Posting | None:
    """What a line of one of the :data:`STATELESS` kinds posts on its local day; None for other kinds."""
    if kind not in _BY_THEMSELVES:
        return None
    measure, what, why = _BY_THEMSELVES[kind]
    return Posting(measure, on, what, str(facts.get(why) or "") if why else "", 1)


class OpenComplaint(NamedTuple):
    """A complaint that is not answered yet."""

    kind: str
    due_on: str


@dataclass(slots=True)
class Objections:
    """What was said against one decision: a decision is objected to once and overturned once, however often.

    ``overturned`` is None until something said against it was answered.
    """

    objected: bool = False
    overturned: bool | None = None

    def filed(self) -> Iterable[tuple[str, int]]:
        """What a further complaint about the decision adds to what came of it."""
        if not self.objected:
            self.objected = True
            yield OBJECTED, 1

    def answered(self, outcome: str) -> Iterable[tuple[str, int]]:
        """What an answer adds, and takes away where an earlier answer had refused."""
        upheld = outcome != ComplaintOutcome.REFUSED
        if self.overturned or self.overturned is upheld:
            return
        if self.overturned is False:
            yield OBJECTION_REFUSED, -1
        self.overturned = upheld
        yield OVERTURNED if upheld else OBJECTION_REFUSED, 1


@dataclass(slots=True)
class Complaints:
    """The complaints of a case so far, by tracking number those that are open."""

    open: dict[str, OpenComplaint] = field(default_factory=dict[str, OpenComplaint])

    def filed(self, facts: Mapping[str, Any], on: date) -> Iterable[Posting]:
        """A complaint came."""
        kind, due_on = str(facts["complaint_kind"]), str(facts["due_on"])
        self.open[str(facts["complaint"])] = OpenComplaint(kind, due_on)
        yield Posting(Measure.COMPLAINT, on, kind, FILED, 1)
        yield Posting(Measure.COMPLAINT_OPEN, on, kind, due_on, 1)

    def answered(self, facts: Mapping[str, Any], on: date) -> Iterable[Posting]:
        """A complaint was answered."""
        kind = str(facts["complaint_kind"])
        yield Posting(Measure.COMPLAINT, on, kind, str(facts["outcome"]), 1)
        if facts.get("late"):
            yield Posting(Measure.COMPLAINT, on, kind, LATE, 1)
        known = self.open.pop(str(facts["complaint"]), None)
        if known is not None:
            yield Posting(Measure.COMPLAINT_OPEN, on, known.kind, known.due_on, -1)
