"""The ways out by themselves: TLS and sign-in, any gateway's request, what answers mean."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest

from casework.messages import Channel, DueMessage, Wording
from dashboard.relay.gateway import Gateway, sorted_answer
from dashboard.relay.mail import MailServer
from dashboard.relay.sending import Answer
from dashboard.relay.settings import Ways, read_ways
from dashboard.settings import WrongSettings
from operations.bench.loopback import certificate_of_a_day
from tests.relay_stand import GatewayStand, mail_stand

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
NASTY = 'تكافل: "طلبكم" & <b>\nسطر ثانٍ $to {x} \\'


def message(channel: Channel = Channel.SMS, address: str = "+201001234567") -> DueMessage:
    return DueMessage(
        id=UUID(int=7),
        application="TK-2026-000001-9",
        key="decided_approved",
        channel=channel,
        language="ar",
        facts={},
        address=address,
        attempts=1,
        first_tried_at=NOW,
        leased_until=NOW + timedelta(minutes=5),
    )


def words(text: str = "نص") -> Wording:
    return Wording(template="2026-11", at=NOW, text=text, subject="موضوع", html="<p>نص</p>")


def mail_ways(port: int, **more: object) -> Ways:
    return Ways(smtp_host="127.0.0.1", smtp_port=port, smtp_from="a@office.example", **more)


# ---- The mail server ----


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return certificate_of_a_day(tmp_path_factory.mktemp("certificate"))


def hands_over(ways: Ways, address: str = "mona@example.com"):
    server = MailServer(ways)
    try:
        return server.send(message(Channel.EMAIL, address), words())
    finally:
        server.close()


def test_it_speaks_tls_and_signs_in(certificate, monkeypatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with mail_stand(certificate=certificate, user="mizan") as stand:
        sent = hands_over(mail_ways(stand.port, smtp_user="mizan", smtp_password="right password"))
        assert (sent.answer, stand.signed_in, stand.encrypted) == (Answer.TAKEN, ["mizan"], [True])


def test_an_untrusted_server_gets_nothing(certificate, monkeypatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    with mail_stand(certificate=certificate) as stand:
        sent = hands_over(mail_ways(stand.port))
        assert (sent.answer, sent.code) == (Answer.LATER, "SSLCertVerificationError")
        assert stand.raw == []


def test_a_wrong_password_is_our_fault_and_not_the_messages(certificate, monkeypatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with mail_stand(certificate=certificate, user="mizan") as stand:
        sent = hands_over(mail_ways(stand.port, smtp_user="mizan", smtp_password="wrong"))
        assert (sent.answer, sent.code) == (Answer.LATER, "535")


def test_a_server_without_tls_gets_nothing_from_who_wants_it() -> None:
    with mail_stand() as stand:
        assert hands_over(mail_ways(stand.port)).answer is Answer.LATER
        assert stand.raw == []


@pytest.mark.parametrize("address", ["x@y.example\r\nBcc: all@y.example", "a@b@c", "", "@", "a b@c.example"])
def test_an_address_cannot_bring_a_header(address: str) -> None:
    with mail_stand() as stand:
        assert hands_over(mail_ways(stand.port, smtp_security="none"), address).answer is Answer.NEVER
        assert stand.raw == []


# ---- The gateway ----


def asks(ways: Ways, text: str = NASTY) -> None:
    gateway = Gateway(ways)
    try:
        assert gateway.send(message(), words(text)).answer is Answer.TAKEN
    finally:
        gateway.close()


def test_nothing_in_a_text_breaks_the_json(gateway: GatewayStand) -> None:
    asks(Ways(sms_url=gateway.address))
    assert gateway.requests[0]["body"]["text"] == NASTY


def test_a_form_is_filled_in(gateway: GatewayStand) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8", "Authorization": "Key k"}
    asks(Ways(sms_url=gateway.address, sms_headers=json.dumps(headers), sms_body="n=$digits&m=$text&ref=$id"))
    [asked] = gateway.requests
    assert parse_qs(asked["raw"]) == {"n": ["201001234567"], "m": [NASTY], "ref": [str(UUID(int=7))]}
    assert asked["headers"]["authorization"] == "Key k"


def test_xml_is_escaped(gateway: GatewayStand) -> None:
    ways = Ways(
        sms_url=gateway.address, sms_headers='{"Content-Type": "text/xml"}', sms_body="<m><t>$text</t></m>"
    )
    asks(ways)
    assert ET.fromstring(gateway.requests[0]["raw"])[0].text == NASTY  # noqa: S314 - our own request.


def test_a_gateway_that_reads_only_addresses(gateway: GatewayStand) -> None:
    asks(Ways(sms_url=gateway.address + "?to=$to&text=$text", sms_method="GET"))
    [asked] = gateway.requests
    assert parse_qs(urlsplit(asked["path"]).query) == {"to": ["+201001234567"], "text": [NASTY]}
    assert (asked["method"], asked["raw"]) == ("GET", "")


def test_a_redirection_is_not_followed(gateway: GatewayStand) -> None:
    gateway.answers.next = [(302, {"location": gateway.address}, "")]
    way = Gateway(Ways(sms_url=gateway.address))
    sent = way.send(message(), words())
    way.close()
    assert (sent.answer, len(gateway.requests)) == (Answer.LATER, 1)


@pytest.mark.parametrize(
    ("status", "body", "answer"),
    [
        (200, '{"status": 0}', Answer.TAKEN),
        (202, '{"status": 0}', Answer.TAKEN),
        (200, '{"status": 9, "error": "no credit"}', Answer.LATER),
        (200, '{"status": 5, "error": "unknown subscriber"}', Answer.NEVER),
        (400, "", Answer.NEVER),
        (401, "", Answer.LATER),
        (404, "", Answer.LATER),
        (429, "", Answer.LATER),
        (503, "", Answer.LATER),
    ],
)
def test_what_answers_mean(status: int, body: str, answer: Answer) -> None:
    ways = Ways(sms_accepted=r'"status": 0\b', sms_refused="unknown subscriber")
    assert sorted_answer(ways, status, "", body).answer is answer


@pytest.mark.parametrize(
    ("wait", "seconds"), [("30", 30), ("9999999", 6 * 3600), ("", None), ("-5", None), ("Wed, 1", None)]
)
def test_how_long_a_busy_gateway_may_make_us_wait(wait: str, seconds: int | None) -> None:
    expected = None if seconds is None else timedelta(seconds=seconds)
    assert sorted_answer(Ways(), 429, wait, "").wait == expected


# ---- The settings ----


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"MIZAN_SMTP_HOST": "mail.example"}, "MIZAN_SMTP_FROM"),
        ({"MIZAN_SMTP_SECURITY": "perhaps"}, "MIZAN_SMTP_SECURITY"),
        (
            {
                "MIZAN_SMTP_HOST": "mail.example",
                "MIZAN_SMTP_FROM": "a@b.example",
                "MIZAN_SMTP_USER": "u",
                "MIZAN_SMTP_SECURITY": "none",
            },
            "MIZAN_SMTP_SECURITY",
        ),
        ({"MIZAN_SMS_URL": "ftp://x"}, "MIZAN_SMS_URL"),
        ({"MIZAN_SMS_URL": "https://x.example", "MIZAN_SMS_BODY": '{"t": "$text"}'}, "MIZAN_SMS_BODY"),
        ({"MIZAN_SMS_URL": "https://x.example", "MIZAN_SMS_BODY": '{"to": "$to"}'}, "MIZAN_SMS_BODY"),
        ({"MIZAN_SMS_HEADERS": "[1]"}, "MIZAN_SMS_HEADERS"),
        ({"MIZAN_SMS_FINAL": "4xx"}, "MIZAN_SMS_FINAL"),
        ({"MIZAN_SMS_ACCEPTED": "("}, "MIZAN_SMS_ACCEPTED"),
        ({"MIZAN_SMS_REPORT_SECRET": "short"}, "MIZAN_SMS_REPORT_SECRET"),
        ({"MIZAN_GIVE_UP_HOURS": "0"}, "MIZAN_GIVE_UP_HOURS"),
    ],
)
def test_a_way_that_cannot_work_is_named(given: dict[str, str], wrong: str, monkeypatch) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(WrongSettings) as refused:
        read_ways()
    assert {setting for setting, _ in refused.value.problems} == {wrong}


def test_secrets_are_not_repeated() -> None:
    ways = Ways(
        sms_url="https://x.example/?key=hidden", smtp_password="hidden", sms_headers='{"a": "hidden"}'
    )
    assert "hidden" not in repr(ways)
