"""The second check on the screen: what each of the two sees, says and is told."""

import pytest

from casework.applications.lifecycle import Outcome
from casework.use_cases.decide import Decide, decide
from casework.use_cases.second_check import Agree, agree
from dashboard import office as process
from dashboard.forms.wishes import command_of
from data_access.tables import outbox, second_checks
from tests.lots import put_on_record, seed_drawing
from tests.pages.cases import case_of, claims, judges, person, receives, unfold
from tests.pages.test_case import count, everything, opened, ready

WORDS = "رأيت الأوراق"


def drawn(office):
    """A case in Amal's hands whose decision will be drawn."""
    reference = receives(office, vehicles=2)
    claims(office, reference)
    seed = seed_drawing(drawn=[reference])
    put_on_record(process.engine(), lambda _day: seed)
    return reference


def decides(office, reference, outcome=Outcome.REJECT, reasons=("vehicle_owned",), by="amal"):
    staff = person(office, by)
    seen = case_of(office, reference, by).version
    command = Decide(
        application=reference,
        seen=seen,
        command_id=command_of(staff, "decide", reference, seen),
        outcome=outcome,
        reasons=reasons,
        note="للأسرة سيارتان",
    )
    office.records.act(decide, command, by=staff)


@pytest.fixture
def waiting(office):
    """A rejection by Amal that waits for a second person."""
    reference = drawn(office)
    judges(office, reference)
    decides(office, reference)
    assert case_of(office, reference).awaits_check
    return reference


def keys(at):
    return {element.key for kind in ("button", "segmented_control", "text_area") for element in at.get(kind)}


def stances(at, stance):
    at.segmented_control(key="case.stance").set_value(stance).run()
    assert not at.exception
    return at


def test_who_decides_is_told_that_a_colleague_looks_first(office):
    reference = drawn(office)
    judges(office, reference)
    at = opened(office, reference)
    at.button(key="case.see").click().run()
    at.button(key="case.confirm").click().run()
    assert not at.exception
    assert "a colleague checks it before the applicant is told" in at.toast[0].value
    assert case_of(office, reference).awaits_check


def test_the_first_sees_that_it_waits_and_may_only_take_it_back(office, waiting):
    at = opened(office, waiting)
    assert "waits for a second check by a colleague" in everything(at)
    assert {"case.undo_send"} <= keys(unfold(at, "case.undo_box"))
    assert not {"case.stance", "case.agree", "case.see", "case.verdict_accepted", "case.claim"} & keys(at)


def test_the_list_leads_to_it_for_all_but_the_first(office, waiting):
    for name, label in (("mariam", "For a second check (1)"), ("amal", "For a second check (0)")):
        at = office.opened("queue.py", by=name, language="en", view="checking")
        assert not at.exception
        assert label in [option.content for option in at.segmented_control(key="queue.view").proto.options]


@pytest.mark.parametrize(
    ("language", "said"), [("ar", "بانتظار المراجعة الثانية"), ("en", "Waits for a second check")]
)
def test_the_second_sees_the_decision_with_reasons_and_note_in_both_languages(
    office, waiting, language, said
):
    at = opened(office, waiting, by="mariam", language=language)
    shown = everything(at)
    assert said in shown
    assert "للأسرة سيارتان" in shown
    assert {"case.stance", "case.verdict_accepted"} <= keys(at)
    assert "case.agree" not in keys(at)


def test_agreeing_shows_what_the_applicant_will_read_and_then_sends_it(office, waiting):
    at = stances(opened(office, waiting, by="mariam"), "agree")
    assert waiting in everything(at)
    assert "/letter.pdf?language=ar" in everything(at)
    at.text_area(key="case.note").set_value(WORDS).run()
    at.button(key="case.agree").click().run()
    assert not at.exception
    case = case_of(office, waiting)
    check = case.decisions[0].check
    assert (case.state, check.by, check.agreed, check.note) == ("rejected", "mariam", True, WORDS)
    assert count(outbox, outbox.c.status == "queued") == 1
    assert "stands" in at.toast[0].value
    assert at.query_params["view"] == "checking"


def test_words_typed_a_moment_before_the_click_are_kept(office, waiting):
    at = stances(opened(office, waiting, by="mariam"), "agree")
    at.text_area(key="case.note").set_value(WORDS)
    at.button(key="case.agree").click().run()
    assert case_of(office, waiting).decisions[0].check.note == WORDS


