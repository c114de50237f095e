"""The counter's pages: the question, the answer in words, the paper and its code, and protected cases."""

import asyncio
from datetime import timedelta

import httpx
import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from starlette.applications import Starlette

from casework.applications.lifecycle import Outcome
from casework.inquiries.codes import new_code
from dashboard import answers
from dashboard import office as process
from dashboard.answers import answer_route
from data_access.tables import outbox
from data_access.tables_after_decision import inquiries
from operations.__main__ import operations
from tests.pages.cases import NUMBER, case_of, person, receives, unfold
from tests.pages.decided import LAND, decided


def html_of(at):
    return "".join(block.proto.body for block in at.get("html"))


def asks(office, number=NUMBER, *, by="amal", language="en", purpose="telephone"):
    """The page after somebody looked a number up."""
    at = office.opened("inquiry.py", by=by, language=language)
    if purpose:
        at.selectbox(key="inquiry.purpose").set_value(purpose)
    at.text_input(key="inquiry.number").set_value(number)
    at.button(key="inquiry.send").click().run()
    assert not at.exception
    return at


def code_of(office):
    with process.engine().connect() as connection:
        return connection.execute(
            sa.select(inquiries.c.code).order_by(inquiries.c.id.desc()).limit(1)
        ).scalar_one()


def rejects(office):
    """A rejection that is final and whose message went out."""
    reference = decided(office, Outcome.REJECT, "land_over_limit", **LAND)
    with process.engine().begin() as connection:
        connection.execute(sa.update(outbox).values(status="kept"))
    return reference


def later(monkeypatch, **time):
    now = process.now() + timedelta(**time)
    monkeypatch.setattr(process, "now", lambda: now)
    process.records().clock = lambda: now


@pytest.mark.parametrize(("language", "title"), [("ar", "استعلام"), ("en", "Inquiry")])
def test_it_speaks_the_readers_language_and_is_in_the_menu(office, language, title):
    at = office.opened("inquiry.py", by="amal", language=language)
    assert not at.exception
    assert at.title[0].value == title


@pytest.mark.parametrize("who", ["dalia", "yousef"])
@pytest.mark.parametrize("page", ["inquiry.py", "check.py"])
def test_it_is_not_for_everybody(office, who, page):
    at = office.opened(page, by=who, language="en")
    assert at.error[0].value.startswith("Your role may not answer an inquiry")


@pytest.mark.parametrize("number", [NUMBER, "٢٩٠٠١٠١١٢٣٤٥٦٧", " 2900 1011 2345 67 "])
def test_the_answer_says_what_the_citizen_may_hear(office, monkeypatch, number):
    reference = rejects(office)
    later(monkeypatch, minutes=11)
    at = asks(office, number)
    page = html_of(at)
    assert at.subheader[0].value == "The answer: 1 application"
    assert reference in page
    assert "Your application was not approved, for the reasons stated below." in page
    assert "you may object until" in page
    assert f"/case?case={reference}" in page
    assert f"/complaints?file={reference}" in page
    assert f"/inquiries/{code_of(office)}.pdf?language=ar" in page
    assert "4567" in page
    assert "أمينة" not in page
    assert NUMBER not in page
    assert at.text_input(key="inquiry.number").value == ""
    assert not at.query_params


def test_a_decision_that_can_still_be_undone_is_not_told(office):
    rejects(office)
    page = html_of(asks(office))
    assert "Your application is being examined" in page
    assert "not approved" not in page


def test_several_applications_have_a_card_each(office):
    references = [receives(office) for _ in range(2)]
    at = asks(office, language="ar")
    assert at.subheader[0].value == "الإجابة: طلبان"
    assert all(reference in html_of(at) for reference in references)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("", "Type the national number."),
        ("2900101123456", "14 digits in Egypt and 10 in Saudi Arabia; 13 digits were typed"),
        ("2900101123456O", "digits only"),
        ("29013011234567", "a date of birth that does not exist"),
    ],
)
def test_a_wrong_number_is_told_in_words_and_stays_in_the_field(office, number, sentence):
    at = asks(office, number)
    assert sentence in at.error[0].value
    assert at.text_input(key="inquiry.number").value == number
    assert at.selectbox(key="inquiry.purpose").value == "telephone"


def test_nobody_is_looked_up_without_a_purpose(office):
    receives(office)
    at = asks(office, purpose=None)
    assert at.error[0].value.startswith("Choose why it is asked")
    assert at.text_input(key="inquiry.number").value == NUMBER
    with process.engine().connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(inquiries)).scalar_one() == 0


def test_who_never_applied_is_told_what_to_do(office):
    at = asks(office, "29001011234575")
    assert at.warning[0].value.startswith("No application on record has this national number.")


def test_another_offices_case_is_named_and_leads_nowhere(office):
    reference = receives(office)
    page = html_of(asks(office, by="noura"))
    assert "This application is with another office" in page
    assert f"/case?case={reference}" not in page


def test_the_last_answer_goes_when_it_is_too_old(office, monkeypatch):
    receives(office)
    at = asks(office)
    monkeypatch.setattr(answers, "HANDED_OUT_FOR", timedelta(0))
    at.run()
    assert at.info[0].value == "The last answer is too old to be shown; ask again."


