"""Payments on both databases: a month scheduled once, results taken once, whatever interrupts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
import sqlalchemy as sa

from casework.actors import System
from casework.entitlements.lifecycle import PaymentState
from casework.entitlements.payments import payment_reference
from casework.entitlements.results import Answer, PaymentResult, ResultKind
from casework.errors import ActionRefused, NotAllowed
from casework.use_cases.payments import (
    RecordResults,
    ScheduleAgain,
    SendPayments,
    record_results,
    schedule_again,
    send_payments,
)
from dashboard.paying import DailyPayments, schedule
from data_access.queries.payments import month_totals, payments_named, troubled_payments
from data_access.tables import journal, outbox
from data_access.tables_after_decision import payments
from tests.entitled import AMAL, DECEMBER, FAR, SAMIR, TAKAFUL, YOUSEF, Office

PAID_ON = date(2026, 12, 15)


@pytest.fixture
def office(engine: sa.Engine) -> Office:
    return Office(engine)


def lines(office: Office, kind: str) -> list[dict[str, object]]:
    return [dict(row.facts) for row in office.rows(journal, journal.c.kind == kind)]


def messages(office: Office, key: str) -> list[sa.Row[tuple[object, ...]]]:
    return office.rows(outbox, outbox.c.key == key)


def a_result(reference: str, kind: ResultKind = ResultKind.PAID, **other: object) -> PaymentResult:
    said: dict[str, object] = {"amount": Decimal("648.00"), "currency": "EGP", "on": PAID_ON} | other
    cause = "account_closed" if kind is ResultKind.RETURNED else None
    number = payment_reference(reference, DECEMBER)
    return PaymentResult(reference=number, kind=kind, cause=cause, **said)  # type: ignore[arg-type]


def takes(office: Office, *results: PaymentResult, by=SAMIR) -> list[Answer]:
    return list(office.records.act(record_results, RecordResults(results=results), by=by))


@pytest.fixture
def december(office: Office) -> list[str]:
    """Three families whose December was scheduled and sent, seen from after pay day."""
    references = office.entitles(3)
    schedule(office.records, TAKAFUL, DECEMBER)
    sent = SendPayments(references=tuple(payment_reference(one, DECEMBER) for one in references))
    assert office.records.act(send_payments, sent, by=System()) == 3
    office.passes(days=30)
    return references


def test_a_month_is_scheduled_once_with_a_line_and_a_message(office: Office) -> None:
    references = office.entitles(2)
    assert schedule(office.records, TAKAFUL, DECEMBER) == 2
    assert schedule(office.records, TAKAFUL, DECEMBER) == 0
    found = office.rows(payments)
    assert {row.reference for row in found} == {payment_reference(one, DECEMBER) for one in references}
    assert {(row.state, row.amount, row.currency) for row in found} == {("scheduled", Decimal(648), "EGP")}
    assert [line["amount"] for line in lines(office, "payment_scheduled")] == ["648.00", "648.00"]
    told = messages(office, "payment_date")
    assert {row.facts["pay_on"] for row in told} == {found[0].pay_on.isoformat()}


def test_nobody_is_paid_before_the_first_month(office: Office) -> None:
    office.entitles()
    assert schedule(office.records, TAKAFUL, date(2026, 11, 1)) == 0


def test_a_month_that_begins_while_suspended_is_stopped_with_the_reason(office: Office) -> None:
    (reference,) = office.entitles()
    office.sets(reference, state="suspended", stop_reason="data_not_updated", suspended_on=date(2026, 11, 20))
    assert schedule(office.records, TAKAFUL, DECEMBER) == 1
    (row,) = office.rows(payments)
    assert (row.state, row.cause) == ("stopped", "data_not_updated")
    assert lines(office, "payment_stopped")[0]["cause"] == "data_not_updated"
    assert messages(office, "payment_date") == []


def test_a_month_after_the_day_of_a_notice_waits(office: Office) -> None:
    (reference,) = office.entitles()
    office.sets(reference, stop_reason="data_not_updated", stop_on=date(2026, 11, 30))
    assert schedule(office.records, TAKAFUL, DECEMBER) == 0


def test_the_server_schedules_when_pay_day_is_near(office: Office) -> None:
    office.entitles()
    DailyPayments(office.records)()
    assert office.rows(payments) == []
    office.passes(days=14)
    DailyPayments(office.records)()
    DailyPayments(office.records)()
    assert len(office.rows(payments)) == 1


def test_results_are_taken_once(office: Office, december: list[str]) -> None:
    paid, returned, _open = december
    results = (a_result(paid), a_result(returned, ResultKind.RETURNED))
    assert takes(office, *results) == [Answer.ACCEPTED, Answer.ACCEPTED]
    before = len(office.rows(journal))
    assert takes(office, *results) == [Answer.KNOWN, Answer.KNOWN]
    assert len(office.rows(journal)) == before
    assert sorted(row.state for row in office.rows(payments)) == ["paid", "returned", "sent"]
    assert {row.facts["cause"] for row in messages(office, "payment_returned")} == {"account_closed"}


@pytest.mark.parametrize(
    ("other", "answer"),
    [
        ({"amount": Decimal(647)}, Answer.AMOUNT_DIFFERS),
        ({"currency": "SAR"}, Answer.CURRENCY_DIFFERS),
        ({"on": date(2027, 1, 15)}, Answer.FUTURE),
    ],
)
def test_what_does_not_fit_is_refused(office: Office, december: list[str], other, answer) -> None:
    assert takes(office, a_result(december[0], **other)) == [answer]
    assert {row.state for row in office.rows(payments)} == {"sent"}


def test_an_unknown_number_and_anothers_payment_are_refused(office: Office, december: list[str]) -> None:
    assert takes(office, a_result(december[0]), by=FAR) == [Answer.NOT_YOURS]
    assert takes(office, a_result("TK-2026-999999-X")) == [Answer.UNKNOWN_REFERENCE]
    with pytest.raises(NotAllowed):
        takes(office, a_result(december[0]), by=AMAL)
    assert takes(office, a_result(december[0]), by=YOUSEF) == [Answer.ACCEPTED]


def test_an_old_file_says_nothing_of_a_new_attempt(office: Office, december: list[str]) -> None:
    reference, returned = december[0], a_result(december[0], ResultKind.RETURNED)
    takes(office, returned)
    again(office, reference)
    assert takes(office, returned) == [Answer.KNOWN]
    (row,) = office.rows(payments, payments.c.reference == payment_reference(reference, DECEMBER))
    assert row.state == "scheduled"
    office.passes(days=30)
    assert takes(office, a_result(reference, on=date(2027, 1, 15))) == [Answer.ACCEPTED]


def again(office: Office, reference: str, seen: int | None = None) -> None:
    number = payment_reference(reference, DECEMBER)
    (row,) = office.rows(payments, payments.c.reference == number)
    command = ScheduleAgain(
        application=reference,
        payment=number,
        seen=row.version if seen is None else seen,
        command_id=uuid4(),
        note="آيبان جديد",
    )
    office.records.act(schedule_again, command, by=AMAL)


def test_only_what_came_back_is_scheduled_again(office: Office, december: list[str]) -> None:
    with pytest.raises(ActionRefused):
        again(office, december[0])
    takes(office, a_result(december[0], ResultKind.RETURNED))
    with pytest.raises(ActionRefused):
        again(office, december[0], seen=1)
    again(office, december[0])
    assert len(messages(office, "payment_date")) > 3
    with pytest.raises(ActionRefused):
        again(office, december[0])


def test_a_months_totals_and_what_came_back(office: Office, december: list[str]) -> None:
    takes(office, a_result(december[0]), a_result(december[1], ResultKind.RETURNED))
    totals = office.records.ask(month_totals, viewer=SAMIR, month=DECEMBER)
    assert [(one.state, one.count, one.amount) for one in totals] == [
        (PaymentState.SENT, 1, Decimal(648)),
        (PaymentState.PAID, 1, Decimal(648)),
        (PaymentState.RETURNED, 1, Decimal(648)),
    ]
    assert office.records.ask(month_totals, viewer=FAR, month=DECEMBER) == ()
    found = office.records.ask(troubled_payments, viewer=SAMIR, month=DECEMBER)
    assert [(one.application, one.cause, bool(one.name)) for one in found.lines] == [
        (december[1], "account_closed", True)
    ]
    seen = office.records.ask(troubled_payments, viewer=YOUSEF, month=DECEMBER)
    assert [one.name for one in seen.lines] == [""]
    with pytest.raises(NotAllowed):
        office.records.ask(month_totals, viewer=AMAL, month=DECEMBER)


def test_the_list_of_what_came_back_goes_on_where_it_ended(office: Office, december: list[str]) -> None:
    takes(office, *(a_result(one, ResultKind.RETURNED) for one in december))
    first = office.records.ask(troubled_payments, viewer=SAMIR, month=DECEMBER, limit=2)
    rest = office.records.ask(troubled_payments, viewer=SAMIR, month=DECEMBER, limit=2, before=first.older)
    assert [len(first.lines), len(rest.lines), rest.older] == [2, 1, None]
    assert {one.application for one in (*first.lines, *rest.lines)} == set(december)


def test_names_are_not_told_with_references(office: Office, december: list[str]) -> None:
    number = payment_reference(december[0], DECEMBER)
    found = office.records.ask(payments_named, [number], viewer=FAR)
    assert (found[number].name, found[number].region) == ("", "eg-01")


def found_wrong(office: Office) -> list[str]:
    found: list[str] = []
    office.records.verify(lambda finding: found.append(finding.what))
    return found


def test_payments_are_what_the_journal_says(office: Office, december: list[str]) -> None:
    takes(office, a_result(december[0]), a_result(december[1], ResultKind.RETURNED))
    again(office, december[1])
    assert found_wrong(office) == []


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"amount": Decimal(999)}, "its amount is not the one the journal tells"),
        ({"state": "paid"}, "it stands as paid, which the journal does not tell"),
        ({"paid_on": PAID_ON}, "paid_on is not the day the journal tells"),
        ({"cause": "other"}, "its cause is not the one the journal tells"),
        ({"period": date(2026, 11, 1)}, "its month is not the one the journal tells"),
        ({"reference": "TK-2026-000009-X/202612-1"}, "no line of the journal tells of it"),
    ],
)
def test_a_payment_that_was_changed_behind_the_office_is_named(
    office: Office, december: list[str], changed: dict[str, object], what: str
) -> None:
    mine = payments.c.reference == payment_reference(december[0], DECEMBER)
    with office.engine.begin() as connection:
        connection.execute(sa.update(payments).where(mine).values(changed))
    assert what in found_wrong(office)


def test_a_payment_that_was_taken_away_is_missed(office: Office, december: list[str]) -> None:
    mine = payments.c.reference == payment_reference(december[0], DECEMBER)
    with office.engine.begin() as connection:
        connection.execute(sa.delete(payments).where(mine))
    assert found_wrong(office) == ["the journal tells of it, and it is not on record"]
