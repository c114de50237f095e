"""Complaints and amendments on record, on both databases."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from casework.actors import Staff
from casework.applications.lifecycle import Outcome, State
from casework.complaints.errors import (
    AnswerMissing,
    AnswerReasonsMissing,
    AnswerReasonUnknown,
    ComplaintChangedMeanwhile,
    ComplaintNotYours,
    ComplaintOpen,
    ComplaintTaken,
    CorrectionMissing,
    DataRemoved,
    NoComplaintToTake,
    NoSuchComplaint,
    NothingToObjectTo,
    ObjectionTooLate,
    SaysTheSame,
    TookPart,
)
from casework.complaints.lifecycle import ComplaintKind, ComplaintOutcome
from casework.errors import (
    ChangedMeanwhile,
    FactUnfit,
    NoSuchColleague,
    NotAllowed,
    NothingAmended,
    NothingToClaim,
    NotYours,
)
from casework.use_cases.amend import Amend, amend
from casework.use_cases.answer_complaint import AnswerComplaint, answer_complaint
from casework.use_cases.claim import Claim, claim
from casework.use_cases.complaints import (
    AssignComplaint,
    FileComplaint,
    HandBackComplaint,
    TakeComplaint,
    TakeNextComplaint,
    assign_complaint,
    file_complaint,
    hand_back_complaint,
    take_complaint,
    take_next_complaint,
)
from casework.use_cases.hand_back import HandBack, hand_back
from casework.use_cases.protect import Protect, protect
from casework.use_cases.reassign import Reassign, reassign
from casework.use_cases.second_check import Agree, agree
from dashboard.retaining import retain
from data_access.chains import Finding
from data_access.documents import DocumentStore
from data_access.queries.behind_list import Place
from data_access.queries.complaints import (
    ComplaintList,
    ComplaintPage,
    complaint_counts,
    complaint_list,
    find_complaints,
)
from data_access.records import Records
from data_access.tables import applications, decisions, journal, outbox
from data_access.tables_after_decision import complaints
from tests.data_access.test_the_desk import AMAL, ANALYST, BASIM, SUHA, Office
from tests.lots import seed_drawing
from tests.seals import SEAL_KEY

SAID = "لم يُحسب أن ابني يدرس"


@dataclass
class ComplaintsOffice(Office):
    """An office with a rejection by Amal of which the applicant was told."""

    def rejected(self, key: str = "row-1") -> str:
        reference = self.receives(key)
        self.claims(AMAL)
        self.accepts_papers(reference)
        self.decides(reference, Outcome.REJECT, "fixed_income")
        self.now += timedelta(minutes=11)
        return reference

    def files(
        self,
        reference: str,
        kind: ComplaintKind = ComplaintKind.OBJECTION,
        *,
        by: Staff = AMAL,
        text: str = SAID,
    ) -> str:
        command = FileComplaint(application=reference, command_id=uuid4(), kind=kind, text=text)
        return self.records.act(file_complaint, command, by=by)

    def takes(self, tracking: str, by: Staff = BASIM) -> str:
        return self.records.act(take_complaint, TakeComplaint(complaint=tracking, command_id=uuid4()), by=by)

    def takes_next(self, by: Staff = BASIM) -> str:
        return self.records.act(take_next_complaint, TakeNextComplaint(command_id=uuid4()), by=by)

    def version(self, tracking: str) -> int:
        with self.engine.connect() as connection:
            asked = sa.select(complaints.c.version).where(complaints.c.tracking == tracking)
            return connection.execute(asked).scalar_one()

    def answers(
        self,
        tracking: str,
        outcome: ComplaintOutcome = ComplaintOutcome.UPHELD,
        *reasons: str,
        by: Staff = BASIM,
        words: str = "نظرنا في اعتراضكم",
        seen: int | None = None,
        command_id: UUID | None = None,
    ) -> str:
        command = AnswerComplaint(
            complaint=tracking,
            seen=self.version(tracking) if seen is None else seen,
            command_id=command_id or uuid4(),
            outcome=outcome,
            words=words,
            note="للملف",
            reasons=reasons,
        )
        return self.records.act(answer_complaint, command, by=by)

    def amends(
        self,
        reference: str,
        *,
        by: Staff = BASIM,
        complaint: str | None = None,
        reported: bool = False,
        note: str = "بحسب شهادة القيد",
        changes: Mapping[str, object] | None = None,
        **more: object,
    ) -> None:
        command = Amend(
            application=reference,
            seen=self.case(reference).version,
            command_id=uuid4(),
            changes={**(changes or {}), **more},
            note=note,
            complaint=complaint,
            reported=reported,
        )
        self.records.act(amend, command, by=by)

    def findings(self) -> list[Finding]:
        found: list[Finding] = []
        self.records.verify(found.append)
        return found

    def lines(self, reference: str, kind: str) -> list[dict[str, object]]:
        return [dict(line.facts) for line in self.case(reference).timeline if line.kind == kind]

    def notices(self) -> list[str]:
        with self.engine.connect() as connection:
            return list(connection.execute(sa.select(outbox.c.key).order_by(outbox.c.promised_at)).scalars())


@pytest.fixture
def office(engine: Engine) -> ComplaintsOffice:
    return ComplaintsOffice(engine)


def test_an_objection_is_taken_down_and_the_citizen_is_told_its_number(office: ComplaintsOffice) -> None:
    reference = office.rejected()
    tracking = office.files(reference)
    assert tracking.startswith("CM-2026-000001-")
    (line,) = office.lines(reference, "complaint_filed")
    assert (line["complaint"], line["complaint_kind"], line["reasons"]) == (
        tracking,
        "objection",
        ["fixed_income"],
    )
    assert line["decision"] is not None
    assert office.notices() == ["decided_rejected", "complaint_received"]
    assert office.findings() == []


def test_a_second_complaint_of_a_kind_names_the_first(office: ComplaintsOffice) -> None:
    reference = office.rejected()
    tracking = office.files(reference)
    with pytest.raises(ComplaintOpen) as refused:
        office.files(reference)
    assert refused.value.tracking == tracking
    assert office.files(reference, ComplaintKind.SERVICE) != tracking


def test_nobody_objects_before_being_told_nor_after_the_last_day(office: ComplaintsOffice) -> None:
    reference = office.receives("row-1")
    with pytest.raises(NothingToObjectTo):
        office.files(reference)
    office.claims(AMAL)
    office.decides(reference, Outcome.REJECT, "fixed_income")
    with pytest.raises(NothingToObjectTo):
        office.files(reference)
    office.now += timedelta(days=28)
    assert office.files(reference)
    late = office.rejected("row-2")
    office.now += timedelta(days=29)
    with pytest.raises(ObjectionTooLate) as refused:
        office.files(late)
    assert refused.value.until == (office.now - timedelta(days=1)).date()
    assert office.files(late, ComplaintKind.NOT_ENTITLED)


def test_who_decided_never_works_on_the_complaint(office: ComplaintsOffice) -> None:
    tracking = office.files(office.rejected())
    with pytest.raises(TookPart):
        office.takes(tracking, AMAL)
    with pytest.raises(NoComplaintToTake):
        office.takes_next(AMAL)
    given = AssignComplaint(complaint=tracking, seen=1, command_id=uuid4(), to="amal")
    with pytest.raises(TookPart):
        office.records.act(assign_complaint, given, by=SUHA)
    assert office.takes_next(BASIM) == tracking


def test_an_overturned_rejection_is_decided_anew_by_others(office: ComplaintsOffice) -> None:
    reference = office.rejected()
    tracking = office.files(reference)
    office.takes(tracking)
    office.answers(tracking)
    case = office.case(reference)
    assert (case.state, case.assignee) == (State.UNDER_REVIEW, "basim")
    assert office.notices()[-1] == "complaint_upheld"
    (line,) = office.lines(reference, "reopened")
    assert (line["complaint"], line["reasons"], line["to"]) == (tracking, ["fixed_income"], "basim")
    with pytest.raises(SaysTheSame):
        office.decides(reference, Outcome.REJECT, "fixed_income", by=BASIM)
    given = Reassign(application=reference, seen=case.version, command_id=uuid4(), to="amal", note="مثقل")
    with pytest.raises(TookPart):
        office.records.act(reassign, given, by=SUHA)
    back = HandBack(application=reference, seen=case.version, command_id=uuid4(), note="مثقل")
    office.records.act(hand_back, back, by=BASIM)
    with pytest.raises(NothingToClaim):
        office.claims(AMAL)
    with pytest.raises(TookPart):
        office.records.act(claim, Claim(application=reference, command_id=uuid4()), by=AMAL)
    assert office.claims(BASIM) == reference
    office.decides(reference, Outcome.APPROVE, by=BASIM)
    assert office.case(reference).state is State.APPROVED
    assert office.count(decisions) == 2
    assert office.findings() == []


def test_a_refused_complaint_says_why_and_changes_nothing(office: ComplaintsOffice) -> None:
    reference = office.rejected()
    tracking = office.files(reference)
    office.takes(tracking)
    with pytest.raises(AnswerReasonsMissing):
        office.answers(tracking, ComplaintOutcome.REFUSED)
    with pytest.raises(AnswerReasonUnknown):
        office.answers(tracking, ComplaintOutcome.REFUSED, "because")
    with pytest.raises(AnswerMissing):
        office.answers(tracking, ComplaintOutcome.REFUSED, "decision_correct", words="  ")
    office.answers(tracking, ComplaintOutcome.REFUSED, "decision_correct")
    assert office.case(reference).state is State.REJECTED
    (line,) = office.lines(reference, "complaint_answered")
    assert (line["refused_because"], line["late"], line["reasons"]) == (
        ["decision_correct"],
        False,
        ["fixed_income"],
    )
    assert office.findings() == []


def test_only_who_has_it_in_hand_answers_on_the_version_they_saw(office: ComplaintsOffice) -> None:
    tracking = office.files(office.rejected())
    with pytest.raises(ComplaintNotYours):
        office.answers(tracking)
    office.takes(tracking)
    with pytest.raises(ComplaintChangedMeanwhile) as refused:
        office.answers(tracking, seen=1)
    assert refused.value.by == "basim"
    with pytest.raises(ComplaintTaken):
        office.takes(tracking, SUHA)
    with pytest.raises(NotAllowed):
        office.takes(tracking, ANALYST)
    with pytest.raises(NoSuchComplaint):
        office.takes("CM-2026-999999-X")


def test_a_complaint_goes_from_hand_to_hand(office: ComplaintsOffice) -> None:
    tracking = office.files(office.rejected())
    given = AssignComplaint(complaint=tracking, seen=1, command_id=uuid4(), to="basim")
    office.records.act(assign_complaint, given, by=SUHA)
    back = HandBackComplaint(complaint=tracking, seen=2, command_id=uuid4(), note="في إجازة")
    office.records.act(hand_back_complaint, back, by=BASIM)
    assert office.takes_next(SUHA) == tracking
    nobody = AssignComplaint(complaint=tracking, seen=4, command_id=uuid4(), to="nobody")
    with pytest.raises(NoSuchColleague):
        office.records.act(assign_complaint, nobody, by=SUHA)
    assert office.findings() == []


def test_of_two_who_take_the_same_complaint_one_has_it(office: ComplaintsOffice) -> None:
    tracking = office.files(office.rejected())

    def takes(by: Staff) -> str:
        try:
            return office.takes(tracking, by)
        except ComplaintTaken:
            return "taken"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(takes, (BASIM, SUHA))) == sorted([tracking, "taken"])
    assert office.version(tracking) == 2


def test_a_complaint_about_a_protected_case_is_never_drawn(office: ComplaintsOffice) -> None:
    reference = office.rejected("row-1")
    office.files(reference)
    guarded = Protect(
        application=reference, seen=office.case(reference, SUHA).version, command_id=uuid4(), note="خطر عليها"
    )
    office.records.act(protect, guarded, by=SUHA)
    with pytest.raises(NoComplaintToTake):
        office.takes_next(BASIM)


def test_the_next_complaints_go_to_different_people(office: ComplaintsOffice) -> None:
    wanted = {office.files(office.rejected(f"row-{number}")) for number in range(4)}
    with ThreadPoolExecutor(4) as pool:
        taken = set(pool.map(office.takes_next, (BASIM, SUHA, BASIM, SUHA)))
    assert taken == wanted


def test_a_repeated_click_files_one_complaint(office: ComplaintsOffice) -> None:
    reference, same = office.rejected(), uuid4()
    command = FileComplaint(application=reference, command_id=same, kind=ComplaintKind.OBJECTION, text=SAID)
    told = {office.records.act(file_complaint, command, by=AMAL) for _ in range(3)}
    assert len(told) == office.count(complaints) == 1


def test_a_correction_needs_an_amendment_made_for_it(office: ComplaintsOffice) -> None:
    reference = office.rejected()
    tracking = office.files(reference, ComplaintKind.CORRECTION)
    with pytest.raises(ComplaintNotYours):
        office.amends(reference, complaint=tracking, dependants=3)
    office.takes(tracking)
    with pytest.raises(CorrectionMissing):
        office.answers(tracking)
    office.amends(reference, complaint=tracking, dependants=3)
    office.answers(tracking)
    assert office.case(reference).facts["dependants"] == 3
    (line,) = office.lines(reference, "amended")
    assert (line["before"], line["after"], line["complaint"]) == (
        {"dependants": 2},
        {"dependants": 3},
        tracking,
    )
    assert office.findings() == []


def test_an_amendment_is_checked_and_recorded_once(office: ComplaintsOffice) -> None:
    reference = office.rejected()
    for unfit in (
        {"region": "eg-02"},
        {"nonsense": "x"},
        {"household_size": 0},
        {"monthly_income": Decimal(-1)},
        {"national_id": "123"},
        {"full_name": None},
    ):
        with pytest.raises(FactUnfit):
            office.amends(reference, changes=unfit)
    with pytest.raises(NothingAmended):
        office.amends(reference, dependants=2)
    office.amends(reference, reported=True, monthly_income=Decimal("0.50"), national_id="٢٩٠٠١٠١١٢٣٤٥٧٥")
    facts = office.case(reference).facts
    assert (facts["monthly_income"], facts["data_updated_on"]) == (Decimal("0.50"), office.now.date())
    with office.engine.connect() as connection:
        assert connection.scalar(sa.select(applications.c.national_id)) == "29001011234575"
    assert office.findings() == []


def test_a_case_in_other_hands_is_not_amended(office: ComplaintsOffice) -> None:
    reference = office.receives("row-1")
    with pytest.raises(NotYours):
        office.amends(reference, dependants=3)
    office.claims(AMAL)
    with pytest.raises(NotYours):
        office.amends(reference, dependants=3)
    office.amends(reference, by=AMAL, dependants=3)
    with pytest.raises(ChangedMeanwhile):
        office.decides(reference, Outcome.REJECT, "fixed_income", seen=2)


def test_whoever_changes_a_complaint_behind_the_journal_is_found_out(office: ComplaintsOffice) -> None:
    reference = office.rejected()
    tracking = office.files(reference)
    office.takes(tracking)
    office.answers(tracking, ComplaintOutcome.REFUSED, "decision_correct")
    for column, forged, true in (
        ("outcome", "upheld", "refused"),
        ("answer", "قبلنا", "نظرنا في اعتراضكم"),
        ("text", "لا شيء", SAID),
        ("state", "in_hand", "answered"),
    ):
        _forge(office, {column: forged})
        (finding,) = office.findings()
        assert finding.table == "complaints"
        assert column in finding.what
        _forge(office, {column: true})
    assert office.findings() == []
    with office.engine.begin() as connection:
        row = dict(connection.execute(sa.select(complaints)).mappings().one())
        put_in = row | {"id": row["id"] + 1, "tracking": "CM-2026-000002-X"}
        connection.execute(sa.insert(complaints).values(put_in))
    assert ["no line" in one.what for one in office.findings()] == [True]
    with office.engine.begin() as connection:
        connection.execute(sa.delete(complaints))
    assert ["is missing" in one.what for one in office.findings()] == [True]


def _forge(office: ComplaintsOffice, changed: dict[str, object]) -> None:
    with office.engine.begin() as connection:
        connection.execute(sa.update(complaints).values(**changed))


def test_the_journal_keeps_what_complaints_leave_alone(office: ComplaintsOffice) -> None:
    """A complaint does not make a decision in progress fail."""
    reference = office.receives("row-1")
    office.claims(AMAL)
    seen = office.case(reference).version
    office.files(reference, ComplaintKind.SERVICE)
    office.decides(reference, Outcome.REJECT, "fixed_income", seen=seen)
    assert office.count(journal) == 4


def test_what_was_said_goes_with_its_case_and_the_journal_still_holds(
    office: ComplaintsOffice, tmp_path: Path
) -> None:
    reference = office.rejected()
    tracking = office.files(reference)
    office.takes(tracking)
    office.amends(reference, complaint=tracking, address="شارع الورد المزروع")
    office.answers(tracking, ComplaintOutcome.REFUSED, "decision_correct")
    office.now += timedelta(days=6 * 366)
    done = retain(office.records, DocumentStore(tmp_path / "documents"))
    assert done.cases == {"rejected:5": 1}
    with office.engine.connect() as connection:
        row = connection.execute(sa.select(complaints)).one()
        told = str(connection.execute(sa.select(journal.c.facts)).scalars().all())
    assert (row.text, row.answer, row.note, row.outcome) == ("", "", "", "refused")
    assert "الورد" not in told
    assert SAID not in told
    assert office.findings() == []
    with pytest.raises(DataRemoved):
        office.files(reference, ComplaintKind.SERVICE)
    with pytest.raises(DataRemoved):
        office.amends(reference, dependants=3)


def test_a_case_is_held_while_a_complaint_about_it_is_open(office: ComplaintsOffice, tmp_path: Path) -> None:
    tracking = office.files(office.rejected())
    office.now += timedelta(days=6 * 366)
    store = DocumentStore(tmp_path / "documents")
    assert not retain(office.records, store).cases
    office.takes(tracking)
    office.answers(tracking, ComplaintOutcome.REFUSED, "late")
    assert not retain(office.records, store).cases  # An answer is an act: the time begins anew.
    office.now += timedelta(days=6 * 366)
    assert retain(office.records, store).cases == {"rejected:5": 1}


def test_a_second_person_who_took_part_is_refused_too(office: ComplaintsOffice) -> None:
    """Who agreed as the second person is as much a party as who decided."""
    reference = office.receives("row-1")
    office.records = Records(
        office.engine, lambda: office.now, lambda _day: seed_drawing(drawn=[reference]), seal_key=SEAL_KEY
    )
    office.claims(AMAL)
    office.accepts_papers(reference)
    office.decides(reference, Outcome.REJECT, "fixed_income")
    seen = office.case(reference).version
    office.records.act(agree, Agree(application=reference, seen=seen, command_id=uuid4()), by=BASIM)
    office.now += timedelta(minutes=11)
    tracking = office.files(reference)
    for party in (AMAL, BASIM):
        with pytest.raises(TookPart):
            office.takes(tracking, party)
        with pytest.raises(NoComplaintToTake):
            office.takes_next(party)
    office.takes(tracking, SUHA)
    office.answers(tracking, by=SUHA)
    office.decides(reference, Outcome.REJECT, "other_pension", by=SUHA)
    if office.case(reference).state is State.AWAITING_CHECK:
        seen = office.case(reference).version
        for party in (AMAL, BASIM):
            with pytest.raises(TookPart):
                office.records.act(
                    agree, Agree(application=reference, seen=seen, command_id=uuid4()), by=party
                )
    assert office.findings() == []


def test_lists_go_on_by_places_and_count_what_they_hold(office: ComplaintsOffice) -> None:
    tracked = [office.files(office.rejected(f"row-{number}")) for number in range(5)]
    office.takes(tracked[0])
    today = office.now.date()

    def page(at: Place | None = None) -> ComplaintPage:
        return office.records.ask(
            complaint_list, viewer=SUHA, view=ComplaintList.OPEN, today=today, at=at, limit=2
        )

    read, place = [], None
    while True:
        found = page(place)
        read += [row.tracking for row in found.rows]
        place = found.onward
        if place is None:
            break
    assert read == tracked
    assert [row.tracking for row in page(found.backward).rows] == tracked[2:4]
    counts = office.records.ask(complaint_counts, viewer=SUHA, today=today)
    assert counts == {"open": 5, "mine": 0, "overdue": 0, "team": 1}
    found = office.records.ask(find_complaints, viewer=BASIM, text=tracked[3].lower().replace("-", " "))
    assert [(row.tracking, row.barred) for row in found] == [(tracked[3], False)]
    assert office.records.ask(find_complaints, viewer=AMAL, text=tracked[3])[0].barred
    with pytest.raises(NotAllowed):
        office.records.ask(complaint_list, viewer=BASIM, view=ComplaintList.TEAM, today=today)