def test_the_timeline_says_that_and_why_it_was_asked(office):
    reference = receives(office)
    asks(office)
    at = office.opened("case.py", by="samir", language="en", case=reference)
    assert not at.exception
    assert "Inquiry: Telephone call" in html_of(unfold(at, "case.timeline"))


# ---- The paper ----


@pytest.fixture
def ask(office):
    people = {name: person(office, name) for name in ("amal", "mariam", "dalia")}
    routes = [answer_route(lambda request: people.get(request.cookies.get("who")))]
    door = httpx.ASGITransport(Starlette(routes=routes))

    async def asked(address, who):
        async with httpx.AsyncClient(transport=door, base_url="http://desk") as client:
            return await client.get(address, headers={"cookie": f"who={who}"} if who else {})

    return lambda address, who="amal": asyncio.run(asked(address, who))


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_paper_is_a_pdf_that_nobody_keeps(office, ask, monkeypatch, language):
    rejects(office)
    later(monkeypatch, minutes=11)
    asks(office)
    answer = ask(f"/inquiries/{code_of(office)}.pdf?language={language}")
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"


def test_the_paper_is_for_whoever_gave_the_answer_and_for_half_an_hour(office, ask, monkeypatch):
    receives(office)
    asks(office)
    code = code_of(office)
    assert [ask(f"/inquiries/{code}.pdf", who).status_code for who in ("amal", "mariam", "dalia", "")] == [
        *(200, 404, 403, 401)
    ]
    assert ask(f"/inquiries/{code}.pdf?language=fr").status_code == 400
    assert ask(f"/inquiries/{new_code()}.pdf").status_code == 404
    assert ask("/inquiries/x.pdf").status_code == 404
    later(monkeypatch, minutes=31)
    assert ask(f"/inquiries/{code}.pdf").status_code == 404


# ---- Its code ----


def checks(office, code, by="mariam", language="en"):
    at = office.opened("check.py", by=by, language=language)
    at.text_input(key="check.code").set_value(code)
    at.button(key="check.send").click().run()
    assert not at.exception
    return at


def test_a_code_is_confirmed_and_told_what_changed(office, monkeypatch):
    reference = rejects(office)
    asks(office)
    at = checks(office, code_of(office).lower())
    assert at.success[0].value.startswith("The office issued this answer on")
    assert "Still so today" in html_of(at)
    later(monkeypatch, minutes=11)
    page = html_of(checks(office, code_of(office)))
    assert "Has changed since" in page
    assert "not approved" in page
    assert reference in page


@pytest.mark.parametrize(
    ("code", "sentence"), [("abc", "No check code looks like this"), (None, "never issued")]
)
def test_a_code_that_is_none_is_told_so(office, code, sentence):
    assert sentence in checks(office, code or new_code()).error[0].value


def test_the_command_line_confirms_a_code(office):
    reference = receives(office)
    asks(office)
    code = code_of(office)
    told = CliRunner().invoke(operations, ["check-letter", code.lower().replace("-", "")])
    assert told.exit_code == 0, told.output
    assert "Still so today" in told.output
    assert reference in told.output
    arabic = CliRunner().invoke(operations, ["check-letter", code, "--language", "ar"])
    assert "قائم حتى اليوم" in arabic.output
    for wrong, sentence in (("abc", "No check code looks like this"), (new_code(), "never issued")):
        refused = CliRunner().invoke(operations, ["check-letter", wrong])
        assert refused.exit_code == 1
        assert sentence in refused.output


def test_an_altered_record_is_not_confirmed(office):
    receives(office)
    asks(office)
    code = code_of(office)
    with process.engine().begin() as connection:
        triggers = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'inquiries'"
        )
        for (name,) in triggers.all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.execute(sa.update(inquiries).values(by="mariam"))
    told = CliRunner().invoke(operations, ["check-letter", code])
    assert told.exit_code == 1
    assert "was changed since" in told.output
    assert "was changed since" in checks(office, code).error[0].value


# ---- Protected cases ----


def test_a_supervisor_protects_a_case_and_lifts_it_again(office):
    reference = receives(office)
    at = office.opened("case.py", by="samir", language="en", case=reference)
    unfold(at, "case.protect_box")
    at.button(key="case.protect_send").click().run()
    assert at.error[0].value == "Write a few words to explain this."
    at.text_area(key="case.protect_note").set_value("A colleague's sister").run()
    at.button(key="case.protect_send").click().run()
    assert not at.exception
    assert [toast.value for toast in at.toast] == ["The case is protected."]
    assert "Protected case" in html_of(at)
    assert case_of(office, reference, "samir").protected
    others = office.opened("case.py", by="amal", language="en", case=reference)
    assert "is protected: only a supervisor" in others.error[0].value
    assert "أمينة" not in html_of(others)
    page = html_of(asks(office))
    assert "This case is protected; a supervisor answers the inquiry." in page
    assert reference not in page
    unfold(at, "case.unprotect_box")
    at.text_area(key="case.unprotect_note").set_value("She left").run()
    at.button(key="case.unprotect_send").click().run()
    assert not case_of(office, reference, "amal").protected


def test_caseworkers_have_no_such_button(office):
    at = office.opened("case.py", by="amal", language="en", case=receives(office))
    assert not [button for button in at.button if "protect" in str(button.key)]
