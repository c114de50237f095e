"""The forms of complaints: taking one down, working on it, answering it, amending data for it."""

from html import escape
from uuid import uuid4

import pytest
import sqlalchemy as sa

from casework.applications.lifecycle import Outcome
from casework.complaints.lifecycle import ComplaintKind
from casework.local_time import local_date
from casework.use_cases.complaints import FileComplaint, TakeComplaint, file_complaint, take_complaint
from dashboard import office as process
from data_access.queries.complaint import open_complaint
from data_access.tables import outbox
from data_access.tables_after_decision import complaints
from tests.pages.cases import NUMBER, case_of, person, unfold
from tests.pages.decided import CAR, decided
from tests.pages.test_case import everything

SAID = "السيارة ليست لي، بل لأخي <b>*"


@pytest.fixture
def rejected(office):
    """A rejection of amal's, of which the applicant was told."""
    reference = decided(office, Outcome.REJECT, "vehicle_owned", region="eg-26", **CAR)
    with process.engine().begin() as connection:
        connection.execute(sa.update(outbox).values(not_before=process.now()))
    return reference


def files(office, reference, kind=ComplaintKind.OBJECTION, by="amal"):
    command = FileComplaint(application=reference, command_id=uuid4(), kind=kind, text=SAID)
    return office.records.act(file_complaint, command, by=person(office, by))


def takes(office, tracking, by="hany"):
    command = TakeComplaint(complaint=tracking, command_id=uuid4())
    office.records.act(take_complaint, command, by=person(office, by))


def complaint_of(office, tracking, by="hany"):
    return office.records.ask(open_complaint, viewer=person(office, by), tracking=tracking)


def opened(office, tracking, by="hany", language="en"):
    at = office.opened("complaint.py", by=by, language=language, c=tracking)
    assert not at.exception
    return at


def filing(office, reference, **query):
    """The page of complaints with the form opened for a case."""
    at = office.opened("complaints.py", by="amal", language="en", **query)
    at.query_params["file"] = reference
    at.run()
    assert not at.exception
    return at


def keys(at):
    return {element.key for kind in ("button", "text_area", "selectbox") for element in at.get(kind)}


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("view", ["open", "mine", "overdue", "team", "answered"])
def test_every_list_is_drawn(office, rejected, view, language):
    files(office, rejected)
    at = office.opened("complaints.py", by="samir", language=language, view=view)
    assert not at.exception
    assert not at.error
    assert not at.info


def test_a_caseworker_has_no_list_of_the_team_and_a_strange_address_is_left_out(office):
    at = filing(office, "?", view="team", kind="x", at="zzz")
    assert not at.exception
    assert at.segmented_control(key="complaints.view").value == "open"
    assert "not understood" in at.info[0].value


def test_a_complaint_is_taken_down_by_national_number(office, rejected):
    at = office.opened("complaints.py", by="amal", language="en")
    at.text_input(key="complaints.person").set_value("٢٩٠٠١٠١١٢٣٤٥٦٧").run()
    assert at.selectbox(key="complaints.case").value == rejected
    at.selectbox(key="complaints.kind_filed").set_value(ComplaintKind.OBJECTION).run()
    at.text_area(key="complaints.text").set_value(SAID).run()
    at.button(key="complaints.send").click().run()
    assert not at.exception
    assert not at.error
    with process.engine().connect() as connection:
        row = connection.execute(sa.select(complaints)).one()
    assert (row.kind, row.text, row.channel) == ("objection", SAID, "counter")
    assert NUMBER not in str(dict(at.query_params))


def test_what_was_typed_survives_a_refusal(office, rejected):
    files(office, rejected)
    at = filing(office, rejected)
    at.selectbox(key="complaints.kind_filed").set_value(ComplaintKind.OBJECTION).run()
    at.text_area(key="complaints.text").set_value(SAID).run()
    at.button(key="complaints.send").click().run()
    assert "open already" in at.error[0].value
    assert at.text_area(key="complaints.text").value == SAID


def test_choosing_no_kind_is_told(office, rejected):
    at = filing(office, rejected)
    at.text_area(key="complaints.text").set_value(SAID).run()
    at.button(key="complaints.send").click().run()
    assert "what it is about" in at.error[0].value
    assert at.text_area(key="complaints.text").value == SAID


def test_the_next_complaint_is_taken_and_opened(office, rejected):
    tracking = files(office, rejected)
    at = office.opened("complaints.py", by="hany", language="en")
    at.button(key="complaints.next").click().run()
    assert not at.exception
    assert complaint_of(office, tracking).assignee == "hany"


def test_nobody_is_given_a_complaint_about_their_own_decision(office, rejected):
    tracking = files(office, rejected)
    at = office.opened("complaints.py", by="amal", language="en")
    at.button(key="complaints.next").click().run()
    assert "No complaint that you may work on" in at.error[0].value
    at = opened(office, tracking, by="amal")
    assert "complaint.take" not in keys(at)
    assert "took part" in at.info[0].value


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_complaint_shows_what_was_said_and_the_decision_it_is_about(office, rejected, language):
    shown = everything(opened(office, files(office, rejected), language=language))
    assert escape(SAID) in shown
    assert rejected in shown
    assert "سيارة" in shown


