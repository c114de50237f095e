"""When an entitlement opens, when it is not paid yet, what leaves no more, what goes after years."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from casework.actors import System
from casework.applications.lifecycle import Outcome, State
from casework.messages import MessageAction
from casework.use_cases.entitlement import EndEntitlement, LiftStopNotice, end_entitlement, lift_stop_notice
from casework.use_cases.relay import EndTurn, LeaseDue, Mark, end_turn, lease_due, mark
from casework.use_cases.undelivered import Retry, retry
from casework.use_cases.undo import Undo, undo
from dashboard.entitling import DailyEntitlements
from dashboard.paying import schedule
from dashboard.retaining import retain
from data_access.documents import DocumentStore
from data_access.tables import applications, decisions, journal, outbox
from data_access.tables_after_decision import entitlements, payments
from tests.data_access.test_entitlements import (
    APRIL,
    TAKAFUL,
    all_messages_leave,
    approved,
    brings,
    gives_notice,
    keys,
    rows,
    suspended,
    the,
    wrong,
)
from tests.data_access.test_second_check import CheckingOffice
from tests.data_access.test_the_desk import AMAL, BASIM, SUHA, Office

YEARS = timedelta(days=9 * 366)


@pytest.fixture
def office(engine: Engine) -> Office:
    return Office(engine)


@pytest.fixture
def checking(engine: Engine) -> CheckingOffice:
    return CheckingOffice(engine)


def no_message_arrives(office: Office) -> None:
    """A relay gives up on whatever is due."""
    lease = LeaseDue(owner="relay", limit=100, lease=timedelta(minutes=5))
    for due in office.records.act(lease_due, lease, by=System()):
        office.records.act(
            mark, Mark(message=due.id, owner="relay", action=MessageAction.GIVE_UP), by=System()
        )
    office.records.act(end_turn, EndTurn(owner="relay"), by=System())


def tried_again(office: Office, key: str) -> None:
    """A supervisor tries again whatever did not arrive of a key, and a relay looks."""
    for row in messages(office, key):
        office.records.act(retry, Retry(message=row.id, command_id=uuid4()), by=SUHA)
    all_messages_leave(office)


def messages(office: Office, key: str) -> list[sa.Row[tuple[object, ...]]]:
    with office.engine.connect() as connection:
        return list(connection.execute(sa.select(outbox).where(outbox.c.key == key)))


def test_nothing_opens_while_a_second_person_has_to_look(checking: CheckingOffice) -> None:
    reference = checking.waits(outcome=Outcome.APPROVE)
    assert checking.case(reference).state is State.AWAITING_CHECK
    assert rows(checking, entitlements) == []
    checking.now += timedelta(days=2)
    checking.agrees(reference)
    assert (the(checking).state, the(checking).opened_on) == ("active", checking.now.date())
    assert ("entitled", "queued") in keys(checking)
    assert wrong(checking) == []


def test_a_rejection_that_is_replaced_by_an_approval_opens_one(checking: CheckingOffice) -> None:
    reference = checking.waits(outcome=Outcome.REJECT)
    checking.replaces(reference, Outcome.APPROVE)
    standing = rows(checking, decisions)[-1]
    assert (the(checking).state, the(checking).decision_id) == ("active", standing.id)
    assert wrong(checking) == []


def test_an_approval_that_is_replaced_by_a_rejection_opens_none(checking: CheckingOffice) -> None:
    checking.replaces(checking.waits(outcome=Outcome.APPROVE), Outcome.REJECT, "fixed_income")
    assert rows(checking, entitlements) == []
    assert wrong(checking) == []


def test_an_approval_that_can_be_taken_back_pays_nothing_yet(office: Office) -> None:
    reference = approved(office)
    assert schedule(office.records, TAKAFUL, APRIL) == 0
    command = Undo(
        application=reference, seen=office.case(reference).version, command_id=uuid4(), note="أخطأت"
    )
    office.records.act(undo, command, by=AMAL)
    office.now += timedelta(minutes=11)
    assert schedule(office.records, TAKAFUL, APRIL) == 0
    office.decides(reference, Outcome.APPROVE)
    office.now += timedelta(minutes=11)
    assert schedule(office.records, TAKAFUL, APRIL) == 1
    (april,) = rows(office, payments)
    assert april.entitlement_id == rows(office, entitlements)[-1].id
    assert wrong(office) == []


def test_a_formula_that_gives_nothing_is_not_paid(office: Office) -> None:
    approved(office)
    with office.engine.begin() as connection:
        connection.execute(sa.update(entitlements).values(amount=0))
    office.now += timedelta(minutes=11)
    assert schedule(office.records, TAKAFUL, APRIL) == 0
    assert rows(office, payments) == []


def test_a_notice_that_was_taken_back_does_not_leave_by_a_retry(office: Office) -> None:
    reference = approved(office)
    gives_notice(office, reference)
    no_message_arrives(office)
    lift = LiftStopNotice(
        application=reference, seen=the(office).version, command_id=uuid4(), note="حدث بياناته اليوم"
    )
    office.records.act(lift_stop_notice, lift, by=AMAL)
    tried_again(office, "stop_notice")
    assert [row.status for row in messages(office, "stop_notice")] == ["withheld"]
    assert [row.status for row in messages(office, "stop_notice_lifted")] == ["sent"]
    assert wrong(office) == []


def test_a_notice_that_stands_leaves_by_a_retry(office: Office) -> None:
    gives_notice(office, approved(office))
    no_message_arrives(office)
    tried_again(office, "stop_notice")
    assert [row.status for row in messages(office, "stop_notice")] == ["sent"]
    assert wrong(office) == []


def test_word_of_a_suspension_that_is_over_does_not_leave(office: Office) -> None:
    reference = approved(office)
    suspended(office, reference)
    no_message_arrives(office)
    brings(office, reference, "identity_card", "family_register")
    tried_again(office, "payment_suspended")
    assert [row.status for row in messages(office, "payment_suspended")] == ["withheld"]
    assert [row.status for row in messages(office, "payment_reactivated")] == ["sent"]
    assert wrong(office) == []


def test_the_server_suspends_at_every_look_and_opens_once_a_day(office: Office) -> None:
    reference = approved(office)
    daily = DailyEntitlements(office.records)
    daily()
    with office.engine.begin() as connection:
        connection.execute(sa.delete(entitlements))
    daily()
    assert rows(office, entitlements) == []
    office.now += timedelta(days=1)
    daily()
    assert the(office).state == "active"
    gives_notice(office, reference)
    office.now += timedelta(days=31)
    daily()
    assert the(office).state == "active"
    all_messages_leave(office)
    daily()
    assert the(office).state == "suspended"


def test_a_case_whose_entitlement_runs_is_kept_and_one_that_ended_says_nothing_of_the_family(
    office: Office, tmp_path
) -> None:
    store = DocumentStore(tmp_path / "documents")
    reference = approved(office)
    suspended(office, reference)
    office.now += YEARS
    assert retain(office.records, store).cases == {}
    command = EndEntitlement(
        application=reference, seen=the(office).version, command_id=uuid4(), note="لم تعد تستحق"
    )
    office.records.act(end_entitlement, command, by=AMAL)
    office.now += YEARS
    retain(office.records, store)
    with office.engine.connect() as connection:
        assert connection.execute(sa.select(applications.c.name)).scalar_one() == ""
        told = connection.execute(sa.select(journal.c.facts).where(journal.c.kind == "entitled")).scalar_one()
    assert (the(office).parts, told["parts"]) == ([], "")
    assert (str(the(office).amount), told["amount"]) == ("572.00", "572.00")
    assert wrong(office) == []
    DailyEntitlements(office.records)()
    assert the(office).state == "ended"


def test_parts_put_in_after_a_removal_are_found(office: Office, tmp_path) -> None:
    reference = approved(office)
    suspended(office, reference)
    command = EndEntitlement(
        application=reference, seen=the(office).version, command_id=uuid4(), note="لم تعد تستحق"
    )
    office.records.act(end_entitlement, command, by=AMAL)
    office.now += YEARS
    retain(office.records, DocumentStore(tmp_path / "documents"))
    with office.engine.begin() as connection:
        connection.execute(sa.update(entitlements).values(parts=[{"code": "base", "sum": "572.00"}]))
    (told,) = wrong(office)
    assert "parts" in told


def test_an_entitlement_that_no_line_tells_of_is_found(office: Office) -> None:
    approved(office)
    other = office.receives("two")
    office.claims(BASIM)
    office.decides(other, Outcome.REJECT, "fixed_income", by=BASIM)
    row = dict(the(office)._mapping)
    with office.engine.begin() as connection:
        decided = connection.execute(
            sa.select(decisions.c.id, decisions.c.application_id)
            .join(applications, applications.c.id == decisions.c.application_id)
            .where(applications.c.reference == other)
        ).one()
        place = {"application_id": decided.application_id, "decision_id": decided.id}
        connection.execute(sa.insert(entitlements).values(row | {"id": row["id"] + 1} | place))
    (told,) = wrong(office)
    assert other in told
    assert "no line of the journal tells of it" in told
