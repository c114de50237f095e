"""An application for support: what the applicant declared, what proves it, where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from casework.actors import Actor, Staff, System
from casework.applications.events import Event, EventKind
from casework.applications.evidence import Paper, PaperVerdict, standing_papers, unproven_kinds
from casework.applications.lifecycle import ACTION_OF, STAGE_OF, Action, Outcome, Stage, State, after
from casework.applications.reasons import check_reasons
from casework.countries.pack import Programme, programme
from casework.eligibility.assessment import assess, proofs, verdict_to_json
from casework.eligibility.rule import Verdict
from casework.errors import (
    AlreadyClaimed,
    NoSuchPaper,
    NoteMissing,
    NothingToUndo,
    PapersNotJudged,
    TextTooLong,
    UndoTooLate,
)

UNDO_WINDOW: Final = timedelta(minutes=10)
LONGEST_NOTE: Final = 4_000
NEEDS_WORDS: Final = frozenset({PaperVerdict.DOES_NOT_MATCH, PaperVerdict.WRONG_DOCUMENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision as recorded: never edited, only undone by a new record.

    ``evidence`` is what the decision rested on, as JSON: the checks with the values they read, and the
    verdict on each paper. ``id`` is 0 until the records have numbered it.
    """

    id: int = 0
    outcome: Outcome
    reasons: tuple[str, ...]
    note: str
    by: str
    at: datetime
    complete_by: date | None = None
    evidence: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(slots=True, kw_only=True)
