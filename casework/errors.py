"""The refusals: the rules say no. They carry facts; the words are in ``ui``."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime


class Refusal(Exception):  # noqa: N818 - the field's word is "refusal", and every subclass is named by its fact.
    """The rules say no, for a stated reason. A refusal leaves no trace in the records."""

    def __str__(self) -> str:
        facts = fields(self) if is_dataclass(self) else ()
        stated = ", ".join(f"{fact.name}={getattr(self, fact.name)!r}" for fact in facts)
        return f"{type(self).__name__}({stated})"


@dataclass(kw_only=True, eq=False)
class NotAllowed(Refusal):
    """The role does not hold this permission."""

    permission: str


@dataclass(kw_only=True, eq=False)
class NotCompetent(Refusal):
    """The programme or region is outside the person's competence."""

    programme: str
    region: str


@dataclass(kw_only=True, eq=False)
class NotYours(Refusal):
    """The case is not in this person's hands."""

    application: str
    assignee: str | None


@dataclass(kw_only=True, eq=False)
class NoSuchCase(Refusal):
    """No application has this reference."""

    application: str


@dataclass(kw_only=True, eq=False)
class NoSuchPaper(Refusal):
    """No paper of this case has this number, or it was kept aside and has no pages."""

    paper: int


@dataclass(kw_only=True, eq=False)
class NoSuchColleague(Refusal):
    """The person to receive the case does not exist, is disabled, or is not competent for it."""

    username: str


@dataclass(kw_only=True, eq=False)
class ChangedMeanwhile(Refusal):
    """Someone changed the case after it was opened; nothing was written."""

    application: str
    by: str
    at: datetime


@dataclass(kw_only=True, eq=False)
class ActionRefused(Refusal):
    """The lifecycle table does not list this action in this state."""

    action: str
    state: str


@dataclass(kw_only=True, eq=False)
class AlreadyClaimed(Refusal):
    """The case is in another person's hands."""

    application: str
    assignee: str
    since: datetime


@dataclass(kw_only=True, eq=False)
class NothingToClaim(Refusal):
    """No waiting case lies within the person's competence."""


@dataclass(kw_only=True, eq=False)
class ReasonsMissing(Refusal):
    """This outcome must state at least one reason."""

    outcome: str


@dataclass(kw_only=True, eq=False)
class ReasonUnknown(Refusal):
    """The programme's catalogue has no such reason."""

    reason: str


@dataclass(kw_only=True, eq=False)
class ReasonRetired(Refusal):
    """The reason is not valid on this day."""

    reason: str


@dataclass(kw_only=True, eq=False)
class ReasonDoesNotFit(Refusal):
    """The reason's type leads elsewhere than the chosen outcome."""

    reason: str
    route: str
    outcome: str


@dataclass(kw_only=True, eq=False)
class NoteMissing(Refusal):
    """This reason, or this act, must be explained in words."""

    reason: str | None = None


@dataclass(kw_only=True, eq=False)
class HiddenCharacter(Refusal):
    """The text has a character that cannot be seen; ``character`` is its number, as in U+202E."""

    character: str


@dataclass(kw_only=True, eq=False)
class WordsMissing(Refusal):
    """This reason must be explained to the applicant in words they will read."""

    reason: str


@dataclass(kw_only=True, eq=False)
class EvidenceMissing(Refusal):
    """The evidence lacks facts without which this reason cannot be told: the letter could not say why.

    ``facts`` are ``rule``, ``value``, ``limit``, ``paper`` or ``missing``.
    """

    reason: str
    facts: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class TextTooLong(Refusal):
    """The text is longer than may be kept."""

    limit: int


@dataclass(kw_only=True, eq=False)
class PapersNotJudged(Refusal):
    """Approval needs every required paper provided, judged and accepted."""

    kinds: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class NothingToUndo(Refusal):
    """The case has no standing decision."""

    application: str


@dataclass(kw_only=True, eq=False)
class UndoTooLate(Refusal):
    """The time in which a decision can be undone has passed."""

    minutes: int


@dataclass(kw_only=True, eq=False)
class AlreadyChecked(Refusal):
    """A second person has agreed with the decision or replaced it; the first can no longer undo it."""

    application: str
    by: str


