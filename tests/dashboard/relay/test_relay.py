"""Messages leave: when they may, by every way the applicant gave, once, and nothing is lost on the way."""

from __future__ import annotations

import io
from datetime import timedelta
from uuid import uuid4

import pypdfium2
import pytest
import sqlalchemy as sa

from casework.actors import System
from casework.applications.lifecycle import Outcome
from casework.errors import MessageAlreadyLeft, MessageMoved, NotAllowed, NotCompetent, NoteMissing, Refusal
from casework.messages import Channel
from casework.permissions import Role
from casework.use_cases.applicant import Withdraw, withdraw
from casework.use_cases.relay import LeaseDue, PutBack, Report, lease_due, put_back, report
from casework.use_cases.undelivered import Retry, TellInPerson, retry, tell_in_person
from casework.use_cases.undo import Undo, undo
from dashboard.relay.settings import Ways
from data_access.tables import applications, outbox
from tests.data_access.test_the_desk import AMAL, SUHA, person
from tests.relay_stand import GatewayStand, MailStand
from tests.staffed import on_record

EMAIL = "mona@example.com"


def test_nothing_leaves_before_the_time_to_undo_is_over(office, gateway: GatewayStand) -> None:
    office.receives("a", other_pension=office.money(700))
    office.decides(office.claims(), Outcome.REJECT, "other_pension")
    office.later(minutes=9)
    assert office.sends() == {}
    office.later(minutes=1)
    assert office.sends() == {"send": 1}
    assert len(gateway.requests) == 1


def test_an_sms_says_why_and_brings_its_id(office, gateway: GatewayStand) -> None:
    reference = office.rejected("a")
    office.sends()
    [asked], [row] = gateway.requests, office.rows()
    assert asked["headers"]["idempotency-key"] == asked["body"]["id"] == str(row["id"])
    assert asked["body"]["to"] == "+201001234567"
    assert reference in asked["body"]["text"]
    assert "700" in asked["body"]["text"]
    assert (row["status"], row["answer"], row["wording"]["template"]) == ("sent", "200", "2026-12")
    assert row["wording"]["text"] == asked["body"]["text"]
    assert office.told() == ["message_sent"]


def test_an_email_is_plain_and_html_with_the_letter(office, mail: MailStand) -> None:
    reference = office.rejected("a", email=EMAIL)
    assert office.sends() == {"send": 2}
    [letter] = mail.letters
    row = next(row for row in office.rows() if row["channel"] == "email")
    assert letter["Message-ID"] == f"<{row['id']}@office.example>"
    assert letter["To"] == EMAIL
    assert letter["From"] == "ميزان <mizan@office.example>"
    assert letter["Subject"] == f"تكافل: لم تتم الموافقة على طلبكم رقم {reference}"
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert "أحمد محمد" in plain.get_content()
    assert 'dir="rtl"' in html.get_content()
    assert f'<bdi dir="ltr">{reference}</bdi>' in html.get_content()
    [attached] = letter.iter_attachments()
    assert attached.get_filename() == f"{reference}.pdf"
    pdf = pypdfium2.PdfDocument(io.BytesIO(attached.get_content()))
    assert reference[3:-2] in pdf[0].get_textpage().get_text_range()


def test_the_same_message_is_the_same_bytes_again(office, mail: MailStand) -> None:
    office.rejected("a", email=EMAIL)
    office.sends()
    with office.engine.begin() as connection:
        connection.execute(sa.update(outbox).values(status="queued"))
    office.later(hours=5)
    office.sends()
    assert len(mail.raw) == 2
    assert mail.raw[0] == mail.raw[1]


def test_who_has_no_address_is_a_matter_for_the_supervisor(office) -> None:
    office.rejected("a", phone=None)
    assert office.sends() == {"give_up": 1}
    assert [(row["status"], row["failure"]) for row in office.rows()] == [("undelivered", "no_address")]
    assert office.told() == ["message_undelivered"]


