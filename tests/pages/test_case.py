"""The case page: what is shown and hidden, judged, proposed, decided, told, undone."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import httpx
import pytest
import sqlalchemy as sa
from starlette.applications import Starlette

from dashboard import office as process
from dashboard.letters import letter_route
from data_access.tables import drafts, journal, openings, outbox
from tests.pages.cases import KINDS, NUMBER, a_paper, case_of, claims, judges, receives, unfold


def everything(at):
    """All that the page shows as text, HTML included."""
    shown = [
        element.value for kind in ("text", "caption", "info", "error", "warning") for element in at.get(kind)
    ]
    return " ".join([*map(str, shown), *(element.proto.body for element in at.get("html"))])


def count(table, *where):
    with process.engine().connect() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table).where(*where)).scalar_one()


def opened(office, reference, by="amal", language="en"):
    at = office.opened("case.py", by=by, language=language, case=reference)
    assert not at.exception
    return at


@pytest.fixture
def mine(office):
    reference = receives(office)
    claims(office, reference)
    return reference


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_bar_names_the_case_and_masks_what_is_personal(office, mine, language):
    shown = everything(opened(office, mine, language=language))
    assert mine in shown
    assert NUMBER not in shown
    assert "•" + NUMBER[-4:] in shown


def test_showing_a_masked_number_is_written_down(office, mine):
    at = opened(office, mine)
    at.button(key="case.show_national_id").click().run()
    assert NUMBER in everything(at)
    assert count(openings, openings.c.what == "national_id", openings.c.by == "amal") == 1


def test_a_case_of_others_is_refused_in_words(office):
    at = opened(office, receives(office), by="noura")
    assert "outside your competence" in at.error[0].value


@pytest.mark.parametrize("asked", ["", "TK-0000-000000-0", "<script>", "%27"])
def test_an_address_without_a_case_is_answered_calmly(office, asked):
    at = office.opened("case.py", by="amal", language="en", case=asked)
    assert not at.exception
    assert at.button(key="case.back")


def test_an_unclaimed_case_is_read_only_until_claimed(office):
    reference = receives(office)
    at = opened(office, reference)
    assert "case.see" not in {button.key for button in at.button}
    at.button(key="case.claim").click().run()
    assert case_of(office, reference).assignee == "amal"
    assert at.button(key="case.verdict_accepted")


def test_a_verdict_leads_to_the_next_paper(office, mine):
    at = opened(office, mine)
    for _kind in KINDS:
        at.button(key="case.verdict_accepted").click().run()
    assert [paper.verdict for paper in case_of(office, mine).papers] == ["accepted"] * 3


def test_a_verdict_that_needs_words_is_refused_without(office, mine):
    at = opened(office, mine)
    at.button(key="case.verdict_does_not_match").click().run()
    assert [error.value for error in at.error] == [
        "“Does not match” must be explained: write what you saw on the paper."
    ]
    assert not any(paper.verdict for paper in case_of(office, mine).papers)


def test_an_unreadable_paper_proposes_its_reason_and_the_route_follows(office, mine):
    at = opened(office, mine)
    at.button(key="case.verdict_unreadable").click().run()
    assert at.multiselect(key="case.reasons").value == ["document_unreadable"]
    assert at.segmented_control(key="case.outcome").value == "needs_completion"


def test_a_failed_check_proposes_its_reason(office):
    reference = receives(office, monthly_income=Decimal(9000))
    claims(office, reference)
    at = opened(office, reference)
    assert at.multiselect(key="case.reasons").value
    assert "9,000 EGP, limit 4,500 EGP" in everything(at)


def test_approval_waits_for_the_papers(office, mine):
    at = opened(office, mine)
    at.segmented_control(key="case.outcome").set_value("approve").run()
    assert "every required paper must be accepted" in at.warning[0].value
    assert at.button(key="case.see").disabled


def test_a_missing_paper_is_seen_at_a_glance_and_proposed(office):
    reference = receives(office, papers=[a_paper("identity_card")])
    claims(office, reference)
    at = opened(office, reference)
    assert "Missing" in everything(at)
    assert "document_missing" in at.multiselect(key="case.reasons").value


def test_contradictory_reasons_are_refused_with_a_sentence(office):
    reference = receives(office, vehicles=2)
    claims(office, reference)
    at = opened(office, reference)
    rejecting = at.multiselect(key="case.reasons").value
    at.multiselect(key="case.reasons").set_value([*rejecting, "document_unreadable"]).run()
    assert any("contradict each other" in warning.value for warning in at.warning)
    assert at.button(key="case.see").disabled


def test_what_is_half_written_survives_a_reload(office, mine):
    at = opened(office, mine)
    at.text_area(key="case.note").set_value("نصف جملة").run()
    again = opened(office, mine)
    assert again.text_area(key="case.note").value == "نصف جملة"


def ready(office, reference):
    judges(office, reference)
    at = opened(office, reference)
    at.segmented_control(key="case.outcome").set_value("approve").run()
    at.button(key="case.see").click().run()
    assert not at.exception
    return at


def test_message_and_letter_are_shown_before_confirming(office, mine):
    shown = everything(ready(office, mine))
    assert "has been approved" in shown
    assert "تمت الموافقة" in shown or "قبول" in shown
    assert f"/cases/{mine}/letter.pdf?language=ar&draft=1" in shown.replace("&amp;", "&")
    assert not case_of(office, mine).decisions


def test_a_decision_is_recorded_once_and_the_next_case_opens(office, mine):
    following = receives(office)
    at = ready(office, mine)
    at.button(key="case.confirm").click().run()
    assert not at.exception
    decided = case_of(office, mine)
    assert decided.state == "approved"
    assert len(decided.decisions) == 1
    # The decision, and what it brings.
    assert count(outbox) == 2
    assert count(journal, journal.c.kind == "decided") == 1
    assert count(drafts) == 0
    assert at.query_params["case"] == following
    assert case_of(office, following).assignee == "amal"


def test_without_a_next_case_the_queue_says_so(office, mine):
    at = ready(office, mine)
    at.button(key="case.confirm").click().run()
    assert not at.exception
    assert "No further case is waiting" in at.toast[0].value


def test_the_same_decision_in_two_tabs_is_one(office, mine):
    first = ready(office, mine)
    second = opened(office, mine)
    second.button(key="case.see").click().run()
    first.button(key="case.confirm").click().run()
    second.button(key="case.confirm").click().run()
    assert not second.exception
    assert len(case_of(office, mine).decisions) == 1


def test_who_changed_the_case_meanwhile_is_told_and_nothing_is_written(office, mine):
    at = ready(office, mine)
    at.text_area(key="case.words").set_value("تعالوا بالأصل").run()
    at.button(key="case.see").click().run()
    other = opened(office, mine, by="samir")
    unfold(other, "case.reassign_box")
    other.selectbox(key="case.reassign_to").set_value("samir")
    other.text_area(key="case.reassign_note").set_value("urgent")
    other.button(key="case.reassign_send").click().run()
    assert case_of(office, mine).assignee == "samir"
    at.button(key="case.confirm").click().run()
    assert "Samir Fahmy" in at.error[0].value
    assert "Nothing was saved" in at.error[0].value
    assert not case_of(office, mine).decisions
    assert "تعالوا بالأصل" in everything(at)


def test_a_decision_can_be_undone_with_words(office, mine):
    at = ready(office, mine)
    at.button(key="case.confirm").click().run()
    back = opened(office, mine)
    assert "Can be undone until" in everything(back)
    unfold(back, "case.undo_box")
    back.text_area(key="case.undo_note").set_value("wrong button").run()
    back.button(key="case.undo_send").click().run()
    assert case_of(office, mine).state == "under_review"
    assert {message.status for message in case_of(office, mine).messages} == {"withheld"}


def test_a_case_is_handed_back_with_words(office, mine):
    at = unfold(opened(office, mine), "case.hand_back_box")
    at.button(key="case.hand_back_send").click().run()
    assert case_of(office, mine).assignee == "amal"
    assert at.error
    at.text_area(key="case.hand_back_note").set_value("my cousin").run()
    at.button(key="case.hand_back_send").click().run()
    assert case_of(office, mine).assignee is None


def test_a_note_stays_on_file(office, mine):
    at = unfold(opened(office, mine), "case.add_note_box")
    at.text_area(key="case.add_note_note").set_value("*called* <b>twice</b>").run()
    at.button(key="case.add_note_send").click().run()
    assert "*called* <b>twice</b>" in [text.value for text in at.text]


def test_users_words_are_never_markup(office):
    reference = receives(office, full_name="<img src=x onerror=alert(1)>")
    shown = "".join(element.proto.body for element in opened(office, reference).get("html"))
    assert "<img" not in shown


async def fetched(path, viewer):
    app = Starlette(routes=[letter_route(lambda _request: viewer)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://desk") as client:
        return await client.get(path)


def test_the_letter_is_for_whoever_may_open_the_case(office, mine):
    ready(office, mine)
    amal, noura = (office.directory.account(name).staff for name in ("amal", "noura"))
    draft, decided = f"/cases/{mine}/letter.pdf?language=ar&draft=1", f"/cases/{mine}/letter.pdf?language=en"
    answers = [
        asyncio.run(fetched(path, viewer))
        for path, viewer in (
            (draft, amal),
            (decided, amal),
            (draft, noura),
            (draft, None),
            (f"/cases/{mine}/letter.pdf?language=fr", amal),
            ("/cases/TK-2026-999999-0/letter.pdf", amal),
        )
    ]
    assert [answer.status_code for answer in answers] == [200, 404, 403, 401, 400, 404]
    assert answers[0].content.startswith(b"%PDF")
    assert answers[0].headers["cache-control"] == "no-store"


def test_after_ten_minutes_there_is_no_undo(office, mine, monkeypatch):
    at = ready(office, mine)
    at.button(key="case.confirm").click().run()
    later = process.now() + timedelta(minutes=11)
    monkeypatch.setattr(process, "now", lambda: later)
    assert "Can be undone until" not in everything(opened(office, mine))
