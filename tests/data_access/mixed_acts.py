"""An office whose people do whatever comes to their minds; the rules refuse what may not be done.

Every act goes through the records as a page's would. The same seed does the same acts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from copy import copy, deepcopy
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from casework.actors import Actor, Citizen, Staff, System
from casework.applications.evidence import PaperVerdict
from casework.applications.lifecycle import Outcome, State
from casework.countries.pack import programme
from casework.errors import Refusal
from casework.local_time import local_date
from casework.use_cases.applicant import Complete, Expire, Withdraw, complete, expire, withdraw
from casework.use_cases.claim import Claim, claim
from casework.use_cases.decide import Decide, decide
from casework.use_cases.hand_back import HandBack, LapseClaim, hand_back, lapse_claim
from casework.use_cases.judge_document import JudgeDocument, judge_document
from casework.use_cases.note import AddNote, add_note
from casework.use_cases.reassign import Reassign, reassign
from casework.use_cases.receive import Receive, ReceivedPaper, ReceiveMany, receive_many
from casework.use_cases.second_check import Agree, Replace, agree, replace
from casework.use_cases.undo import Undo, undo
from data_access.records import Records
from data_access.staff import StaffDirectory
from data_access.tables import applications, decisions, papers
from operations.demo.people import population
from operations.demo_staff import DEMO_STAFF, add_demo_staff
from tests.seals import SEAL_KEY

START = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
KINDS = ("identity_card", "family_register", "salary_letter")
_WEIGHTS = {
    "claims": 14, "judges": 22, "decides": 26, "checks": 14, "completes": 8, "undoes": 6, "hands_back": 3,
    "reassigns": 4, "lapses": 2, "withdraws": 2, "expires": 2, "notes": 2, "receives": 6,
}  # fmt: skip


class Mixed:
    """The office; ``done`` counts the acts by what they were, ``refused`` those the rules did not allow."""

    def __init__(self, engine: Engine, seed: int = 7, *, latest: int = 4) -> None:
        self.latest = latest  # In so many days after they came, applications are put on record.
        self.rng = Random(seed)  # noqa: S311 - acts need no secrecy
        self.now = START
        self.seed = seed
        self.records = self._records(engine)
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.cases: list[str] = []
        add_demo_staff(StaffDirectory(engine, key=b"k" * 32))
        self.staff = [one.staff for one in DEMO_STAFF if one.staff.programmes]
        self.people = list(population(400, lambda _rng, _n, _code: START.date(), START.date(), seed))[::-1]
        for _ in range(25):
            self.receives()

    def on(self, engine: Engine) -> Mixed:
        """The same office on a database that holds all its rows; each goes its own way from here."""
        other = copy(self)
        other.rng, other.people = deepcopy(self.rng), list(self.people)
        other.done, other.refused, other.cases = self.done.copy(), self.refused.copy(), list(self.cases)
        other.records = other._records(engine)
        return other

    def _records(self, engine: Engine) -> Records:
        return Records(engine, lambda: self.now, lambda day: f"{self.seed}:{day}", seal_key=SEAL_KEY)

    def acts(self, how_many: int) -> None:
        """Do so many acts, refused ones not counted; time goes on, now and then by days."""
        names, weights = list(_WEIGHTS), list(_WEIGHTS.values())
        while self.done.total() < how_many:
            self.now += timedelta(minutes=self.rng.choice((1, 3, 9, 40, 40, 300)))
            self.now += timedelta(days=self.rng.random() < 0.01 and self.rng.randrange(1, 30))
            name = self.rng.choices(names, weights)[0]
            try:
                getattr(self, name)()
            except Refusal:
                self.refused[name] += 1

    def receives(self) -> None:
        one = self.people.pop()
        papers = tuple(
            ReceivedPaper(
                kind=kind,
                original_name="x.pdf",
                sha256=None if fault else f"{one.number:032d}{kind:>32}".encode().hex()[:64],
                media_type="application/pdf",
                size=10,
                pages=0 if fault else 1,
                page_sizes=() if fault else ((800, 1100),),
                fault=fault,
            )
            for kind in KINDS
            for fault in (self.rng.choice((None, None, None, "blurred")),)
        )
        command = Receive(
            programme=one.programme,
            facts={**one.facts, "region": one.person.region},
            papers=papers,
            received_at=self.now - timedelta(days=self.rng.randrange(self.latest)),
            channel=self.rng.choice(("portal", "office")),
            source="mixed",
            source_key=f"mixed:{one.number}",
            language="ar",
        )
        (received,) = self._do(receive_many, ReceiveMany(commands=(command,)), System())
        self.cases.append(received.reference)

    def claims(self) -> None:
        case = self._case(State.SUBMITTED, State.COMPLETED)
        self._do(claim, Claim(application=case.reference, command_id=self._id()), self._someone(case))

    def judges(self) -> None:
        case = self._case(State.UNDER_REVIEW, State.AWAITING_CHECK)
        found = sa.select(papers.c.id).where(papers.c.application_id == case.id).order_by(papers.c.id)
        paper = self.rng.choice(list(self._rows(found.where(papers.c.fault.is_(None)))) or [(0,)])[0]
        verdict = self.rng.choice((PaperVerdict.ACCEPTED, PaperVerdict.ACCEPTED, *PaperVerdict))
        command = JudgeDocument(**self._on(case), paper=paper, verdict=verdict, note="نظرت في الورقة")
        self._do(judge_document, command, self._holder(case))

    def decides(self) -> None:
        case = self._case(State.UNDER_REVIEW)
        outcome, reasons = self._choice(case)
        command = Decide(**self._on(case), outcome=outcome, reasons=reasons, words="كلمة")
        self._do(decide, command, self._holder(case))

    def checks(self) -> None:
        case = self._case(State.AWAITING_CHECK)
        by = self._someone(case)
        if self.rng.random() < 0.6:
            self._do(agree, Agree(**self._on(case), note=""), by)
            return
        outcome, reasons = self._choice(case)
        self._do(
            replace, Replace(**self._on(case), outcome=outcome, reasons=reasons, note="آخر", words="ك"), by
        )

    def completes(self) -> None:
        case = self._case(State.NEEDS_COMPLETION)
        facts = {
            "household_size": self.rng.randrange(1, 9),
            "monthly_income": Decimal(self.rng.randrange(9000)),
        }
        command = Complete(application=case.reference, command_id=self._id(), facts=facts)
        self._do(complete, command, Citizen())

    def undoes(self) -> None:
        made = (
            sa.select(applications, decisions.c.by).join(decisions).order_by(decisions.c.id.desc()).limit(1)
        )
        for latest in self._rows(made):
            self._do(undo, Undo(**self._on(latest), note="خطأ"), self._named(latest.by))

    def hands_back(self) -> None:
        case = self._case(State.UNDER_REVIEW)
        self._do(hand_back, HandBack(**self._on(case), note="إجازة"), self._holder(case))

    def reassigns(self) -> None:
        case = self._case(State.SUBMITTED, State.COMPLETED, State.UNDER_REVIEW)
        able = self._able(case)
        boss = self.rng.choice([one for one in able if one.role == "supervisor"] or able)
        self._do(reassign, Reassign(**self._on(case), to=self.rng.choice(able).username, note="ضغط"), boss)

    def lapses(self) -> None:
        case = self._case(State.UNDER_REVIEW)
        self._do(lapse_claim, LapseClaim(application=case.reference, seen=case.version), System())

    def withdraws(self) -> None:
        command = Withdraw(application=self._case().reference, command_id=self._id(), note="")
        self._do(withdraw, command, Citizen())

    def expires(self) -> None:
        case = self._case(State.NEEDS_COMPLETION)
        self._do(expire, Expire(application=case.reference, seen=case.version), System())

    def notes(self) -> None:
        case = self._case()
        command = AddNote(application=case.reference, command_id=self._id(), text="ملاحظة")
        self._do(add_note, command, self._someone(case))

    def _do(self, use_case, command, by: Actor):
        result = self.records.act(use_case, command, by=by)
        self.done[use_case.__name__] += 1
        return result

    def _case(self, *states: State) -> Any:
        """A case in one of these states if there is one, else any."""
        columns = (applications.c[name] for name in ("id", "reference", "programme", "region", "version"))
        asked = sa.select(*columns, applications.c.assignee).order_by(applications.c.id)
        fitting = self._rows(asked.where(applications.c.state.in_(states))) or self._rows(asked)
        return self.rng.choice(fitting)

    def _rows(self, asked: sa.Select[Any]) -> Sequence[Any]:
        with self.records.engine.connect() as connection:
            return connection.execute(asked).all()

    def _able(self, case: Any) -> list[Staff]:
        return [
            one
            for one in self.staff
            if one.role in {"caseworker", "supervisor"} and one.is_competent_for(case.programme, case.region)
        ]

    def _someone(self, case: Any) -> Staff:
        return self.rng.choice(self._able(case))

    def _holder(self, case: Any) -> Staff:
        return self._named(case.assignee) if case.assignee else self._someone(case)

    def _named(self, username: str) -> Staff:
        return next(one for one in self.staff if one.username == username)

    def _choice(self, case: Any) -> tuple[Outcome, tuple[str, ...]]:
        """An outcome and reasons that may lead there."""
        outcome = self.rng.choice((Outcome.APPROVE, Outcome.REJECT, Outcome.REJECT, Outcome.NEEDS_COMPLETION))
        on = local_date(case.programme, self.now)
        fitting = [one.code for one in programme(case.programme).reasons_on(on) if one.leads_to(outcome)]
        many = 0 if outcome is Outcome.APPROVE else self.rng.choice((1, 1, 2, 3))
        return outcome, tuple(self.rng.sample(fitting, min(many, len(fitting))))

    def _on(self, case: Any) -> dict[str, object]:
        return {"application": case.reference, "seen": case.version, "command_id": self._id()}

    def _id(self) -> UUID:
        return UUID(int=self.rng.getrandbits(128), version=4)
