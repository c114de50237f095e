"""What an approval opens, how it stops and begins again: through the use cases, on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from casework.actors import Staff, System
from casework.applications.lifecycle import Outcome, State
from casework.complaints.errors import TookPart
from casework.complaints.lifecycle import ComplaintKind, ComplaintOutcome
from casework.entitlements.entitlement import Entitlement
from casework.entitlements.errors import (
    EntitlementChangedMeanwhile,
    NoEntitlement,
    NoNoticeOut,
    NoticeOut,
    NoticeTooShort,
    PapersLacking,
    StopReasonUnknown,
)
from casework.entitlements.lifecycle import CardAction
from casework.errors import ActionRefused, NoteMissing
from casework.messages import MessageAction
from casework.use_cases.amend import Amend, amend
from casework.use_cases.answer_complaint import AnswerComplaint, answer_complaint
from casework.use_cases.complaints import FileComplaint, TakeComplaint, file_complaint, take_complaint
from casework.use_cases.entitlement import (
    EndEntitlement,
    GiveStopNotice,
    LiftStopNotice,
    MoveCard,
    Reactivate,
    end_entitlement,
    give_stop_notice,
    lift_stop_notice,
    move_card,
    reactivate,
)
from casework.use_cases.relay import EndTurn, LeaseDue, Mark, end_turn, lease_due, mark
from casework.use_cases.undo import Undo, undo
from dashboard.entitling import tend_entitlements
from dashboard.paying import schedule
from data_access.tables import applications, journal, outbox
from data_access.tables_after_decision import entitlements, payments
from data_access.verification import findings
from tests.data_access.test_the_desk import AMAL, BASIM, Office
from tests.seals import SEAL_KEY

TAKAFUL = "eg.takaful"
APRIL = date(2026, 4, 1)


@pytest.fixture
def office(engine: Engine) -> Office:
    return Office(engine)


@pytest.fixture
def family(office: Office) -> str:
    """A family whose application was approved on 2 March 2026."""
    return approved(office)


def approved(office: Office, key: str = "one") -> str:
    reference = office.receives(key, school_children=2)
    office.claims()
    office.accepts_papers(reference)
    office.decides(reference, Outcome.APPROVE)
    return reference


def rows(office: Office, table: sa.Table, *where: sa.ColumnElement[bool]) -> list[sa.Row[tuple[object, ...]]]:
    with office.engine.connect() as connection:
        return list(connection.execute(sa.select(table).where(*where).order_by(table.c.id)))


def the(office: Office) -> sa.Row[tuple[object, ...]]:
    (row,) = rows(office, entitlements)
    return row


def kinds(office: Office) -> list[str]:
    return [row.kind for row in rows(office, journal)]


def keys(office: Office) -> list[tuple[str, str]]:
    with office.engine.connect() as connection:
        asked = sa.select(outbox.c.key, outbox.c.status).order_by(outbox.c.promised_at, outbox.c.key)
        return [(row.key, row.status) for row in connection.execute(asked)]


def wrong(office: Office) -> list[str]:
    with office.engine.connect() as connection:
        return [str(one) for one in findings(connection, SEAL_KEY)]


def all_messages_leave(office: Office) -> None:
    """A relay sends whatever is due."""
    lease = LeaseDue(owner="relay", limit=100, lease=timedelta(minutes=5))
    for due in office.records.act(lease_due, lease, by=System()):
        assert office.records.act(
            mark, Mark(message=due.id, owner="relay", action=MessageAction.SEND), by=System()
        )
    office.records.act(end_turn, EndTurn(owner="relay"), by=System())


def gives_notice(
    office: Office, reference: str, *, reason: str = "data_not_updated", days: int = 30, by: Staff = AMAL
) -> None:
    command = GiveStopNotice(
        application=reference,
        seen=the(office).version,
        command_id=uuid4(),
        reason=reason,
        stop_on=office.now.date() + timedelta(days=days),
        note="لم تحدث البيانات",
    )
    office.records.act(give_stop_notice, command, by=by)


def brings(office: Office, reference: str, *papers: str, back_pay: bool = False) -> None:
    command = Reactivate(
        application=reference,
        seen=the(office).version,
        command_id=uuid4(),
        papers=papers,
        note="حضر ومعه الأوراق",
        back_pay=back_pay,
    )
    office.records.act(reactivate, command, by=AMAL)


def april_is_scheduled(office: Office) -> None:
    """Once the approval cannot be taken back any more."""
    office.now += timedelta(minutes=11)
    assert schedule(office.records, TAKAFUL, APRIL) == 1


def suspended(office: Office, reference: str) -> None:
    gives_notice(office, reference)
    all_messages_leave(office)
    office.now += timedelta(days=31)
    assert tend_entitlements(office.records).suspended == 1


def test_an_approval_opens_an_entitlement_with_its_amount_shown(office: Office, family: str) -> None:
    opened = the(office)
    assert (opened.state, opened.amount, opened.currency, opened.card) == (
        "active",
        Decimal(572),
        "EGP",
        "requested",
    )
    assert [part["code"] for part in opened.parts] == ["base", "school_child"]
    assert (opened.paid_from, opened.review_on) == (APRIL, date(2029, 3, 2))
    assert kinds(office)[-2:] == ["decided", "entitled"]
    assert ("entitled", "queued") in keys(office)
    assert wrong(office) == []
    assert office.case(family).state is State.APPROVED


def test_an_approval_that_is_undone_leaves_none_and_another_opens_another(
    office: Office, family: str
) -> None:
    command = Undo(
        application=family, seen=office.case(family).version, command_id=uuid4(), note="أخطأت في النتيجة"
    )
    office.records.act(undo, command, by=AMAL)
    assert the(office).state == "cancelled"
    assert set(keys(office)) == {("decided_approved", "withheld"), ("entitled", "withheld")}
    office.decides(family, Outcome.APPROVE)
    assert [row.state for row in rows(office, entitlements)] == ["cancelled", "active"]
    assert wrong(office) == []


def test_a_card_is_printed_handed_over_and_blocked_in_this_order(office: Office, family: str) -> None:
    def moves(action: CardAction) -> None:
        command = MoveCard(
            application=family, seen=the(office).version, command_id=uuid4(), action=action, note=""
        )
        office.records.act(move_card, command, by=AMAL)

    with pytest.raises(ActionRefused):
        moves(CardAction.DELIVER)
    for action in (CardAction.PRINT, CardAction.DELIVER, CardAction.BLOCK, CardAction.REQUEST):
        moves(action)
    assert the(office).card == "requested"
    assert [key for key, _ in keys(office)].count("card_ready") == 1
    assert wrong(office) == []


def test_who_saw_an_older_version_is_told_who_changed_it(office: Office, family: str) -> None:
    gives_notice(office, family)
    stale = LiftStopNotice(application=family, seen=1, command_id=uuid4(), note="حدث بياناته")
    with pytest.raises(EntitlementChangedMeanwhile) as told:
        office.records.act(lift_stop_notice, stale, by=AMAL)
    assert (told.value.by, told.value.at) == ("amal", office.now)


def test_nothing_stops_without_a_notice_of_the_packs_time(office: Office, family: str) -> None:
    with pytest.raises(NoticeTooShort) as told:
        gives_notice(office, family, days=29)
    assert told.value.earliest == date(2026, 4, 1)
    with pytest.raises(StopReasonUnknown):
        gives_notice(office, family, reason="medical_exam_missed")
    gives_notice(office, family)
    with pytest.raises(NoticeOut):
        gives_notice(office, family)
    assert tend_entitlements(office.records).suspended == 0


def test_nothing_stops_while_the_notice_has_not_left(office: Office, family: str) -> None:
    gives_notice(office, family)
    office.now += timedelta(days=31)
    done = tend_entitlements(office.records)
    assert (done.suspended, done.waiting, the(office).state) == (0, 1, "active")


def test_payment_stops_on_the_day_of_the_notice_and_says_what_brings_it_back(
    office: Office, family: str
) -> None:
    april_is_scheduled(office)
    suspended(office, family)
    stopped = the(office)
    assert (stopped.state, stopped.stop_reason, stopped.suspended_on) == (
        "suspended",
        "data_not_updated",
        date(2026, 4, 2),
    )
    assert [(row.period, row.state, row.cause) for row in rows(office, payments)] == [
        (APRIL, "stopped", "data_not_updated")
    ]
    with office.engine.connect() as connection:
        facts = connection.execute(
            sa.select(outbox.c.facts).where(outbox.c.key == "payment_suspended")
        ).scalar_one()
    assert facts["bring"] == ["identity_card", "family_register"]
    assert tend_entitlements(office.records).suspended == 0
    assert wrong(office) == []


def test_a_notice_is_taken_back_and_never_leaves_or_is_corrected(office: Office, family: str) -> None:
    gives_notice(office, family)
    lift = LiftStopNotice(
        application=family, seen=the(office).version, command_id=uuid4(), note="حدث بياناته اليوم"
    )
    office.records.act(lift_stop_notice, lift, by=AMAL)
    assert ("stop_notice", "withheld") in keys(office)
    assert ("stop_notice_lifted", "queued") in keys(office)
    office.now += timedelta(days=40)
    assert tend_entitlements(office.records).waiting == 0
    again = LiftStopNotice(
        application=family, seen=the(office).version, command_id=uuid4(), note="حدث بياناته"
    )
    with pytest.raises(NoNoticeOut):
        office.records.act(lift_stop_notice, again, by=AMAL)
    assert wrong(office) == []


def test_reactivation_needs_the_papers_of_its_reason(office: Office, family: str) -> None:
    suspended(office, family)
    with pytest.raises(PapersLacking) as told:
        brings(office, family, "identity_card")
    assert told.value.kinds == ("family_register",)
    brings(office, family, "identity_card", "family_register")
    again = the(office)
    assert (again.state, again.stop_reason, again.stop_on, again.suspended_on) == ("active", None, None, None)
    with pytest.raises(ActionRefused):
        brings(office, family, "identity_card", "family_register")
    assert wrong(office) == []


def test_what_was_stopped_is_paid_only_where_somebody_says_so(office: Office, family: str) -> None:
    april_is_scheduled(office)
    suspended(office, family)
    brings(office, family, "identity_card", "family_register", back_pay=True)
    (april,) = rows(office, payments)
    assert (april.state, april.cause, april.pay_on) == ("scheduled", None, date(2026, 4, 15))
    assert [key for key, _ in keys(office)].count("payment_date") == 2
    assert wrong(office) == []


def test_an_entitlement_ends_only_from_a_suspension(office: Office, family: str) -> None:
    def ends(note: str) -> None:
        command = EndEntitlement(application=family, seen=the(office).version, command_id=uuid4(), note=note)
        office.records.act(end_entitlement, command, by=AMAL)

    with pytest.raises(ActionRefused):
        ends("لم يعد يستحق")
    suspended(office, family)
    with pytest.raises(NoteMissing):
        ends(" ")
    ends("لم يعد يستحق")
    assert (the(office).state, the(office).ended_on) == ("ended", office.now.date())
    assert wrong(office) == []


def test_a_case_without_entitlement_says_so(office: Office) -> None:
    reference = office.receives("two")
    command = MoveCard(application=reference, seen=1, command_id=uuid4(), action=CardAction.PRINT)
    with pytest.raises(NoEntitlement):
        office.records.act(move_card, command, by=AMAL)


def test_an_approval_from_before_there_were_entitlements_gets_one(office: Office, family: str) -> None:
    with office.engine.begin() as connection:
        connection.execute(sa.delete(entitlements))
    office.now += timedelta(days=3)
    assert tend_entitlements(office.records).opened == 1
    assert tend_entitlements(office.records).opened == 0
    assert the(office).opened_on == office.now.date()
    assert office.case(family).state is State.APPROVED


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"amount": Decimal(5_000)}, "amount"),
        ({"state": "ended"}, "state"),
        ({"card": "delivered"}, "card"),
        ({"stop_on": date(2026, 3, 3)}, "stop_on"),
        ({"review_on": date(2050, 1, 1)}, "review_on"),
    ],
)
def test_an_entitlement_that_the_journal_does_not_tell_is_found(
    office: Office, family: str, change: dict[str, object], what: str
) -> None:
    assert wrong(office) == []
    with office.engine.begin() as connection:
        connection.execute(sa.update(entitlements).values(**change))
    (told,) = wrong(office)
    assert f"case {family}" in told
    assert what in told


def test_one_put_in_and_one_taken_away_are_found(office: Office, family: str) -> None:
    other = approved(office, "two")
    with office.engine.begin() as connection:
        case = sa.select(applications.c.id).where(applications.c.reference == other).scalar_subquery()
        connection.execute(sa.delete(entitlements).where(entitlements.c.application_id == case))
    (told,) = wrong(office)
    assert "is missing" in told
    assert other in told
    assert family not in told


def test_an_entitlement_is_what_the_row_says(office: Office, family: str) -> None:
    kept: list[Entitlement] = []

    def look(_command: object, unit, _by: object, _now: object) -> None:
        kept.append(unit.entitlements.of(unit.applications.get(family)))

    office.records.act(look, object(), by=System())
    row = the(office)
    assert (kept[0].amount, kept[0].decision, kept[0].card, kept[0].parts) == (
        row.amount,
        row.decision_id,
        row.card,
        tuple(row.parts),
    )


def complains(office: Office, reference: str, kind: ComplaintKind, *, answered_by: Staff) -> str:
    """A complaint that another colleague takes and upholds; its number."""
    said = FileComplaint(
        application=reference, command_id=uuid4(), kind=kind, text="لم يُصرف لنا شيء", channel="counter"
    )
    tracking = office.records.act(file_complaint, said, by=AMAL)
    office.records.act(take_complaint, TakeComplaint(complaint=tracking, command_id=uuid4()), by=answered_by)
    answer = AnswerComplaint(
        complaint=tracking,
        seen=2,
        command_id=uuid4(),
        outcome=ComplaintOutcome.UPHELD,
        words="كانت البيانات محدثة، ونعتذر لكم.",
    )
    office.records.act(answer_complaint, answer, by=answered_by)
    return tracking


def test_an_upheld_complaint_pays_again_and_what_was_missed_without_papers(
    office: Office, family: str
) -> None:
    april_is_scheduled(office)
    suspended(office, family)
    complains(office, family, ComplaintKind.PAYMENT_STOPPED, answered_by=BASIM)
    assert the(office).state == "active"
    assert [(row.period, row.state) for row in rows(office, payments)] == [(APRIL, "scheduled")]
    assert kinds(office)[-3:] == ["complaint_answered", "reactivated", "payment_scheduled"]
    assert wrong(office) == []


def test_an_upheld_complaint_about_a_notice_takes_it_back(office: Office, family: str) -> None:
    gives_notice(office, family)
    complains(office, family, ComplaintKind.PAYMENT_STOPPED, answered_by=BASIM)
    assert (the(office).state, the(office).stop_on) == ("active", None)
    assert wrong(office) == []


def test_who_gave_the_notice_does_not_answer_for_it(office: Office, family: str) -> None:
    gives_notice(office, family)
    with pytest.raises(TookPart):
        complains(office, family, ComplaintKind.PAYMENT_STOPPED, answered_by=AMAL)


def test_a_reported_change_is_read_by_the_formula_and_stops_nothing(office: Office, family: str) -> None:
    april_is_scheduled(office)
    change = Amend(
        application=family,
        seen=office.case(family).version,
        command_id=uuid4(),
        changes={"school_children": 1, "vehicles": 1},
        note="أبلغت الأسرة بالهاتف",
        reported=True,
    )
    office.records.act(amend, change, by=AMAL)
    changed = the(office)
    assert (changed.state, changed.amount, changed.stop_on) == ("active", Decimal(496), None)
    assert (changed.finding, "vehicle_owned" in changed.failing) == ("fails", True)
    with office.engine.connect() as connection:
        facts = connection.execute(
            sa.select(journal.c.facts).where(journal.c.kind == "amount_changed")
        ).scalar_one()
    # April was promised already; the new amount is that of the month after.
    assert (facts["before_amount"], facts["amount"], facts["paid_from"]) == ("572.00", "496.00", "2026-05-01")
    assert [row.amount for row in rows(office, payments)] == [Decimal(572)]
    assert ("amount_changed", "queued") in keys(office)
    assert wrong(office) == []
