"""A day at the desk, through the use cases, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from casework.actors import Citizen, Staff, System
from casework.applications.evidence import PaperVerdict
from casework.applications.lifecycle import Outcome, State
from casework.errors import (
    AlreadyClaimed,
    ChangedMeanwhile,
    MessageAlreadyLeft,
    NoSuchCase,
    NoSuchColleague,
    NotAllowed,
    NotCompetent,
    NothingToClaim,
    NotYours,
    PapersNotJudged,
    ReasonsMissing,
    UndoTooLate,
)
from casework.permissions import Role
from casework.use_cases.applicant import Complete, Expire, Withdraw, complete, expire, withdraw
from casework.use_cases.claim import Claim, ClaimNext, claim, claim_next
from casework.use_cases.decide import Decide, decide
from casework.use_cases.hand_back import HandBack, LapseClaim, hand_back, lapse_claim
from casework.use_cases.judge_document import JudgeDocument, judge_document
from casework.use_cases.keep_draft import KeepDraft, keep_draft
from casework.use_cases.look import Reveal, reveal
from casework.use_cases.note import AddNote, add_note
from casework.use_cases.reassign import Reassign, reassign
from casework.use_cases.receive import Receive, ReceivedPaper, ReceiveMany, receive_many
from casework.use_cases.undo import Undo, undo
from data_access.queries.case import CaseView, open_case
from data_access.queries.caseworker import Cursor, QueueFilters, QueueView, queue, queue_counts, search
from data_access.records import Records
from data_access.tables import applications, commands, decisions, journal, outbox, staff, staff_programmes
from data_access.watching import watched
from tests.lots import quiet
from tests.seals import SEAL_KEY
from tests.staffed import on_record

TODAY = date(2026, 3, 2)
KINDS = ("identity_card", "family_register", "bank_letter", "birth_certificate", "salary_letter")


def person(
    username: str,
    role: Role = Role.CASEWORKER,
    programmes: tuple[str, ...] = ("eg.takaful",),
    regions: tuple[str, ...] = (),
) -> Staff:
    return Staff(
        username=username,
        name_ar=f"ا {username}",
        name_en=username.title(),
        role=role,
        programmes=frozenset(programmes),
        regions=frozenset(regions),
    )


AMAL, BASIM = person("amal"), person("basim")
SUHA = person("suha", Role.SUPERVISOR)
ANALYST = person("nader", Role.POLICY_ANALYST)


@dataclass
class Office:
    engine: Engine
    now: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    records: Records = field(init=False)

    def __post_init__(self) -> None:
        self.records = Records(self.engine, lambda: self.now, quiet, seal_key=SEAL_KEY)
        with self.engine.begin() as connection:
            for someone in (AMAL, BASIM, SUHA, ANALYST):
                connection.execute(
                    sa.insert(staff).values(
                        username=someone.username,
                        name_ar=someone.name_ar,
                        name_en=someone.name_en,
                        role=someone.role,
                        password_hash="-",
                    )
                )
                connection.execute(
                    sa.insert(staff_programmes),
                    [
                        {"username": someone.username, "programme": code}
                        for code in sorted(someone.programmes)
                    ],
                )

    def receives(
        self, key: str, *, days_ago: int = 0, kinds: tuple[str, ...] = KINDS, **facts: object
    ) -> str:
        papers = tuple(
            ReceivedPaper(
                kind=kind,
                original_name=f"{kind}.pdf",
                sha256=(f"{key}{kind}".encode().hex() + "0" * 64)[:64],
                media_type="application/pdf",
                size=10,
                pages=1,
                page_sizes=((800, 1100),),
                fault=None,
            )
            for kind in kinds
        )
        declared: dict[str, object] = {
            "full_name": "أحمد محمد عبد الله حسن",
            "national_id": "29001011234567",
            "iban": "EG380019000500000000263180002",
            "phone": "+201001234567",
            "region": "eg-01",
            "monthly_income": Decimal(900),
            "employment_status": "employed",
            "household_size": 4,
            "dependants": 2,
        } | facts
        command = Receive(
            programme="eg.takaful",
            facts=declared,
            papers=papers,
            received_at=self.now - timedelta(days=days_ago),
            channel="import",
            source="test",
            source_key=key,
            language="ar",
        )
        (received,) = self.records.act(receive_many, ReceiveMany(commands=(command,)), by=System())
        return received.reference

    def case(self, reference: str, viewer: Staff = AMAL) -> CaseView:
        return self.records.ask(open_case, viewer=viewer, reference=reference)

    def claims(self, by: Staff = AMAL) -> str:
        return self.records.act(claim_next, ClaimNext(command_id=uuid4()), by=by)

    def accepts_papers(self, reference: str, by: Staff = AMAL) -> None:
        for paper in self.case(reference, by).papers:
            self.judges(reference, paper.id, PaperVerdict.ACCEPTED, by=by)

    def judges(
        self, reference: str, paper: int, verdict: PaperVerdict, *, by: Staff = AMAL, note: str = ""
    ) -> None:
        seen = self.case(reference, by).version
        command = JudgeDocument(
            application=reference, seen=seen, command_id=uuid4(), paper=paper, verdict=verdict, note=note
        )
        self.records.act(judge_document, command, by=by)

    def decides(
        self,
        reference: str,
        outcome: Outcome,
        *reasons: str,
        by: Staff = AMAL,
        seen: int | None = None,
        command_id: UUID | None = None,
    ) -> None:
        command = Decide(
            application=reference,
            seen=self.case(reference, by).version if seen is None else seen,
            command_id=command_id or uuid4(),
            outcome=outcome,
            reasons=reasons,
            note="نظرت في الأوراق",
            words="نظرنا في أوراقكم" if reasons else "",
        )
        self.records.act(decide, command, by=by)

    def count(self, table: sa.Table) -> int:
        with self.engine.connect() as connection:
            return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()

    def trace(self) -> tuple[int, ...]:
        return tuple(self.count(table) for table in (journal, decisions, outbox, commands))


@pytest.fixture
def office(engine: Engine) -> Office:
    return Office(engine)


def test_a_case_goes_from_received_to_decided_and_its_message_is_promised(office: Office) -> None:
    reference = office.receives("row-1")
    assert office.claims() == reference
    office.accepts_papers(reference)
    office.decides(reference, Outcome.REJECT, "fixed_income")
    case = office.case(reference)
    assert (case.state, case.assignee) == (State.REJECTED, None)
    assert case.standing is not None
    assert case.standing.reasons == ("fixed_income",)
    (message,) = case.messages
    assert (message.key, message.status, message.language) == ("decided_rejected", "queued", "ar")
    assert message.not_before == office.now + timedelta(minutes=10)
    assert [line.kind for line in case.timeline] == ["received", "claimed", *["paper_judged"] * 5, "decided"]


def test_the_same_row_is_received_once(office: Office) -> None:
    assert office.receives("row-1") == office.receives("row-1")
    assert office.count(journal) == 1


def test_the_most_urgent_case_comes_first_and_nobody_gets_it_twice(office: Office) -> None:
    young, old = office.receives("young", days_ago=1), office.receives("old", days_ago=9)
    assert [office.claims(AMAL), office.claims(BASIM)] == [old, young]
    with pytest.raises(NothingToClaim):
        office.claims(BASIM)


def test_many_hands_take_each_case_once(office: Office) -> None:
    references = {office.receives(f"row-{number}") for number in range(24)}
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda number: office.claims((AMAL, BASIM)[number % 2]), range(24)))
    assert sorted(taken) == sorted(references)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_the_next_case_lies_behind_all_that_others_are_taking(office: Office) -> None:
    references = [office.receives(f"row {number}", days_ago=40 - number) for number in range(40)]
    with office.engine.begin() as others:
        others.execute(
            sa.select(applications.c.id)
            .where(applications.c.reference.in_(references[:30]))
            .with_for_update()
        )
        assert office.claims() == references[30]
    assert office.claims() == references[0]


def test_a_region_outside_competence_is_neither_claimed_nor_opened(office: Office) -> None:
    reference = office.receives("row-1", region="eg-02")
    cairo_only = person("cairo", regions=("eg-01",))
    on_record(office.engine, cairo_only)
    with pytest.raises(NothingToClaim):
        office.claims(cairo_only)
    with pytest.raises(NotCompetent):
        office.case(reference, cairo_only)
    assert office.records.ask(search, viewer=cairo_only, text=reference, today=TODAY) == ()


def test_a_case_in_other_hands_is_refused_with_who_and_when(office: Office) -> None:
    reference = office.receives("row-1")
    office.claims(AMAL)
    with pytest.raises(AlreadyClaimed) as refused:
        office.records.act(claim, Claim(application=reference, command_id=uuid4()), by=BASIM)
    assert (refused.value.assignee, refused.value.since) == ("amal", office.now)
    with pytest.raises(NotYours):
        office.decides(reference, Outcome.REJECT, "fixed_income", by=BASIM)


def test_a_repeated_click_is_one_decision(office: Office) -> None:
    reference = office.receives("row-1")
    office.claims()
    seen, same = office.case(reference).version, uuid4()
    for _ in range(3):
        office.decides(reference, Outcome.REJECT, "fixed_income", seen=seen, command_id=same)
    assert (office.count(decisions), office.count(outbox)) == (1, 1)


def test_the_same_click_at_the_same_moment_is_one_decision(office: Office) -> None:
    reference = office.receives("row-1")
    office.claims()
    seen, same = office.case(reference).version, uuid4()

    def click(_number: int) -> None:
        office.decides(reference, Outcome.REJECT, "fixed_income", seen=seen, command_id=same)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(click, range(4)))
    assert (office.count(decisions), office.count(outbox)) == (1, 1)


def test_a_decision_on_an_old_version_writes_nothing_and_says_who_and_when(office: Office) -> None:
    reference = office.receives("row-1")
    office.claims()
    seen = office.case(reference).version
    office.judges(reference, office.case(reference).papers[0].id, PaperVerdict.UNREADABLE)
    before = office.trace()
    with pytest.raises(ChangedMeanwhile) as refused:
        office.decides(reference, Outcome.REJECT, "fixed_income", seen=seen)
    assert (refused.value.by, refused.value.at) == ("amal", office.now)
    assert office.trace() == before


def test_two_tabs_make_one_decision(office: Office) -> None:
    reference = office.receives("row-1")
    office.claims()
    seen = office.case(reference).version

    def tab(outcome: Outcome, reason: str) -> str:
        try:
            office.decides(reference, outcome, reason, seen=seen)
        except (ChangedMeanwhile, NotYours) as refused:
            return type(refused).__name__
        return "done"

    with ThreadPoolExecutor(2) as pool:
        futures = [
            pool.submit(tab, Outcome.REJECT, "fixed_income"),
            pool.submit(tab, Outcome.NEEDS_COMPLETION, "document_missing"),
        ]
    assert sorted(future.result() for future in futures) == ["ChangedMeanwhile", "done"]
    assert office.count(decisions) == 1


def test_a_refused_decision_leaves_no_trace(office: Office) -> None:
    reference = office.receives("row-1")
    office.claims()
    before = office.trace()
    for outcome, refusal in ((Outcome.APPROVE, PapersNotJudged), (Outcome.REJECT, ReasonsMissing)):
        with pytest.raises(refusal):
            office.decides(reference, outcome)
    assert office.trace() == before


def test_approval_needs_every_required_paper_accepted(office: Office) -> None:
    reference = office.receives("row-1")
    office.claims()
    office.accepts_papers(reference)
    office.decides(reference, Outcome.APPROVE)
    assert office.case(reference).state is State.APPROVED


def test_a_decision_is_undone_by_a_new_record_and_its_message_withheld(office: Office) -> None:
    reference = office.receives("row-1")
    office.claims()
    office.decides(reference, Outcome.REJECT, "fixed_income")
    office.now += timedelta(minutes=9)
    office.records.act(
        undo, Undo(application=reference, seen=3, command_id=uuid4(), note="خطأ في السبب"), by=AMAL
    )
    case = office.case(reference)
    assert (case.state, case.assignee, case.standing) == (State.UNDER_REVIEW, "amal", None)
    assert (case.decisions[0].undone_by, case.messages[0].status) == ("amal", "withheld")
    assert case.draft is not None
    assert (case.draft.outcome, case.draft.reasons) == (Outcome.REJECT, ("fixed_income",))
    assert office.count(decisions) == 1


def test_an_undoing_comes_too_late_after_ten_minutes_or_when_the_message_has_left(office: Office) -> None:
    reference = office.receives("row-1")
    office.claims()
    office.decides(reference, Outcome.REJECT, "fixed_income")
    command = Undo(application=reference, seen=3, command_id=uuid4(), note="خطأ")
    with office.engine.begin() as connection:
        connection.execute(sa.update(outbox).values(status="sent"))
    with pytest.raises(MessageAlreadyLeft):
        office.records.act(undo, command, by=AMAL)
    assert office.case(reference).state is State.REJECTED
    office.now += timedelta(minutes=11)
    with pytest.raises(UndoTooLate):
        office.records.act(undo, command, by=AMAL)


def test_what_the_applicant_sends_brings_the_case_back_with_a_new_deadline(office: Office) -> None:
    reference = office.receives("row-1", days_ago=20, kinds=KINDS[:4])
    office.claims()
    office.decides(reference, Outcome.NEEDS_COMPLETION, "document_missing")
    asked = office.case(reference)
    assert asked.complete_by == TODAY + timedelta(days=30)
    paper = ReceivedPaper(
        kind="salary_letter",
        original_name="س.jpg",
        sha256="f" * 64,
        media_type="image/jpeg",
        size=9,
        pages=1,
        page_sizes=((900, 1200),),
        fault=None,
    )
    command = Complete(application=reference, command_id=uuid4(), facts={"dependants": 3}, papers=(paper,))
    office.records.act(complete, command, by=Citizen())
    case = office.case(reference)
    assert (case.state, case.facts["dependants"], len(case.papers)) == (State.COMPLETED, 3, 5)
    assert case.due_on > asked.due_on
    returned = office.records.ask(
        queue, viewer=AMAL, view=QueueView.RETURNED, filters=QueueFilters(), today=TODAY
    )
    assert [row.reference for row in returned.rows] == [reference]


def test_hand_back_lapse_and_expiry_return_or_close_the_case(office: Office) -> None:
    reference = office.receives("row-1")
    office.claims()
    office.records.act(
        hand_back, HandBack(application=reference, seen=2, command_id=uuid4(), note="إجازة"), by=AMAL
    )
    assert office.case(reference).state is State.SUBMITTED
    office.claims()
    office.records.act(lapse_claim, LapseClaim(application=reference, seen=4), by=System())
    assert office.case(reference).assignee is None
    office.claims()
    office.decides(reference, Outcome.NEEDS_COMPLETION, "document_missing")
    office.records.act(
        expire, Expire(application=reference, seen=office.case(reference).version), by=System()
    )
    case = office.case(reference)
    assert case.state is State.EXPIRED
    assert [message.key for message in case.messages] == ["decided_needs_completion", "expired"]


def test_a_supervisor_takes_over_and_only_for_the_competent(office: Office) -> None:
    reference = office.receives("row-1")
    office.claims(AMAL)

    def put(to: str, seen: int) -> None:
        command = Reassign(application=reference, seen=seen, command_id=uuid4(), to=to, note="سفر")
        office.records.act(reassign, command, by=SUHA)

    with pytest.raises(NoSuchColleague):
        put("nader", 2)
    put("basim", 2)
    assert office.case(reference).assignee == "basim"
    with pytest.raises(NotAllowed):
        office.records.act(
            reassign,
            Reassign(application=reference, seen=3, command_id=uuid4(), to="amal", note="لي"),
            by=BASIM,
        )


def test_looks_and_notes_are_written_down_and_do_not_disturb_a_decision(office: Office) -> None:
    reference = office.receives("row-1")
    office.claims()
    seen = office.case(reference).version
    assert office.records.act(reveal, Reveal(application=reference, field="iban"), by=AMAL).startswith("EG38")
    office.records.act(add_note, AddNote(application=reference, command_id=uuid4(), text="اتصلت به"), by=SUHA)
    office.decides(reference, Outcome.REJECT, "fixed_income", seen=seen)
    kinds = [line.kind for line in office.case(reference).timeline]
    assert "opened" in kinds
    assert "noted" in kinds
    assert office.case(reference).masked["iban"].endswith("0002")
    assert "iban" not in office.case(reference).facts


def test_the_same_verdict_again_writes_nothing(office: Office) -> None:
    reference = office.receives("row-1")
    office.claims()
    paper = office.case(reference).papers[0].id
    office.judges(reference, paper, PaperVerdict.ACCEPTED)
    before = office.count(journal)
    office.judges(reference, paper, PaperVerdict.ACCEPTED)
    assert (office.count(journal), office.case(reference).version) == (before, 3)


def test_a_draft_survives_and_goes_with_the_decision(office: Office) -> None:
    reference = office.receives("row-1")
    office.claims()
    for note in ("نص", "نصف مكتوب"):
        draft = KeepDraft(application=reference, outcome=Outcome.REJECT, reasons=("fixed_income",), note=note)
        office.records.act(keep_draft, draft, by=AMAL)
    kept = office.case(reference).draft
    assert kept is not None
    assert kept.note == "نصف مكتوب"
    office.decides(reference, Outcome.REJECT, "fixed_income")
    assert office.case(reference).draft is None


def test_cases_that_share_a_number_an_account_or_a_paper_are_shown(office: Office) -> None:
    first = office.receives("row-1")
    second = office.receives("row-2", national_id="29001011234568")
    (related,) = office.case(first).related
    assert (related.reference, related.shares) == (second, ("iban", "phone"))


@pytest.mark.parametrize(
    "asked", ["٢٩٠٠١٠١١٢٣٤٥٦٧", "احمد حسن", "عبدالله", "حسن أحمـد", "عبد الله محمّد"], ids=lambda text: text
)
def test_a_case_is_found_as_people_write(office: Office, asked: str) -> None:
    reference = office.receives("row-1")
    office.receives("row-2", full_name="مريم إبراهيم", national_id="29001011234568")
    found = office.records.ask(search, viewer=AMAL, text=asked, today=TODAY)
    assert [row.reference for row in found] == [reference]


@pytest.mark.parametrize("asked", ["", " ", "'; DROP", "%", '"', "أ OR", "999"])
def test_a_search_for_nonsense_finds_nothing_and_breaks_nothing(office: Office, asked: str) -> None:
    office.receives("row-1")
    assert office.records.ask(search, viewer=AMAL, text=asked, today=TODAY) == ()


def test_every_page_of_a_list_is_reached_once_forwards_and_back(office: Office) -> None:
    expected = {office.receives(f"row-{number}", days_ago=number % 3) for number in range(23)}
    pages, at = [], None
    for _ in range(3):
        page = office.records.ask(
            queue, viewer=AMAL, view=QueueView.UNCLAIMED, filters=QueueFilters(), today=TODAY, at=at, limit=10
        )
        pages.append([row.reference for row in page.rows])
        at = Cursor.parse(str(page.onward)) if page.onward else None
    assert [len(page) for page in pages] == [10, 10, 3]
    assert at is None
    assert {reference for page in pages for reference in page} == expected
    back = office.records.ask(
        queue,
        viewer=AMAL,
        view=QueueView.UNCLAIMED,
        filters=QueueFilters(),
        today=TODAY,
        at=page.backward,
        limit=10,
    )
    assert [row.reference for row in back.rows] == pages[1]


def test_counts_agree_with_the_lists(office: Office) -> None:
    for number in range(4):
        office.receives(f"row-{number}", days_ago=90 if number < 2 else 0)
    office.claims()
    counts = office.records.ask(queue_counts, viewer=SUHA, filters=QueueFilters(), today=TODAY)
    assert counts == {
        QueueView.MINE: 0,
        QueueView.UNCLAIMED: 3,
        QueueView.RETURNED: 0,
        QueueView.OVERDUE: 2,
        QueueView.CHECKING: 0,
        QueueView.TEAM: 1,
    }
    with pytest.raises(NotAllowed):
        office.records.ask(queue_counts, viewer=ANALYST, filters=QueueFilters(), today=TODAY)


def test_the_applicant_may_withdraw_and_the_unknown_is_refused(office: Office) -> None:
    reference = office.receives("row-1")
    office.records.act(withdraw, Withdraw(application=reference, command_id=uuid4()), by=Citizen())
    case = office.case(reference)
    assert (case.state, [message.key for message in case.messages]) == (State.WITHDRAWN, ["withdrawn"])
    with pytest.raises(NoSuchCase):
        office.case("TK-2026-999999-X")


def test_opening_a_case_costs_the_same_statements_however_much_it_holds(office: Office) -> None:
    def statements(act: Callable[[], object]) -> int:
        seen: list[str] = []
        sa.event.listen(office.engine, "before_cursor_execute", lambda *said: seen.append(said[2]))
        act()
        return len(seen)

    small = office.receives("row-1", days_ago=-1, kinds=())
    few = statements(lambda: office.case(small))
    office.receives("row-2")
    reference = office.claims()
    office.accepts_papers(reference)
    many = statements(lambda: office.case(reference))
    assert many == few <= 9


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_the_next_case_and_a_decision_take_few_journeys_to_the_database(office: Office) -> None:
    for row in ("row-1", "row-2"):
        office.receives(row)
    for _ in range(2):  # The first decision of a day draws its seed.
        with watched(office.engine) as claimed:
            reference = office.claims()
        office.accepts_papers(reference)
        seen = office.case(reference).version
        with watched(office.engine) as decided:
            office.decides(reference, Outcome.REJECT, "fixed_income", seen=seen)
    assert claimed.statements <= 11
    assert decided.statements <= 12
