"""A second pair of eyes before the message leaves, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from casework.actors import Citizen, Staff, System
from casework.applications.evidence import PaperVerdict
from casework.applications.lifecycle import Outcome, State
from casework.applications.reference import make_reference
from casework.countries.pack import programme
from casework.deadlines import Urgency
from casework.errors import (
    AlreadyChecked,
    ChangedMeanwhile,
    NotAllowed,
    NotCompetent,
    NothingToCheck,
    NothingToClaim,
    NotYours,
    OwnDecision,
    SameDecision,
)
from casework.second_check import draw
from casework.use_cases.applicant import Withdraw, withdraw
from casework.use_cases.keep_draft import KeepDraft, keep_draft
from casework.use_cases.second_check import Agree, Replace, agree, replace
from casework.use_cases.undo import Undo, undo
from data_access.lots import LotsOnRecord, fresh_seed
from data_access.queries.caseworker import QueueFilters, QueueView, queue, queue_counts, search
from data_access.queries.office import lapsed_claims, unanswered_requests
from data_access.records import Records
from data_access.tables import check_seeds, journal, second_checks
from tests.data_access.test_the_desk import AMAL, ANALYST, BASIM, SUHA, TODAY, Office, person
from tests.lots import seed_drawing
from tests.seals import SEAL_KEY
from tests.staffed import on_record

DRAWN = [make_reference("TK", 2026, number) for number in (1, 2)]
SEED = seed_drawing(drawn=DRAWN)
WITHIN = timedelta(minutes=10)


@dataclass
class CheckingOffice(Office):
    """An office whose first two rejections and approvals are drawn."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.records = Records(self.engine, lambda: self.now, lambda _day: SEED, seal_key=SEAL_KEY)

    def waits(self, key: str = "row-1", outcome: Outcome = Outcome.REJECT) -> str:
        """A case of which Amal's decision waits for a second person."""
        reference = self.receives(key)
        self.claims(AMAL)
        self.accepts_papers(reference)
        self.decides(reference, outcome, *(["fixed_income"] if outcome is Outcome.REJECT else []))
        return reference

    def agrees(
        self, reference: str, by: Staff = BASIM, *, seen: int | None = None, command_id: UUID | None = None
    ) -> None:
        command = Agree(
            application=reference,
            seen=self.case(reference).version if seen is None else seen,
            command_id=command_id or uuid4(),
            note="رأيت الأوراق",
        )
        self.records.act(agree, command, by=by)

    def replaces(
        self,
        reference: str,
        outcome: Outcome = Outcome.APPROVE,
        *reasons: str,
        by: Staff = BASIM,
        seen: int | None = None,
    ) -> None:
        command = Replace(
            application=reference,
            seen=self.case(reference).version if seen is None else seen,
            command_id=uuid4(),
            outcome=outcome,
            reasons=reasons,
            note="الدخل دون الحد",
            words="نظرنا في أوراقكم" if reasons else "",
        )
        self.records.act(replace, command, by=by)

    def undoes(self, reference: str, by: Staff = AMAL) -> None:
        seen = self.case(reference).version
        command = Undo(application=reference, seen=seen, command_id=uuid4(), note="خطأ")
        self.records.act(undo, command, by=by)

    def statuses(self, reference: str) -> list[tuple[str, str]]:
        return [(one.key, one.status) for one in self.case(reference).messages]

    def listed(self, view: QueueView, viewer: Staff, **filters: object) -> list[str]:
        page = self.records.ask(queue, viewer=viewer, view=view, filters=QueueFilters(**filters), today=TODAY)
        return [row.reference for row in page.rows]


@pytest.fixture
def office(engine: Engine) -> CheckingOffice:
    return CheckingOffice(engine)


def test_a_drawn_decision_waits_and_its_message_is_held(office: CheckingOffice) -> None:
    reference = office.waits()
    case = office.case(reference)
    assert (case.state, case.awaits_check, case.assignee) == (State.AWAITING_CHECK, True, None)
    assert case.standing is not None
    assert (case.standing.by, case.standing.check) == ("amal", None)
    assert office.statuses(reference) == [("decided_rejected", "held")]


