"""A decision as it is recorded, and until when and by whom it can be taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from casework.actors import Staff
from casework.applications.lifecycle import Outcome
from casework.errors import AlreadyChecked, NotYours, UndoTooLate

UNDO_WINDOW: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision as recorded: never edited, only undone or replaced by a new record.

    ``evidence`` is what the decision rested on, as JSON: the checks with the values they read, and the
    verdict on each paper. ``words`` are for the applicant, the note is for the file. ``id`` is 0 until the
    records have numbered it. ``checked_by`` is the second person who agreed; ``first_by`` whose decision this
    one replaced.
    """

    id: int = 0
    outcome: Outcome
    reasons: tuple[str, ...]
    note: str
    by: str
    at: datetime
    complete_by: date | None = None
    evidence: Mapping[str, object] = field(default_factory=dict[str, object])
    words: str = ""
    checked_by: str | None = None
    first_by: str | None = None

    @property
    def parties(self) -> frozenset[str]:
        """Who took part: who decided, whose decision it replaced, and who agreed as the second person."""
        return frozenset(one for one in (self.by, self.first_by, self.checked_by) if one)

    def says(self, outcome: Outcome, reasons: Sequence[str]) -> bool:
        """Whether it has this outcome for these reasons, and no others."""
        return (outcome, tuple(sorted(reasons))) == (self.outcome, self.reasons)

    def must_be_undone_by(self, by: Staff, at: datetime, *, application: str) -> None:
        """Refuse who did not decide, what a second person has looked at since, and what is too old.

        Raises:
            AlreadyChecked, NotYours, UndoTooLate.
        """
        checker = {self.by: self.checked_by, self.first_by: self.by}.get(by.username)
        if checker is not None:
            raise AlreadyChecked(application=application, by=checker)
        if self.by != by.username:
            raise NotYours(application=application, assignee=self.by)
        if at - self.at > UNDO_WINDOW:
            raise UndoTooLate(minutes=int(UNDO_WINDOW.total_seconds() // 60))
