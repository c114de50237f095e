"""Which event promises which message to whom. Facts and a wording key, never finished text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from casework.applications.application import UNDO_WINDOW, Application, Decision
from casework.applications.evidence import Paper, standing_papers
from casework.applications.lifecycle import Outcome
from casework.eligibility.assessment import verdict_to_json
from casework.eligibility.rule import CheckOutcome, Verdict
from casework.local_time import local_date

NOTICE_OF: Final[Mapping[Outcome, str]] = {
    Outcome.APPROVE: "decided_approved",
    Outcome.REJECT: "decided_rejected",
    Outcome.NEEDS_COMPLETION: "decided_needs_completion",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A message promised to the applicant.

    ``facts`` holds JSON values, see :func:`decision_facts`; ``not_before`` is UTC: the message leaves only
    after the time in which the decision can be undone.
    """

    key: str
    facts: Mapping[str, object]
    promised_at: datetime
    not_before: datetime


def notice_of_decision(application: Application, decision: Decision) -> Notice:
    """The message that tells the applicant what was decided and why."""
    on = local_date(application.programme, decision.at)
    facts = decision_facts(
        reference=application.reference,
        programme=application.programme,
        name=str(application.facts.get("full_name", "")),
        reasons=decision.reasons,
        decided_on=on,
        complete_by=decision.complete_by,
        verdicts=application.assessed(on),
        papers=application.papers,
    )
    return Notice(
        key=NOTICE_OF[decision.outcome],
        facts=facts,
        promised_at=decision.at,
        not_before=decision.at + UNDO_WINDOW,
    )


def decision_facts(
    *,
    reference: str,
    programme: str,
    name: str,
    reasons: Sequence[str],
    decided_on: date,
    complete_by: date | None,
    verdicts: Iterable[Verdict],
    papers: Iterable[Paper],
) -> dict[str, object]:
    """What a message or letter about a decision has to say, as JSON values.

    Returns:
        ``reference``, ``programme``, ``name``, ``decided_on`` and ``complete_by`` (ISO date or None), and
        ``reasons``: for each code the ``readings`` (fact, value as text) and ``limit`` of the failed check
        behind it, and the ``papers`` (kinds) whose verdict or fault stands behind it; empty where the
        caseworker chose the reason without either.
    """
    checks, held = tuple(verdicts), standing_papers(papers)
    return {
        "reference": reference,
        "programme": programme,
        "name": name,
        "decided_on": decided_on.isoformat(),
        "complete_by": complete_by.isoformat() if complete_by else None,
        "reasons": [_grounds(code, programme, checks, held) for code in reasons],
    }


def _grounds(
    code: str, programme: str, verdicts: Sequence[Verdict], papers: Sequence[Paper]
) -> dict[str, object]:
    grounds: dict[str, object] = {"code": code, "readings": [], "limit": None, "papers": []}
    for verdict in verdicts:
        if verdict.reason == code and verdict.outcome is CheckOutcome.FAIL:
            stated = verdict_to_json(verdict)
            grounds["readings"], grounds["limit"] = stated["readings"], stated["limit"]
            break
    grounds["papers"] = [paper.kind for paper in papers if _stands_behind(code, programme, paper)]
    return grounds