def test_what_is_on_record_is_enough_to_draw_again(office: CheckingOffice) -> None:
    reference = office.waits()
    told = office.case(reference).timeline[-1].facts
    with office.engine.connect() as connection:
        (kept,) = connection.execute(sa.select(check_seeds)).all()
    again = draw(
        programme("eg.takaful").second_check,
        Outcome(told["outcome"]),
        told["reasons"],
        kept.seed,
        kept.day,
        reference,
        0,
    )
    assert (kept.day, again.to_json()) == (TODAY, told["draw"])


def test_agreement_lets_the_message_leave(office: CheckingOffice) -> None:
    reference = office.waits()
    decided_at, office.now = office.now, office.now + timedelta(days=1)
    office.agrees(reference)
    case = office.case(reference)
    assert (case.state, office.statuses(reference)) == (State.REJECTED, [("decided_rejected", "queued")])
    assert case.messages[0].not_before == office.now > decided_at + WITHIN
    (decision,) = case.decisions
    assert decision.check is not None
    assert (decision.check.by, decision.check.agreed, decision.check.note, decision.check.at) == (
        "basim",
        True,
        "رأيت الأوراق",
        office.now,
    )
    assert decision.check.replacement is None


def test_a_quick_agreement_does_not_shorten_the_wait(office: CheckingOffice) -> None:
    reference = office.waits()
    decided_at, office.now = office.now, office.now + timedelta(minutes=2)
    office.agrees(reference)
    assert office.case(reference).messages[0].not_before == decided_at + WITHIN


def test_a_replacement_withholds_one_message_and_promises_another(office: CheckingOffice) -> None:
    reference = office.waits()
    office.replaces(reference)
    case = office.case(reference)
    assert case.state is State.APPROVED
    assert office.statuses(reference) == [
        ("decided_rejected", "withheld"),
        ("decided_approved", "queued"),
        ("entitled", "queued"),
    ]
    first, second = case.decisions
    assert first.check is not None
    assert (first.check.agreed, first.check.replacement, second.by) == (False, second.id, "basim")
    assert case.standing == second
    assert [line.kind for line in case.timeline][-4:] == ["decided", "checked", "decided", "entitled"]
    assert case.timeline[-2].facts["check_of"] == first.id


def test_other_reasons_are_another_decision_and_the_same_are_not(office: CheckingOffice) -> None:
    reference = office.waits()
    before = office.trace()
    with pytest.raises(SameDecision):
        office.replaces(reference, Outcome.REJECT, "fixed_income")
    assert office.trace() == before
    office.replaces(reference, Outcome.REJECT, "fixed_income", "other_pension")
    assert office.case(reference).state is State.REJECTED


def test_a_replacement_may_ask_the_applicant(office: CheckingOffice) -> None:
    reference = office.waits(outcome=Outcome.APPROVE)
    office.replaces(reference, Outcome.NEEDS_COMPLETION, "document_unreadable")
    case = office.case(reference)
    assert (case.state, case.complete_by) == (State.NEEDS_COMPLETION, TODAY + timedelta(days=30))


def test_two_who_check_at_once_make_one_check(office: CheckingOffice) -> None:
    reference = office.waits()
    seen = office.case(reference).version

    def tab(by: Staff) -> str:
        try:
            if by is BASIM:
                office.agrees(reference, by, seen=seen)
            else:
                office.replaces(reference, by=by, seen=seen)
        except ChangedMeanwhile as refused:
            return refused.by
        return "done"

    with ThreadPoolExecutor(2) as pool:
        told = dict(zip(("basim", "suha"), pool.map(tab, (BASIM, SUHA)), strict=True))
    winner = next(name for name, said in told.items() if said == "done")
    assert sorted(told.values()) == sorted(["done", winner])
    assert office.count(second_checks) == 1
    # An approval also tells of the entitlement: of the decision itself one message is on its way.
    queued = [key for key, status in office.statuses(reference) if status == "queued"]
    assert len([key for key in queued if key.startswith("decided")]) == 1


def test_the_first_is_refused_and_leaves_no_trace(office: CheckingOffice) -> None:
    reference = office.waits()
    before = office.trace()
    with pytest.raises(OwnDecision):
        office.agrees(reference, AMAL)
    with pytest.raises(OwnDecision):
        office.replaces(reference, by=AMAL)
    assert office.trace() == before


