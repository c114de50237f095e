"""Weighs an application against its programme: verdicts, and the reasons they propose to the caseworker.

The system proposes, a person decides.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Protocol, cast

from casework.applications.facts import FIELDS, BadFact, facts_from_json, value_to_json
from casework.applications.reasons import Reason
from casework.countries.programme import Programme
from casework.eligibility.checks import CheckOutcome, Measure, Value
from casework.eligibility.rule import DECLARED, Reading, Rule, Verdict, found_by

INFORMATION_MISSING: Final = "information_missing"
MISSING: Final = "missing"
ACCEPTED: Final = "accepted"


class PaperFacts(Protocol):
    """What the rules need to know of a paper: its kind, the caseworker's verdict, the intake's fault."""

    @property
    def kind(self) -> str:
        """The kind of paper."""
        ...

    @property
    def verdict(self) -> str | None:
        """The caseworker's verdict, None while nobody judged it."""
        ...

    @property
    def fault(self) -> str | None:
        """Why it was kept aside at intake, None if it was not."""
        ...


@dataclass(frozen=True, slots=True)
class Proposal:
    """A reason the system proposes, and because of what.

    `because` is `rule:<id>` (the rule failed, or could not tell if the reason is `information_missing`) or
    `paper:<kind>:<verdict, fault or missing>`.
    """

    reason: str
    because: str


def assess(
    programme: Programme, facts: Mapping[str, object], on: date, proved_by: Mapping[str, str] | None = None
) -> tuple[Verdict, ...]:
    """One verdict for each rule of the programme, in its order, as of a local date.

    `facts` are in memory's types; an absent or None fact is unknown. `proved_by` names, for facts that an
    accepted paper proves, the paper's kind (see `proofs`); the readings then say so.
    """
    proofs_held = proved_by or {}
    return tuple(_verdict(rule, facts, on, proofs_held) for rule in programme.rules)


def proofs(programme: Programme, papers: Iterable[PaperFacts]) -> dict[str, str]:
    """For each fact an accepted paper proves, the paper's kind; the first such paper counts."""
    proved: dict[str, str] = {}
    for paper in papers:
        if paper.verdict == ACCEPTED:
            for name in programme.proved_by(paper.kind):
                proved.setdefault(name, paper.kind)
    return proved


def proposed_reasons(
    programme: Programme,
    verdicts: Iterable[Verdict],
    papers: Sequence[PaperFacts],
    on: date,
    facts: Mapping[str, object] | None = None,
) -> tuple[Proposal, ...]:
    """The reasons for which this application could be rejected or sent back, each with its because.

    Failed rules first, then rules that could not tell, then papers that were found wanting, then required
    papers of which none was sent; retired reasons are not proposed. `papers` are those that count (see
    `standing_papers`). Which papers are required depends on `facts`; without them only papers that are
    always required can be missing.
    """
    found = [
        *_from_verdicts(verdicts),
        *_from_papers(programme, papers),
        *_from_missing(programme, papers, facts or {}),
    ]
    return tuple(dict.fromkeys(one for one in found if _may_be_stated(programme, one.reason, on)))


def verdict_to_json(verdict: Verdict) -> dict[str, object]:
    """A verdict as JSON holds it: amounts as text, dates as YYYY-MM-DD, readings as fact, value, source.

    `value` and `limit` keep their type in `value_type` and `limit_type`.
    """
    return {
        "rule": verdict.rule,
        "version": verdict.version,
        "outcome": verdict.outcome.value,
        "readings": [
            {"fact": reading.fact, "value": value_to_json(reading.value), "source": reading.source}
            for reading in verdict.readings
        ],
        "value": value_to_json(verdict.value),
        "value_type": _type_name(verdict.value),
        "limit": value_to_json(verdict.limit),
        "limit_type": _type_name(verdict.limit),
        "measure": verdict.measure.value,
        "reason": verdict.reason,
        "applies": verdict.applies,
    }


