"""What stands behind each reason of a decision, and what is missing before it can be told to the applicant.

A letter says of every reason what the evidence shows: the rule with its version, the value found and the
limit, the papers, the fields that are not known. A reason whose sentence needs a fact that the evidence does
not have is refused when it is chosen, while the person is there who can mend it: judge the paper, choose
another reason, or tell the applicant in their own words what was found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from casework.applications.evidence import Paper, standing_papers
from casework.applications.reasons import WORDS, Reason, placeholders
from casework.countries.programme import Programme
from casework.eligibility.assessment import INFORMATION_MISSING, Proposal, proposed_reasons, verdict_to_json
from casework.eligibility.rule import CheckOutcome, Verdict
from casework.errors import EvidenceMissing

RULE: Final = "rule"
_OF_A_CHECK: Final = ("rule", "version", "readings", "value", "limit", "measure")


def grounds_of(
    programme: Programme,
    reasons: Sequence[str],
    *,
    verdicts: Iterable[Verdict],
    papers: Iterable[Paper],
    declared: Mapping[str, object],
    on: date,
) -> list[dict[str, object]]:
    """For each reason the failed check behind it and the papers (kinds) behind it, as JSON values.

    ``rule``, ``version``, ``readings``, ``value``, ``limit`` and ``measure`` are as :func:`verdict_to_json`
    writes them; empty where no check failed for this reason.
    """
    checks = tuple(verdicts)
    proposals = proposed_reasons(programme, checks, standing_papers(papers), on, declared)
    return [_grounds(code, checks, proposals) for code in reasons]


def required_facts(programme: Programme, reason: Reason) -> frozenset[str]:
    """The facts without which a reason cannot be told.

    They are the names in its detailed sentence, and ``rule`` where a rule of the programme leads to it: then
    nobody is told of a limit that no check found passed.
    """
    named = placeholders(reason.detail.en) if reason.detail else frozenset[str]()
    ruled = any(rule.reason == reason.code for rule in programme.rules)
    return named | {RULE} if ruled else named


def lacking(programme: Programme, grounds: Mapping[str, Any], words: str) -> tuple[str, ...]:
    """What a reason's sentence needs and does not have; words to the applicant stand in for all of it."""
    if words.strip():
        return ()
    reason = programme.catalogue[grounds["code"]]
    there = {
        RULE: bool(grounds.get("rule")),
        "value": grounds.get("value") is not None,
        "limit": grounds.get("limit") is not None,
        "paper": bool(grounds.get("papers")),
        "missing": any(one.get("value") is None for one in grounds.get("readings") or ()),
        WORDS: False,
    }
    return tuple(name for name in sorted(required_facts(programme, reason)) if not there[name])


def unsupported(
    programme: Programme, grounds: Iterable[Mapping[str, Any]], words: str
) -> tuple[EvidenceMissing, ...]:
    """A refusal for each reason that cannot be told; what must be said in words is asked for elsewhere."""
    found = [(str(one["code"]), lacking(programme, one, words)) for one in grounds]
    return tuple(
        EvidenceMissing(reason=code, facts=facts)
        for code, missing in found
        if (facts := tuple(name for name in missing if name != WORDS))
    )


def _grounds(code: str, verdicts: Sequence[Verdict], proposals: Sequence[Proposal]) -> dict[str, object]:
    grounds: dict[str, object] = {"code": code, **dict.fromkeys(_OF_A_CHECK), "readings": []}
    failed = [verdict for verdict in verdicts if verdict.reason == code]
    if failed:
        stated = verdict_to_json(failed[0])
        grounds |= {name: stated[name] for name in _OF_A_CHECK}
    elif code == INFORMATION_MISSING:
        grounds["readings"] = _unknown_readings(verdicts)
    causes = [proposal.because.split(":") for proposal in proposals if proposal.reason == code]
    grounds["papers"] = [cause[1] for cause in causes if cause[0] == "paper"]
    return grounds


def _unknown_readings(verdicts: Iterable[Verdict]) -> list[object]:
    """The readings that left a check unable to tell, each fact once: what the applicant is asked to add."""
    doubtful = [verdict for verdict in verdicts if verdict.outcome is CheckOutcome.CANNOT_TELL]
    readings = {one.fact: one for verdict in doubtful for one in verdict.readings if one.value is None}
    return [{"fact": one.fact, "value": None, "source": one.source} for one in readings.values()]
