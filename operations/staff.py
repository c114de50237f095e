"""`staff`: who works here. Nobody is ever deleted: what they did stays recorded under their name.

The same acts as on the page Staff, by the same rules and with the same lines; the lines name the system.
"""

import sys
from collections.abc import Callable, Iterable
from typing import Any, Final
from uuid import uuid4

import click

from casework.actors import System
from casework.countries.pack import packs
from casework.errors import Refusal
from casework.permissions import NEEDS_SECOND_FACTOR, Role
from casework.use_cases import staff
from dashboard import office, passwords
from data_access.staff import Account, NoSuchPerson
from ui.messages import refusal_text
from ui.text import LRI, PDI, speaking

ROLES: Final = click.Choice([role.value for role in Role])
WHY: Final = {
    "demo": "this is the demo password, which everybody knows",
    "short": f"it needs at least {passwords.SHORTEST} characters",
    "long": f"it may have at most {passwords.LONGEST} characters",
    "plain": "it is too plain, or has a space at an end",
    "name": "it contains the user name",
    "common": "it is one of those that are tried first: a common word with a number, a keyboard row, a date",
    "odd": "it holds a character that cannot be typed everywhere",
}

_MARKS: Final = dict.fromkeys(map(ord, (LRI, PDI)))


class Fault(click.ClickException):
    """A command that could not be done: exit code 1 and a sentence."""


@click.group("staff")
def staff_command() -> None:
    """Take people on, let them go, give them another role or password."""


@staff_command.command()
@click.argument("username")
@click.option("--name-ar", required=True, help="Name in Arabic, as colleagues read it.")
@click.option("--name-en", required=True, help="Name in Latin letters.")
@click.option("--role", type=ROLES, required=True)
@click.option("--programme", "programmes", multiple=True, help="Code or country (eg, sa); may be repeated.")
@click.option("--region", "regions", multiple=True, help="Code; may be repeated; none means every region.")
@click.option("--language", type=click.Choice(["ar", "en"]), default="ar", show_default=True)
@click.option("--password-stdin", is_flag=True, help="Read the first password from standard input.")
def add(  # noqa: PLR0917 - click hands each option over by name.
    username: str,
    name_ar: str,
    name_en: str,
    role: str,
    programmes: tuple[str, ...],
    regions: tuple[str, ...],
    language: str,
    *,
    password_stdin: bool,
) -> None:
    """Take a person on. Without --password-stdin a first password is made and printed once."""
    password, told = _first_password(username, given=password_stdin)
    _act(
        staff.take_on,
        staff.TakeOn(
            username=username,
            command_id=uuid4(),
            name_ar=name_ar,
            name_en=name_en,
            role=Role(role),
            programmes=_programmes(programmes),
            regions=frozenset(regions),
            password_hash=passwords.hashed(password),
            language=language,
        ),
    )
    click.echo(f"{username} can sign in as {role}.{told}")


@staff_command.command()
@click.argument("username", required=False)
@click.option("--demo", is_flag=True, help="Every demo account.")
def disable(username: str | None, *, demo: bool) -> None:
    """Keep a person out from this moment and end their sessions; their cases go back to the queue."""
    if demo == bool(username):
        raise Fault("Name one person, or say --demo.")
    names = [account.username for account in _demo_accounts()] if demo else [username or ""]
    for name in names:
        _act(staff.disable, staff.Disable(username=name, seen=None, command_id=uuid4()))
    click.echo(f"Disabled: {', '.join(names) or 'nobody'}.")


@staff_command.command()
@click.argument("username")
def enable(username: str) -> None:
    """Let a disabled person in again."""
    _act(staff.enable, staff.Enable(username=username, seen=None, command_id=uuid4()))
    click.echo(f"{username} can sign in again.")


@staff_command.command("reset-password")
@click.argument("username")
@click.option("--password-stdin", is_flag=True, help="Read the new password from standard input.")
def reset_password(username: str, *, password_stdin: bool) -> None:
    """Give a person a new password, to be changed at the next sign-in; their sessions end."""
    password, told = _first_password(username, given=password_stdin)
    hashed = passwords.hashed(password)
    command = staff.ResetPassword(username=username, seen=None, command_id=uuid4(), password_hash=hashed)
    _act(staff.reset_password, command)
    click.echo(f"{username} has a new password.{told}")


