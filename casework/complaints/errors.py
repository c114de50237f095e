"""The refusals of complaints. They carry facts; the words are in ``ui``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from casework.errors import NothingAmended, Refusal, SameDecision


@dataclass(kw_only=True, eq=False)
class NoSuchComplaint(Refusal):
    """No complaint has this tracking number."""

    tracking: str


@dataclass(kw_only=True, eq=False)
class ComplaintChangedMeanwhile(Refusal):
    """Someone changed the complaint after it was opened; nothing was written."""

    tracking: str
    by: str
    at: datetime


@dataclass(kw_only=True, eq=False)
class ComplaintNotYours(Refusal):
    """The complaint is in nobody's hands, or in another person's."""

    tracking: str
    assignee: str | None


@dataclass(kw_only=True, eq=False)
class ComplaintTaken(Refusal):
    """The complaint is in another person's hands."""

    tracking: str
    assignee: str


@dataclass(kw_only=True, eq=False)
class NoComplaintToTake(Refusal):
    """No open complaint lies within the person's competence that they may work on."""


@dataclass(kw_only=True, eq=False)
class TookPart(Refusal):
    """The person took part in the decision complained about: another person works on this."""

    application: str


@dataclass(kw_only=True, eq=False)
class ObjectionTooLate(Refusal):
    """The time to object to the decision has passed; ``until`` was the last day."""

    until: date


@dataclass(kw_only=True, eq=False)
class NothingToObjectTo(Refusal):
    """The case has nothing that this kind of complaint could be about."""

    kind: str
    state: str


@dataclass(kw_only=True, eq=False)
class ComplaintOpen(Refusal):
    """A complaint of this kind about the case is open already."""

    tracking: str


@dataclass(kw_only=True, eq=False)
class ObjectionLapsed(Refusal):
    """The decision complained about stands no more: it was reopened or undone meanwhile."""

    tracking: str


@dataclass(kw_only=True, eq=False)
class SaysTheSame(SameDecision):
    """The new decision says what the overturned one said, for the same reasons."""


@dataclass(kw_only=True, eq=False)
class DataRemoved(Refusal):
    """The personal data of the case were removed: there is nothing left to amend or to complain about."""

    application: str


@dataclass(kw_only=True, eq=False)
class AnswerMissing(Refusal):
    """The citizen is owed an answer in words."""


@dataclass(kw_only=True, eq=False)
class AnswerReasonsMissing(Refusal):
    """A complaint is refused for at least one stated reason."""


@dataclass(kw_only=True, eq=False)
class AnswerReasonUnknown(Refusal):
    """The programme has no such reason to refuse a complaint."""

    reason: str


@dataclass(kw_only=True, eq=False)
class CorrectionMissing(NothingAmended):
    """A correction is upheld only once an amendment made for this complaint is on record."""

    tracking: str
