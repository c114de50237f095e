"""What ends a session holds on the very next act: in every tab, in a run and in a callback."""

from uuid import uuid4

import pytest
import sqlalchemy as sa

from casework.actors import System
from casework.permissions import Role
from casework.use_cases.staff import (
    ChangeRole,
    Disable,
    EndSessionsOf,
    ResetPassword,
    ResetSecondFactor,
    change_role,
    disable,
    end_sessions_of,
    reset_password,
    reset_second_factor,
)
from dashboard import office as process
from dashboard.desk import told
from dashboard.session import SetUpFirst
from data_access import tables
from tests.pages.cases import receives
from ui.text import speaking

OFFICE = System()


def act(use_case, command, **told):
    process.records().act(use_case, command(command_id=uuid4(), **told), by=OFFICE)


def signed_out(at):
    process.directory().end(at.user["session"], process.now())


def signed_out_everywhere_else(at):
    process.directory().end_others("amal", "another session", process.now())


def one_session_ended(at):
    process.directory().end_own("amal", at.user["session"], process.now())


def kept_out(_at):
    act(disable, Disable, username="amal", seen=None)


def given_another_role(_at):
    act(change_role, ChangeRole, username="amal", seen=None, role=Role.POLICY_ANALYST)


def given_another_password(_at):
    act(reset_password, ResetPassword, username="amal", seen=None, password_hash="a hash")


def chose_another_password(_at):
    directory = process.directory()
    directory.choose_password("amal", directory.password_hash("amal"), "a hash", process.now())


def sessions_ended(_at):
    act(end_sessions_of, EndSessionsOf, username="amal")


def second_factor_taken(_at):
    act(reset_second_factor, ResetSecondFactor, username="amal", seen=None)


WAYS = [
    signed_out,
    signed_out_everywhere_else,
    one_session_ended,
    kept_out,
    given_another_role,
    given_another_password,
    chose_another_password,
    sessions_ended,
    second_factor_taken,
]


def two_tabs(office):
    first = office.opened("queue.py", by="amal", language="en")
    second = office.opened("account.py", language="en")
    second.user["session"] = first.user["session"]
    second.run()
    assert first.title
    assert second.title
    return first, second


def in_hand():
    with process.engine().connect() as connection:
        return connection.scalar(
            sa.select(sa.func.count())
            .select_from(tables.applications)
            .where(tables.applications.c.assignee == "amal")
        )


@pytest.fixture
def waiting(office):
    """An office in which amal has a next case to open."""
    receives(office)
    return office


@pytest.mark.parametrize("ended", WAYS)
def test_every_tab_meets_the_form_and_a_click_that_was_ready_does_nothing(waiting, ended):
    first, second = two_tabs(waiting)
    ended(first)
    # The button was drawn while the session lived: its callback runs before the page and its gate.
    first.button(key="queue.next").click().run()
    second.segmented_control(key="account.digits").set_value("arab").run()
    for at in (first, second):
        assert not at.title
        assert [field.label for field in at.text_input] == ["User name", "Password"]
    assert in_hand() == 0
    assert waiting.directory.account("amal").digits == "latn"


def test_the_same_click_acts_while_the_session_lives(waiting):
    first, _second = two_tabs(waiting)
    first.button(key="queue.next").click().run()
    assert in_hand() == 1


def test_a_role_that_needs_a_second_factor_closes_the_desk_until_there_is_one(waiting):
    act(change_role, ChangeRole, username="amal", seen=None, role=Role.SUPERVISOR)
    at = waiting.opened("queue.py", by="amal", language="en")
    assert at.title[0].value == "My account"
    standing = process.directory().standing(at.user["session"], process.now())
    assert standing.must_set_up == {"second_factor"}


def test_what_is_missing_is_a_refusal_in_words(office):
    with speaking("en"):
        assert told(SetUpFirst(frozenset({"second_factor"}))).startswith("First set up your account")
