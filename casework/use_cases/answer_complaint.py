"""Answer a complaint: what it was, why, and what follows, in one act."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from casework.actors import Staff
from casework.complaints import acts
from casework.complaints.consequences import uphold
from casework.complaints.lifecycle import ComplaintOutcome
from casework.complaints.notices import notice_of_answer
from casework.permissions import Permission
from casework.ports import Clock, Unit
from casework.use_cases.complaints import load


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerComplaint:
    """The answer, on the version that was looked at.

    ``words`` are for the citizen (at most 600 characters), ``note`` is for the file; ``reasons`` say why a
    complaint is refused.
    """

    complaint: str
    seen: int
    command_id: UUID
    outcome: ComplaintOutcome
    words: str
    note: str = ""
    reasons: tuple[str, ...] = ()


def answer_complaint(command: AnswerComplaint, unit: Unit, by: Staff, now: Clock) -> str:
    """Answer a complaint one has in hand; the citizen is told.

    A rejection that is overturned is weighed anew: its case is in the hands of who answers.

    Returns:
        The reference of the case.

    Raises:
        ComplaintNotYours, TookPart, AnswerMissing, AnswerReasonsMissing, AnswerReasonUnknown, TextTooLong.
        ObjectionLapsed, CorrectionMissing: see `casework.complaints.consequences`.
    """
    application, complaint = load(unit, command.complaint, seen=command.seen)
    by.must_be_allowed(Permission.ANSWER_COMPLAINT, application)
    at = now()
    said = acts.Answer(
        outcome=command.outcome, words=command.words, note=command.note, reasons=command.reasons
    )
    acts.answer(complaint, application, said, by=by, at=at)
    if command.outcome is not ComplaintOutcome.REFUSED:
        uphold(complaint, application, unit, by, at)
    unit.messages.promise(application, notice_of_answer(complaint, application, at))
    return application.reference
