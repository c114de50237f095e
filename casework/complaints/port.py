"""What the rules of complaints need from outside."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from casework.actors import Staff
from casework.applications.application import Application
from casework.complaints.complaint import Complaint
from casework.complaints.lifecycle import ComplaintKind
from casework.complaints.standing import Standing


class Complaints(Protocol):
    """The complaints on record."""

    def next_number(self, year: int) -> int:
        """The next running number of a year's tracking numbers."""
        ...

    def add(self, complaint: Complaint, application: Application) -> None:
        """Put a new complaint on record; it is written with the action."""
        ...

    def case_of(self, tracking: str) -> str:
        """The reference of the case a complaint is about: the case is loaded first, then its complaint.

        Raises:
            NoSuchComplaint: nothing has this tracking number.
        """
        ...

    def get(self, tracking: str, *, seen: int | None = None) -> Complaint:
        """Load a complaint for change; its case is loaded (and locked) before it.

        Raises:
            NoSuchComplaint: nothing has this tracking number.
            ComplaintChangedMeanwhile: it is not at version ``seen`` any more.
        """
        ...

    def waiting(self, staff: Staff) -> tuple[str, ...]:
        """The most pressing complaints nobody has in hand, within competence, that the person may work on.

        Only a few, by deadline: the first whose case is not taken an instant before is the one.
        """
        ...

    def open_of(self, application: Application, kind: ComplaintKind | None = None) -> tuple[str, ...]:
        """The tracking numbers of the complaints about a case, of a kind, that are not answered yet."""
        ...

    def standing_of(self, application: Application, at: datetime) -> Standing:
        """What a case gives to complain about at a moment (UTC)."""
        ...

    def amended_for(self, tracking: str, application: Application) -> bool:
        """Whether an amendment made for this complaint is in the case's journal."""
        ...
