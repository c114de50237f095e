"""The page Staff: who may open it, what it tells, and what its boxes do."""

from uuid import uuid4

import pytest

from casework.actors import System
from casework.permissions import Role
from casework.use_cases import staff as acts
from dashboard import office as process
from dashboard import passwords
from tests.pages.cases import case_of, claims, receives


def html_of(at):
    return "".join(block.proto.body for block in at.get("html"))


def member(office, username="amal", *, by="yousef", language="en"):
    return office.opened("staff.py", by=by, language=language, member=username)


@pytest.mark.parametrize(("language", "title"), [("ar", "الموظفون"), ("en", "Staff")])
def test_it_speaks_the_readers_language(office, language, title):
    at = office.opened("staff.py", by="yousef", language=language)
    assert not at.exception
    assert at.title[0].value == title


@pytest.mark.parametrize("who", ["amal", "samir", "dalia"])
@pytest.mark.parametrize("asked", [{}, {"member": "amal"}])
def test_it_is_for_administrators(office, who, asked):
    at = office.opened("staff.py", by=who, language="en", **asked)
    assert at.error[0].value.startswith("Your role may not manage staff accounts")
    assert not [button for button in at.button if button.key.startswith("staff.")]


def test_somebody_is_taken_on_and_their_password_is_shown_once(office):
    at = office.opened("staff.py", by="yousef", language="en")
    at.text_input(key="staff.new_username.0").set_value("mona")
    at.text_input(key="staff.new_name_ar.0").set_value("منى سعيد")
    at.text_input(key="staff.new_name_en.0").set_value("Mona Said")
    at.selectbox(key="staff.new_role.0").set_value("caseworker")
    at.multiselect(key="staff.new_programmes.0").set_value(["eg.takaful"])
    at.button(key="staff.take_on_send").click().run()
    assert not at.exception
    assert at.subheader[0].value == "Mona Said"
    password = at.code[0].value
    assert passwords.fits(password, office.directory.password_hash("mona"))
    assert "Taken on as Caseworker" in html_of(at)
    at.button(key="staff.told_close").click().run()
    assert not at.code
    assert password not in html_of(at)


def test_a_refused_form_keeps_what_was_written(office):
    at = office.opened("staff.py", by="yousef", language="en")
    at.text_input(key="staff.new_username.0").set_value("amal")
    at.text_input(key="staff.new_name_ar.0").set_value("أمل")
    at.text_input(key="staff.new_name_en.0").set_value("Amal")
    at.button(key="staff.take_on_send").click().run()
    assert "already works here" in at.error[0].value
    assert at.text_input(key="staff.new_name_en.0").value == "Amal"
    assert not at.code


def test_disabling_takes_the_cases_and_ends_the_sessions(office):
    reference = receives(office)
    claims(office, reference)
    session = office.session_of("amal")
    at = member(office)
    assert at.warning[0].value == "1 case in hand goes back to the queue."
    at.button(key="staff.access_send").click().run()
    assert not at.exception
    assert case_of(office, reference, by="samir").assignee is None
    assert office.directory.standing(session, process.now()) is None
    told = html_of(at)
    assert "Disabled · 1 case went back to the queue" in told
    at.button(key="staff.access_send").click().run()
    assert office.directory.account("amal").disabled_at is None
    assert "Let in again" in html_of(at)


def test_a_role_a_competence_and_a_name_are_changed(office):
    at = member(office)
    at.selectbox(key="staff.role_of.amal.0").set_value("supervisor")
    at.button(key="staff.role_send").click().run()
    at.multiselect(key="staff.programmes.amal.1").set_value(["sa.food"])
    at.button(key="staff.competence_send").click().run()
    at.text_input(key="staff.sso_name.amal.2").set_value("amal@ministry")
    at.button(key="staff.sso_send").click().run()
    assert not at.exception
    found = office.directory.account("amal")
    assert (found.role, found.programmes) == (Role.SUPERVISOR, {"sa.food"})
    told = html_of(at)
    assert "Role: from “Caseworker” to “Supervisor”" in told
    assert "Name at the single sign-on: from “none” to “" in told


def test_a_reset_password_is_shown_once_and_a_second_factor_forgotten(office):
    at = member(office, "samir")
    at.button(key="staff.password_send").click().run()
    assert passwords.fits(at.code[0].value, office.directory.password_hash("samir"))
    assert office.directory.account("samir").must_change_password
    at.button(key="staff.factor_send").click().run()
    assert not office.directory.account("samir").second_factor
    assert "Second factor reset" in html_of(at)


def test_a_form_of_before_somebodys_change_is_told_who_and_when(office):
    at = member(office)
    command = acts.ChangeRole(username="amal", seen=None, command_id=uuid4(), role=Role.SUPERVISOR)
    office.records.act(acts.change_role, command, by=System())
    at.button(key="staff.access_send").click().run()
    assert at.error[0].value.startswith("Nothing was saved: ")
    assert office.directory.account("amal").disabled_at is None


def test_ones_own_account_is_another_administrators(office):
    at = member(office, "yousef")
    assert at.info[0].value.startswith("This is your own account")
    keys = {button.key for button in at.button}
    assert "staff.competence_send" in keys
    assert not keys & {f"staff.{name}_send" for name in ("role", "sso", "password", "factor", "access")}


def test_sessions_are_ended_one_and_all(office):
    first, second = office.session_of("amal"), office.session_of("amal")
    at = member(office)
    at.button(key="staff.end0").click().run()
    alive = [office.directory.standing(one, process.now()) is not None for one in (first, second)]
    assert alive.count(True) == 1
    at.button(key="staff.end_all").click().run()
    assert not at.exception
    assert office.directory.standing(first, process.now()) is None
    assert "Not signed in anywhere." in [text.value for text in at.text]


def test_an_unknown_person_is_told(office):
    at = member(office, "nobody")
    assert at.error[0].value.startswith("Nobody here has the user name")
    assert at.button(key="staff.back").click().run().title[0].value == "Staff"


@pytest.mark.parametrize("asked", [{"role": "king"}, {"access": "maybe"}, {"member": "x" * 99}])
def test_what_an_address_cannot_mean_is_left_out_with_a_sentence(office, asked):
    at = office.opened("staff.py", by="yousef", language="en", **asked)
    assert not at.exception
    assert at.info[0].value == "A part of this address was not understood and was left out."


def test_a_choice_is_written_into_the_address_and_a_search_is_not(office):
    at = office.opened("staff.py", by="yousef", language="en")
    at.selectbox(key="staff.role").set_value("supervisor").run()
    at.text_input(key="staff.words").set_value("سمير").run()
    assert dict(at.query_params) == {"role": "supervisor"}
    assert [caption.value for caption in at.caption][-1] == "1 person"
