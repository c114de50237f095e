"""The counter on both databases: what is found, what is put on record, what is kept from whom."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from casework.actors import Staff, System
from casework.applications.lifecycle import Outcome
from casework.errors import AlreadySo, CaseProtected, ChangedMeanwhile, NotAllowed, NothingToClaim
from casework.inquiries.answer import Paying, Stage, Told
from casework.inquiries.codes import new_code
from casework.inquiries.confirmed import Issued, Standing
from casework.inquiries.errors import NoSuchAnswer, NumberUnfit
from casework.inquiries.purposes import Purpose
from casework.permissions import Role
from casework.use_cases.claim import Claim, ClaimNext, claim, claim_next
from casework.use_cases.inquire import Inquire, inquire
from casework.use_cases.look import OpenPaper, Reveal, open_paper, reveal
from casework.use_cases.note import AddNote, add_note
from casework.use_cases.protect import Protect, protect, unprotect
from casework.use_cases.reassign import Reassign, reassign
from data_access.queries.case import paper_again
from data_access.queries.caseworker import QueueFilters, QueueView, queue, search
from data_access.queries.inquiry import answer_of
from data_access.queries.looks import looks
from data_access.tables import applications, decisions, outbox
from data_access.tables_after_decision import complaints, entitlements, inquiries, payments
from tests.data_access.test_looks import MONTH
from tests.data_access.test_the_desk import AMAL, ANALYST, BASIM, SUHA, Office, person
from tests.staffed import on_record

NUMBER = "29001011234567"
_READ_WHOLE = re.compile(r"SCAN (?!anon|\(|CONSTANT)\w+(?! USING)\b")
NOURA = person("noura", programmes=("sa.food",))


class Counter(Office):
    def asks(
        self,
        number: str = NUMBER,
        by: Staff = AMAL,
        command_id: UUID | None = None,
        purpose: str = "telephone",
    ) -> str:
        command = Inquire(number=number, purpose=Purpose(purpose), command_id=command_id or uuid4())
        return self.records.act(inquire, command, by=by)

    def issued(self, code: str, viewer: Staff | System = AMAL) -> Issued:
        return self.records.issued(code, viewer=viewer)

    def told(self, by: Staff = AMAL) -> list[Told]:
        return [one.then for one in self.issued(self.asks(by=by), by).cases]

    def rows(self, table: sa.Table) -> list[Any]:
        with self.engine.connect() as connection:
            return list(connection.execute(sa.select(table).order_by(table.c.id)).mappings())

    def rejects(self, key: str, **facts: object) -> str:
        reference = self.receives(key, **facts)
        self.claims()
        self.accepts_papers(reference)
        self.decides(reference, Outcome.REJECT, "fixed_income")
        return reference

    def protects(self, reference: str, note: str = "قريب موظف", seen: int | None = None) -> None:
        version = self.case(reference, SUHA).version if seen is None else seen
        command = Protect(application=reference, seen=version, command_id=uuid4(), note=note)
        self.records.act(protect, command, by=SUHA)


@pytest.fixture
def office(engine: Engine) -> Counter:
    counter = Counter(engine)
    on_record(engine, NOURA)
    return counter


def test_every_inquiry_is_put_on_record_also_one_that_finds_nothing(office: Counter) -> None:
    reference = office.receives("row-1")
    code = office.asks("٢٩٠٠١٠١١٢٣٤٥٦٧", purpose="counter_visit")
    assert office.asks("29001011234575") == ""
    found, nothing = office.rows(inquiries)
    assert (found["by"], found["purpose"], found["found"], found["code"]) == (
        "amal",
        "counter_visit",
        1,
        code,
    )
    assert (nothing["found"], nothing["code"], nothing["said"]) == (0, None, {})
    assert [case["reference"] for case in found["said"]["cases"]] == [reference]
    for row in (found, nothing):
        assert NUMBER not in repr(row)
        assert "أحمد" not in repr(row)
        assert len(row["number"]) == 64
    assert found["number"] != nothing["number"]


def test_a_wrong_number_is_refused_and_leaves_no_trace(office: Counter) -> None:
    with pytest.raises(NumberUnfit):
        office.asks("2900101123456")
    assert office.count(inquiries) == 0


def test_the_same_click_is_one_inquiry(office: Counter) -> None:
    office.receives("row-1")
    command_id = uuid4()
    assert office.asks(command_id=command_id) == office.asks(command_id=command_id)
    assert office.count(inquiries) == 1


def test_supervisors_see_who_asked_about_cases_of_others(office: Counter) -> None:
    reference = office.receives("row-1")
    office.asks()
    office.claims()
    office.asks()
    page = office.records.ask(looks, viewer=SUHA, period=MONTH)
    assert [(row.by, row.what, row.kind, row.reference) for row in page.rows] == [
        ("amal", "inquiry", "telephone", reference)
    ]
    timeline = office.case(reference).timeline
    assert [line.facts["what"] for line in timeline if line.kind == "opened"] == ["inquiry:telephone"] * 2


def test_several_applications_are_told_the_newest_first(office: Counter) -> None:
    first = office.rejects("row-1")
    second = office.receives("row-2")
    office.receives("row-3", national_id="29001011234575")
    office.now += timedelta(hours=2)
    assert [(one.reference, one.stage) for one in office.told()] == [
        (second, Stage.RECEIVED),
        (first, Stage.REJECTED),
    ]


def test_a_decision_is_not_told_before_it_is_final_and_its_message_left(office: Counter) -> None:
    office.rejects("row-1")
    (at_once,) = office.told()
    assert (at_once.stage, at_once.reasons) == (Stage.EXAMINED, ())
    office.now += timedelta(minutes=11)
    assert office.told()[0].stage is Stage.EXAMINED
    with office.engine.begin() as connection:
        connection.execute(sa.update(outbox).values(status="sent", first_tried_at=office.now))
    (told,) = office.told()
    assert (told.stage, told.reasons) == (Stage.REJECTED, ("fixed_income",))
    assert told.object_by == date(2026, 3, 30)


def test_support_payments_and_open_complaints_are_told(office: Counter) -> None:
    reference = office.receives("row-1")
    office.claims()
    office.accepts_papers(reference)
    office.decides(reference, Outcome.APPROVE)
    _supported(office.engine, office.now)
    office.now += timedelta(hours=2)
    (told,) = office.told()
    assert told.support is not None
    assert (told.support.paying, told.support.card, told.support.amount) == (
        Paying.RUNNING,
        "delivered",
        "648.50",
    )
    assert [one.period.month for one in told.support.payments] == [8, 7, 6]
    assert [(one.tracking, one.due_on) for one in told.complaints] == [("C-1", date(2026, 3, 9))]


def test_another_offices_case_is_named_and_not_told(office: Counter) -> None:
    reference = office.rejects("row-1")
    office.now += timedelta(hours=2)
    assert office.told(NOURA) == [Told(reference=reference, programme="eg.takaful", stage=Stage.ELSEWHERE)]
    found = office.records.ask(answer_of, viewer=NOURA, national_id=NUMBER)
    assert [(one.decision, one.complete_by) for one in found] == [(None, None)]


@pytest.mark.parametrize("viewer", [ANALYST, person("yara", Role.ADMINISTRATOR)])
def test_who_answers_no_inquiries_asks_none(office: Counter, viewer: Staff) -> None:
    on_record(office.engine, viewer)
    office.receives("row-1")
    code = office.asks()
    with pytest.raises(NotAllowed):
        office.asks(by=viewer)
    with pytest.raises(NotAllowed):
        office.issued(code, viewer)
    with pytest.raises(NotAllowed):
        office.records.ask(answer_of, viewer=viewer, national_id=NUMBER)


def test_a_code_is_confirmed_with_what_has_changed_since(office: Counter) -> None:
    office.rejects("row-1")
    code = office.asks()
    same = office.issued(code.lower().replace("-", " "))
    assert (same.intact, same.by, same.at, same.number_ends) == (True, "amal", office.now, "4567")
    assert [one.standing for one in same.cases] == [Standing.SAME]
    office.now += timedelta(hours=2)
    (changed,) = office.issued(code, System()).cases
    assert changed.standing is Standing.CHANGED
    assert (changed.then.stage, changed.now.stage) == (Stage.EXAMINED, Stage.REJECTED)
    (kept,) = office.issued(code, NOURA).cases
    assert (kept.standing, kept.then.stage) == (Standing.NOT_YOURS, Stage.ELSEWHERE)


@pytest.mark.parametrize("code", ["", "7KQM-2XRW-HT9B-C", "x" * 500])
def test_a_mistyped_code_is_told_from_one_that_was_never_issued(office: Counter, code: str) -> None:
    with pytest.raises(NoSuchAnswer) as refused:
        office.issued(code)
    assert refused.value.mistyped
    with pytest.raises(NoSuchAnswer) as unknown:
        office.issued(new_code())
    assert not unknown.value.mistyped


@pytest.mark.parametrize(
    "change",
    [
        {"said": {"version": 1, "cases": []}},
        {"by": "basim"},
        {"purpose": "complaint"},
        {"found": 2},
        {"at": datetime.fromisoformat("2026-03-01T09:00:00+00:00")},
        {"number": "0" * 64},
        {"mac": "0" * 64},
    ],
)
def test_a_record_that_was_changed_is_told_as_changed_and_shows_nothing(
    office: Counter, change: dict[str, Any]
) -> None:
    office.receives("row-1")
    code = office.asks()
    with office.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("ALTER TABLE inquiries DISABLE TRIGGER ALL")
        else:
            for (name,) in connection.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'inquiries'"
            ).all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.execute(sa.update(inquiries).values(**change))
    issued = office.issued(code)
    assert (issued.intact, issued.cases) == (False, ())


def test_the_record_of_inquiries_is_never_changed_or_removed(office: Counter) -> None:
    office.asks()
    for forbidden in (sa.update(inquiries).values(by="basim"), sa.delete(inquiries)):
        with pytest.raises(sa.exc.DBAPIError), office.engine.begin() as connection:
            connection.execute(forbidden)


def test_a_protected_case_is_for_supervisors_and_its_holder(office: Counter) -> None:
    reference = office.receives("row-1")
    paper = office.case(reference).papers[0].id
    office.protects(reference)
    refused: list[tuple[Any, Any]] = [
        (claim, Claim(application=reference, command_id=uuid4())),
        (reveal, Reveal(application=reference, field="phone")),
        (open_paper, OpenPaper(application=reference, paper=paper)),
        (add_note, AddNote(application=reference, command_id=uuid4(), text="انتبهوا")),
    ]
    for use_case, command in refused:
        with pytest.raises(CaseProtected):
            office.records.act(use_case, command, by=AMAL)
    with pytest.raises(CaseProtected):
        office.case(reference, AMAL)
    with pytest.raises(CaseProtected):
        office.records.ask(paper_again, viewer=AMAL, paper=paper)
    with pytest.raises(NothingToClaim):
        office.records.act(claim_next, ClaimNext(command_id=uuid4()), by=AMAL)
    assert office.told() == [Told(reference=reference, programme="eg.takaful", stage=Stage.PROTECTED)]
    assert office.told(SUHA)[0].stage is Stage.RECEIVED
    given = Reassign(
        application=reference,
        seen=office.case(reference, SUHA).version,
        command_id=uuid4(),
        to="amal",
        note="أهل للثقة",
    )
    office.records.act(reassign, given, by=SUHA)
    assert office.case(reference, AMAL).protected
    assert office.told()[0].stage is Stage.EXAMINED
    with pytest.raises(CaseProtected):
        office.case(reference, BASIM)


def test_a_protected_case_has_no_name_in_the_lists_of_others(office: Counter) -> None:
    reference = office.receives("row-1")
    other = office.receives("row-2")
    office.protects(reference)
    today = office.now.date()
    for viewer, kept in ((AMAL, True), (SUHA, False)):
        page = office.records.ask(
            queue, viewer=viewer, view=QueueView.UNCLAIMED, filters=QueueFilters(), today=today
        )
        found = office.records.ask(search, viewer=viewer, text=NUMBER, today=today)
        related = office.case(other, viewer).related
        named = [row for row in (*page.rows, *found, *related) if row.reference == reference]
        assert [(row.kept, row.name == "") for row in named] == [(kept, kept)] * 3
        assert [one.may_open for one in related] == [not kept]


def test_protection_is_written_down_sealed_and_lifted_again(office: Counter) -> None:
    reference = office.receives("row-1")
    office.protects(reference)
    with pytest.raises(AlreadySo):
        office.protects(reference)
    with pytest.raises(ChangedMeanwhile):
        office.protects(reference, seen=1)
    findings: list[object] = []
    office.records.verify(findings.append)
    assert findings == []
    with office.engine.begin() as connection:
        connection.execute(sa.update(applications).values(protected=False))
    office.records.verify(findings.append)
    assert findings != []
    with office.engine.begin() as connection:
        connection.execute(sa.update(applications).values(protected=True))
    lifted = Protect(application=reference, seen=2, command_id=uuid4(), note="زال السبب")
    office.records.act(unprotect, lifted, by=SUHA)
    lines = office.case(reference).timeline
    assert [(line.kind, line.facts["note"]) for line in lines[1:]] == [
        ("protected", "قريب موظف"),
        ("unprotected", "زال السبب"),
    ]


def test_an_answer_costs_the_same_statements_however_much_there_is(office: Counter) -> None:
    seen: list[str] = []
    sa.event.listen(office.engine, "before_cursor_execute", lambda *said: seen.append(said[2]))

    def statements() -> int:
        seen.clear()
        office.records.ask(answer_of, viewer=AMAL, national_id=NUMBER)
        return len(seen)

    office.receives("row-1")
    few = statements()
    office.claims()
    for number in range(2, 6):
        office.rejects(f"row-{number}")
    assert statements() == few == 7


def test_the_answer_is_read_by_indexes(office: Counter) -> None:
    """What the plan of every statement touches; on PostgreSQL with sequential reading made dear."""
    office.rejects("row-1")
    _supported(office.engine, office.now)
    asked: list[tuple[str, Any]] = []
    sa.event.listen(office.engine, "before_cursor_execute", lambda *said: asked.append((said[2], said[3])))
    office.records.ask(answer_of, viewer=AMAL, national_id=NUMBER)
    statements = list(asked)
    with office.engine.connect() as connection:
        postgres = connection.dialect.name == "postgresql"
        if postgres:
            connection.exec_driver_sql("SET enable_seqscan = off")
        explain = "EXPLAIN " if postgres else "EXPLAIN QUERY PLAN "
        plans = [
            "\n".join(str(row[-1]) for row in connection.exec_driver_sql(explain + sql, values).all())
            for sql, values in statements
        ]
    assert "ix_applications_national_id" in plans[0]
    for plan in plans:
        assert "Seq Scan" not in plan
        assert not _READ_WHOLE.search(plan), plan


def _supported(engine: Engine, at: datetime) -> None:
    """An entitlement with eight months and a complaint, as their own acts would write them."""
    with engine.begin() as connection:
        decision = connection.execute(sa.select(decisions)).mappings().one()
        of = {"application_id": decision["application_id"], "programme": "eg.takaful", "region": "eg-01"}
        connection.execute(sa.delete(entitlements))  # In place of what the approval opened.
        opened = sa.insert(entitlements).values(
            **of,
            decision_id=decision["id"],
            state="active",
            version=1,
            amount=Decimal("648.50"),
            currency="EGP",
            parts=[],
            formula="1",
            opened_on=at.date(),
            paid_from=date(2026, 1, 1),
            card="delivered",
            card_moved_at=at,
            review_on=date(2029, 3, 1),
            failing=[],
        )
        entitlement = connection.execute(opened.returning(entitlements.c.id)).scalar_one()
        for month in range(1, 9):
            connection.execute(
                sa.insert(payments).values(
                    **of,
                    entitlement_id=entitlement,
                    period=date(2026, month, 1),
                    reference=f"P-{month}",
                    amount=Decimal("648.50"),
                    currency="EGP",
                    pay_on=date(2026, month, 15),
                    state="paid",
                    paid_on=date(2026, month, 15),
                    moved_at=at,
                    version=1,
                )
            )
        complaint: dict[str, Any] = {
            **of,
            "kind": "service",
            "reasons": [],
            "version": 1,
            "filed_at": at,
            "filed_by": "amal",
            "channel": "office",
            "due_on": date(2026, 3, 9),
            "amber_on": date(2026, 3, 5),
            "text": "طال الانتظار",
            "answer": "",
            "note": "",
        }
        for tracking, state in (("C-1", "filed"), ("C-2", "answered")):
            connection.execute(sa.insert(complaints).values(**complaint, tracking=tracking, state=state))
