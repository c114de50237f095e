"""Which event promises which message to whom. Facts and a wording key, never finished text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from casework.applications.application import UNDO_WINDOW, Application, Decision
from casework.applications.evidence import Paper, standing_papers
from casework.applications.lifecycle import Outcome
from casework.countries.pack import programme as find_programme
from casework.eligibility.assessment import INFORMATION_MISSING, Proposal, proposed_reasons, verdict_to_json
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
        declared=application.facts,
    )
    return Notice(
        key=NOTICE_OF[decision.outcome],
        facts=facts,
        promised_at=decision.at,
        not_before=decision.at + UNDO_WINDOW,
    )


def notice_of_release(application: Application, decision: Decision, at: datetime) -> Notice:
    """The message about a decision that waited for a second check and may leave from this moment on (UTC).

    It still waits until the decision is as old as any other is when its message leaves.
    """
    notice = notice_of_decision(application, replace(decision, complete_by=application.complete_by))
    return replace(notice, not_before=max(notice.not_before, at))


def notice_of_closing(application: Application, key: str, at: datetime) -> Notice:
    """The message that tells the applicant that the case was closed without a decision.

    Args:
        application: the case, already closed.
        key: ``withdrawn`` or ``expired``.
        at: when it was closed (UTC); the message may leave at once, for there is nothing to undo.
    """
    facts = decision_facts(
        reference=application.reference,
        programme=application.programme,
        name=str(application.facts.get("full_name", "")),
        reasons=(),
        decided_on=local_date(application.programme, at),
        complete_by=None,
        verdicts=(),
        papers=application.papers,
        declared=application.facts,
    )
    return Notice(key=key, facts=facts, promised_at=at, not_before=at)


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
    declared: Mapping[str, object],
) -> dict[str, object]:
    """What a message or letter about a decision has to say, as JSON values.

    Returns:
        ``reference``, ``programme``, ``name``, ``decided_on`` and ``complete_by`` (ISO date or None), and
        ``reasons``: for each code the failed check behind it as :func:`verdict_to_json` writes it
        (``readings``, ``value``, ``limit``, ``measure``), and the ``papers`` (kinds) whose verdict, fault or
        absence stands behind it; empty where the caseworker chose the reason without either.
    """
    checks, scheme = tuple(verdicts), find_programme(programme)
    proposals = proposed_reasons(scheme, checks, standing_papers(papers), decided_on, declared)
    return {
        "reference": reference,
        "programme": programme,
        "name": name,
        "decided_on": decided_on.isoformat(),
        "complete_by": complete_by.isoformat() if complete_by else None,
        "reasons": [_grounds(code, checks, proposals) for code in reasons],
    }


def _grounds(code: str, verdicts: Sequence[Verdict], proposals: Sequence[Proposal]) -> dict[str, object]:
    grounds: dict[str, object] = {"code": code, "readings": [], "value": None, "limit": None, "measure": None}
    failed = [verdict for verdict in verdicts if verdict.reason == code]
    if failed:
        stated = verdict_to_json(failed[0])
        grounds |= {name: stated[name] for name in ("readings", "value", "limit", "measure")}
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
