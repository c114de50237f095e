"""The page of an entitlement: what it shows, and that every form does its act or keeps what was written."""

from datetime import timedelta

import pytest

from casework.entitlements.lifecycle import CardAction, CardState, EntitlementState
from casework.use_cases.entitlement import MoveCard, move_card
from dashboard import office as process
from dashboard.forms.wishes import command_of
from data_access.tables import journal
from tests.pages.cases import person, receives, unfold
from tests.pages.entitled import entitled, entitlement_of, notices, suspended
from tests.pages.test_case import count, everything


def opened(office, reference, by="amal", language="en"):
    at = office.opened("entitlement.py", by=by, language=language, case=reference)
    assert not at.exception
    return at


def key(name, number=1):
    return f"entitlement.{name}.{number}"


@pytest.mark.parametrize(("language", "said"), [("en", "572 EGP"), ("ar", "572 جنيه")])
def test_the_amount_is_shown_with_parts_that_add_up(office, language, said):
    reference = entitled(office)
    one = entitlement_of(office, reference)
    assert sum(float(part["sum"]) for part in one.parts) == one.amount
    shown = everything(opened(office, reference, language=language))
    assert reference in shown
    assert said in shown
    assert "2 × 76" in shown


def test_a_card_is_moved_on_with_a_note(office):
    reference = entitled(office)
    at = opened(office, reference)
    unfold(at, f"{key('print_card')}_box")
    at.text_area(key=f"{key('print_card')}_note").set_value("Box 4").run()
    at.button(key=f"{key('print_card')}_send").click().run()
    assert not at.exception
    assert entitlement_of(office, reference).card is CardState.PRINTED
    assert unfold(at, f"{key('deliver_card')}_box").button(key=f"{key('deliver_card')}_send")


def give_notice(at, note):
    at.selectbox(key=key("stop_reason")).select("data_not_updated").run()
    at.text_area(key=key("stop_note")).set_value(note).run()
    at.button(key="entitlement.notice_send").click().run()
    assert not at.exception
    return at


def test_a_notice_is_given_and_withdrawn(office):
    reference = entitled(office)
    at = give_notice(opened(office, reference), "moved house")
    one = entitlement_of(office, reference)
    assert one.stop_reason == "data_not_updated"
    assert one.stop_on >= process.now().date() + timedelta(days=29)
    shown = everything(at)
    assert "Nothing stops before it has" in shown
    assert "Please update your data at the office" in shown
    unfold(at, f"{key('lift')}_box")
    at.text_area(key=f"{key('lift')}_note").set_value("came with papers").run()
    at.button(key=f"{key('lift')}_send").click().run()
    assert entitlement_of(office, reference).stop_on is None
    assert "No notice is out" in everything(at)


def test_what_was_written_survives_a_refusal(office):
    reference = entitled(office)
    at = give_notice(opened(office, reference), "")
    assert at.error
    assert at.selectbox(key=key("stop_reason")).value == "data_not_updated"
    other = opened(office, reference)
    unfold(other, f"{key('print_card')}_box")
    other.text_area(key=f"{key('print_card')}_note").set_value("x").run()
    other.button(key=f"{key('print_card')}_send").click().run()
    at = give_notice(at, "on paper")
    assert entitlement_of(office, reference).stop_reason == "data_not_updated"


def test_who_comes_second_is_told_and_keeps_the_words(office):
    reference = entitled(office)
    at = opened(office, reference)
    at.selectbox(key=key("stop_reason")).select("data_not_updated").run()
    # Typed and sent in one go, while a colleague moves the card.
    at.text_area(key=key("stop_note")).set_value("moved house")
    at.button(key="entitlement.notice_send").click()
    who = person(office, "mariam")
    command_id = command_of(who, "card", reference)
    moved = MoveCard(application=reference, seen=1, command_id=command_id, action=CardAction.PRINT)
    office.records.act(move_card, moved, by=who)
    at.run()
    assert any("changed the entitlement" in error.value for error in at.error)
    assert at.text_area(key=key("stop_note")).value == "moved house"
    assert entitlement_of(office, reference).stop_on is None


def test_payment_goes_on_again_with_the_papers_seen(office):
    reference = suspended(office)
    at = opened(office, reference)
    assert "Suspended since" in everything(at)
    at.text_area(key=key("reactivate_note")).set_value("brought it").run()
    at.button(key="entitlement.reactivate_send").click().run()
    assert at.error  # The papers are lacking.
    assert at.text_area(key=key("reactivate_note")).value == "brought it"
    for kind in ("identity_card", "family_register"):
        at.checkbox(key=key(f"paper_{kind}")).check().run()
    at.toggle(key=key("back_pay")).set_value(True).run()
    at.button(key="entitlement.reactivate_send").click().run()
    assert not at.exception
    assert entitlement_of(office, reference).state is EntitlementState.ACTIVE
    assert count(journal, journal.c.kind == "reactivated") == 1


def test_a_suspended_one_is_ended(office):
    reference = suspended(office)
    at = opened(office, reference)
    unfold(at, f"{key('end')}_box")
    at.text_area(key=f"{key('end')}_note").set_value("moved abroad").run()
    at.button(key=f"{key('end')}_send").click().run()
    assert not at.exception
    assert entitlement_of(office, reference).state is EntitlementState.ENDED
    assert "entitlement.stop_forms" not in {button.key for button in at.button}


def test_the_case_shows_what_its_approval_brought(office):
    reference = entitled(office)
    notices(office, reference)
    at = office.opened("case.py", by="amal", language="en", case=reference)
    assert not at.exception
    shown = everything(unfold(at, "case.timeline"))
    assert at.button(key="case.entitlement")
    assert "572 EGP" in shown
    assert "Entitlement opened: 572 EGP" in shown
    assert "Notice given that payment will stop: Data not updated" in shown


@pytest.mark.parametrize("by", ["noura", "dalia", "yousef"])
def test_it_is_nothing_for_those_it_is_not_for(office, by):
    reference = entitled(office)
    at = office.opened("entitlement.py", by=by, language="en", case=reference)
    assert at.error
    assert "أمينة" not in everything(at)
    assert not [field for field in at.text_area if str(field.key).startswith("entitlement.")]


def test_a_case_without_one_says_so(office):
    at = opened(office, receives(office))
    assert "no entitlement" in everything(at)
    assert "Choose a case" in everything(opened(office, ""))