@dataclass(kw_only=True, eq=False)
class NothingToCheck(Refusal):
    """No decision of this case waits for a second check."""

    application: str


@dataclass(kw_only=True, eq=False)
class OwnDecision(Refusal):
    """The second check is another person's: nobody checks their own decision."""

    application: str


@dataclass(kw_only=True, eq=False)
class SameDecision(Refusal):
    """The replacement says what the first decision says: that is agreement."""

    application: str


@dataclass(kw_only=True, eq=False)
class MessageAlreadyLeft(Refusal):
    """The citizen has been told; the decision can no longer be undone."""

    application: str


@dataclass(kw_only=True, eq=False)
class HandsFull(Refusal):
    """The person holds as many cases as they may."""

    capacity: int


@dataclass(kw_only=True, eq=False)
class ColleagueFull(Refusal):
    """The person to receive the case holds as many cases as they may."""

    username: str
    capacity: int


@dataclass(kw_only=True, eq=False)
class NotInYourTeam(Refusal):
    """The person is not a caseworker whose competence overlaps the supervisor's."""

    username: str


@dataclass(kw_only=True, eq=False)
class NotYoursToGive(Refusal):
    """These programmes or regions are outside the supervisor's own competence; ``*`` is every region."""

    codes: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class ReachesFurther(Refusal):
    """The person also works outside the supervisor's competence, and the change would hold there too."""

    username: str


@dataclass(kw_only=True, eq=False)
class NothingLeft(Refusal):
    """Nothing of the supervisor's competence would be left to the person."""

    username: str


@dataclass(kw_only=True, eq=False)
class StillHolds(Refusal):
    """The person holds cases that would lie outside their new competence."""

    username: str
    cases: int


@dataclass(kw_only=True, eq=False)
class CapacityOutOfRange(Refusal):
    """No such number of cases can be a capacity."""

    least: int
    most: int


@dataclass(kw_only=True, eq=False)
class NoLongerHere(Refusal):
    """The person who acts was disabled an instant ago, or never worked here; nothing was written."""

    username: str


@dataclass(kw_only=True, eq=False)
class NobodyHere(Refusal):
    """Nobody here has this user name."""

    username: str


@dataclass(kw_only=True, eq=False)
class UserNameTaken(Refusal):
    """Somebody already works here under this user name."""

    username: str


@dataclass(kw_only=True, eq=False)
class UserNameUnfit(Refusal):
    """A user name is 2 to 32 small Latin letters, digits, dots or dashes, a letter first."""


@dataclass(kw_only=True, eq=False)
class NameUnfit(Refusal):
    """The name is empty, too long, or has characters that nobody can see; ``field`` says which name."""

    field: str
    longest: int


@dataclass(kw_only=True, eq=False)
class CodesUnknown(Refusal):
    """No country has these programmes or regions."""

    codes: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class NotOneself(Refusal):
    """Nobody does this to their own account."""


@dataclass(kw_only=True, eq=False)
class LastAdministrator(Refusal):
    """Without this person nobody could manage the staff."""

    username: str


@dataclass(kw_only=True, eq=False)
class PersonChangedMeanwhile(Refusal):
    """Someone changed this person's work or access after the form was opened; nothing was written."""

    username: str
    by: str
    at: datetime


@dataclass(kw_only=True, eq=False)
class SsoNameTaken(Refusal):
    """Another person comes in by this name of the single sign-on."""

    username: str


@dataclass(kw_only=True, eq=False)
class NoSuchMessage(Refusal):
    """No message of this case has this number."""

    message: str


@dataclass(kw_only=True, eq=False)
class MessageMoved(Refusal):
    """The message is not where this act would find it: somebody, or the relay, was quicker."""

    state: str


@dataclass(kw_only=True, eq=False)
class AlreadySo(Refusal):
    """The case, or the thing asked about, already stands as it should; nothing was written."""

    what: str


@dataclass(kw_only=True, eq=False)
class NothingAmended(Refusal):
    """The data say already what the amendment says."""


@dataclass(kw_only=True, eq=False)
class FactUnfit(Refusal):
    """A field cannot hold this value, or may not be amended."""

    field: str


@dataclass(kw_only=True, eq=False)
class CaseProtected(Refusal):
    """The case is protected: only a supervisor and whoever has it in hand open it."""

    application: str
