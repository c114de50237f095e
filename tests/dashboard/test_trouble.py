"""What a reader is told when a page or a route fails, and what the log then says."""

import json
import logging
import re
from html import unescape
from pathlib import Path

import pytest
import structlog
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from streamlit.testing.v1 import AppTest

from dashboard.headers import SecurityHeaders
from dashboard.log import start_log, trail
from dashboard.settings import settings
from dashboard.trouble import Trouble
from data_access.errors import StorageError


@pytest.fixture(autouse=True)
def _log():
    start_log("INFO")
    yield
    structlog.reset_defaults()
    logging.setLogRecordFactory(logging.LogRecord)
    settings.cache_clear()


def failing(kind):  # AppTest runs the source of this function alone, so its imports stand inside.
    from casework.errors import NothingToClaim  # noqa: PLC0415
    from dashboard.session import SignedOut  # noqa: PLC0415
    from dashboard.trouble import on_script_error  # noqa: PLC0415
    from data_access.errors import StorageError  # noqa: PLC0415

    problems = {
        "bug": ValueError("national number 1058529940 of somebody"),
        "storage": StorageError("disk"),
        "refusal": NothingToClaim(),
        "signed out": SignedOut(),
    }
    assert on_script_error(problems[kind])


def shown(kind, language):
    at = AppTest.from_function(failing, args=(kind,))
    at.user = {"language": language}
    at.run()
    assert not at.exception
    return at.error[0].value


@pytest.mark.parametrize(
    ("language", "words"), [("ar", "حدث خطأ من جانبنا"), ("en", "Something went wrong on our side")]
)
def test_a_bug_is_apologised_for_with_a_reference_that_is_in_the_log(capfd, language, words):
    told = shown("bug", language)
    assert words in told
    assert "1058529940" not in told
    reference = re.search(r"[0-9A-F]{8}", told).group()
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines() if line.startswith("{")]
    assert [line["event"] for line in lines if line.get("reference") == reference] == ["script failed"]


def test_no_line_of_the_log_says_what_an_exception_says(capfd):
    shown("bug", "en")
    logging.getLogger("streamlit.any").error("Uncaught app execution", exc_info=ValueError("1058529940"))
    logging.getLogger("uvicorn.any").error("trouble", exc_info=ValueError("1058529940"))
    said = capfd.readouterr().err
    assert "ValueError at" in said
    assert "1058529940" not in said


def test_the_trail_of_an_exception_names_its_cause_and_the_number_it_was_given():
    try:
        try:
            Path("/nowhere/1058529940").read_text()
        except OSError as gone:
            raise StorageError("1058529940") from gone
    except StorageError as problem:
        told = trail(problem)
    assert "data_access.errors.StorageError at tests/dashboard/test_trouble.py" in told
    assert "builtins.FileNotFoundError [ENOENT] at " in told
    assert "1058529940" not in told


@pytest.fixture
def failing_house(monkeypatch):
    monkeypatch.setenv("MIZAN_DEMO", "1")
    settings.cache_clear()

    def bug(request):
        raise ValueError("national number 1058529940 of somebody")

    def storage(request):
        raise StorageError("1058529940")

    async def socket(websocket):
        await websocket.accept()
        raise ValueError("1058529940")

    routes = [Route("/bug", bug), Route("/storage", storage), WebSocketRoute("/socket", socket)]
    app = Starlette(routes=routes, middleware=[Middleware(SecurityHeaders), Middleware(Trouble)])
    return TestClient(app, base_url="http://mizan.test")


FAILURES = [
    ("ar", "/bug", 500, "حدث خطأ من جانبنا"),
    ("en", "/bug", 500, "Something went wrong on our side"),
    ("en", "/storage", 503, "The office's records do not answer"),
]


@pytest.mark.parametrize("failure", FAILURES, ids=str)
@pytest.mark.parametrize("accept", ["text/html", "*/*"])
def test_a_failing_route_apologises_and_the_log_has_the_rest(failing_house, capfd, failure, accept):
    language, path, status, words = failure
    answer = failing_house.get(path, headers={"cookie": f"mizan_language={language}", "accept": accept})
    assert answer.status_code == status
    assert words in unescape(answer.text)
    assert ("<html" in answer.text) == (accept == "text/html")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-frame-options"] == "DENY"
    said = capfd.readouterr().err
    assert "1058529940" not in answer.text + said
    references = re.findall(r"\b[0-9A-F]{8}\b", answer.text)
    assert len(references) == (path == "/bug")
    assert all(reference in said for reference in references)


def test_a_failing_websocket_closes_without_a_word(failing_house, capfd):
    with (
        failing_house.websocket_connect("/socket") as websocket,
        pytest.raises(WebSocketDisconnect) as closed,
    ):
        websocket.receive_bytes()
    assert closed.value.code == 1011
    assert "1058529940" not in capfd.readouterr().err


def test_a_store_that_does_not_answer_asks_for_another_try():
    assert "try again" in shown("storage", "en")


def test_a_refusal_is_no_failure():
    assert "Reference" not in shown("refusal", "en")
    assert shown("signed out", "en").replace("\\", "") == "Your session has ended. Sign in again."
