"""A case on the desk: what the records say of it, and what the rules say of that."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from casework.actors import Staff
from casework.applications.evidence import Paper, standing_papers
from casework.applications.lifecycle import STAGE_OF, Stage, State
from casework.countries.pack import Pack, Programme, RequiredDocument, pack_of, programme
from casework.eligibility.assessment import Proposal, assess, proofs, proposed_reasons
from casework.eligibility.rule import Verdict
from casework.local_time import local_date
from casework.permissions import Permission
from data_access.queries.case import CaseView, DecisionView
from ui.text import language


@dataclass(frozen=True, kw_only=True)
class Work:
    """A case as this viewer may work on it, at this moment (UTC)."""

    case: CaseView
    viewer: Staff
    now: datetime

    @property
    def mine(self) -> bool:
        """Whether the viewer may judge and decide."""
        return self.case.state is State.UNDER_REVIEW and self.case.assignee == self.viewer.username

    @property
    def checking(self) -> bool:
        """Whether the viewer may give the decision that waits its second check."""
        standing = self.standing
        others = standing is not None and standing.by != self.viewer.username
        return self.case.awaits_check and others and self.viewer.may(Permission.SECOND_CHECK)

    @property
    def weighing(self) -> bool:
        """Whether the viewer may judge papers here and write a decision: their own, or another's second."""
        return self.mine or self.checking

    @property
    def stage(self) -> Stage:
        """Whose turn it is."""
        return STAGE_OF[self.case.state]

    @property
    def standing(self) -> DecisionView | None:
        """The decision that stands; one that the applicant has answered is past."""
        return self.case.standing

    @property
    def past_decisions(self) -> tuple[DecisionView, ...]:
        """Decisions that were undone, replaced or answered."""
        return tuple(one for one in self.case.decisions if one is not self.standing)

    @cached_property
    def scheme(self) -> Programme:
        """The programme applied to."""
        return programme(self.case.programme)

    @cached_property
    def pack(self) -> Pack:
        """The country the programme belongs to."""
        return pack_of(self.case.programme)

    @cached_property
    def today(self) -> date:
        """The date on the wall of the programme's country."""
        return local_date(self.case.programme, self.now)

    @cached_property
    def facts(self) -> Mapping[str, object]:
        """The declared data; what is masked is there as it is shown, so that no rule takes it for absent."""
        return {**self.case.facts, **self.case.masked}

    @cached_property
    def papers(self) -> tuple[Paper, ...]:
        """The papers that count, those asked for first."""
        order = {kind: place for place, kind in enumerate(self.required_kinds)}
        return tuple(
            sorted(standing_papers(self.case.papers), key=lambda one: (order.get(one.kind, 99), one.id))
        )

    @cached_property
    def replaced(self) -> tuple[Paper, ...]:
        """The papers in whose place better ones were sent."""
        standing = {paper.id for paper in self.papers}
        return tuple(paper for paper in self.case.papers if paper.id not in standing)

    @cached_property
    def required(self) -> tuple[RequiredDocument, ...]:
        """The papers this household must bring."""
        return self.scheme.required_for(self.facts)

    @property
    def required_kinds(self) -> tuple[str, ...]:
        """Their kinds."""
        return tuple(document.kind for document in self.required)

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What the checks find: on the day of the decision that stands; today while it is weighed (again)."""
        standing = None if self.case.awaits_check else self.standing
        on = local_date(self.case.programme, standing.at) if standing else self.today
        return assess(self.scheme, self.facts, on, proofs(self.scheme, self.papers))

    @cached_property
    def proposals(self) -> tuple[Proposal, ...]:
        """The reasons the system proposes."""
        return proposed_reasons(self.scheme, self.verdicts, self.papers, self.today, self.facts)

    def unjudged_after(self, paper: Paper) -> int | None:
        """The next paper nobody has judged, going round."""
        ids = [one.id for one in self.papers]
        place = ids.index(paper.id) if paper.id in ids else -1
        round_trip = (*self.papers[place + 1 :], *self.papers[: max(place, 0)])
        waiting = [one.id for one in round_trip if one.can_be_judged and one.verdict is None]
        return waiting[0] if waiting else None

    def name_of(self, username: str) -> str:
        """A person's name in the reader's language; the user name itself where there is none."""
        arabic, english = self.case.names.get(username, (username, username))
        return arabic if language() == "ar" else english