@staff_command.command("reset-second-factor")
@click.argument("username")
def reset_second_factor(username: str) -> None:
    """Forget a person's second factor and recovery codes; they set up another. Their sessions end."""
    command = staff.ResetSecondFactor(username=username, seen=None, command_id=uuid4())
    _act(staff.reset_second_factor, command)
    click.echo(f"{username} sets up a new second factor at the next sign-in.")


@staff_command.command("end-sessions")
@click.argument("username")
def end_sessions(username: str) -> None:
    """Sign a person out everywhere."""
    _act(staff.end_sessions_of, staff.EndSessionsOf(username=username, command_id=uuid4()))
    click.echo(f"{username} is signed out everywhere.")


@staff_command.command("set-sso-name")
@click.argument("username")
@click.argument("name", required=False, default="")
def set_sso_name(username: str, name: str) -> None:
    """Let a person in by the single sign-on under this name; without a name, no more. Their sessions end."""
    command = staff.SetSsoName(username=username, seen=None, command_id=uuid4(), sso_name=name)
    _act(staff.set_sso_name, command)
    click.echo(f"{username} comes in as {name}." if name else f"{username} has no single sign-on.")


@staff_command.command("set-role")
@click.argument("username")
@click.argument("role", type=ROLES)
def set_role(username: str, role: str) -> None:
    """Give a person another role; they sign in anew."""
    command = staff.ChangeRole(username=username, seen=None, command_id=uuid4(), role=Role(role))
    _act(staff.change_role, command)
    click.echo(f"{username} is now {role}.")


@staff_command.command("set-competence")
@click.argument("username")
@click.option("--programme", "programmes", multiple=True, help="Code or country (eg, sa); may be repeated.")
@click.option("--region", "regions", multiple=True, help="Code; may be repeated; none means every region.")
def set_competence(username: str, programmes: tuple[str, ...], regions: tuple[str, ...]) -> None:
    """Replace the programmes and regions a person works on; cases outside them go back to the queue."""
    chosen = _programmes(programmes)
    command = staff.ChangeCompetenceOf(
        username=username, seen=None, command_id=uuid4(), programmes=chosen, regions=frozenset(regions)
    )
    _act(staff.change_competence_of, command)
    click.echo(f"{username} works on {', '.join(sorted(chosen)) or 'no programme'}.")


@staff_command.command("list")
def list_staff() -> None:
    """Everybody, the disabled among them, and whether a second factor is set up."""
    for account in office.directory().accounts():
        marks = {
            "second factor": account.second_factor,
            "second factor missing": account.role in NEEDS_SECOND_FACTOR and not account.second_factor,
            "demo": account.demo,
            "disabled": account.disabled_at is not None,
        }
        where = ", ".join(sorted(account.programmes)) or "no programme"
        told = "; ".join([where, *(mark for mark, holds in marks.items() if holds)])
        click.echo(f"{account.username:<16} {account.role.value:<15} {account.name_en:<28} {told}")


def _act(use_case: Callable[..., Any], command: object) -> None:
    """Do it as the system; what the rules refuse is told as the page would."""
    try:
        office.records().act(use_case, command, by=System())
    except Refusal as refusal:
        with speaking("en"):
            told = refusal_text(refusal, name_of=_name_of)
        # A terminal shows the marks that keep a name's own order on a page.
        raise Fault(told.translate(_MARKS)) from None


def _name_of(username: str) -> str:
    try:
        return office.directory().account(username).name_en
    except NoSuchPerson:
        return username


def _demo_accounts() -> list[Account]:
    return [one for one in office.directory().accounts() if one.demo and one.disabled_at is None]


def _first_password(username: str, *, given: bool) -> tuple[str, str]:
    if not given:
        made = passwords.made()
        return made, f" First password, to be changed at the first sign-in: {made}"
    password = sys.stdin.readline().rstrip("\r\n")
    try:
        passwords.check(password, username)
    except passwords.UnfitPassword as unfit:
        raise Fault(f"The password cannot be used: {WHY[unfit.why]}.") from None
    return password, ""


def _programmes(asked: Iterable[str]) -> frozenset[str]:
    """Programmes by code; a country's code means all of its programmes."""
    return frozenset(
        code for one in asked for code in (packs()[one].programmes if one in packs() else (one,))
    )