def test_an_undone_decision_is_never_told(office, gateway: GatewayStand) -> None:
    office.receives("a", other_pension=office.money(700))
    reference = office.claims()
    office.decides(reference, Outcome.REJECT, "other_pension")
    command = Undo(application=reference, seen=office.case(reference).version, command_id=uuid4(), note="خطأ")
    office.records.act(undo, command, by=AMAL)
    office.later(hours=1)
    assert office.sends() == {}
    assert (office.statuses(), gateway.requests) == (["withheld"], [])


def test_a_decision_whose_message_is_leaving_cannot_be_undone(office) -> None:
    reference = office.rejected("a")
    office.later(minutes=-1)  # Exactly when the window ends, both are still possible.
    assert len(office.records.act(lease_due, lease("x"), by=System())) == 1
    command = Undo(application=reference, seen=office.case(reference).version, command_id=uuid4(), note="خطأ")
    with pytest.raises(MessageAlreadyLeft):
        office.records.act(undo, command, by=AMAL)


def lease(owner: str, minutes: int = 5) -> LeaseDue:
    return LeaseDue(owner=owner, limit=10, lease=timedelta(minutes=minutes))


def test_what_the_case_no_longer_says_is_withheld(office, gateway: GatewayStand) -> None:
    office.receives("a", kinds=("identity_card",))
    reference = office.claims()
    office.decides(reference, Outcome.NEEDS_COMPLETION, "document_missing")
    office.later(minutes=11)
    supervisor = person("s", Role.SUPERVISOR)
    on_record(office.engine, supervisor)
    office.records.act(withdraw, Withdraw(application=reference, command_id=uuid4()), by=supervisor)
    assert office.sends() == {"send": 1}
    assert [(row["key"], row["status"]) for row in office.rows()] == [
        ("decided_needs_completion", "withheld"),
        ("withdrawn", "sent"),
    ]
    assert len(gateway.requests) == 1


def test_a_held_message_does_not_leave(office) -> None:
    office.rejected("a")
    with office.engine.begin() as connection:
        connection.execute(sa.update(outbox).values(status="held"))
    assert office.sends() == {}


def test_without_a_way_out_messages_stay_in_the_mailbox(office, gateway: GatewayStand) -> None:
    office.rejected("a", email=EMAIL)
    configured, office.ways = office.ways, Ways()
    assert office.sends() == {"keep": 2}
    assert office.statuses() == ["kept", "kept"]
    assert all(row["wording"]["text"] for row in office.rows())
    assert office.told() == []
    office.ways = configured
    assert office.sends() == {}
    kept = {row["id"]: row["wording"] for row in office.rows()}
    assert office.records.act(put_back, PutBack(), by=System()) == 2
    assert office.sends() == {"send": 2}
    assert {row["id"]: row["wording"] for row in office.rows()} == kept


def test_a_busy_gateway_is_tried_again_later_with_the_same_words(office, gateway: GatewayStand) -> None:
    office.rejected("a")
    gateway.answers.next = [(503, {}, ""), (500, {}, "")]
    assert office.sends() == {"put_off": 1}
    assert office.sends() == {}  # It waits.
    office.later(seconds=31)
    assert office.sends() == {"put_off": 1}
    office.later(seconds=61)
    assert office.sends() == {"send": 1}
    assert len(set(gateway.texts)) == 1
    assert len({one["headers"]["idempotency-key"] for one in gateway.requests}) == 1
    assert office.told() == ["message_sent"]


def test_a_gateway_that_names_a_time_is_believed(office, gateway: GatewayStand) -> None:
    office.rejected("a")
    gateway.answers.next = [(429, {"retry-after": "600"}, "")]
    office.sends()
    office.later(seconds=599)
    assert office.sends() == {}
    office.later(seconds=1)
    assert office.sends() == {"send": 1}


def test_a_final_answer_is_final(office, gateway: GatewayStand) -> None:
    office.rejected("a")
    gateway.answers.next = [(400, {}, "no such number")]
    assert office.sends() == {"give_up": 1}
    [row] = office.rows()
    assert (row["status"], row["failure"], row["answer"]) == ("undelivered", "refused", "400")


