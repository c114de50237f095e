"""`python -m operations staff`, and that the operator's book lists every command."""

from pathlib import Path

import click
import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from casework.permissions import Role
from dashboard import office as process
from dashboard import passwords
from data_access.tables import staff_changes
from operations.__main__ import operations
from tests.pages.conftest import furnished, office

__all__ = ["furnished", "office"]
OPERATING = Path(__file__).parents[2] / "docs" / "operating.md"
NAMES = ("--name-ar", "منى", "--name-en", "Mona")


def run(*words, stdin=None):
    return CliRunner().invoke(operations, ["staff", *words], input=stdin)


def test_a_person_is_taken_on_and_told_a_first_password(office):
    answer = run("add", "mona", *NAMES, "--role", "caseworker", "--programme", "eg", "--region", "eg-01")
    assert answer.exit_code == 0, answer.output
    account = office.directory.account("mona")
    assert account.programmes == {"eg.takaful", "eg.karama"}
    assert account.must_change_password
    assert not account.demo
    password = answer.output.rsplit(" ", 1)[1].strip()
    assert passwords.fits(password, office.directory.password_hash("mona"))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("add", "amal", *NAMES, "--role", "caseworker"), "already works here"),
        (("add", "Mona Lisa", *NAMES, "--role", "caseworker"), "small Latin letters"),
        (("add", "mona", *NAMES, "--role", "king"), "is not one of"),
        (("add", "mona", *NAMES, "--role", "caseworker", "--programme", "fr"), "has: fr"),
        (("add", "mona", *NAMES, "--role", "caseworker", "--region", "eg-88"), "has: eg-88"),
        (("disable", "nobody"), "Nobody here has the user name nobody"),
        (("disable",), "Name one person"),
        (("enable", "nobody"), "Nobody here"),
        (("set-role", "nobody", "supervisor"), "Nobody here"),
        (("set-competence", "nobody"), "Nobody here"),
        (("reset-password", "nobody"), "Nobody here"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(office, words, sentence):
    before = office.directory.accounts()
    answer = run(*words)
    assert answer.exit_code != 0
    assert sentence in answer.output
    assert "Traceback" not in answer.output
    assert office.directory.accounts() == before


@pytest.mark.parametrize(
    ("password", "why"),
    [("short", "at least 10"), (passwords.DEMO_PASSWORD, "demo password"), ("amal is here", "name")],
)
def test_an_unfit_password_is_refused(office, password, why):
    known = office.directory.password_hash("amal")
    answer = run("reset-password", "amal", "--password-stdin", stdin=f"{password}\n")
    assert answer.exit_code == 1
    assert why in answer.output
    assert office.directory.password_hash("amal") == known


def test_a_reset_password_opens_and_ends_sessions(office):
    handle = office.session_of("amal")
    assert run("reset-password", "amal", "--password-stdin", stdin="seven quiet camels\n").exit_code == 0
    assert passwords.fits("seven quiet camels", office.directory.password_hash("amal"))
    assert office.directory.standing(handle, process.now()) is None


def test_disabling_the_demo_disables_all_of_it_once_a_real_administrator_is_there(office):
    answer = run("disable", "--demo")
    assert answer.exit_code == 1
    assert "Yousef Al Qahtani is the last administrator" in answer.output
    assert run("add", "mona", *NAMES, "--role", "administrator").exit_code == 0
    assert run("disable", "--demo").exit_code == 0
    assert [one.username for one in office.directory.accounts() if not one.disabled_at] == ["mona"]
    assert run("enable", "amal").exit_code == 0
    assert office.directory.account("amal").disabled_at is None


def test_a_role_and_a_competence_are_replaced(office):
    assert run("set-role", "amal", "supervisor").exit_code == 0
    assert run("set-competence", "amal", "--programme", "sa.food").exit_code == 0
    found = office.directory.account("amal")
    assert (found.role, found.programmes, found.regions) == (Role.SUPERVISOR, {"sa.food"}, frozenset())


def test_the_list_names_everybody_and_whose_second_factor_is_missing(office):
    run("reset-second-factor", "samir")
    lines = {line.split()[0]: line for line in run("list").output.splitlines()}
    assert set(lines) == {account.username for account in office.directory.accounts()}
    assert "second factor missing" in lines["samir"]
    assert "second factor" not in lines["amal"]


def test_sessions_end_and_a_name_at_the_single_sign_on_is_one_persons(office):
    handle = office.session_of("amal")
    assert run("end-sessions", "amal").exit_code == 0
    assert office.directory.standing(handle, process.now()) is None
    assert run("set-sso-name", "amal", "a.rahman@ministry").exit_code == 0
    answer = run("set-sso-name", "hany", "a.rahman@ministry")
    assert answer.exit_code == 1
    assert "Amal Abdelrahman already comes in under this name" in answer.output
    assert run("set-sso-name", "amal").exit_code == 0
    assert run("set-sso-name", "hany", "a.rahman@ministry").exit_code == 0


def test_every_command_leaves_a_line_by_the_system(office):
    run("set-role", "amal", "supervisor")
    run("set-competence", "amal", "--programme", "sa.food")
    run("disable", "amal")
    run("enable", "amal")
    run("reset-password", "amal")
    with process.engine().connect() as connection:
        lines = connection.execute(sa.select(staff_changes).order_by(staff_changes.c.id)).all()
    assert [(line.by, line.username, line.what) for line in lines] == [
        ("system", "amal", what) for what in ("role", "competence", "access", "access", "password")
    ]
    assert "$argon2" not in str(lines)


def commands(group, words=()):
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        yield (*words, name), found
        if isinstance(found, click.Group):
            yield from commands(found, (*words, name))


def test_every_command_and_option_is_in_the_operators_book():
    book = OPERATING.read_text()
    missing = []
    for words, command in commands(operations):
        missing += [] if f"`{' '.join(words)}" in book else [" ".join(words)]
        options = [
            option for parameter in command.params for option in parameter.opts if option.startswith("--")
        ]
        missing += [f"{' '.join(words)} {option}" for option in options if option not in book]
    assert not missing