def test_deciding_otherwise_begins_with_the_first_decision_and_asks_for_something_else(office, waiting):
    at = stances(opened(office, waiting, by="mariam"), "replace")
    assert at.multiselect(key="case.reasons").value == ["vehicle_owned"]
    assert at.segmented_control(key="case.outcome").value == "reject"
    assert "This is the first decision" in at.warning[0].value
    assert at.button(key="case.see").disabled
    at.multiselect(key="case.reasons").set_value([]).run()
    at.segmented_control(key="case.outcome").set_value("approve").run()
    assert "Write a few words" in at.warning[0].value
    at.text_area(key="case.note").set_value("بيعت السيارتان").run()
    at.button(key="case.see").click().run()
    assert "has been approved" in everything(at)
    assert f"/cases/{waiting}/letter.pdf?language=ar&draft=1" in everything(at).replace("&amp;", "&")
    at.button(key="case.confirm").click().run()
    assert not at.exception
    case = case_of(office, waiting)
    assert [one.by for one in case.decisions] == ["amal", "mariam"]
    assert [(one.key, one.status) for one in case.messages] == [
        ("decided_rejected", "withheld"),
        ("decided_approved", "queued"),
        ("entitled", "queued"),
    ]
    assert case.state == "approved"


def test_half_written_words_survive_the_other_stance_and_a_reload(office, waiting):
    at = stances(opened(office, waiting, by="mariam"), "agree")
    at.text_area(key="case.note").set_value("نصف جملة").run()
    stances(at, "replace")
    assert at.text_area(key="case.note").value == "نصف جملة"
    at.multiselect(key="case.reasons").set_value(["vehicle_owned", "land_over_limit"]).run()
    stances(at, "agree")
    stances(at, "replace")
    assert at.multiselect(key="case.reasons").value == ["vehicle_owned", "land_over_limit"]
    again = opened(office, waiting, by="mariam")
    assert again.segmented_control(key="case.stance").value == "replace"
    assert again.text_area(key="case.note").value == "نصف جملة"
    assert again.multiselect(key="case.reasons").value == ["vehicle_owned", "land_over_limit"]


def test_a_note_alone_is_taken_up_as_agreement(office, waiting):
    at = stances(opened(office, waiting, by="mariam"), "agree")
    at.text_area(key="case.note").set_value(WORDS).run()
    again = opened(office, waiting, by="mariam")
    assert again.segmented_control(key="case.stance").value == "agree"
    assert again.text_area(key="case.note").value == WORDS


def test_another_case_does_not_inherit_the_stance(office, waiting):
    at = stances(opened(office, waiting, by="mariam"), "agree")
    at.text_area(key="case.note").set_value(WORDS).run()
    other = receives(office, vehicles=2)
    claims(office, other)
    seed = seed_drawing(drawn=[other])
    put_on_record(process.engine(), lambda _day: seed)
    decides(office, other)
    at.query_params["case"] = other
    at.run()
    assert at.segmented_control(key="case.stance").value is None


def test_a_verdict_of_the_second_person_joins_the_reasons(office, waiting):
    at = stances(opened(office, waiting, by="mariam"), "replace")
    at.multiselect(key="case.reasons").set_value([]).run()
    at.button(key="case.verdict_unreadable").click().run()
    assert not at.exception
    assert "document_unreadable" in at.multiselect(key="case.reasons").value


def test_who_comes_second_with_the_check_is_told_by_whom_and_keeps_the_words(office, waiting):
    at = stances(opened(office, waiting, by="mariam"), "agree")
    at.text_area(key="case.note").set_value(WORDS).run()
    samir, seen = person(office, "samir"), case_of(office, waiting).version
    command = Agree(
        application=waiting, seen=seen, command_id=command_of(samir, "agree", waiting), note="نعم"
    )
    office.records.act(agree, command, by=samir)
    at.button(key="case.agree").click().run()
    assert not at.exception
    assert "Samir Fahmy" in at.error[0].value
    assert WORDS in [text.value for text in at.text]
    assert count(second_checks) == 1


def test_after_the_check_both_names_stand_beside_the_decision(office, waiting):
    at = stances(opened(office, waiting, by="mariam"), "agree")
    at.button(key="case.agree").click().run()
    shown = everything(unfold(opened(office, waiting), "case.timeline"))
    assert "Agreed · Mariam El Shafei" in shown
    assert "Second check: Agreed" in shown
    assert "Decided: Rejection · sent to a second check" in shown
    assert "Can be undone until" not in shown


def test_a_confirmation_that_was_double_clicked_is_one_check(office, waiting):
    first = stances(opened(office, waiting, by="mariam"), "agree")
    second = stances(opened(office, waiting, by="mariam"), "agree")
    first.button(key="case.agree").click().run()
    second.button(key="case.agree").click().run()
    assert not second.exception
    assert count(second_checks) == 1


def test_what_is_not_drawn_is_told_as_before(office):
    reference = receives(office)
    claims(office, reference)
    at = ready(office, reference)
    at.button(key="case.confirm").click().run()
    assert "a colleague checks it" not in at.toast[0].value
    assert not case_of(office, reference).awaits_check