def verdict_from_json(stored: Mapping[str, Any]) -> Verdict:
    """The verdict `verdict_to_json` wrote. Raises KeyError, ValueError or `BadFact` on anything else."""
    return Verdict(
        rule=stored["rule"],
        version=stored["version"],
        outcome=CheckOutcome(stored["outcome"]),
        readings=tuple(_reading_from_json(reading) for reading in stored["readings"]),
        value=_READ_TYPE[stored["value_type"]](stored["value"]),
        limit=_READ_TYPE[stored["limit_type"]](stored["limit"]),
        measure=Measure(stored["measure"]),
        reason=stored["reason"],
        applies=stored["applies"],
    )


def _verdict(rule: Rule, facts: Mapping[str, object], on: date, proved_by: Mapping[str, str]) -> Verdict:
    found, applies = found_by(rule, facts, on)
    further = [name for name in rule.reads() if name not in found.facts]
    return Verdict(
        rule=rule.id,
        version=rule.version,
        outcome=found.outcome,
        readings=tuple(_reading(name, facts, proved_by) for name in (*found.facts, *further)),
        value=found.value,
        limit=found.limit,
        measure=found.measure,
        reason=rule.reason if found.outcome is CheckOutcome.FAIL else None,
        applies=applies,
    )


def _reading(name: str, facts: Mapping[str, object], proved_by: Mapping[str, str]) -> Reading:
    value = cast("Value | None", facts.get(name))
    proved = name in proved_by and value is not None
    return Reading(name, value, f"paper:{proved_by[name]}" if proved else DECLARED)


def _from_verdicts(verdicts: Iterable[Verdict]) -> list[Proposal]:
    weighed = list(verdicts)
    failed = [Proposal(one.reason, f"rule:{one.rule}") for one in weighed if one.reason is not None]
    doubtful = [
        Proposal(INFORMATION_MISSING, f"rule:{one.rule}")
        for one in weighed
        if one.outcome is CheckOutcome.CANNOT_TELL
    ]
    return [*failed, *doubtful]


def _from_papers(programme: Programme, papers: Iterable[PaperFacts]) -> list[Proposal]:
    return [
        Proposal(reason.code, f"paper:{paper.kind}:{trouble}")
        for paper in papers
        for trouble in (paper.fault, paper.verdict)
        for reason in reasons_for_paper(programme, paper.kind, trouble)
    ]


def _from_missing(
    programme: Programme, papers: Iterable[PaperFacts], facts: Mapping[str, object]
) -> list[Proposal]:
    provided = {paper.kind for paper in papers}
    return [
        Proposal(reason.code, f"paper:{document.kind}:{MISSING}")
        for document in programme.required_for(facts)
        if document.kind not in provided
        for reason in reasons_for_paper(programme, document.kind, MISSING)
    ]


def reasons_for_paper(programme: Programme, kind: str, trouble: str | None) -> tuple[Reason, ...]:
    """The reasons that a paper of this kind with this verdict or fault proposes.

    A reason for this very kind goes before the reasons for any kind.
    """
    fitting = [reason for reason in programme.catalogue.values() if trouble in reason.verdicts]
    own = tuple(reason for reason in fitting if reason.document == kind)
    return own or tuple(reason for reason in fitting if reason.document is None)


def _may_be_stated(programme: Programme, code: str, on: date) -> bool:
    reason = programme.catalogue.get(code)
    return reason is not None and reason.is_valid(on)


def _type_name(value: Value | None) -> str:
    return "none" if value is None else type(value).__name__


def _reading_from_json(stored: Mapping[str, Any]) -> Reading:
    name = stored["fact"]
    if name not in FIELDS:
        raise BadFact(name, stored["value"], "known_field")
    value = facts_from_json({name: stored["value"]}).get(name)
    return Reading(name, cast("Value | None", value), stored["source"])


_READ_TYPE: Final[Mapping[str, Callable[[Any], Value | None]]] = {
    "none": lambda _: None,
    "str": str,
    "bool": bool,
    "int": int,
    "Decimal": Decimal,
    "date": date.fromisoformat,
    "tuple": tuple,
}
