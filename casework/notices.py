"""Which event promises which message to whom. Facts and a wording key, never finished text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from casework.applications.application import UNDO_WINDOW, Application, Decision
from casework.applications.events import EventKind
from casework.applications.evidence import Paper
from casework.applications.lifecycle import Outcome
from casework.countries.pack import programme as find_programme
from casework.eligibility.rule import Verdict
from casework.entitlements.lifecycle import CardState
from casework.grounds import grounds_of, lacking
from casework.local_time import local_date

_NEWS_OF: Final[Mapping[str, str]] = {
    EventKind.WITHDRAWN: "withdrawn",
    EventKind.EXPIRED: "expired",
    EventKind.COMPLAINT_FILED: "complaint_received",
    EventKind.ENTITLED: "entitled",
    EventKind.AMOUNT_CHANGED: "amount_changed",
    EventKind.STOP_NOTICE_GIVEN: "stop_notice",
    EventKind.STOP_NOTICE_LIFTED: "stop_notice_lifted",
    EventKind.SUSPENDED: "payment_suspended",
    EventKind.REACTIVATED: "payment_reactivated",
    EventKind.ENTITLEMENT_ENDED: "entitlement_ended",
    EventKind.PAYMENT_SCHEDULED: "payment_date",
    EventKind.PAYMENT_RETURNED: "payment_returned",
}
# News of a decision: it leaves only while the decision stands.
ABOUT_DECISION: Final = frozenset({"entitled"})
# A stop is not announced without its reason, the papers that answer it and its day.
_MUST_SAY: Final[Mapping[str, tuple[str, ...]]] = {
    "stop_notice": ("stop", "bring", "stop_on"),
    "payment_suspended": ("stop", "bring"),
    "entitlement_ended": ("stop",),
}

NOTICE_OF: Final[Mapping[Outcome, str]] = {
    Outcome.APPROVE: "decided_approved",
    Outcome.REJECT: "decided_rejected",
    Outcome.NEEDS_COMPLETION: "decided_needs_completion",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A message promised to the applicant.

    ``facts`` holds JSON values, see :func:`decision_facts`; ``not_before`` is UTC: the message leaves only
    after the time in which the decision can be undone. One that is ``about_decision`` leaves only while that
    decision stands.
    """

    key: str
    facts: Mapping[str, object]
    promised_at: datetime
    not_before: datetime
    about_decision: bool = True


def notice_of_decision(application: Application, decision: Decision, told_on: date | None = None) -> Notice:
    """The message that tells the applicant what was decided and why.

    It is told on the day of the decision, or on ``told_on`` if that is later.
    """
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
        outcome=decision.outcome,
        words=decision.words,
        told_on=told_on,
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
    standing = replace(decision, complete_by=application.complete_by)
    notice = notice_of_decision(application, standing, local_date(application.programme, at))
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


def news_of(kind: str, facts: Mapping[str, Any]) -> str | None:
    """The wording key of the message that a line of the journal promises beside those of decisions.

    A complaint's answer is told by its outcome, a card once it can be collected.
    """
    if kind == EventKind.COMPLAINT_ANSWERED:
        return f"complaint_{facts['outcome']}"
    if kind == EventKind.CARD_MOVED:
        return "card_ready" if facts["card"] == CardState.PRINTED else None
    return _NEWS_OF.get(kind)


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
    outcome: Outcome | None = None,
    words: str = "",
    told_on: date | None = None,
) -> dict[str, object]:
    """What a message or letter about a decision has to say, as JSON values.

    Returns:
        ``reference``, ``programme``, ``name``, ``decided_on``, ``complete_by`` and ``object_by`` (ISO date or
        None; the last day to object is counted from ``told_on``, which is the day of the decision unless a
        second person had to look), ``words`` to the applicant, and ``reasons``: see `casework.grounds`.
    """
    scheme = find_programme(programme)
    told = told_on or decided_on
    rejected = outcome is Outcome.REJECT
    return {
        "reference": reference,
        "programme": programme,
        "name": name,
        "decided_on": decided_on.isoformat(),
        "complete_by": complete_by.isoformat() if complete_by else None,
        "object_by": (told + timedelta(days=scheme.object_within_days)).isoformat() if rejected else None,
        "words": words,
        "reasons": grounds_of(
            scheme, reasons, verdicts=verdicts, papers=papers, declared=declared, on=decided_on
        ),
    }


def lacks(key: str, facts: Mapping[str, Any]) -> tuple[str, ...]:
    """What a promised message needs and does not have; it cannot be issued then.

    Such facts are refused when a decision is made; what is found here was promised before, or changed since.
    """
    scheme, words = find_programme(str(facts["programme"])), str(facts.get("words") or "")
    missing = [name for one in facts.get("reasons") or () for name in lacking(scheme, one, words)]
    if key == NOTICE_OF[Outcome.NEEDS_COMPLETION] and not facts.get("complete_by"):
        missing.append("complete_by")
    told = key in {NOTICE_OF[Outcome.REJECT], NOTICE_OF[Outcome.NEEDS_COMPLETION]}
    if told and not facts.get("reasons"):
        missing.append("reasons")
    missing += [name for name in _MUST_SAY.get(key, ()) if not facts.get(name)]
    return tuple(dict.fromkeys(missing))
