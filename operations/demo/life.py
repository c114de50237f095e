"""The life of one invented application, act by act, through the real use cases at historic moments.

The caseworker of this office is careful: the verdict on a paper is the paper's truth,
the reasons are those the system proposes, and the outcome is where those reasons lead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Final
from uuid import UUID

from casework.actors import Actor, Citizen, Staff, System
from casework.applications.application import Application
from casework.applications.evidence import Paper, PaperVerdict, standing_papers
from casework.applications.lifecycle import Outcome, Stage, State
from casework.applications.reasons import Reason, Route
from casework.countries.pack import pack_of, programme
from casework.eligibility.assessment import proposed_reasons
from casework.local_time import local_date
from casework.second_check import number_of
from casework.use_cases.applicant import Complete, Expire, Withdraw, complete, expire, withdraw
from casework.use_cases.claim import Claim, claim
from casework.use_cases.decide import Decide, decide
from casework.use_cases.hand_back import HandBack, LapseClaim, hand_back, lapse_claim
from casework.use_cases.judge_document import JudgeDocument, judge_document
from casework.use_cases.note import AddNote, add_note
from casework.use_cases.receive import Receive, Received, ReceivedPaper, ReceiveMany, receive_many
from casework.use_cases.undo import Undo, undo
from casework.working_days import add_working_days
from data_access.history import Replay
from operations.demo.afterwards import follow
from operations.demo.calendar import WITH_FILES, arrived_at, at_desk, at_night, working_days_left
from operations.demo.papers import Sheet, sheet
from operations.demo.people import Applicant
from operations.demo.second_look import look_again

SOURCE: Final = "demo"
_MOST_REASONS: Final = 3
_ACCUSES: Final = "false_statement"
_OFTEN: Final = 1_000  # Of ten thousand numbers, those drawn of rejections.
_LATELY: Final = 8

_SAID: Final[Mapping[str, tuple[str, ...]]] = {
    "does_not_match": (
        "البيان الظاهر في المستند يخالف ما صرح به المتقدم.",
        "القيمة المكتوبة في المستند غير القيمة المصرح بها في الطلب.",
    ),
    "wrong_document": ("المرفوع إيصال شراء وليس المستند المطلوب.",),
    "unreadable": ("انعكاس الضوء يخفي البيانات.",),
    "expired": ("انتهت صلاحية المستند قبل تاريخ التقديم.",),
    "accepted": ("",),
}
_HANDED_BACK: Final = (
    "إجازة اضطرارية من الغد.",
    "صلة قرابة بالمتقدم، يفضل أن يفحصه زميل آخر.",
    "أحتاج رأي زميل أقدم.",
)
_NOTES: Final = (
    "تم الاتصال بالمتقدم هاتفياً وأكد البيانات.",
    "راجعت المستندات مع بيانات الطلب.",
    "أفاد المتقدم بأنه سيرسل صورة أوضح.",
)
_DECIDED: Final = "راجعت الطلب ومستنداته، وما ذكر من أسباب ظاهر في الفحص."
_FALSE: Final = "المستند المرفق يثبت خلاف ما صُرِّح به، وهو بيان مؤثر في الاستحقاق."
_FALSE_TOLD: Final = {
    "ar": "تبيّن من المستند المرفق خلاف ما ذُكر في الطلب عن دخل الأسرة.",
    "en": "The paper you sent shows otherwise than the application says about the household's income.",
}
_UNDONE: Final = "اخترت النتيجة خطأ، أعيد القرار بعد مراجعة المستندات."


@dataclass(slots=True, kw_only=True)
class Plan:
    """What is to happen with one application: its papers as planned and, where drawn, as files."""

    applicant: Applicant
    fate: str
    sheets: tuple[Sheet, ...]
    channel: str
    files: list[ReceivedPaper] = field(default_factory=list[ReceivedPaper])
    again: dict[str, tuple[Sheet, ReceivedPaper]] = field(
        default_factory=dict[str, tuple[Sheet, ReceivedPaper]]
    )
    story: str = ""
    reference: str = ""


def not_on_file(planned: Sheet) -> ReceivedPaper:
    """A paper whose original was seen at the counter and given back: there is a verdict but no file."""
    return ReceivedPaper(
        kind=planned.kind,
        original_name="أصل ورقي اطُّلع عليه في المكتب",
        sha256=None,
        media_type="",
        size=0,
        pages=0,
        page_sizes=(),
        fault=planned.fault,
    )


@dataclass(slots=True, kw_only=True)
class Life:
    """One application's acts. ``until`` is the moment after which nothing has happened yet.

    ``colleagues`` take the case; ``able`` are all who are competent for it, and look again at what is drawn.
    """

    replay: Replay
    plan: Plan
    colleagues: Sequence[Staff]
    able: Sequence[Staff]
    until: datetime
    rng: Random
    version: int = 1
    now: datetime = field(init=False)
    by: Staff | None = field(init=False, default=None)
    truths: dict[str, Sheet] = field(init=False)

    def __post_init__(self) -> None:
        """Begin at the arrival."""
        applicant = self.plan.applicant
        self.now = arrived_at(self.rng, applicant.programme, applicant.received_on, self.plan.channel)
        self.truths = {planned.kind: planned for planned in self.plan.sheets}

    @property
    def case(self) -> Application:
        """The case as it stands."""
        return self.replay.case(self.plan.reference)

    def live(self) -> None:
        """Go through everything that happened to the application until now."""
        self.receive()
        _COURSES.get(self.plan.fate, Life.take_its_course)(self)
        if self.plan.fate not in WITH_FILES and self.case.stage in {Stage.WAITING, Stage.IN_HAND}:
            self.be_withdrawn_at_last()
        follow(self)

    def receive(self) -> None:
        """Put the application on record."""
        applicant, plan = self.plan.applicant, self.plan
        papers = plan.files or [not_on_file(planned) for planned in plan.sheets]
        command = Receive(
            programme=applicant.programme,
            facts=applicant.facts,
            papers=tuple(papers),
            received_at=self.now,
            channel=plan.channel,
            source=SOURCE,
            source_key=f"{SOURCE}:{applicant.number}",
            language=applicant.person.language,
        )
        by: Actor = Citizen(username="portal") if plan.channel == "portal" else System()
        received = self.replay.act(receive_many, ReceiveMany(commands=(command,)), by=by, at=self.now)
        if not isinstance(received, tuple) or not isinstance(received[0], Received):
            raise TypeError(received)
        plan.reference = received[0].reference
        self.replay.reload()

    # Courses, by fate.

    def stay(self) -> None:
        """Nobody has taken it yet."""

    def take_its_course(self) -> None:
        """Claimed, judged, decided; completed or not; until it is closed or time runs out."""
        for _ in range(3):
            if not (self.claim() and self.judge() and self.decide()):
                return
            if self.case.state is not State.NEEDS_COMPLETION or not self.answer():
                return

    def come_back(self) -> None:
        """Asked for completion, answered, waiting again."""
        if self.claim(soon=True) and self.judge() and self.decide() and self.asked():
            self.answer(soon=True)

    def ask(self) -> None:
        """Asked for completion and not answered yet."""
        _ = self.claim(soon=True) and self.judge() and self.decide()

    def be_taken(self) -> None:
        """In somebody's hands since the last afternoon, some papers judged."""
        self.now = max(self.now, self.until - timedelta(hours=12))
        self.now += timedelta(minutes=self.rng.randrange(1, 200))
        if self._claim_at(self.now):
            self.judge(at_most=self.rng.randrange(3))

    def be_withdrawn(self) -> None:
        """The applicant withdraws, before or after somebody took it."""
        if self.rng.random() < 0.4 and not self.claim():  # noqa: PLR2004  a share of the withdrawn
            return
        if self.later(timedelta(days=self.rng.randrange(1, 6))):
            note = self.rng.choice(("وجد المتقدم عملاً.", "تحسنت أحوال الأسرة.", "قدم الطلب بالخطأ."))
            self.do(
                withdraw,
                Withdraw(application=self.plan.reference, command_id=self.id(), note=note),
                by=Citizen(),
            )

    def be_withdrawn_at_last(self) -> None:
        """Without files there is nothing left to weigh on the desk: the applicant has found another way."""
        self.now = max(self.now, self.until - timedelta(hours=self.rng.randrange(2, 12)))
        command = Withdraw(application=self.plan.reference, command_id=self.id(), note="تحسنت أحوال الأسرة.")
        self.do(withdraw, command, by=Citizen())

    def be_handed_back(self) -> None:
        """Taken, looked at and handed back; it waits again."""
        self.now = max(self.now, self.until - timedelta(hours=20))
        if self._claim_at(self.now + timedelta(minutes=self.rng.randrange(1, 240))):
            self.hand_back()

    def lapse_first(self) -> None:
        """Forgotten by the first who took it, then decided by another."""
        if self.claim() and self.later(timedelta(hours=25)):
            command = LapseClaim(application=self.plan.reference, seen=self.version)
            self.do(lapse_claim, command, by=System())
            self.take_its_course()

    def be_undone(self) -> None:
        """Decided, taken back some minutes later, decided again."""
        if not (self.claim() and self.judge() and self.decide(checked=False)):
            return
        self.replay.reload()
        if self.later(timedelta(minutes=self.rng.randrange(2, 9))):
            command = Undo(
                application=self.plan.reference, seen=self.version, command_id=self.id(), note=_UNDONE
            )
            self.do(undo, command)
            self.replay.reload()
            self.decide()

    def be_decided_lately(self) -> None:
        """Decided some days ago, on a day whose lot fell on it; nobody has looked again yet."""
        days = self._past_days()
        drawn = [n for n in days if self._is_drawn(self._day(n))]
        wait = next(iter(drawn), self.rng.choice(days))
        if self._claim_at(at_desk(self.rng, self.plan.applicant.programme, self.now, wait)) and self.judge():
            self.decide(checked=False)

    def expire_unanswered(self) -> None:
        """Asked for completion; the time passes."""
        if self.claim() and self.judge() and self.decide() and self.asked():
            self.run_out()

    # Acts.

    def claim(self, *, soon: bool = False) -> bool:
        """Somebody competent takes the case after some working days; some hand it back first."""
        scheme = programme(self.plan.applicant.programme)
        wait = 1 if soon else self.rng.randint(1, max(2, int(scheme.decide_within * 0.9)))
        if not soon and self.rng.random() < 0.07:  # noqa: PLR2004  the share that was late
            wait = scheme.decide_within + self.rng.randint(1, 6)
        # The office has hurried of late: what came last week is not decided next month.
        wait = min(wait, max(1, working_days_left(scheme.code, self.now, self.until) - 3))
        at = at_desk(self.rng, scheme.code, self.now, wait)
        if not self._claim_at(at):
            return False
        if self.plan.fate == "closed" and self.rng.random() < 0.03:  # noqa: PLR2004  a share of the cases
            return self.hand_back() and self._claim_at(at_desk(self.rng, scheme.code, self.now, 1))
        return True

    def judge(self, at_most: int = 99) -> bool:
        """Look at each paper that can be seen and has no verdict yet."""
        for paper in [paper for paper in self.case.papers if self.open_to_judge(paper)][:at_most]:
            if not self.later(timedelta(minutes=self.rng.randint(1, 4))):
                return False
            verdict = PaperVerdict(self.truths[paper.kind].truth)
            command = JudgeDocument(
                application=self.plan.reference,
                seen=self.version,
                command_id=self.id(),
                paper=paper.id,
                verdict=verdict,
                note=self.rng.choice(_SAID[verdict]),
            )
            self.do(judge_document, command)
        if self.rng.random() < 0.06:  # noqa: PLR2004  a share of the cases
            self.note()
        return True

    def decide(self, *, checked: bool = True) -> bool:
        """Decide where the proposed reasons lead; what is drawn is looked at again some days later."""
        if not self.later(timedelta(minutes=self.rng.randint(2, 9))):
            return False
        outcome, reasons = self.outcome()
        command = Decide(
            application=self.plan.reference,
            seen=self.version,
            command_id=self.id(),
            outcome=outcome,
            reasons=reasons,
            note=_FALSE if _ACCUSES in reasons else _DECIDED if reasons else "",
            words=_FALSE_TOLD[self.case.language] if _ACCUSES in reasons else "",
        )
        self.do(decide, command)
        if checked:
            look_again(self)
        return True

    def answer(self, *, soon: bool = False) -> bool:
        """The applicant sends what was asked for, or lets the time pass."""
        if not soon and self.rng.random() < 0.2:  # noqa: PLR2004  the share that never answers
            self.run_out()
            return False
        if not self.later(
            timedelta(days=self.rng.randint(2, 8 if soon else 20), hours=self.rng.randint(0, 6))
        ):
            return False
        command = Complete(
            application=self.plan.reference,
            command_id=self.id(),
            facts=self.corrected(),
            papers=tuple(self.better_papers()),
        )
        self.do(complete, command, by=Citizen())
        self.replay.reload()
        return True

    def run_out(self) -> None:
        """The day by which the papers were asked for has passed."""
        due = self.case.complete_by
        if due is None:
            return
        after = at_night(self.plan.applicant.programme, due + timedelta(days=1))
        if after < self.until:
            self.now = after
            self.do(expire, Expire(application=self.plan.reference, seen=self.version), by=System())

    def hand_back(self) -> bool:
        """Return the case to the queue, saying why."""
        if not self.later(timedelta(minutes=self.rng.randint(5, 50))):
            return False
        note = self.rng.choice(_HANDED_BACK)
        self.do(
            hand_back,
            HandBack(application=self.plan.reference, seen=self.version, command_id=self.id(), note=note),
        )
        return True

    def note(self) -> None:
        """A remark for colleagues."""
        if self.later(timedelta(minutes=1)):
            command = AddNote(
                application=self.plan.reference, command_id=self.id(), text=self.rng.choice(_NOTES)
            )
            self.do(add_note, command, moves=False)

    # What the acts rest on.

    def do(self, use_case: object, command: object, *, by: Actor | None = None, moves: bool = True) -> None:
        """Act at this moment; every act but a note makes the next version of the case."""
        actor = by or self.by
        if actor is None or not callable(use_case):
            raise TypeError(use_case)
        self.replay.act(use_case, command, by=actor, at=self.now)
        self.version += moves

    def later(self, span: timedelta) -> bool:
        """Let time pass; False when that would be after the day the office is seen on."""
        if self.now + span >= self.until:
            return False
        self.now += span
        return True

    def id(self) -> UUID:
        """A command's id, drawn like everything else."""
        return UUID(int=self.rng.getrandbits(128), version=4)

    def asked(self) -> bool:
        """Whether the case is with the applicant."""
        return self.case.state is State.NEEDS_COMPLETION

    def open_to_judge(self, paper: Paper) -> bool:
        """Whether there is something to look at and nobody has said anything yet."""
        return paper.can_be_judged and paper.verdict is None

    def outcome(self) -> tuple[Outcome, tuple[str, ...]]:
        """Where the proposed reasons lead; a rejection weighs more than a request."""
        scheme, on = self.case.scheme, local_date(self.plan.applicant.programme, self.now)
        verdicts = self.case.assessed(on)
        proposed = proposed_reasons(scheme, verdicts, standing_papers(self.case.papers), on, self.case.facts)
        codes = tuple(dict.fromkeys(proposal.reason for proposal in proposed))
        if self.plan.fate == "to_check" and self._is_contradicted():
            return Outcome.REJECT, (_ACCUSES,)
        reasons = [scheme.catalogue[code] for code in codes]
        if not reasons:
            return Outcome.APPROVE, ()
        hard = any(reason.route is Route.REJECT for reason in reasons)
        outcome = Outcome.REJECT if hard or self._nothing_to_ask(reasons) else Outcome.NEEDS_COMPLETION
        leading = tuple(reason.code for reason in reasons if reason.leads_to(outcome))
        return outcome, leading[:_MOST_REASONS]

    def corrected(self) -> dict[str, object]:
        """What the applicant corrects in the declared data."""
        facts: dict[str, object] = {
            "data_updated_on": local_date(self.plan.applicant.programme, self.now),
            "moved_since_update": False,
        }
        for name in ("monthly_income", "property_value", "other_pension"):
            if name not in self.case.facts:
                facts[name] = Decimal(0)
        for name in ("health_visits_kept", "children_in_school", "accepts_training"):
            if self.case.facts.get(name) is False:
                facts[name] = True
        if self.case.facts.get("medical_exam") == "missed":
            facts["medical_exam"] = "attended"
        return facts

    def better_papers(self) -> list[ReceivedPaper]:
        """New papers of the kinds that were not accepted or are missing."""
        accepted = {
            paper.kind
            for paper in standing_papers(self.case.papers)
            if paper.can_be_judged and paper.verdict is PaperVerdict.ACCEPTED
        }
        return [self._better(kind) for kind in self.case.required_kinds() if kind not in accepted]

    def _better(self, kind: str) -> ReceivedPaper:
        if kind in self.plan.again:
            self.truths[kind], paper = self.plan.again[kind]
            return paper
        on = local_date(self.plan.applicant.programme, self.now)
        self.truths[kind] = sheet(self.rng, self.plan.applicant, kind, on)
        return not_on_file(self.truths[kind])

    def _is_contradicted(self) -> bool:
        return any(paper.verdict is PaperVerdict.DOES_NOT_MATCH for paper in self.case.papers)

    def _past_days(self) -> list[int]:
        """How many working days after its arrival the case could have been decided, the latest first."""
        last = working_days_left(self.plan.applicant.programme, self.now, self.until) - 1
        return list(range(max(1, last), max(0, last - _LATELY), -1))

    def _is_drawn(self, day: date) -> bool:
        return number_of(self.replay.seed(day), self.plan.reference, 0) < _OFTEN

    def _day(self, working_days: int) -> date:
        code = self.plan.applicant.programme
        return add_working_days(local_date(code, self.now), working_days, pack_of(code))

    def _nothing_to_ask(self, reasons: Sequence[Reason]) -> bool:
        return not any(reason.leads_to(Outcome.NEEDS_COMPLETION) for reason in reasons)

    def _claim_at(self, at: datetime) -> bool:
        if not self.colleagues or at >= self.until:
            return False
        self.now, self.by = at, self.rng.choice(self.colleagues)
        self.do(claim, Claim(application=self.plan.reference, command_id=self.id()))
        return True


_COURSES: Final = {
    "waiting": Life.stay,
    "back": Life.come_back,
    "with_applicant": Life.ask,
    "in_hand": Life.be_taken,
    "withdrawn": Life.be_withdrawn,
    "handed_back": Life.be_handed_back,
    "lapsed": Life.lapse_first,
    "undone": Life.be_undone,
    "to_check": Life.be_decided_lately,
    "expired": Life.expire_unanswered,
}
