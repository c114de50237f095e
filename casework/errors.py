"""The refusals: the rules say no. They carry facts; the words are in ``ui``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


class Refusal(Exception):  # noqa: N818 - the field's word is "refusal", and every subclass is named by its fact.
    """The rules say no, for a stated reason. A refusal leaves no trace in the records."""


@dataclass(frozen=True, kw_only=True)
class NotAllowed(Refusal):
    """The role does not hold this permission."""

    permission: str


@dataclass(frozen=True, kw_only=True)
class NotCompetent(Refusal):
    """The programme or region is outside the person's competence."""

    programme: str
    region: str


@dataclass(frozen=True, kw_only=True)
class NotYours(Refusal):
    """The case is not in this person's hands."""

    application: str
    assignee: str | None


@dataclass(frozen=True, kw_only=True)
class NoSuchCase(Refusal):
    """No application has this reference."""

    application: str


@dataclass(frozen=True, kw_only=True)
class NoSuchPaper(Refusal):
    """No paper of this case has this number, or it was kept aside and has no pages."""

    paper: int


@dataclass(frozen=True, kw_only=True)
class NoSuchColleague(Refusal):
    """The person to receive the case does not exist, is disabled, or is not competent for it."""

    username: str


@dataclass(frozen=True, kw_only=True)
class ChangedMeanwhile(Refusal):
    """Someone changed the case after it was opened; nothing was written."""

    application: str
    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ActionRefused(Refusal):
    """The lifecycle table does not list this action in this state."""

    action: str
    state: str


@dataclass(frozen=True, kw_only=True)
class AlreadyClaimed(Refusal):
    """The case is in another person's hands."""

    application: str
    assignee: str
    since: datetime


@dataclass(frozen=True, kw_only=True)
class NothingToClaim(Refusal):
    """No waiting case lies within the person's competence."""


@dataclass(frozen=True, kw_only=True)
class ReasonsMissing(Refusal):
    """This outcome must state at least one reason."""

    outcome: str


@dataclass(frozen=True, kw_only=True)
class ReasonUnknown(Refusal):
    """The programme's catalogue has no such reason."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class ReasonRetired(Refusal):
    """The reason is not valid on this day."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class ReasonDoesNotFit(Refusal):
    """The reason's type leads elsewhere than the chosen outcome."""

    reason: str
    route: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class NoteMissing(Refusal):
    """This reason, or this act, must be explained in words."""

    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class TextTooLong(Refusal):
    """The text is longer than may be kept."""

    limit: int


@dataclass(frozen=True, kw_only=True)
class PapersNotJudged(Refusal):
    """Approval needs every required paper provided, judged and accepted."""

    kinds: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class NothingToUndo(Refusal):
    """The case has no standing decision."""

    application: str


@dataclass(frozen=True, kw_only=True)
class UndoTooLate(Refusal):
    """The time in which a decision can be undone has passed."""

    minutes: int


@dataclass(frozen=True, kw_only=True)
class MessageAlreadyLeft(Refusal):
    """The citizen has been told; the decision can no longer be undone."""

    application: str
