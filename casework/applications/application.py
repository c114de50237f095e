"""An application for support: what the applicant declared, what proves it, where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final

from casework.actors import Actor, Staff, System
from casework.applications.decision import UNDO_WINDOW, Decision
from casework.applications.events import Event, EventKind
from casework.applications.evidence import Paper, PaperFault, PaperVerdict, standing_papers, unproven_kinds
from casework.applications.lifecycle import ACTION_OF, STAGE_OF, Action, Outcome, Stage, State, after
from casework.applications.reasons import check_reasons
from casework.countries.pack import Programme, programme
from casework.eligibility.assessment import assess, proofs, proposed_reasons, verdict_to_json
from casework.eligibility.rule import Verdict
from casework.errors import (
    ActionRefused,
    AlreadyClaimed,
    AlreadySo,
    NoSuchPaper,
    NoteMissing,
    NothingToCheck,
    NothingToUndo,
    OwnDecision,
    PapersNotJudged,
    SameDecision,
    TextTooLong,
)
from casework.grounds import grounds_of, unsupported
from casework.local_time import local_date
from casework.permissions import Permission
from casework.second_check import draw
from casework.statistics.profile import only_obstacle, profile_of
from casework.written import must_be_a_note, must_be_words

__all__ = ["UNDO_WINDOW", "Application", "Decision"]

LONGEST_NOTE: Final = 4_000
LONGEST_WORDS: Final = 600
NEEDS_WORDS: Final = frozenset({PaperVerdict.DOES_NOT_MATCH, PaperVerdict.WRONG_DOCUMENT})


@dataclass(slots=True, kw_only=True)
class Application:
    """The aggregate: every change goes through a method that checks everything, then changes.

    ``facts`` is the declared data (names and kinds in :mod:`casework.applications.facts`); dates are local
    dates of the programme's zone, moments are UTC. ``answers`` is how often the applicant has completed it.
    """

    reference: str
    programme: str
    region: str
    facts: dict[str, object]
    language: str
    channel: str
    source: str
    source_key: str
    submitted_at: datetime
    due_on: date
    amber_on: date
    state: State = State.SUBMITTED
    version: int = 1
    assignee: str | None = None
    claimed_at: datetime | None = None
    came_back_at: datetime | None = None
    complete_by: date | None = None
    answers: int = 0
    protected: bool = False
    papers: list[Paper] = field(default_factory=list[Paper])
    decision: Decision | None = None
    events: list[Event] = field(default_factory=list[Event])
    id: int = 0

    @property
    def stage(self) -> Stage:
        """Whose turn it is."""
        return STAGE_OF[self.state]

    @property
    def scheme(self) -> Programme:
        """The programme applied to, from its country pack."""
        return programme(self.programme)

    def claim(self, *, by: Staff, at: datetime) -> None:
        """Take a waiting case into one's own hands.

        Raises:
            AlreadyClaimed: it is in somebody's hands.
            ActionRefused: it is not waiting.
        """
        if self.assignee is not None and self.claimed_at is not None:
            raise AlreadyClaimed(application=self.reference, assignee=self.assignee, since=self.claimed_at)
        self._take(Action.CLAIM, holder=by.username, at=at)
        self.record_claim(by=by, at=at)

    def record_claim(self, *, by: Staff, at: datetime) -> None:
        """Write the journal line of a claim that the queue made in one statement."""
        self.happened(EventKind.CLAIMED, by=by, at=at)

    def reassign(self, to: Staff, note: str, *, by: Staff, at: datetime) -> None:
        """Put the case into a colleague's hands, or into one's own (taking over)."""
        _must_say(note)
        before = self.assignee
        self._take(Action.REASSIGN, holder=to.username, at=at)
        self.happened(EventKind.REASSIGNED, by=by, at=at, to=to.username, before=before, note=note.strip())

    def hand_back(self, note: str, *, by: Staff, at: datetime) -> None:
        """Return the case to the queue, saying why."""
        _must_say(note)
        self._release()
        self.happened(EventKind.HANDED_BACK, by=by, at=at, note=note.strip())

    def take_back(self, *, by: Actor, at: datetime) -> None:
        """Return the case to the queue because its holder may no longer hold it."""
        holder = self.assignee
        self._release()
        self.happened(EventKind.HANDED_BACK, by=by, at=at, note="", before=holder)

    def lapse(self, *, by: System, at: datetime) -> None:
        """Return a case that was held too long to the queue."""
        holder = self.assignee
        self._release()
        self.happened(EventKind.CLAIM_LAPSED, by=by, at=at, before=holder)

    def judge(self, paper_id: int, verdict: PaperVerdict, note: str, *, by: Staff, at: datetime) -> None:
        """Record a verdict on one paper.

        A later verdict replaces it, the journal keeps both; the same one again writes nothing.

        Raises:
            ActionRefused: the case is not under review and no decision waits for a second check.
            NoSuchPaper: the paper is not of this case, or has nothing to look at.
            NoteMissing: this verdict must be explained.
        """
        after(self.state, Action.JUDGE)
        paper = self._paper(paper_id)
        _must_fit(note)
        if verdict in NEEDS_WORDS and not note.strip():
            raise NoteMissing(reason=verdict)
        if (paper.verdict, paper.note) == (verdict, note.strip()):
            return
        paper.verdict, paper.note = verdict, note.strip()
        paper.judged_by, paper.judged_at = by.username, at
        facts = {"paper": paper.id, "paper_kind": paper.kind, "verdict": verdict, "note": paper.note}
        self.happened(EventKind.PAPER_JUDGED, by=by, at=at, **facts)

    def paper_checked(
        self,
        paper_id: int,
        *,
        fault: str | None,
        media_type: str,
        page_sizes: tuple[tuple[int, int], ...],
        kept: bool,
        by: System,
        at: datetime,
    ) -> None:
        """Say what a paper is that could not be checked when it came; in any state, for it is nobody's act.

        Raises:
            NoSuchPaper: no such paper of this case waits for its check.
        """
        waiting = [one for one in self.papers if one.id == paper_id and one.fault == PaperFault.NOT_CHECKED]
        if not waiting:
            raise NoSuchPaper(paper=paper_id)
        paper = waiting[0]
        paper.fault, paper.media_type = fault, media_type
        paper.pages, paper.page_sizes = len(page_sizes), page_sizes
        paper.sha256 = paper.sha256 if kept else None
        self.happened(
            EventKind.PAPER_CHECKED, by=by, at=at, paper=paper.id, paper_kind=paper.kind, fault=fault
        )

    def assessed(self, on: date) -> tuple[Verdict, ...]:
        """The checks on the declared data, on a local date; a reading names the paper behind it."""
        return assess(self.scheme, self.facts, on, proofs(self.scheme, standing_papers(self.papers)))

    def required_kinds(self) -> tuple[str, ...]:
        """The kinds of paper this applicant has to provide."""
        return tuple(document.kind for document in self.scheme.required_for(self.facts))

    def decide(
        self,
        outcome: Outcome,
        reasons: Sequence[str],
        note: str,
        *,
        by: Staff,
        at: datetime,
        on: date,
        seed: str,
        overturned: frozenset[str] = frozenset(),
        words: str = "",
    ) -> Decision:
        """Decide for stated reasons; a decision that is drawn waits for a second person.

        Args:
            outcome: approve, reject or needs completion.
            reasons: codes of the programme's catalogue.
            note: words for the file; at most 4,000 characters.
            by: who decides.
            at: when (UTC).
            on: the local date the rules are read for.
            seed: what the draw of that day is made with.
            overturned: reasons that were overturned too often by that day.
            words: what the applicant reads beside the reasons, as it is; at most 600 characters.

        Raises:
            ActionRefused: the case is not under review.
            PapersNotJudged: approval lacks an accepted paper for a required kind.
            ReasonsMissing, ReasonUnknown, ReasonRetired, ReasonDoesNotFit, WordsMissing, TextTooLong.
            EvidenceMissing: the letter could not say what stands behind a reason.
        """
        if self.state is State.AWAITING_CHECK:
            raise ActionRefused(action=ACTION_OF[outcome], state=self.state)
        decision = self._weighed(outcome, reasons, note, by=by, at=at, on=on, words=words)
        rule = self.scheme.second_check
        lot = draw(rule, outcome, reasons, seed, on, self.reference, self.answers, overturned)
        self._stand(decision, by=by, at=at, draw=lot.to_json())
        if lot.drawn:
            self.state, self.complete_by = after(self.state, Action.SEND_TO_CHECK), None
        return decision

    def agree(self, note: str, *, by: Staff, at: datetime, on: date) -> Decision:
        """Let the decision stand that waits for a second person; the applicant is told now.

        The time to complete begins on this local day, because nobody could begin before being told.

        Raises:
            NothingToCheck, OwnDecision, TextTooLong.
            PapersNotJudged: an approval whose papers the second person found wanting.
            EvidenceMissing: a reason that no longer stands on anything, after the second person's verdicts.
        """
        first = self._to_be_checked_by(by)
        _must_fit(note)
        self._must_be_proven(first.outcome)
        self._must_be_supported(first.reasons, first.words, on)
        self.state = after(self.state, ACTION_OF[first.outcome])
        self.decision, self.complete_by = replace(first, checked_by=by.username), self._asked_by(first, on)
        self._checked(first, note, agreed=True, by=by, at=at)
        return self.decision

    def replace(
        self,
        outcome: Outcome,
        reasons: Sequence[str],
        note: str,
        *,
        by: Staff,
        at: datetime,
        on: date,
        words: str = "",
    ) -> Decision:
        """Put a decision of one's own in the place of the one that waits for a second person; say why.

        Raises:
            NothingToCheck, OwnDecision, NoteMissing.
            SameDecision: it says what the first one says.
            PapersNotJudged and what :meth:`decide` raises of reasons.
        """
        first = self._to_be_checked_by(by)
        _must_say(note)
        if (outcome, tuple(sorted(reasons))) == (first.outcome, first.reasons):
            raise SameDecision(application=self.reference)
        weighed = self._weighed(outcome, reasons, note, by=by, at=at, on=on, words=words)
        decision = replace(weighed, first_by=first.by)
        self._checked(first, note, agreed=False, by=by, at=at)
        self._stand(decision, by=by, at=at, check_of=first.id)
        return decision

    def must_be_weighed_by(self, by: Staff) -> None:
        """Refuse who has no business with papers and drafts now: not the holder, not the second person.

        Raises:
            NotYours, NotAllowed, OwnDecision.
        """
        if self.state is State.AWAITING_CHECK:
            by.must_be_allowed(Permission.SECOND_CHECK, self)
            self._to_be_checked_by(by)
        else:
            by.must_hold(self)

    def grounds(self, reasons: Sequence[str], on: date) -> list[dict[str, object]]:
        """What stands behind each reason on a local date, as JSON values; see `casework.grounds`."""
        return grounds_of(
            self.scheme,
            reasons,
            verdicts=self.assessed(on),
            papers=self.papers,
            declared=self.facts,
            on=on,
        )

    def _weighed(
        self,
        outcome: Outcome,
        reasons: Sequence[str],
        note: str,
        *,
        by: Staff,
        at: datetime,
        on: date,
        words: str,
    ) -> Decision:
        """A decision that the rules allow; nothing is changed yet."""
        after(self.state, ACTION_OF[outcome])
        _must_fit(note)
        _must_fit(words, LONGEST_WORDS)
        must_be_words(words)
        check_reasons(self.scheme, outcome, tuple(reasons), words.strip(), on)
        self._must_be_proven(outcome)
        self._must_be_supported(reasons, words, on)
        decision = Decision(
            outcome=outcome,
            reasons=tuple(sorted(reasons)),
            note=note.strip(),
            by=by.username,
            at=at,
            evidence=self._evidence(on),
            words=words.strip(),
        )
        return replace(decision, complete_by=self._asked_by(decision, on))

    def _stand(self, decision: Decision, *, by: Staff, at: datetime, **more: object) -> None:
        self.state = after(self.state, ACTION_OF[decision.outcome])
        self.decision, self.complete_by = decision, decision.complete_by
        self.assignee, self.claimed_at = None, None
        facts = {"outcome": decision.outcome, "reasons": list(decision.reasons), "note": decision.note}
        said = {"words": decision.words} if decision.words else {}
        self.happened(EventKind.DECIDED, by=by, at=at, **facts, **said, **self._groups(decision, at), **more)

    def _groups(self, decision: Decision, at: datetime) -> dict[str, object]:
        """What figures keep of a decision: the applicant's groups, and the only thing against approval."""
        on, papers = local_date(self.programme, at), standing_papers(self.papers)
        found = proposed_reasons(self.scheme, self.assessed(on), papers, on, self.facts)
        against = only_obstacle(decision.reasons, (one.reason for one in found))
        return {
            "profile": profile_of(self.facts, self.channel, on).to_json(),
            "only": against if decision.reasons else None,
        }

    def _must_be_proven(self, outcome: Outcome) -> None:
        unproven = unproven_kinds(self.required_kinds(), self.papers)
        if outcome is Outcome.APPROVE and unproven:
            raise PapersNotJudged(kinds=unproven)

    def _must_be_supported(self, reasons: Sequence[str], words: str, on: date) -> None:
        for refusal in unsupported(self.scheme, self.grounds(reasons, on), words):
            raise refusal

    def _asked_by(self, decision: Decision, on: date) -> date | None:
        """The last day for the applicant to complete, if this is asked on a local date."""
        asks = decision.outcome is Outcome.NEEDS_COMPLETION
        return on + timedelta(days=self.scheme.complete_within_days) if asks else None

    def _to_be_checked_by(self, by: Staff) -> Decision:
        if self.decision is None or self.state is not State.AWAITING_CHECK:
            raise NothingToCheck(application=self.reference)
        if self.decision.by == by.username:
            raise OwnDecision(application=self.reference)
        return self.decision

    def _checked(self, first: Decision, note: str, *, agreed: bool, by: Staff, at: datetime) -> None:
        facts = {"decision": first.id, "outcome": first.outcome, "first": first.by, "agreed": agreed}
        self.happened(EventKind.CHECKED, by=by, at=at, **facts, note=note.strip())

    def undo(self, note: str, *, by: Staff, at: datetime) -> Decision:
        """Take back one's own standing decision by a new record; the case returns to who decided.

        Raises:
            NothingToUndo, AlreadyChecked, NotYours, UndoTooLate, NoteMissing, ActionRefused.
        """
        _must_say(note)
        standing = self.decision
        if standing is None:
            raise NothingToUndo(application=self.reference)
        standing.must_be_undone_by(by, at, application=self.reference)
        self._take(Action.UNDO, holder=standing.by, at=at)
        self.decision, self.complete_by = None, None
        facts = {"decision": standing.id, "outcome": standing.outcome, "note": note.strip()}
        self.happened(EventKind.UNDONE, by=by, at=at, **facts)
        return standing

    def complete(
        self,
        facts: Mapping[str, object],
        papers: Sequence[Paper],
        due_on: date,
        amber_on: date,
        *,
        by: Actor,
        at: datetime,
    ) -> None:
        """Take in what the applicant corrected and sent; the case waits again with a new deadline."""
        self.state = after(self.state, Action.COMPLETE)
        changed = sorted(name for name, value in facts.items() if self.facts.get(name) != value)
        self.facts.update(facts)
        self.papers.extend(papers)
        self.came_back_at, self.complete_by, self.decision = at, None, None
        self.due_on, self.amber_on = due_on, amber_on
        self.answers += 1
        taken_in = {"changed": changed, "papers": [p.kind for p in papers], "due_on": due_on.isoformat()}
        self.happened(EventKind.COMPLETED, by=by, at=at, **taken_in)

    def withdraw(self, note: str, *, by: Actor, at: datetime) -> None:
        """Close the case because the applicant no longer wants it."""
        _must_fit(note)
        self.state = after(self.state, Action.WITHDRAW)
        self.assignee, self.claimed_at, self.complete_by, self.decision = None, None, None, None
        self.happened(EventKind.WITHDRAWN, by=by, at=at, note=note.strip())

    def expire(self, *, by: System, at: datetime) -> None:
        """Close the case because what was asked for did not come in time."""
        self.state = after(self.state, Action.EXPIRE)
        asked_by = self.complete_by
        self.complete_by, self.decision = None, None
        self.happened(EventKind.EXPIRED, by=by, at=at, complete_by=asked_by.isoformat() if asked_by else None)

    def note(self, text: str, *, by: Staff, at: datetime) -> None:
        """Add a remark to the file; the version stays."""
        _must_say(text)
        self.happened(EventKind.NOTED, by=by, at=at, note=text.strip())

    def protect(self, note: str, *, by: Staff, at: datetime) -> None:
        """Keep the case from everybody but supervisors and its holder, saying why."""
        self._guard(EventKind.PROTECTED, note, by=by, at=at)

    def unprotect(self, note: str, *, by: Staff, at: datetime) -> None:
        """Open the case again to everybody who is competent for it, saying why."""
        self._guard(EventKind.UNPROTECTED, note, by=by, at=at)

    def message_moved(
        self, kind: EventKind, facts: Mapping[str, object], note: str = "", *, by: Actor, at: datetime
    ) -> None:
        """Write down what became of a message to the applicant; the version stays.

        Raises:
            NoteMissing: who told the applicant in person does not say how.
        """
        if kind is EventKind.MESSAGE_TOLD:
            _must_say(note)
        said = {"note": note.strip()} if note.strip() else {}
        self.happened(kind, by=by, at=at, **facts, **said)

    def receive(self, *, by: Actor, at: datetime) -> None:
        """Write the first line of the journal."""
        papers = [{"kind": paper.kind, "fault": paper.fault} for paper in self.papers]
        came = {"source": self.source, "channel": self.channel, "due_on": self.due_on.isoformat()}
        self.happened(EventKind.RECEIVED, by=by, at=at, **came, papers=papers)

    def _guard(self, kind: EventKind, note: str, *, by: Staff, at: datetime) -> None:
        _must_say(note)
        wanted = kind is EventKind.PROTECTED
        if self.protected is wanted:
            raise AlreadySo(what=kind)
        self.protected = wanted
        self.happened(kind, by=by, at=at, note=note.strip())

    def _paper(self, paper_id: int) -> Paper:
        for paper in self.papers:
            if paper.id == paper_id and paper.can_be_judged:
                return paper
        raise NoSuchPaper(paper=paper_id)

    def _take(self, action: Action, *, holder: str, at: datetime) -> None:
        self.state = after(self.state, action)
        self.assignee, self.claimed_at = holder, at

    def _release(self) -> None:
        action = Action.RELEASE_COMPLETED if self.came_back_at else Action.RELEASE
        self.state = after(self.state, action)
        self.assignee, self.claimed_at = None, None

    def _evidence(self, on: date) -> dict[str, object]:
        return {
            "on": on.isoformat(),
            "checks": [verdict_to_json(verdict) for verdict in self.assessed(on)],
            "papers": [
                {"id": paper.id, "kind": paper.kind, "verdict": paper.verdict, "fault": paper.fault}
                for paper in standing_papers(self.papers)
            ],
        }

    def happened(self, kind: EventKind, *, by: Actor, at: datetime, **facts: object) -> None:
        """Write a line of the case's journal; whatever is done in a case is written there."""
        self.events.append(Event(kind=kind, at=at, by=by, facts=facts))


def _must_fit(text: str, longest: int = LONGEST_NOTE) -> None:
    if len(text) > longest:
        raise TextTooLong(limit=longest)
    must_be_a_note(text)


def _must_say(text: str) -> None:
    _must_fit(text)
    if not text.strip():
        raise NoteMissing