def test_the_second_person_is_competent_and_of_the_desk(office: CheckingOffice) -> None:
    reference = office.waits()
    giza = person("giza", regions=("eg-21",))
    on_record(office.engine, giza)
    with pytest.raises(NotCompetent):
        office.agrees(reference, giza)
    with pytest.raises(NotAllowed):
        office.agrees(reference, ANALYST)


def test_a_repeated_agreement_is_one(office: CheckingOffice) -> None:
    reference = office.waits()
    seen, same = office.case(reference).version, uuid4()
    for _ in range(3):
        office.agrees(reference, seen=seen, command_id=same)
    assert office.count(second_checks) == 1
    with pytest.raises(NothingToCheck):
        office.agrees(reference)


def test_the_first_takes_it_back_while_it_waits(office: CheckingOffice) -> None:
    reference = office.waits()
    office.now += timedelta(minutes=5)
    office.undoes(reference)
    case = office.case(reference)
    assert (case.state, case.assignee) == (State.UNDER_REVIEW, "amal")
    assert office.statuses(reference) == [("decided_rejected", "withheld")]
    with pytest.raises(NothingToCheck):
        office.agrees(reference)
    office.decides(reference, Outcome.REJECT, "fixed_income")
    decided = [line for line in office.case(reference).timeline if line.kind == "decided"]
    assert len({line.facts["draw"]["number"] for line in decided}) == 1
    office.agrees(reference)
    assert office.statuses(reference)[-1] == ("decided_rejected", "queued")


@pytest.mark.parametrize("agreed", [True, False])
def test_what_was_checked_is_not_taken_back_by_the_first(office: CheckingOffice, agreed: bool) -> None:  # noqa: FBT001
    reference = office.waits()
    if agreed:
        office.agrees(reference)
    else:
        office.replaces(reference)
    before = office.trace()
    with pytest.raises(AlreadyChecked) as refused:
        office.undoes(reference)
    assert refused.value.by == "basim"
    with pytest.raises(NotYours):
        office.undoes(reference, SUHA)
    assert office.trace() == before


def test_who_replaced_takes_that_back_and_has_the_case(office: CheckingOffice) -> None:
    reference = office.waits()
    office.replaces(reference)
    office.undoes(reference, BASIM)
    case = office.case(reference)
    assert (case.state, case.assignee, case.standing) == (State.UNDER_REVIEW, "basim", None)
    assert {status for _, status in office.statuses(reference)} == {"withheld"}
    assert case.draft is None
    assert office.case(reference, BASIM).draft is not None


def test_a_withdrawal_while_it_waits_is_all_the_applicant_is_told(office: CheckingOffice) -> None:
    reference = office.waits()
    office.records.act(withdraw, Withdraw(application=reference, command_id=uuid4()), by=Citizen())
    assert office.statuses(reference) == [("decided_rejected", "withheld"), ("withdrawn", "queued")]
    case = office.case(reference)
    assert (case.state, case.standing) == (State.WITHDRAWN, None)
    with pytest.raises(NothingToCheck):
        office.agrees(reference)


def test_the_second_person_judges_papers_and_keeps_a_draft(office: CheckingOffice) -> None:
    reference = office.waits()
    paper = office.case(reference).papers[0].id
    office.judges(reference, paper, PaperVerdict.UNREADABLE, by=BASIM)
    draft = KeepDraft(application=reference, outcome=None, reasons=(), note="نصف جملة")
    office.records.act(keep_draft, draft, by=BASIM)
    kept = office.case(reference, BASIM).draft
    assert kept is not None
    assert (kept.note, office.case(reference, BASIM).papers[0].judged_by) == ("نصف جملة", "basim")
    with pytest.raises(OwnDecision):
        office.judges(reference, paper, PaperVerdict.ACCEPTED)
    with pytest.raises(OwnDecision):
        office.records.act(keep_draft, draft, by=AMAL)
    office.agrees(reference)
    assert office.case(reference, BASIM).draft is None


