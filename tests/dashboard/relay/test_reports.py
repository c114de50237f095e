"""Delivery reports are believed only when they are signed, fresh and about a message of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard import office as process
from dashboard.relay.reports import SIGNATURE, TIME, report_route, signature
from dashboard.relay.settings import ways

SECRET = "a secret of the gateway, 0123456789 long"


@pytest.fixture
def told(office, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """An office that sent a message, and the route the gateway reports to."""
    monkeypatch.setenv("MIZAN_SMS_REPORT_SECRET", SECRET)
    ways.cache_clear()
    monkeypatch.setattr(process, "records", lambda: office.records)
    monkeypatch.setattr(process, "now", lambda: office.now)
    office.rejected("a")
    office.sends()
    with TestClient(Starlette(routes=[report_route])) as client:
        yield client
    ways.cache_clear()


def reports(client: TestClient, office, said: object, *, secret: str = SECRET, late: int = 0):
    body = json.dumps(said).encode()
    timestamp = str(int(office.now.timestamp()) - late)
    signed = {TIME: timestamp, SIGNATURE: "sha256=" + signature(secret, timestamp, body)}
    return client.post("/reports/messages", content=body, headers=signed)


def about(office, status: str = "delivered") -> dict[str, str]:
    return {"id": str(office.rows()[0]["id"]), "status": status}


def test_a_signed_report_is_noted_once(told: TestClient, office) -> None:
    assert reports(told, office, about(office)).json() == {"noted": True}
    assert reports(told, office, about(office)).json() == {"noted": False}
    assert office.statuses() == ["delivered"]


@pytest.mark.parametrize("changed", [{"secret": "another"}, {"late": 301}, {"late": -301}])
def test_a_foreign_or_stale_signature_is_refused(told: TestClient, office, changed) -> None:
    assert reports(told, office, about(office), **changed).status_code == 401
    assert office.statuses() == ["sent"]


@pytest.mark.parametrize(
    "headers", [{}, {TIME: "x", SIGNATURE: "y"}, {TIME: "٣", SIGNATURE: "é"}, {TIME: "1", SIGNATURE: ""}]
)
def test_no_signature_no_report(told: TestClient, office, headers) -> None:
    raw = [(name.encode(), value.encode("utf-8")) for name, value in headers.items()]
    answer = told.post("/reports/messages", content=json.dumps(about(office)), headers=raw)
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "said", [{}, [], "x", 7, {"id": "x", "status": "delivered"}, {"id": str(uuid4()), "status": "lost"}]
)
def test_what_is_not_a_report_is_told_so(told: TestClient, office, said: object) -> None:
    assert reports(told, office, said).status_code == 400


def test_a_message_of_others_is_not_ours(told: TestClient, office) -> None:
    assert reports(told, office, {"id": str(uuid4()), "status": "delivered"}).status_code == 404


def test_a_long_story_is_not_read(told: TestClient, office) -> None:
    assert reports(told, office, {"x": "y" * 9_000}).status_code == 413


def test_without_a_secret_there_are_no_reports(told: TestClient, office, monkeypatch) -> None:
    monkeypatch.delenv("MIZAN_SMS_REPORT_SECRET")
    ways.cache_clear()
    assert reports(told, office, about(office)).status_code == 404
