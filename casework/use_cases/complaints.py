"""Complaints at the desk: taken down, taken on, given to others, handed back. Answers: `answer_complaint`."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from casework.actors import Staff
from casework.applications.application import Application
from casework.complaints import acts
from casework.complaints.complaint import Complaint
from casework.complaints.errors import ComplaintOpen, NoComplaintToTake
from casework.complaints.lifecycle import ComplaintKind
from casework.complaints.notices import notice_of_receipt
from casework.complaints.standing import must_be_about_something
from casework.complaints.tracking import make_tracking
from casework.errors import NoSuchColleague
from casework.local_time import local_date
from casework.permissions import Permission
from casework.ports import Clock, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class FileComplaint:
    """What a citizen says against what was done in a case; ``channel`` is counter, telephone or portal."""

    application: str
    command_id: UUID
    kind: ComplaintKind
    text: str
    channel: str = "counter"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeComplaint:
    """The wish for this complaint."""

    complaint: str
    command_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeNextComplaint:
    """The wish for the most pressing complaint."""

    command_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignComplaint:
    """A complaint for a colleague."""

    complaint: str
    seen: int
    command_id: UUID
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandBackComplaint:
    """A complaint returned, and why."""

    complaint: str
    seen: int
    command_id: UUID
    note: str


def file_complaint(command: FileComplaint, unit: Unit, by: Staff, now: Clock) -> str:
    """Take down a complaint; the citizen is told its tracking number and by when it is answered.

    Returns:
        The tracking number.

    Raises:
        NothingToObjectTo, ObjectionTooLate, DataRemoved.
        ComplaintOpen: one of this kind is open about the case.
    """
    application = unit.applications.get(command.application)
    by.must_be_allowed(Permission.FILE_COMPLAINT, application)
    at = now()
    on = local_date(application.programme, at)
    standing = unit.complaints.standing_of(application, at)
    for tracking in unit.complaints.open_of(application, command.kind):
        raise ComplaintOpen(tracking=tracking)
    must_be_about_something(command.kind, application, standing, on)
    complaint = acts.file(
        application,
        command.kind,
        command.text,
        tracking=make_tracking(on.year, unit.complaints.next_number(on.year)),
        standing=standing,
        channel=command.channel,
        by=by,
        at=at,
    )
    unit.complaints.add(complaint, application)
    unit.messages.promise(application, notice_of_receipt(complaint, application, at))
    return complaint.tracking


def take_complaint(command: TakeComplaint, unit: Unit, by: Staff, now: Clock) -> str:
    """Take a chosen complaint that waits.

    Raises:
        ComplaintTaken: a colleague was quicker.
        TookPart: it is about one's own decision.
    """
    application, complaint = load(unit, command.complaint)
    by.must_be_allowed(Permission.ANSWER_COMPLAINT, application)
    acts.take(complaint, application, by=by, at=now())
    return complaint.tracking


def take_next_complaint(command: TakeNextComplaint, unit: Unit, by: Staff, now: Clock) -> str:  # noqa: ARG001 - a command like others
    """Take the most pressing complaint within competence that is not about one's own decision.

    Returns:
        Its tracking number.

    Raises:
        NoComplaintToTake: nothing waits that the person may work on.
    """
    by.must_be_allowed(Permission.ANSWER_COMPLAINT)
    for tracking in unit.complaints.waiting(by):
        application, complaint = load(unit, tracking)
        if complaint.assignee is None:  # Nobody was quicker while the case was locked.
            acts.take(complaint, application, by=by, at=now())
            return tracking
    raise NoComplaintToTake


def assign_complaint(command: AssignComplaint, unit: Unit, by: Staff, now: Clock) -> None:
    """Put a complaint into the hands of a competent colleague who did not take part.

    Raises:
        NoSuchColleague: unknown, disabled, not permitted to answer, or not competent for the case.
        TookPart: the colleague took part in what is complained about.
    """
    application, complaint = load(unit, command.complaint, seen=command.seen)
    by.must_be_allowed(Permission.REASSIGN, application)
    colleague = unit.colleagues.find_to_give(command.to)
    fits = (
        colleague is not None
        and colleague.may(Permission.ANSWER_COMPLAINT)
        and colleague.is_competent_for(application.programme, application.region)
    )
    if colleague is None or not fits:
        raise NoSuchColleague(username=command.to)
    acts.assign(complaint, application, colleague, by=by, at=now())


def hand_back_complaint(command: HandBackComplaint, unit: Unit, by: Staff, now: Clock) -> None:
    """Return a complaint to the queue, saying why."""
    application, complaint = load(unit, command.complaint, seen=command.seen)
    by.must_be_allowed(Permission.ANSWER_COMPLAINT, application)
    acts.hand_back(complaint, application, command.note, by=by, at=now())


def load(unit: Unit, tracking: str, *, seen: int | None = None) -> tuple[Application, Complaint]:
    """The case, locked first, and its complaint.

    Raises:
        NoSuchComplaint, ComplaintChangedMeanwhile.
    """
    application = unit.applications.get(unit.complaints.case_of(tracking))
    return application, unit.complaints.get(tracking, seen=seen)
