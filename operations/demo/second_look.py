"""The second check in the invented past: a colleague looks again, mostly agrees, and now and then not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from hashlib import sha256
from random import Random
from typing import TYPE_CHECKING, Final

from casework.actors import Staff
from casework.applications.decision import Decision
from casework.applications.evidence import Paper, PaperVerdict, standing_papers
from casework.applications.lifecycle import Outcome, State
from casework.permissions import Permission
from casework.use_cases.judge_document import JudgeDocument, judge_document
from casework.use_cases.second_check import Agree, Replace, agree, replace
from operations.demo.calendar import WITH_FILES, at_desk

if TYPE_CHECKING:
    from datetime import date, datetime

    from operations.demo.life import Life

_AGREES: Final = 0.92
_WITH_A_WORD: Final = 0.2
_AGREED: Final = (
    "راجعت المستندات وأؤيد القرار.",
    "الأسباب ثابتة في المستندات.",
    "القرار سليم، والأسباب واضحة في الفحص.",
)
_SEEN_OTHERWISE: Final = "الاسم في المستند يخالف الاسم في الطلب."
_CONTRADICTS: Final = {
    "ar": "ما ذُكر في الطلب لا يتفق مع ما في المستندات المرفقة.",
    "en": "What the application says does not agree with the papers that came with it.",
}
_ASKED_FIRST: Final = "بيانات الطلب والمستندات متعارضة، ويُسأل مقدم الطلب قبل الرفض."
_ONE_LESS: Final = "لا يثبت أحد الأسباب المذكورة من المستندات، ويكفي ما بقي منها."
_NOT_ACCEPTED: Final = "لا يُقبل المستند بصورته، ويُطلب تصحيحه قبل صرف الدعم."


def lots_of(seed: int, day: date) -> str:
    """What decisions of a past day are drawn with: the same for the same office."""
    return sha256(f"{seed}:lots:{day.isoformat()}".encode()).hexdigest()


def look_again(life: Life) -> None:
    """Let another competent person check the decision that waits, a working day or two after it was made."""
    first = life.case.decision
    if first is None or life.case.state is not State.AWAITING_CHECK:
        return
    able = _others(life.able, {first.by} | life.case.barred)
    at = _at(life)
    if not able or at is None:
        return
    life.now, checker = at, life.rng.choice(able)
    if life.rng.random() < _AGREES or not _decides_otherwise(life, first, checker):
        _agrees(life, checker)


def _others(able: Sequence[Staff], parties: Collection[str]) -> tuple[Staff, ...]:
    """Caseworkers who took no part; supervisors only where there is no other caseworker."""
    others = [person for person in able if person.username not in parties]
    clerks = tuple(person for person in others if not person.may(Permission.SEE_TEAM))
    return clerks or tuple(others)


def _at(life: Life) -> datetime | None:
    """When the second person comes to it; None when that is after the day the office is seen on.

    Without files there is nothing to look at on the desk, so such a case was looked at the same day.
    """
    at = at_desk(life.rng, life.plan.applicant.programme, life.now, life.rng.randint(1, 2))
    if at >= life.until and life.plan.fate not in WITH_FILES:
        at = life.now + timedelta(minutes=life.rng.randint(20, 90))
    return at if at < life.until else None


def _agrees(life: Life, by: Staff) -> None:
    note = life.rng.choice(_AGREED) if life.rng.random() < _WITH_A_WORD else ""
    command = Agree(application=life.plan.reference, seen=life.version, command_id=life.id(), note=note)
    life.do(agree, command, by=by)


def _decides_otherwise(life: Life, first: Decision, by: Staff) -> bool:
    """Put a sensible other decision in the place of the first; False where nothing else would be sensible."""
    if first.outcome is Outcome.APPROVE:
        return _asks_for_a_paper(life, by)
    if len(first.reasons) > 1:
        kept = _without_one(life.rng, first.reasons)
        return _replaces(life, by, first.outcome, kept, _ONE_LESS)
    if first.outcome is Outcome.REJECT:
        asked = ("information_contradictory",)
        words = _CONTRADICTS[life.case.language]
        return _replaces(life, by, Outcome.NEEDS_COMPLETION, asked, _ASKED_FIRST, words=words)
    return False


def _asks_for_a_paper(life: Life, by: Staff) -> bool:
    """What the first accepted, the second does not: the applicant is asked for it again."""
    accepted = [paper for paper in standing_papers(life.case.papers) if _is_accepted(paper)]
    if not accepted:
        return False
    command = JudgeDocument(
        application=life.plan.reference,
        seen=life.version,
        command_id=life.id(),
        paper=life.rng.choice(accepted).id,
        verdict=PaperVerdict.DOES_NOT_MATCH,
        note=_SEEN_OTHERWISE,
    )
    life.do(judge_document, command, by=by)
    return _replaces(life, by, Outcome.NEEDS_COMPLETION, ("document_does_not_match",), _NOT_ACCEPTED)


def _is_accepted(paper: Paper) -> bool:
    return paper.can_be_judged and paper.verdict is PaperVerdict.ACCEPTED


def _without_one(rng: Random, reasons: Sequence[str]) -> tuple[str, ...]:
    dropped = rng.choice(reasons)
    return tuple(reason for reason in reasons if reason != dropped)


def _replaces(
    life: Life, by: Staff, outcome: Outcome, reasons: tuple[str, ...], note: str, *, words: str = ""
) -> bool:
    command = Replace(
        application=life.plan.reference,
        seen=life.version,
        command_id=life.id(),
        outcome=outcome,
        reasons=reasons,
        note=note,
        words=words,
    )
    life.do(replace, command, by=by)
    return True
