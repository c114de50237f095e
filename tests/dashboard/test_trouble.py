"""What a reader is told when a page fails."""

import json
import re

import pytest
import structlog
from streamlit.testing.v1 import AppTest

from dashboard.log import start_log


@pytest.fixture(autouse=True)
def _log():
    start_log("INFO")
    yield
    structlog.reset_defaults()


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


def test_a_store_that_does_not_answer_asks_for_another_try():
    assert "try again" in shown("storage", "en")


def test_a_refusal_is_no_failure():
    assert "Reference" not in shown("refusal", "en")
    assert shown("signed out", "en") == "Your session has ended. Sign in again."
