"""What the office's figures are: a backlog, a week, the results of a period; made of sums of postings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from casework.applications.evidence import PaperVerdict
from casework.applications.lifecycle import Outcome, State
from casework.deadlines import Urgency
from casework.statistics.backlog import WAITING, Age, age_of, urgency_on
from casework.statistics.figures import Rate, Spread
from casework.statistics.periods import Period
from casework.statistics.postings import Measure

_VERDICTS: Final = frozenset(PaperVerdict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """Unfinished cases at the end of a day; ``open`` are those on the office's side by age and deadline."""

    on: date
    states: Mapping[State, int]
    open: Mapping[tuple[Age, Urgency], int]

    @property
    def waiting(self) -> int:
        """Cases in nobody's hands."""
        return sum(self.states.get(state, 0) for state in WAITING)

    def by_age(self, age: Age) -> int:
        """Cases on the office's side of this age."""
        return sum(n for (one, _), n in self.open.items() if one is age)

    def by_urgency(self, urgency: Urgency) -> int:
        """Cases on the office's side whose deadline stands so."""
        return sum(n for (_, one), n in self.open.items() if one is urgency)


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Seven days: what happened in them, the decisions that stand, and the states at their end."""

    days: Period
    flows: Mapping[str, int]
    decided: Mapping[Outcome, int]
    states: Mapping[State, int]

    @property
    def waiting(self) -> int:
        """Cases in nobody's hands at the week's end."""
        return sum(self.states.get(state, 0) for state in WAITING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """Papers of one kind: how many got which verdict, and how many were kept aside for which fault."""

    verdicts: Mapping[str, int]
    faults: Mapping[str, int]

    @property
    def refused(self) -> Rate:
        """Papers not accepted, of those looked at."""
        judged = sum(self.verdicts.values())
        return Rate(judged - self.verdicts.get(PaperVerdict.ACCEPTED, 0), judged)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """Second checks of decisions with one outcome: drawn by day of decision, made by day of check."""

    drawn: int = 0
    agreed: int = 0
    replaced: int = 0

    @property
    def agreement(self) -> Rate:
        """Checks that agreed, of those made."""
        return Rate(self.agreed, self.agreed + self.replaced)

    def __add__(self, other: Checks) -> Checks:
        """Both together."""
        return Checks(
            drawn=self.drawn + other.drawn,
            agreed=self.agreed + other.agreed,
            replaced=self.replaced + other.replaced,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What a period came to.

    ``flows`` by what happened; ``standing`` decisions by (outcome, first or later); ``timely`` by (in_time or
    late, outcome); ``requests`` final results by how many requests for completion came before; days are
    working days since receipt.
    """

    flows: Mapping[str, int]
    standing: Mapping[tuple[Outcome, str], int]
    timely: Mapping[tuple[str, Outcome], int]
    first_days: Spread
    final_days: Spread
    requests: Mapping[int, int]
    right: Rate
    papers: Mapping[str, Papers]
    checks: Mapping[Outcome, Checks]

    @property
    def received(self) -> int:
        """Applications that reached the office."""
        return self.flows.get("received", 0)

    @property
    def decided(self) -> int:
        """Decisions that stand."""
        return sum(self.standing.values())

    def outcome(self, outcome: Outcome) -> int:
        """Decisions with this outcome that stand."""
        return sum(n for (one, _), n in self.standing.items() if one is outcome)

    @property
    def sent_back(self) -> Rate:
        """Requests for completion, of the decisions that stand."""
        return Rate(self.outcome(Outcome.NEEDS_COMPLETION), self.decided)

    @property
    def in_time(self) -> Rate:
        """Decisions within the deadline, of those that stand."""
        kept = sum(n for (timing, _), n in self.timely.items() if timing == "in_time")
        return Rate(kept, sum(self.timely.values()))

    @property
    def checked(self) -> Checks:
        """Second checks of all outcomes."""
        return sum(self.checks.values(), start=Checks())


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeFigures:
    """The office in a period, with the period before; weeks are in order of time."""

    period: Period
    now: Results
    before: Results
    backlog: Backlog
    backlog_before: Backlog
    weeks: tuple[Week, ...]
    weeks_before: tuple[Week, ...]


def backlog_of(rows: Iterable[tuple[str, str, str, str, int]], on: date) -> Backlog:
    """A backlog made of sums (measure, programme, a, b, n)."""
    states: dict[State, int] = {}
    standing: dict[tuple[Age, Urgency], int] = {}
    for measure, code, a, b, n in rows:
        if n and measure == Measure.STATE:
            states[State(a)] = states.get(State(a), 0) + n
        elif n:
            group = age_of(code, date.fromisoformat(a), on), urgency_on(code, date.fromisoformat(b), on)
            standing[group] = standing.get(group, 0) + n
    return Backlog(on=on, states=states, open=standing)


def results_of(rows: Iterable[tuple[str, str, str, int]]) -> Results:
    """Results made of sums (measure, a, b, n)."""
    sums: dict[str, dict[tuple[str, str], int]] = {}
    for measure, a, b, n in rows:
        if n:
            sums.setdefault(measure, {})[a, b] = n

    def of(measure: Measure) -> Mapping[tuple[str, str], int]:
        return sums.get(measure, {})

    right = of(Measure.RIGHT)
    return Results(
        flows={a: n for (a, _), n in of(Measure.FLOW).items()},
        standing={(Outcome(a), b): n for (a, b), n in of(Measure.DECIDED).items()},
        timely={(a, Outcome(b)): n for (a, b), n in of(Measure.IN_TIME).items()},
        first_days=Spread(_by_number(of(Measure.DAYS_FIRST))),
        final_days=Spread(_by_number(of(Measure.DAYS_FINAL))),
        requests=_by_number(of(Measure.REQUESTS)),
        right=Rate(right.get(("right", ""), 0), sum(right.values())),
        papers=_papers(of(Measure.PAPER)),
        checks=_checks(of(Measure.CHECK)),
    )


def _by_number(sums: Mapping[tuple[str, str], int]) -> dict[int, int]:
    return dict(sorted((int(a), n) for (a, _), n in sums.items()))


def _papers(sums: Mapping[tuple[str, str], int]) -> dict[str, Papers]:
    kinds: dict[str, tuple[dict[str, int], dict[str, int]]] = {}
    for (kind, said), n in sorted(sums.items()):
        verdicts, faults = kinds.setdefault(kind, ({}, {}))
        (verdicts if said in _VERDICTS else faults)[said] = n
    return {kind: Papers(verdicts=verdicts, faults=faults) for kind, (verdicts, faults) in kinds.items()}


def _checks(sums: Mapping[tuple[str, str], int]) -> dict[Outcome, Checks]:
    found: dict[Outcome, Checks] = {}
    for (said, outcome), n in sums.items():
        code = Outcome(outcome)
        found[code] = found.get(code, Checks()) + Checks(**{said: n})
    return found