def test_the_list_holds_what_the_viewer_may_check(office: CheckingOffice) -> None:
    first, second = office.waits("row-1"), office.waits("row-2")
    assert office.listed(QueueView.CHECKING, BASIM) == [first, second]
    page = office.records.ask(
        queue, viewer=SUHA, view=QueueView.CHECKING, filters=QueueFilters(), today=TODAY, limit=1
    )
    told = page.rows[0].to_check
    assert told is not None
    assert (told.outcome, told.by, told.by_en, told.at) == (Outcome.REJECT, "amal", "Amal", office.now)
    onward = office.records.ask(
        queue, viewer=SUHA, view=QueueView.CHECKING, filters=QueueFilters(), today=TODAY, at=page.onward
    )
    assert [row.reference for row in onward.rows] == [second]
    assert office.listed(QueueView.CHECKING, AMAL) == []
    assert office.listed(QueueView.CHECKING, person("giza", regions=("eg-21",))) == []
    for viewer, expected in ((BASIM, 2), (SUHA, 2), (AMAL, 0)):
        counts = office.records.ask(queue_counts, viewer=viewer, filters=QueueFilters(), today=TODAY)
        assert counts[QueueView.CHECKING] == expected
    office.replaces(first)
    office.agrees(second, SUHA)
    assert office.listed(QueueView.CHECKING, BASIM) == []


def test_who_decides_again_is_the_one_who_may_not_check(office: CheckingOffice) -> None:
    reference = office.waits()
    office.replaces(reference)
    office.undoes(reference, BASIM)
    office.decides(reference, Outcome.REJECT, "fixed_income", by=BASIM)
    assert office.case(reference).awaits_check
    assert office.listed(QueueView.CHECKING, BASIM) == []
    assert office.listed(QueueView.CHECKING, AMAL) == [reference]


def test_what_waits_for_a_check_is_in_no_other_list_but_found(office: CheckingOffice) -> None:
    reference = office.waits()
    later = TODAY + timedelta(days=300)
    with pytest.raises(NothingToClaim):
        office.claims(BASIM)
    for view in set(QueueView) - {QueueView.CHECKING, QueueView.ALL}:
        page = office.records.ask(queue, viewer=SUHA, view=view, filters=QueueFilters(), today=later)
        assert page.rows == ()
    assert office.listed(QueueView.ALL, SUHA, state=State.AWAITING_CHECK) == [reference]
    assert office.listed(QueueView.CHECKING, SUHA, urgency=Urgency.ON_TIME) == [reference]
    found = office.records.ask(search, viewer=AMAL, text=reference, today=TODAY)
    assert [row.state for row in found] == [State.AWAITING_CHECK]
    assert office.records.ask(lapsed_claims, viewer=System(), before=office.now + timedelta(days=9)) == ()
    assert office.records.ask(unanswered_requests, viewer=System(), today=later) == ()


def test_a_day_has_one_seed_however_many_need_it_first(office: CheckingOffice) -> None:
    records = Records(office.engine, lambda: office.now, fresh_seed, seal_key=SEAL_KEY)

    def seed(_number: int) -> str:
        return records.act(lambda _command, unit, _by, _now: unit.lots.seed(TODAY), None, by=System())

    with ThreadPoolExecutor(8) as pool:
        seeds = set(pool.map(seed, range(24)))
    assert len(seeds) == office.count(check_seeds) == 1
    assert len(seeds.pop()) == 64


def test_another_day_has_another_seed_and_a_day_keeps_its_own(engine: Engine) -> None:
    days = [date(2026, 3, day) for day in (1, 2, 3)]
    with engine.begin() as connection:
        first = [LotsOnRecord(connection, fresh_seed).seed(day) for day in days]
    with engine.begin() as connection:
        again = [LotsOnRecord(connection, fresh_seed).seed(day) for day in days]
    assert first == again
    assert len(set(first)) == len(days)


def test_the_journal_knows_by_when_a_case_was_due(office: CheckingOffice) -> None:
    reference = office.receives("row-1")
    with office.engine.connect() as connection:
        facts = connection.execute(sa.select(journal.c.facts)).scalar_one()
    assert facts["due_on"] == office.case(reference).due_on.isoformat()