def test_a_supervisor_assigns_and_the_holder_hands_back(office, rejected):
    tracking = files(office, rejected)
    at = opened(office, tracking, by="samir")
    at.selectbox(key="complaint.assign_to").set_value("amal").run()
    at.button(key="complaint.assign_send").click().run()
    assert "took part" in at.error[0].value
    at.selectbox(key="complaint.assign_to").set_value("hany").run()
    at.button(key="complaint.assign_send").click().run()
    assert complaint_of(office, tracking).assignee == "hany"
    at = opened(office, tracking)
    unfold(at, "complaint.hand_back_box")
    at.text_area(key="complaint.hand_back_note").set_value("مشغول").run()
    at.button(key="complaint.hand_back_send").click().run()
    assert not at.exception
    assert complaint_of(office, tracking).assignee is None


def test_a_refusal_needs_its_reason_and_keeps_the_words(office, rejected):
    tracking = files(office, rejected)
    takes(office, tracking)
    at = opened(office, tracking)
    at.segmented_control(key="complaint.outcome").set_value("refused").run()
    at.text_area(key="complaint.words").set_value("القرار صحيح").run()
    at.button(key="complaint.answer").click().run()
    assert "at least one reason" in at.error[0].value
    assert at.text_area(key="complaint.words").value == "القرار صحيح"
    at.multiselect(key="complaint.reasons").set_value(["decision_correct"]).run()
    at.button(key="complaint.answer").click().run()
    assert not at.exception
    answered = complaint_of(office, tracking)
    assert (answered.outcome, answered.reasons, answered.answer) == (
        "refused",
        ("decision_correct",),
        "القرار صحيح",
    )
    shown = everything(opened(office, tracking))
    assert "The decision is correct" in shown
    assert "complaint.answer" not in keys(opened(office, tracking))


def test_what_was_half_written_is_not_shown_on_another_complaint(office, rejected):
    one, other = files(office, rejected), files(office, rejected, ComplaintKind.SERVICE)
    for tracking in (one, other):
        takes(office, tracking)
    at = opened(office, one)
    at.text_area(key="complaint.words").set_value("نصف جواب").run()
    at.query_params["c"] = other
    at.run()
    assert at.text_area(key="complaint.words").value == ""


def test_an_upheld_objection_opens_the_case_again(office, rejected):
    tracking = files(office, rejected)
    takes(office, tracking)
    at = opened(office, tracking)
    at.segmented_control(key="complaint.outcome").set_value("upheld").run()
    assert "reopened into your hands" in at.info[0].value
    at.text_area(key="complaint.words").set_value("السيارة لأخيكم").run()
    at.button(key="complaint.answer").click().run()
    assert not at.exception
    case = case_of(office, rejected, "hany")
    assert (case.state, case.assignee) == ("under_review", "hany")


def test_data_are_amended_for_a_correction_after_a_look_at_what_changes(office, rejected):
    tracking = files(office, rejected, ComplaintKind.CORRECTION)
    takes(office, tracking)
    at = opened(office, tracking)
    unfold(at, "complaint.amend_box")
    at.multiselect(key="complaint.amend_fields").set_value(["vehicles", "full_name"]).run()
    at.text_input(key="complaint.amend_to_vehicles").set_value("٠").run()
    at.text_area(key="complaint.amend_note").set_value("شهادة من المرور").run()
    assert "What would change" in everything(at)
    at.button(key="complaint.amend_send").click().run()
    assert not at.exception
    assert not at.error
    assert case_of(office, rejected, "hany").facts["vehicles"] == 0
    kinds = [line.kind for line in complaint_of(office, tracking).timeline]
    assert kinds == ["complaint_filed", "complaint_taken", "amended"]


def test_what_cannot_be_is_refused_and_stays(office, rejected):
    at = office.opened("case.py", by="hany", language="en", case=rejected)
    unfold(at, "case.amend_box")
    at.multiselect(key="case.amend_fields").set_value(["household_size"]).run()
    at.text_input(key="case.amend_to_household_size").set_value("many").run()
    at.text_area(key="case.amend_note").set_value("بلاغ").run()
    at.button(key="case.amend_send").click().run()
    assert "cannot be this" in at.error[0].value
    assert at.text_input(key="case.amend_to_household_size").value == "many"
    at.text_input(key="case.amend_to_household_size").set_value("5").run()
    assert not at.exception
    at.checkbox(key="case.amend_reported").set_value(True).run()
    assert not at.exception
    at.button(key="case.amend_send").click().run()
    assert not at.error
    facts = case_of(office, rejected, "hany").facts
    assert (facts["household_size"], facts["data_updated_on"]) == (5, local_date("eg.takaful", process.now()))


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_case_names_its_complaints(office, rejected, language):
    files(office, rejected)
    at = office.opened("case.py", by="hany", language=language, case=rejected)
    assert not at.exception
    assert {"case.file_complaint", "case.amend_send"} <= keys(unfold(at, "case.amend_box"))


@pytest.mark.parametrize("asked", ["", "CM-2026-000001-X", "<script>", "TK-2026-000001-K", "x" * 5000])
def test_an_address_of_no_complaint_is_told_so(office, asked):
    at = office.opened("complaint.py", by="hany", language="en", c=asked)
    assert not at.exception
    assert "complaint.back" in keys(at)