def test_after_the_stated_time_it_is_given_up(office, gateway: GatewayStand) -> None:
    office.rejected("a")
    gateway.answers.next = [(500, {}, "")] * 500
    relay = office.relay()
    while relay.once().get("give_up") is None:
        office.later(hours=1)
    [row] = office.rows()
    assert (row["status"], row["failure"]) == ("undelivered", "no_answer")
    assert timedelta(hours=70) < office.now - row["first_tried_at"] <= timedelta(hours=72)


def test_nobody_listens_and_nothing_is_lost(office) -> None:
    office.rejected("a", email=EMAIL)
    configured = office.ways
    office.ways = Ways(
        sms_url="http://127.0.0.1:9/", smtp_host="127.0.0.1", smtp_port=9, smtp_from="a@b.example"
    )
    assert office.sends() == {"put_off": 2}
    assert {row["answer"] for row in office.rows()} == {"ConnectionRefusedError"}
    office.ways = configured
    office.later(minutes=1)
    assert office.sends() == {"send": 2}


@pytest.mark.parametrize(
    ("refusal", "end", "status"),
    [("550 5.1.1 no such person", "give_up", "undelivered"), ("451 4.7.1 later", "put_off", "queued")],
)
def test_a_mail_server_refuses_for_good_or_for_now(office, mail, refusal, end, status) -> None:
    office.rejected("a", email=EMAIL)
    mail.refusals = [refusal]
    assert office.sends() == {"send": 1, end: 1}
    row = next(row for row in office.rows() if row["channel"] == "email")
    assert (row["status"], row["answer"]) == (status, refusal[:3])


def test_an_impossible_address_is_given_up_at_once(office, mail: MailStand) -> None:
    office.rejected("a", email="not an address")
    assert office.sends() == {"send": 1, "give_up": 1}
    assert mail.raw == []


def test_a_relay_that_died_is_followed_by_another(office, gateway: GatewayStand) -> None:
    office.rejected("a")
    [leased] = office.records.act(lease_due, lease("dead", minutes=5), by=System())
    assert office.sends() == {}
    office.later(minutes=5)
    assert office.sends() == {"send": 1}
    assert gateway.requests[0]["body"]["id"] == str(leased.id)


def test_a_relay_that_lost_its_lease_marks_nothing(office, gateway: GatewayStand) -> None:
    office.rejected("a")

    class Slow:
        def send(self, message, wording):
            office.later(minutes=10)
            assert office.sends() == {"send": 1}
            return real.send(message, wording)

        def close(self) -> None:
            real.close()

    slow = office.relay()
    real = slow.ways[Channel.SMS]
    slow.ways = {Channel.SMS: Slow()}
    assert slow.once() == {"lost": 1}
    assert len(set(gateway.texts)) == 1
    assert office.told() == ["message_sent"]


def test_two_relays_share_the_work_where_rows_can_be_locked(office) -> None:
    for key in "abc":
        office.rejected(key)
    first = office.records.act(
        lease_due, LeaseDue(owner="one", limit=2, lease=timedelta(minutes=5)), by=System()
    )
    second = office.records.act(lease_due, lease("two"), by=System())
    assert len(first) == 2
    # On SQLite one relay works at a time.
    assert len(second) == (1 if office.engine.dialect.name == "postgresql" else 0)
    assert not {one.id for one in first} & {one.id for one in second}


def test_a_turn_on_sqlite_ends_with_its_time(office) -> None:
    office.rejected("a")
    office.records.act(lease_due, LeaseDue(owner="one", limit=0, lease=timedelta(minutes=5)), by=System())
    office.later(minutes=5)
    assert len(office.records.act(lease_due, lease("two"), by=System())) == 1


