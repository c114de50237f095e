"""The pages of complaints: taken down, found, taken, answered, handed back; data amended with a preview."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from casework.actors import System
from casework.applications.lifecycle import Outcome
from casework.messages import MessageAction
from casework.use_cases.relay import LeaseDue, Mark, lease_due, mark
from dashboard import office as process
from data_access.records import Records
from data_access.tables import journal, outbox
from data_access.tables_after_decision import complaints
from tests.pages.cases import NUMBER, case_of, unfold
from tests.pages.decided import LAND, decided
from tests.seals import SEAL_KEY

SAID = "الأرض باعها زوجي، ومعي العقد."


def html_of(at):
    return "".join(block.proto.body for block in at.get("html"))


def told_of(at):
    texts = [one.value for kind in (at.text, at.markdown, at.caption, at.info, at.error) for one in kind]
    return html_of(at) + " ".join(texts)


@pytest.fixture
def rejected(office):
    """A case amal rejected for land; its family has been told."""
    reference = decided(office, Outcome.REJECT, "land_over_limit", **LAND)
    later = Records(process.engine(), lambda: process.now() + timedelta(minutes=11), seal_key=SEAL_KEY)
    lease = LeaseDue(owner="test", limit=10, lease=timedelta(minutes=5))
    for due in later.act(lease_due, lease, by=System()):
        assert later.act(mark, Mark(message=due.id, owner="test", action=MessageAction.SEND), by=System())
    # The pages run by the clock on the wall, by which the time to undo is not over yet.
    with process.engine().begin() as connection:
        connection.execute(sa.update(outbox).values(not_before=outbox.c.promised_at))
    return reference


def row():
    with process.engine().connect() as connection:
        return connection.execute(sa.select(complaints).order_by(complaints.c.id.desc())).first()


def lines(kind):
    with process.engine().connect() as connection:
        return [
            dict(facts)
            for facts in connection.execute(
                sa.select(journal.c.facts).where(journal.c.kind == kind)
            ).scalars()
        ]


def files(office, reference, kind="objection", by="amal"):
    at = office.opened("complaints.py", by=by, file=reference)
    at.selectbox(key="complaints.kind_filed").set_value(kind).run()
    at.text_area(key="complaints.text").set_value(SAID).run()
    return at.button(key="complaints.send").click().run()


def opens(office, by="mariam", language="ar"):
    return office.opened("complaint.py", by=by, language=language, c=row().tracking)


@pytest.mark.parametrize(("language", "title"), [("ar", "الشكاوى"), ("en", "Complaints")])
def test_an_office_without_complaints_says_so(office, language, title):
    at = office.opened("complaints.py", by="amal", language=language)
    assert not at.exception
    assert at.title[0].value == title


def test_an_objection_is_taken_down_from_the_case(office, rejected):
    at = files(office, rejected)
    assert not at.exception
    assert (row().kind, row().text, row().filed_by, row().state) == ("objection", SAID, "amal", "filed")
    assert row().tracking in told_of(office.opened("complaint.py", by="mariam", c=row().tracking))


def test_the_cases_of_a_national_number_are_offered_and_the_number_is_not_in_the_address(office, rejected):
    at = office.opened("complaints.py", by="amal", language="en")
    at.text_input(key="complaints.person").set_value(NUMBER).run()
    assert at.selectbox(key="complaints.case").options
    assert NUMBER not in str(dict(at.query_params))


def test_a_refusal_keeps_the_words(office, rejected):
    at = files(office, rejected, kind="payment_stopped")
    assert not at.exception
    assert row() is None
    assert at.text_area(key="complaints.text").value == SAID


def test_who_decided_may_not_take_it_and_is_told_why(office, rejected):
    files(office, rejected)
    at = opens(office, by="amal")
    assert not at.exception
    assert "يعمل عليها زميل آخر" in told_of(at)
    assert "complaint.take" not in [one.key for one in at.button]


def test_it_is_taken_and_handed_back_with_a_reason(office, rejected):
    files(office, rejected)
    at = opens(office)
    at.button(key="complaint.take").click().run()
    assert (row().state, row().assignee) == ("in_hand", "mariam")
    unfold(at, "complaint.hand_back_box")
    at.text_area(key="complaint.hand_back_note").set_value("إجازة من الغد").run()
    at.button(key="complaint.hand_back_send").click().run()
    assert (row().state, row().assignee) == ("filed", None)


def test_the_next_complaint_is_taken_from_the_list(office, rejected):
    files(office, rejected)
    at = office.opened("complaints.py", by="mariam")
    at.button(key="complaints.next").click().run()
    assert not at.exception
    assert row().assignee == "mariam"


def test_an_answer_without_words_is_refused_and_then_reopens_the_case(office, rejected):
    files(office, rejected)
    at = opens(office)
    at.button(key="complaint.take").click().run()
    at.segmented_control(key="complaint.outcome").set_value("upheld").run()
    at.text_area(key="complaint.note").set_value("راجعت العقد").run()
    at.button(key="complaint.answer").click().run()
    assert "اكتب الرد الذي سيقرؤه المواطن." in told_of(at) + str([w.value for w in at.warning])
    assert at.text_area(key="complaint.note").value == "راجعت العقد"
    assert row().state == "in_hand"
    at.text_area(key="complaint.words").set_value("اطلعنا على العقد وسيُنظر الطلب من جديد.").run()
    at.button(key="complaint.answer").click().run()
    assert not at.exception
    assert (row().state, row().outcome) == ("answered", "upheld")
    case = case_of(office, rejected, "mariam")
    assert (case.state, case.assignee) == ("under_review", "mariam")


def test_a_refused_complaint_names_its_reasons(office, rejected):
    files(office, rejected)
    at = opens(office)
    at.button(key="complaint.take").click().run()
    at.segmented_control(key="complaint.outcome").set_value("refused").run()
    at.multiselect(key="complaint.reasons").set_value(["decision_correct"]).run()
    at.text_area(key="complaint.words").set_value("العقد لا يخص هذه الأرض.").run()
    at.button(key="complaint.answer").click().run()
    assert not at.exception
    assert (row().outcome, len(row().reasons)) == ("refused", 1)
    assert case_of(office, rejected).state == "rejected"


def test_data_are_amended_after_a_look_at_what_would_change(office, rejected):
    at = office.opened("case.py", by="mariam", case=rejected)
    unfold(at, "case.amend_box")
    at.multiselect(key="case.amend_fields").set_value(["land_area"]).run()
    at.text_input(key="case.amend_to_land_area").set_value("٠").run()
    shown = html_of(at)
    assert "ما الذي سيتغير" in told_of(at)
    assert "غير مستوفى" in shown
    at.text_area(key="case.amend_note").set_value("عقد البيع").run()
    at.button(key="case.amend_send").click().run()
    assert not at.exception
    (amended,) = lines("amended")
    assert (amended["fields"], amended["after"]["land_area"]) == (["land_area"], "0")
    assert str(case_of(office, rejected).facts["land_area"]) == "0"


def test_an_odd_address_is_answered_in_words(office):
    at = office.opened("complaint.py", by="amal", language="en", c="../../etc")
    assert not at.exception
    assert told_of(at)
