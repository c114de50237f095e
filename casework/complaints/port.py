"""What the rules of complaints need from outside."""

from __future__ import annotations

from typing import Protocol

from casework.applications.application import Application
from casework.complaints.complaint import Complaint


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

    def open_of(self, application: Application) -> tuple[str, ...]:
        """The tracking numbers of the complaints about a case that are not answered yet."""
        ...
