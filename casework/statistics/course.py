"""The course of one case as the figures see it: its journal, line by line, turned into postings.

The same fold serves the act that happens now and the recount of everything that ever happened, so the two
can differ only if something was lost or written twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any, ClassVar, Final, NamedTuple, cast

from casework.applications.events import EventKind
from casework.applications.evidence import PaperFault
from casework.applications.lifecycle import STAGE_OF, Outcome, Stage, State
from casework.countries.pack import pack_of, programme
from casework.deadlines import deadline_of
from casework.local_time import local_date
from casework.statistics.afterwards import STATELESS, Complaints, counted_by_itself
from casework.statistics.counted import Counted, causes_of
from casework.statistics.postings import Measure, Posting, month_of
from casework.statistics.profile import Profile, profile_from_json
from casework.working_days import working_days_between

_DECIDED_INTO: Final[Mapping[Outcome, State]] = {
    Outcome.APPROVE: State.APPROVED,
    Outcome.REJECT: State.REJECTED,
    Outcome.NEEDS_COMPLETION: State.NEEDS_COMPLETION,
}
_OFFICES_TURN: Final = frozenset({Stage.WAITING, Stage.IN_HAND})


class Line(NamedTuple):
    """One line of a case's journal; ``at`` is UTC, ``facts`` holds JSON values."""

    kind: str
    at: datetime
    actor: str
    facts: Mapping[str, Any]


