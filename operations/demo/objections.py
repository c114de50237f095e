"""People who do not agree, in the invented past: objections, corrections, and what the office answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Final

from casework.actors import Staff
from casework.applications.application import Application
from casework.applications.evidence import PaperVerdict, standing_papers
from casework.applications.lifecycle import Outcome, State
from casework.complaints.complaint import Complaint
from casework.complaints.lifecycle import ComplaintKind, ComplaintOutcome
from casework.entitlements.reviews import read_rules
from casework.local_time import local_date
from casework.ports import Clock, Unit
from casework.use_cases.amend import Amend, amend
from casework.use_cases.answer_complaint import AnswerComplaint, answer_complaint
from casework.use_cases.complaints import FileComplaint, TakeComplaint, file_complaint, take_complaint
from casework.use_cases.decide import Decide, decide
from operations.demo.calendar import at_desk
from operations.demo.paying import be_paid
from operations.demo.second_look import look_again

if TYPE_CHECKING:
    from operations.demo.afterwards import Afterwards

# How often an objection is upheld, by a reason of the rejection; the rest by the last line.
_UPHELD: Final = {"private_school_fees": 0.75, "property_over_limit": 0.45, "": 0.2}
_PARTLY: Final = 0.05
_FORGOTTEN: Final = 0.3
_LATELY: Final = timedelta(days=40)
_LATE: Final = 0.1
_ANSWER_WITHIN: Final = 5
_NOT_NOUGHT: Final = frozenset({"household_size", "dependants", "adult_dependants", "child_dependants"})
_OBJECTED: Final = (
    "لا أوافق على القرار، فالبيان المذكور غير صحيح وعندي ما يثبت ذلك.",
    "انقطع هذا الدخل قبل التقديم، وأطلب إعادة النظر.",
    "العقار ليس ملكًا لأسرتي، وهو باسم قريب لنا.",
    "المصروفات تدفعها جهة خيرية ولا نتحملها.",
)
_SERVICE: Final = "انتظرت طويلًا في المكتب ولم يُشرح لي ما ينقص."
_CORRECTION: Final = "تغيّر رقم هاتفي، وأطلب تصحيحه."
_SAID: Final = {
    ComplaintOutcome.UPHELD: "نظرنا في اعتراضكم وما قدمتموه، ووجدناه صحيحًا، وسيُعاد النظر في طلبكم.",
    ComplaintOutcome.PARTLY: "وجدنا بعض ما ذكرتموه صحيحًا، وسيُعاد النظر في طلبكم.",
    ComplaintOutcome.REFUSED: "راجعنا طلبكم وأوراقه، ولم نجد ما يغيّر القرار.",
}
_CORRECTED: Final = "صُحح البيان كما طلبتم."
_SORRY: Final = "نعتذر عما حدث، وقد نبّهنا الزملاء إلى شرح المطلوب كتابةً."
_AMENDED: Final = "بطلب من صاحب الطلب، وبعد الاطلاع على بطاقته."
_ANEW: Final = "أعيد النظر بعد قبول الاعتراض، وثبت استيفاء الشروط."


def object_to(later: Afterwards) -> None:
    """Somebody objects to the rejection within the time for it."""
    at = at_desk(later.rng, later.case().programme, later.now, later.rng.randint(1, 15))
    later.put_down(at, partial(_file, later, ComplaintKind.OBJECTION, later.rng.choice(_OBJECTED)))


def correct(later: Afterwards) -> None:
    """Somebody asks for a fact to be put right."""
    at = at_desk(later.rng, later.case().programme, later.now, later.rng.randint(5, 40))
    later.put_down(at, partial(_file, later, ComplaintKind.CORRECTION, _CORRECTION))


def complain_about_service(later: Afterwards) -> None:
    """Somebody complains about how they were treated."""
    at = at_desk(later.rng, later.case().programme, later.now, later.rng.randint(1, 30))
    later.put_down(at, partial(_file, later, ComplaintKind.SERVICE, _SERVICE))


def _file(later: Afterwards, kind: ComplaintKind, text: str) -> None:
    case, by = later.case(), later.someone()
    if by is None or (kind is ComplaintKind.OBJECTION and case.state is not State.REJECTED):
        return
    command = FileComplaint(
        application=later.reference,
        command_id=later.life.id(),
        kind=kind,
        text=text,
        channel=later.rng.choice(("counter", "telephone")),
    )
    tracking = str(later.do(file_complaint, command, by=by))
    # What was forgotten comes to light after some weeks: only some of the latest are still unanswered.
    if later.now > later.life.until - _LATELY and later.rng.random() < _FORGOTTEN:
        return
    late = later.rng.random() < _LATE
    wait = later.rng.randint(_ANSWER_WITHIN + 1, 9) if late else later.rng.randint(1, _ANSWER_WITHIN - 1)
    later.put_down(at_desk(later.rng, case.programme, later.now, wait), partial(_answer, later, tracking))


def _answer(later: Afterwards, tracking: str) -> None:
    """Somebody who took no part takes the complaint and answers it within the hour."""
    complaint = _complaint(later, tracking)
    by = later.someone(but=sorted(complaint.barred))
    if by is None:
        return
    later.do(take_complaint, TakeComplaint(complaint=tracking, command_id=later.life.id()), by=by)
    outcome = _outcome(later, complaint.kind)
    if not _let_pass(later, 40):
        return
    if complaint.kind is ComplaintKind.CORRECTION:
        _amend(later, tracking, by, {"phone": _phone(later)})
    elif complaint.kind is ComplaintKind.OBJECTION and outcome is not ComplaintOutcome.REFUSED:
        _amend(later, tracking, by, _otherwise(later.case()))
    command = AnswerComplaint(
        complaint=tracking,
        seen=_complaint(later, tracking).version,
        command_id=later.life.id(),
        outcome=outcome,
        words=_words(complaint.kind, outcome),
        note="" if outcome is ComplaintOutcome.REFUSED else _ANEW,
        reasons=("decision_correct",) if outcome is ComplaintOutcome.REFUSED else (),
    )
    later.do(answer_complaint, command, by=by)
    if complaint.kind is ComplaintKind.OBJECTION and outcome is not ComplaintOutcome.REFUSED:
        _decide_anew(later, by)


def _outcome(later: Afterwards, kind: ComplaintKind) -> ComplaintOutcome:
    if kind is not ComplaintKind.OBJECTION:
        return ComplaintOutcome.UPHELD
    decision = later.case().decision
    reasons = decision.reasons if decision else ()
    share = max((_UPHELD.get(reason, _UPHELD[""]) for reason in reasons), default=0.0)
    drawn = later.rng.random()
    # Only what can be approved now is upheld here: the office decides anew at once.
    possible = _can_be_decided_anew(later) and _papers_are_there(later) and _mends(later)
    if drawn >= share + _PARTLY or not possible:
        return ComplaintOutcome.REFUSED
    return ComplaintOutcome.UPHELD if drawn < share else ComplaintOutcome.PARTLY


def _can_be_decided_anew(later: Afterwards) -> bool:
    """Whether one who took no part can decide, another look again, and there is time for both."""
    decision = later.case().decision
    parties = later.case().barred | (decision.parties if decision else frozenset())
    fresh = [one for one in later.life.able if one.username not in parties]
    return len(fresh) > 1 and later.now + timedelta(days=7) < later.life.until


def _mends(later: Afterwards) -> bool:
    """Whether nothing would stand against the case if the facts it was rejected for were otherwise."""
    case = later.case()
    mended = replace(case, facts={**case.facts, **_otherwise(case)})
    return read_rules(mended, local_date(case.programme, later.now)).sound


def _otherwise(case: Application) -> dict[str, object]:
    """The facts behind the reasons of the rejection, as the applicant says they are: none of it."""
    reasons = case.decision.reasons if case.decision else ()
    names = [name for rule in case.scheme.rules if rule.reason in reasons for name in rule.reads()]
    found: dict[str, object] = {}
    for name in names:
        value = case.facts.get(name)
        if isinstance(value, bool):
            found[name] = not value
        elif isinstance(value, int | Decimal) and name not in _NOT_NOUGHT and value:
            found[name] = type(value)(0)
    return found


def _papers_are_there(later: Afterwards) -> bool:
    case = later.case()
    accepted = {
        paper.kind
        for paper in standing_papers(case.papers)
        if paper.can_be_judged and paper.verdict is PaperVerdict.ACCEPTED
    }
    return accepted.issuperset(case.required_kinds())


def _words(kind: ComplaintKind, outcome: ComplaintOutcome) -> str:
    own = {ComplaintKind.CORRECTION: _CORRECTED, ComplaintKind.SERVICE: _SORRY}
    return own.get(kind) or _SAID[outcome]


def _phone(later: Afterwards) -> str:
    digits = f"{later.rng.randrange(10**8):08d}"
    return f"010{digits}" if later.case().programme.startswith("eg") else f"05{digits}"


def _amend(later: Afterwards, tracking: str, by: Staff, changes: Mapping[str, object]) -> None:
    command = Amend(
        application=later.reference,
        seen=later.case().version,
        command_id=later.life.id(),
        changes=changes,
        note=_AMENDED,
        complaint=tracking,
    )
    later.do(amend, command, by=by)
    _let_pass(later, 3)


def _decide_anew(later: Afterwards, by: Staff) -> None:
    """The case is in the hands of who answered: it is approved, looked at again where drawn, and paid."""
    life = later.life
    if not _let_pass(later, 60):
        return
    life.by, life.version = by, later.case().version
    command = Decide(
        application=later.reference,
        seen=life.version,
        command_id=life.id(),
        outcome=Outcome.APPROVE,
        note=_ANEW,
    )
    life.do(decide, command, by=by)
    life.replay.reload()
    look_again(life)
    life.replay.reload()
    be_paid(later)


def _complaint(later: Afterwards, tracking: str) -> Complaint:
    def find(_command: object, unit: Unit, _by: Staff, _now: Clock) -> Complaint:
        unit.applications.get(unit.complaints.case_of(tracking))
        return unit.complaints.get(tracking)

    found = later.do(find, None, by=later.life.able[0])
    if not isinstance(found, Complaint):
        raise TypeError(found)
    return found


def _let_pass(later: Afterwards, minutes: int) -> bool:
    return later.life.later(timedelta(minutes=later.rng.randint(1, minutes)))