def test_what_cannot_be_worded_is_shown_to_a_supervisor_and_holds_up_nobody(office) -> None:
    office.rejected("a")
    office.rejected("b")
    with office.engine.begin() as connection:
        first = sa.select(sa.func.min(outbox.c.due_at)).scalar_subquery()
        connection.execute(sa.update(outbox).where(outbox.c.due_at == first).values(key="of_tomorrow"))
    assert office.sends() == {"give_up": 1, "send": 1}
    assert [row["failure"] for row in office.rows()] == ["not_worded", None]


# ---- Reports ----


def test_a_report_says_what_became_of_it(office) -> None:
    office.rejected("a")
    office.sends()
    [row] = office.rows()
    delivered = Report(message=row["id"], delivered=True)
    assert office.records.act(report, delivered, by=System()) is True
    assert office.records.act(report, delivered, by=System()) is False
    assert office.statuses() == ["delivered"]
    assert office.told() == ["message_sent", "message_delivered"]


def test_a_bounce_comes_before_the_supervisor(office) -> None:
    office.rejected("a")
    office.sends()
    [row] = office.rows()
    assert office.records.act(report, Report(message=row["id"], delivered=False), by=System())
    [row] = office.rows()
    assert (row["status"], row["failure"]) == ("undelivered", "reported")


def test_what_becomes_of_a_message_leaves_the_case_as_it_is(office) -> None:
    reference = office.rejected("a")
    version = office.case(reference).version
    office.sends()
    assert office.case(reference).version == version
    assert office.records.recount() == ()


# ---- Undelivered ----


def undelivered(office, gateway: GatewayStand, **facts: object):
    gateway.answers.next = [(400, {}, "")]
    reference = office.rejected("a", **facts)
    office.sends()
    return reference, office.rows()[-1]["id"]


def test_a_supervisor_has_it_sent_again_to_the_number_as_it_is_now(office, gateway: GatewayStand) -> None:
    _, message = undelivered(office, gateway)
    with office.engine.begin() as connection:
        for row in connection.execute(sa.select(applications)).mappings():
            facts = row["facts"] | {"phone": "+201112223334"}
            connection.execute(sa.update(applications).values(facts=facts))
    office.records.act(retry, Retry(message=message, command_id=uuid4()), by=SUHA)
    assert office.sends() == {"send": 1}
    assert gateway.requests[1]["body"]["to"] == "+201112223334"
    assert gateway.texts[0] == gateway.texts[1]
    assert office.told() == ["message_undelivered", "message_retried", "message_sent"]
    with pytest.raises(MessageMoved) as refused:
        office.records.act(retry, Retry(message=message, command_id=uuid4()), by=SUHA)
    assert refused.value.state == "sent"


def test_told_by_telephone_ends_it_on_every_way(office, gateway: GatewayStand, mail: MailStand) -> None:
    mail.refusals = ["550 no"]
    _, message = undelivered(office, gateway, email=EMAIL)
    assert office.statuses() == ["undelivered", "undelivered"]
    with pytest.raises(NoteMissing):
        office.records.act(tell_in_person, told(message, " "), by=SUHA)
    office.records.act(tell_in_person, told(message, "اتصلت بها وأبلغتها بالقرار"), by=SUHA)
    assert office.statuses() == ["told", "told"]
    assert office.told()[-1] == "message_told"
    with pytest.raises(MessageMoved):
        office.records.act(tell_in_person, told(message, "مرة أخرى"), by=SUHA)


def told(message, note: str) -> TellInPerson:
    return TellInPerson(message=message, command_id=uuid4(), note=note)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [(AMAL, NotAllowed), (person("far", Role.SUPERVISOR, programmes=("sa.food",)), NotCompetent)],
)
def test_only_the_supervisor_of_the_case_may(office, gateway, who, refusal: type[Refusal]) -> None:
    _, message = undelivered(office, gateway)
    on_record(office.engine, who)
    with pytest.raises(refusal):
        office.records.act(retry, Retry(message=message, command_id=uuid4()), by=who)
    with pytest.raises(refusal):
        office.records.act(tell_in_person, told(message, "x"), by=who)
    assert office.statuses() == ["undelivered"]
