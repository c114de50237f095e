"""What can be done with a complaint: each act checks all, changes it, and writes the case's journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from casework.actors import Actor, Staff
from casework.applications.application import Application
from casework.applications.events import EventKind
from casework.applications.remarks import LONGEST_WORDS, must_fit, must_say
from casework.complaints.complaint import Complaint
from casework.complaints.errors import (
    AnswerMissing,
    AnswerReasonsMissing,
    AnswerReasonUnknown,
    ComplaintNotYours,
    ComplaintTaken,
    TookPart,
)
from casework.complaints.lifecycle import ComplaintAction, ComplaintKind, ComplaintOutcome, after
from casework.complaints.standing import Standing, barred_from, is_about_decision
from casework.countries.pack import pack_of
from casework.deadlines import local_day
from casework.local_time import local_date
from casework.working_days import add_working_days
from casework.written import must_be_words

LONGEST_TEXT = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the office says: ``words`` to the citizen, ``note`` for the file, ``reasons`` as codes."""

    outcome: ComplaintOutcome
    words: str
    note: str = ""
    reasons: tuple[str, ...] = ()


def file(
    application: Application,
    kind: ComplaintKind,
    text: str,
    *,
    tracking: str,
    standing: Standing,
    channel: str,
    by: Actor,
    at: datetime,
) -> Complaint:
    """A new complaint, in the words of the citizen.

    Raises:
        NoteMissing, TextTooLong, HiddenCharacter.
    """
    must_say(text, LONGEST_TEXT)
    due_on, amber_on = deadline(application, at)
    decision = application.decision if is_about_decision(kind, application) else None
    complaint = Complaint(
        tracking=tracking,
        application=application.reference,
        programme=application.programme,
        region=application.region,
        kind=kind,
        text=text.strip(),
        filed_at=at,
        filed_by=by.username,
        channel=channel,
        due_on=due_on,
        amber_on=amber_on,
        decision=decision.id if decision else None,
        barred=barred_from(kind, application, standing),
    )
    application.happened(
        EventKind.COMPLAINT_FILED,
        by=by,
        at=at,
        complaint=tracking,
        complaint_kind=kind,
        **_decision_of(application, complaint),
        due_on=due_on.isoformat(),
        note=complaint.text,
    )
    return complaint


def take(complaint: Complaint, application: Application, *, by: Staff, at: datetime) -> None:
    """Take a waiting complaint into one's own hands.

    Raises:
        ComplaintTaken, TookPart, ActionRefused.
    """
    if complaint.assignee is not None:
        raise ComplaintTaken(tracking=complaint.tracking, assignee=complaint.assignee)
    _give(complaint, application, ComplaintAction.TAKE, by, by=by, at=at)


def assign(complaint: Complaint, application: Application, to: Staff, *, by: Staff, at: datetime) -> None:
    """Put a complaint into a colleague's hands, or into one's own.

    Raises:
        TookPart: the colleague took part in what is complained about.
        ActionRefused: it is answered.
    """
    _give(complaint, application, ComplaintAction.ASSIGN, to, by=by, at=at)


def hand_back(complaint: Complaint, application: Application, note: str, *, by: Staff, at: datetime) -> None:
    """Return a complaint to the queue, saying why.

    Raises:
        ComplaintNotYours, NoteMissing, TextTooLong.
    """
    must_be_held(complaint, by)
    must_say(note)
    complaint.state = after(complaint.state, ComplaintAction.HAND_BACK)
    complaint.assignee, complaint.taken_at, complaint.changed = None, None, True
    told = {"complaint": complaint.tracking, "note": note.strip()}
    application.happened(EventKind.COMPLAINT_HANDED_BACK, by=by, at=at, **told)


def answer(complaint: Complaint, application: Application, said: Answer, *, by: Staff, at: datetime) -> None:
    """Answer a complaint in words the citizen will read.

    Raises:
        ComplaintNotYours, TookPart, ActionRefused, TextTooLong, HiddenCharacter.
        AnswerMissing: there are no words for the citizen.
        AnswerReasonsMissing, AnswerReasonUnknown: it is refused for no reason, or for one nobody knows.
    """
    must_be_held(complaint, by)
    _must_be_sayable(application, said)
    decided = _decision_of(application, complaint)
    complaint.state = after(complaint.state, ComplaintAction.ANSWER)
    refused = said.outcome is ComplaintOutcome.REFUSED
    complaint.outcome, complaint.reasons = said.outcome, tuple(sorted(said.reasons)) if refused else ()
    complaint.answer, complaint.note = said.words.strip(), said.note.strip()
    complaint.answered_at, complaint.answered_by, complaint.changed = at, by.username, True
    application.happened(
        EventKind.COMPLAINT_ANSWERED,
        by=by,
        at=at,
        complaint=complaint.tracking,
        complaint_kind=complaint.kind,
        outcome=said.outcome,
        **decided,
        refused_because=list(complaint.reasons),
        late=local_date(complaint.programme, at) > complaint.due_on,
        words=complaint.answer,
        note=complaint.note,
    )


def must_be_held(complaint: Complaint, by: Staff) -> None:
    """Refuse who does not have the complaint in hand, or should not.

    Raises:
        ComplaintNotYours, TookPart.
    """
    if complaint.assignee != by.username:
        raise ComplaintNotYours(tracking=complaint.tracking, assignee=complaint.assignee)
    _must_not_have_taken_part(complaint, by)


def deadline(application: Application, at: datetime) -> tuple[date, date]:
    """The local days by which a complaint of this moment is answered, and from which it is pressing."""
    pack, rule = pack_of(application.programme), application.scheme.complaints
    on = local_day(at, pack)
    return add_working_days(on, rule.answer_within, pack), add_working_days(on, rule.amber_after, pack)


def _give(
    complaint: Complaint,
    application: Application,
    action: ComplaintAction,
    to: Staff,
    *,
    by: Staff,
    at: datetime,
) -> None:
    _must_not_have_taken_part(complaint, to)
    complaint.state = after(complaint.state, action)
    complaint.assignee, complaint.taken_at, complaint.changed = to.username, at, True
    told = {"complaint": complaint.tracking, "to": to.username}
    application.happened(EventKind.COMPLAINT_TAKEN, by=by, at=at, **told)


def _must_not_have_taken_part(complaint: Complaint, who: Staff) -> None:
    if who.username in complaint.barred:
        raise TookPart(application=complaint.application)


def _must_be_sayable(application: Application, said: Answer) -> None:
    must_fit(said.note)
    must_fit(said.words, LONGEST_WORDS)
    must_be_words(said.words)
    if not said.words.strip():
        raise AnswerMissing
    if said.outcome is ComplaintOutcome.REFUSED:
        _must_have_reasons(application.scheme.complaints.refusals, said.reasons)


def _must_have_reasons(known: Mapping[str, object], reasons: Sequence[str]) -> None:
    if not reasons:
        raise AnswerReasonsMissing
    for reason in reasons:
        if reason not in known:
            raise AnswerReasonUnknown(reason=reason)


def _decision_of(application: Application, complaint: Complaint) -> dict[str, object]:
    """What a journal line says of the decision complained about, as far as it is on the desk."""
    found = [one for one in (application.decision, application.overturned) if one is not None]
    decision = next((one for one in found if one.id == complaint.decision), None)
    return {
        "decision": complaint.decision,
        "decided_on": local_date(complaint.programme, decision.at).isoformat() if decision else None,
        "reasons": list(decision.reasons) if decision else [],
    }