@dataclass(kw_only=True)
class Course:
    """What is known of a case so far.

    ``postings`` collects what the lines fed to :meth:`feed` post; whoever takes them empties it.
    ``received_at`` is when the application reached the office (UTC); ``unprofiled`` gives a profile on a day
    for decisions whose line holds none, made by an earlier release.
    """

    programme: str
    received_at: datetime
    unprofiled: Callable[[date], Profile]
    postings: list[Posting] = field(default_factory=list[Posting])
    state: State | None = None
    holder: str | None = None
    held_since: date | None = None
    due_on: date | None = None
    counted: list[Counted] = field(default_factory=list[Counted])
    _verdicts: dict[int, tuple[date, str, str]] = field(default_factory=dict[int, tuple[date, str, str]])
    _complaints: Complaints = field(default_factory=Complaints)
    _came_back: bool = False
    _looked_at: bool = False

    def feed(self, line: Line) -> None:
        """Take one line; lines of kinds that count nothing pass."""
        on = local_date(self.programme, line.at)
        count = self._HAPPENS.get(EventKind(line.kind))
        if count is not None:
            count(self, line, on)
        elif (posting := counted_by_itself(line.kind, line.facts, on)) is not None:
            self.postings.append(posting)

    @cached_property
    def received_on(self) -> date:
        """The local day the application reached the office."""
        return local_date(self.programme, self.received_at)

    # Lines, by kind.

    def _received(self, line: Line, on: date) -> None:
        del on  # An application counts from the day it reached the office, whenever it was put on record.
        self._due(line, self.received_at)
        self._flow("received", self.received_on)
        self._move(State.SUBMITTED, self.received_on)
        for paper in cast("Sequence[Mapping[str, str | None]]", line.facts.get("papers") or ()):
            self._faulty(str(paper["kind"]), paper.get("fault"))

    def _paper_checked(self, line: Line, on: date) -> None:
        del on  # The paper came with the application, whenever it could be checked.
        self._faulty(str(line.facts["paper_kind"]), cast("str | None", line.facts.get("fault")))

    def _faulty(self, kind: str, fault: str | None) -> None:
        """Count a fault, once it is known: that a paper was not checked says nothing about it."""
        if fault and fault != PaperFault.NOT_CHECKED:
            self._post(Measure.PAPER, self.received_on, kind, fault)

    def _claimed(self, line: Line, on: date) -> None:
        self._flow("claimed", on)
        self._staff(line.actor, "claimed", on)
        self._move(State.UNDER_REVIEW, on, holder=line.actor)

    def _reassigned(self, line: Line, on: date) -> None:
        self._flow("reassigned", on)
        self._move(State.UNDER_REVIEW, on, holder=str(line.facts["to"]))

    def _handed_back(self, line: Line, on: date) -> None:
        self._flow("handed_back", on)
        self._staff(line.actor, "handed_back", on)
        self._release(on)

    def _lapsed(self, line: Line, on: date) -> None:
        self._flow("lapsed", on)
        self._staff(str(line.facts.get("before") or line.actor), "lapsed", on)
        self._release(on)

    def _judged(self, line: Line, on: date) -> None:
        number, kind = int(line.facts["paper"]), str(line.facts["paper_kind"])
        before, verdict = self._verdicts.get(number), (on, kind, str(line.facts["verdict"]))
        if before is not None:
            self._post(Measure.PAPER, *before, n=-1)
        self._post(Measure.PAPER, *verdict)
        self._verdicts[number] = verdict

    def _decided(self, line: Line, on: date) -> None:
        outcome, profile = Outcome(line.facts["outcome"]), line.facts.get("profile")
        decision = Counted(
            on=on,
            outcome=outcome,
            by=line.actor,
            reasons=tuple(sorted(line.facts.get("reasons") or ())),
            only=line.facts.get("only"),
            profile=profile_from_json(profile) if profile else self.unprofiled(on),
            first=not any(one.stands for one in self.counted),
            right=None if outcome is Outcome.NEEDS_COMPLETION else not self.counted,
            days=_working_days(self.programme, self.received_on, on),
            requests=sum(one.stands and one.outcome is Outcome.NEEDS_COMPLETION for one in self.counted),
            late=self.due_on is not None and on > self.due_on,
            drawn=bool(cast("Mapping[str, Any]", line.facts.get("draw") or {}).get("drawn")),
        )
        self.counted.append(decision)
        self._looked_at = False
        self._book(decision, 1)
        if decision.drawn:
            self._post(Measure.CHECK, on, "drawn", outcome)
        self._move(State.AWAITING_CHECK if decision.drawn else _DECIDED_INTO[outcome], on)

    def _undone(self, line: Line, on: date) -> None:
        undone = self.counted[-1]
        self._take_off(undone)
        self._flow("undone", on)
        self._staff(line.actor, "undone", on)
        self._move(State.UNDER_REVIEW, on, holder=undone.by)

    def _checked(self, line: Line, on: date) -> None:
        first, agreed = self.counted[-1], bool(line.facts["agreed"])
        self._looked_at = True
        said = "agreed" if agreed else "replaced"
        self._post(Measure.CHECK, on, said, first.outcome)
        self._after(first, said)
        self._staff(first.by, said, on)
        self._staff(line.actor, "checks", on)
        if agreed:
            self._move(_DECIDED_INTO[first.outcome], on)
        else:
            self._take_off(first)

    def _completed(self, line: Line, on: date) -> None:
        self._came_back = True
        self._due(line, line.at)
        self._answered("completed")
        self._flow("completed", on)
        self._move(State.COMPLETED, on)

    def _withdrawn(self, line: Line, on: date) -> None:
        del line
        if self.state is State.AWAITING_CHECK:  # A decision nobody was told of.
            self._take_off(self.counted[-1])
        self._answered("withdrawn")
        self._flow("withdrawn", on)
        self._move(State.WITHDRAWN, on)

    def _expired(self, line: Line, on: date) -> None:
        del line
        self._answered("expired")
        self._flow("expired", on)
        self._move(State.EXPIRED, on)

    def _reopened(self, line: Line, on: date) -> None:
        self._due(line, line.at)
        self._flow("reopened", on)
        self._move(State.UNDER_REVIEW, on, holder=str(line.facts["to"]))

    def _complaint_filed(self, line: Line, on: date) -> None:
        self.postings += self._complaints.filed(line.facts, on)
        if (one := self._complained_of(line)) is not None:
            for what, n in one.objections.filed():
                self._after(one, what, n)

    def _complaint_answered(self, line: Line, on: date) -> None:
        self.postings += self._complaints.answered(line.facts, on)
        if (one := self._complained_of(line)) is not None:
            for what, n in one.objections.answered(str(line.facts["outcome"])):
                self._after(one, what, n)

    # What lines have in common.

    def _complained_of(self, line: Line) -> Counted | None:
        """The decision that a complaint is about, known by its day and its reasons; None if about none."""
        if line.facts.get("decision") is None:
            return None
        said = str(line.facts["decided_on"]), tuple(sorted(line.facts.get("reasons") or ()))
        alike = [one for one in self.counted if (one.on.isoformat(), one.reasons) == said]
        # One that was undone and made again the same day was made twice: the citizen knows the second.
        return alike[-1] if alike else None

    def _post(self, measure: Measure, period: date, a: str, b: str = "", n: int = 1) -> None:
        self.postings.append(Posting(measure, period, a, b, n))

    def _flow(self, what: str, on: date) -> None:
        self._post(Measure.FLOW, on, what)

    def _staff(self, username: str, act: str, on: date, n: int = 1) -> None:
        self._post(Measure.STAFF, on, username, act, n)

    def _answered(self, what: str) -> None:
        """What came of the request for completion that the case waits on, if it waits on one."""
        if self.state is State.NEEDS_COMPLETION:
            self._after(self.counted[-1], what)

    def _after(self, one: Counted, what: str, n: int = 1) -> None:
        """What came of a decision, booked on its own month: for the decision, and for each of its reasons."""
        stated = (f"{one.outcome}:{reason}" for reason in one.reasons)
        for a in (one.outcome, *stated):
            self._post(Measure.AFTER, month_of(one.on), a, what, n)

    def _due(self, line: Line, since: datetime) -> None:
        stated = line.facts.get("due_on")
        reckoned = deadline_of(programme(self.programme), since).due_on if stated is None else None
        self.due_on = reckoned or date.fromisoformat(str(stated))

    def _move(self, state: State, on: date, *, holder: str | None = None) -> None:
        """Leave a state, the office's side and somebody's hands as far as the new state asks for it."""
        self._level(on, -1)
        self.state, self.holder, self.held_since = state, holder, on if holder else None
        self._level(on, 1)

    def _level(self, on: date, n: int) -> None:
        if self.state is None:
            return
        self._post(Measure.STATE, on, self.state, n=n)
        if STAGE_OF[self.state] in _OFFICES_TURN and self.due_on is not None:
            self._post(Measure.OPEN, on, self.received_on.isoformat(), self.due_on.isoformat(), n)
        if self.holder is not None and self.held_since is not None:
            self._post(Measure.HAND, on, self.holder, self.held_since.isoformat(), n)

    def _release(self, on: date) -> None:
        self._move(State.COMPLETED if self._came_back else State.SUBMITTED, on)

    def _take_off(self, decision: Counted) -> None:
        """What no longer stands is taken off its own day and month, and its draw too if nobody looked."""
        decision.stands = False
        self._book(decision, -1)
        if self.state is State.AWAITING_CHECK and not self._looked_at:
            self._post(Measure.CHECK, decision.on, "drawn", decision.outcome, n=-1)

    def _book(self, one: Counted, n: int) -> None:
        outcome = one.outcome
        self._post(Measure.DECIDED, one.on, outcome, "first" if one.first else "later", n)
        self._post(Measure.IN_TIME, one.on, "late" if one.late else "in_time", outcome, n)
        self._staff(one.by, outcome, one.on, n)
        if one.first:
            self._post(Measure.DAYS_FIRST, one.on, str(one.days), n=n)
        if one.right is not None:
            self._post(Measure.DAYS_FINAL, one.on, str(one.days), n=n)
            self._post(Measure.REQUESTS, one.on, str(one.requests), n=n)
            self._post(Measure.RIGHT, one.on, "right" if one.right else "not", n=n)
        self.postings += [posting._replace(n=n) for posting in causes_of(one)]

    _HAPPENS: ClassVar[Mapping[EventKind, Callable[..., None]]] = {
        EventKind.RECEIVED: _received,
        EventKind.CLAIMED: _claimed,
        EventKind.REASSIGNED: _reassigned,
        EventKind.HANDED_BACK: _handed_back,
        EventKind.CLAIM_LAPSED: _lapsed,
        EventKind.PAPER_JUDGED: _judged,
        EventKind.PAPER_CHECKED: _paper_checked,
        EventKind.DECIDED: _decided,
        EventKind.UNDONE: _undone,
        EventKind.CHECKED: _checked,
        EventKind.COMPLETED: _completed,
        EventKind.WITHDRAWN: _withdrawn,
        EventKind.EXPIRED: _expired,
        EventKind.REOPENED: _reopened,
        EventKind.COMPLAINT_FILED: _complaint_filed,
        EventKind.COMPLAINT_ANSWERED: _complaint_answered,
    }


COUNTED: Final[frozenset[str]] = frozenset(Course._HAPPENS) | STATELESS  # pyright: ignore[reportPrivateUsage] # noqa: SLF001
"""The kinds of line that the figures count something of."""


@lru_cache(maxsize=100_000)
def _working_days(programme_code: str, start: date, end: date) -> int:
    """Cases of the same days are many; the days between are counted once."""
    return working_days_between(start, end, pack_of(programme_code))