class Application:
    """The aggregate: every change goes through a method that checks everything, then changes.

    ``facts`` is the declared data (names and kinds in :mod:`casework.applications.facts`); dates are local
    dates of the programme's zone, moments are UTC.
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
        self._happened(EventKind.CLAIMED, by=by, at=at)

    def reassign(self, to: Staff, note: str, *, by: Staff, at: datetime) -> None:
        """Put the case into a colleague's hands, or into one's own (taking over)."""
        _must_say(note)
        before = self.assignee
        self._take(Action.REASSIGN, holder=to.username, at=at)
        self._happened(EventKind.REASSIGNED, by=by, at=at, to=to.username, before=before, note=note.strip())

    def hand_back(self, note: str, *, by: Staff, at: datetime) -> None:
        """Return the case to the queue, saying why."""
        _must_say(note)
        self._release()
        self._happened(EventKind.HANDED_BACK, by=by, at=at, note=note.strip())

    def lapse(self, *, by: System, at: datetime) -> None:
        """Return a case that was held too long to the queue."""
        holder = self.assignee
        self._release()
        self._happened(EventKind.CLAIM_LAPSED, by=by, at=at, before=holder)

    def judge(self, paper_id: int, verdict: PaperVerdict, note: str, *, by: Staff, at: datetime) -> None:
        """Record a verdict on one paper.

        A later verdict replaces it, the journal keeps both; the same one again writes nothing.

        Raises:
            ActionRefused: the case is not under review.
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
        self._happened(EventKind.PAPER_JUDGED, by=by, at=at, **facts)

    def assessed(self, on: date) -> tuple[Verdict, ...]:
        """The checks on the declared data, on a local date; a reading names the paper behind it."""
        return assess(self.scheme, self.facts, on, proofs(self.scheme, standing_papers(self.papers)))

    def required_kinds(self) -> tuple[str, ...]:
        """The kinds of paper this applicant has to provide."""
        return tuple(document.kind for document in self.scheme.required_for(self.facts))

    def decide(
        self, outcome: Outcome, reasons: Sequence[str], note: str, *, by: Staff, at: datetime, on: date
    ) -> Decision:
        """Decide for stated reasons.

        Args:
            outcome: approve, reject or needs completion.
            reasons: codes of the programme's catalogue.
            note: words for the file; at most 4,000 characters.
            by: who decides.
            at: when (UTC).
            on: the local date the rules are read for.

        Raises:
            ActionRefused: the case is not under review.
            PapersNotJudged: approval lacks an accepted paper for a required kind.
            ReasonsMissing, ReasonUnknown, ReasonRetired, ReasonDoesNotFit, NoteMissing, TextTooLong.
        """
        state = after(self.state, ACTION_OF[outcome])
        _must_fit(note)
        check_reasons(self.scheme, outcome, tuple(reasons), note.strip(), on)
        unproven = unproven_kinds(self.required_kinds(), self.papers)
        if outcome is Outcome.APPROVE and unproven:
            raise PapersNotJudged(kinds=unproven)
        asks = outcome is Outcome.NEEDS_COMPLETION
        complete_by = on + timedelta(days=self.scheme.complete_within_days) if asks else None
        decision = Decision(
            outcome=outcome,
            reasons=tuple(sorted(reasons)),
            note=note.strip(),
            by=by.username,
            at=at,
            complete_by=complete_by,
            evidence=self._evidence(on),
        )
        self.state, self.decision, self.complete_by = state, decision, complete_by
        self.assignee, self.claimed_at = None, None
        facts = {"outcome": outcome, "reasons": list(decision.reasons), "note": decision.note}
        self._happened(EventKind.DECIDED, by=by, at=at, **facts)
        return decision

    def undo(self, note: str, *, by: Staff, at: datetime) -> Decision:
        """Take back the standing decision by a new record; the case returns to the person who decided.

        Raises:
            NothingToUndo, UndoTooLate, NoteMissing, ActionRefused.
        """
        _must_say(note)
        standing = self.decision
        if standing is None:
            raise NothingToUndo(application=self.reference)
        if at - standing.at > UNDO_WINDOW:
            raise UndoTooLate(minutes=int(UNDO_WINDOW.total_seconds() // 60))
        self._take(Action.UNDO, holder=standing.by, at=at)
        self.decision, self.complete_by = None, None
        facts = {"decision": standing.id, "outcome": standing.outcome, "note": note.strip()}
        self._happened(EventKind.UNDONE, by=by, at=at, **facts)
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
        self._happened(EventKind.COMPLETED, by=by, at=at, changed=changed, papers=[p.kind for p in papers])

    def withdraw(self, note: str, *, by: Actor, at: datetime) -> None:
        """Close the case because the applicant no longer wants it."""
        _must_fit(note)
        self.state = after(self.state, Action.WITHDRAW)
        self.assignee, self.claimed_at, self.complete_by = None, None, None
        self._happened(EventKind.WITHDRAWN, by=by, at=at, note=note.strip())

    def expire(self, *, by: System, at: datetime) -> None:
        """Close the case because what was asked for did not come in time."""
        self.state = after(self.state, Action.EXPIRE)
        asked_by = self.complete_by
        self.complete_by, self.decision = None, None
        self._happened(
            EventKind.EXPIRED, by=by, at=at, complete_by=asked_by.isoformat() if asked_by else None
        )

    def note(self, text: str, *, by: Staff, at: datetime) -> None:
        """Add a remark to the file; the version stays."""
        _must_say(text)
        self._happened(EventKind.NOTED, by=by, at=at, note=text.strip())

    def receive(self, *, by: Actor, at: datetime) -> None:
        """Write the first line of the journal."""
        papers = [{"kind": paper.kind, "fault": paper.fault} for paper in self.papers]
        self._happened(
            EventKind.RECEIVED, by=by, at=at, source=self.source, channel=self.channel, papers=papers
        )

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

    def _happened(self, kind: EventKind, *, by: Actor, at: datetime, **facts: object) -> None:
        self.events.append(Event(kind=kind, at=at, by=by, facts=facts))


def _must_fit(text: str) -> None:
    if len(text) > LONGEST_NOTE:
        raise TextTooLong(limit=LONGEST_NOTE)


def _must_say(text: str) -> None:
    _must_fit(text)
    if not text.strip():
        raise NoteMissing
