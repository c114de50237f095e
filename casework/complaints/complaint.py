"""A complaint about one case: who said what, by when it is answered, and the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from casework.complaints.lifecycle import ComplaintKind, ComplaintOutcome, ComplaintState


@dataclass(slots=True, kw_only=True)
class Complaint:
    """The aggregate; its journal lines are those of its case.

    Dates are local dates of the programme's zone, moments are UTC. ``decision`` is the number of the decision
    it is about, if it is about one; ``barred`` are the user names that took part in it, who never work on the
    complaint. ``text`` is what the citizen said, ``answer`` what they were told, ``note`` is for the file;
    ``reasons`` say why it was refused, as codes. ``id`` is 0 until the records have numbered it.
    """

    tracking: str
    application: str
    programme: str
    region: str
    kind: ComplaintKind
    text: str
    filed_at: datetime
    filed_by: str
    channel: str
    due_on: date
    amber_on: date
    decision: int | None = None
    barred: frozenset[str] = frozenset()
    state: ComplaintState = ComplaintState.FILED
    outcome: ComplaintOutcome | None = None
    reasons: tuple[str, ...] = ()
    version: int = 1
    assignee: str | None = None
    taken_at: datetime | None = None
    answer: str = ""
    note: str = ""
    answered_at: datetime | None = None
    answered_by: str | None = None
    id: int = 0
    changed: bool = False
