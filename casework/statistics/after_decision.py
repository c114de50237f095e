"""What followed the office's decisions in a period: complaints, payments, entitlements; sums of postings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from casework.complaints.lifecycle import ComplaintKind, ComplaintOutcome
from casework.statistics.afterwards import FILED, LATE
from casework.statistics.figures import Rate
from casework.statistics.postings import Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Complaints of one kind in a period, and those open at its end; ``late`` are among the answered."""

    filed: int = 0
    upheld: int = 0
    partly: int = 0
    refused: int = 0
    late: int = 0
    open: int = 0
    overdue: int = 0

    @property
    def answered(self) -> int:
        """Complaints answered in the period, whenever they came."""
        return self.upheld + self.partly + self.refused

    @property
    def in_time(self) -> Rate:
        """Answers within the deadline, of all answers."""
        return Rate(self.answered - self.late, self.answered)

    @property
    def found_right(self) -> Rate:
        """Answers that found the complaint right, wholly or in part, of all answers."""
        return Rate(self.upheld + self.partly, self.answered)

    def __add__(self, other: Said) -> Said:
        """Both together."""
        return Said(
            filed=self.filed + other.filed,
            upheld=self.upheld + other.upheld,
            partly=self.partly + other.partly,
            refused=self.refused + other.refused,
            late=self.late + other.late,
            open=self.open + other.open,
            overdue=self.overdue + other.overdue,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What a period came to after the decision.

    ``payments`` and ``entitlements`` by what happened to them, whatever the cause; zeros are left out.
    """

    complaints: Mapping[ComplaintKind, Said]
    payments: Mapping[str, int]
    entitlements: Mapping[str, int]

    @property
    def every_complaint(self) -> Said:
        """Complaints of all kinds."""
        return sum(self.complaints.values(), start=Said())


def followed_of(rows: Iterable[tuple[str, str, str, int]], on: date) -> Followed:
    """What followed, made of sums (measure, a, b, n); ``on`` is the day the stocks among them are told of."""
    complaints: dict[ComplaintKind, dict[str, int]] = {}
    what: dict[str, dict[str, int]] = {Measure.PAYMENT: {}, Measure.ENTITLEMENT: {}}
    for measure, a, b, n in rows:
        if not n:
            continue
        if measure in what:
            what[measure][a] = what[measure].get(a, 0) + n
            continue
        said = complaints.setdefault(ComplaintKind(a), {})
        for name in _names(measure, b, on):
            said[name] = said.get(name, 0) + n
    return Followed(
        complaints={kind: Said(**complaints[kind]) for kind in ComplaintKind if kind in complaints},
        payments=what[Measure.PAYMENT],
        entitlements=what[Measure.ENTITLEMENT],
    )


def _names(measure: str, b: str, on: date) -> Iterable[str]:
    """Under which of the names of :class:`Said` a posting counts."""
    if measure == Measure.COMPLAINT_OPEN:
        yield "open"
        if date.fromisoformat(b) < on:
            yield "overdue"
    elif b in {FILED, LATE, *ComplaintOutcome}:
        yield b
