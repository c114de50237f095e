"""`staff`: who works here. Nobody is ever deleted: what they did stays recorded under their name."""

import re
import secrets
import sys
from collections.abc import Callable, Iterable
from typing import Final

import click

from casework.countries.pack import packs
from casework.permissions import Role
from dashboard import office, passwords
from data_access.staff import Account, NameTaken, NoSuchPerson

USERNAME: Final = re.compile(r"[a-z][a-z0-9._-]{1,31}")
ROLES: Final = click.Choice([role.value for role in Role])
WHY: Final = {
    "demo": "this is the demo password, which everybody knows",
    "short": f"it needs at least {passwords.SHORTEST} characters",
    "long": f"it may have at most {passwords.LONGEST} characters",
    "plain": "it is too plain, or has a space at an end",
    "name": "it contains the user name",
}


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
    if not USERNAME.fullmatch(username):
        raise Fault("A user name has 2 to 32 small Latin letters, digits, dots or dashes, a letter first.")
    account = Account(
        username=username,
        name_ar=name_ar.strip(),
        name_en=name_en.strip(),
        role=Role(role),
        programmes=_programmes(programmes),
        regions=_regions(regions),
        language=language,
        must_change_password=True,
    )
    password, told = _first_password(username, given=password_stdin)
    try:
        office.directory().add(account, passwords.hashed(password))
    except NameTaken:
        raise Fault(f"{username} already works here.") from None
    click.echo(f"{username} can sign in as {role}.{told}")


@staff_command.command()
@click.argument("username", required=False)
@click.option("--demo", is_flag=True, help="Every demo account.")
def disable(username: str | None, *, demo: bool) -> None:
    """Keep a person out from this moment and end their sessions."""
    if demo == bool(username):
        raise Fault("Name one person, or say --demo.")
    directory = office.directory()
    names = (
        [account.username for account in directory.accounts() if account.demo] if demo else [username or ""]
    )
    for name in names:
        _known(name, lambda who: directory.disable(who, office.now()))
    click.echo(f"Disabled: {', '.join(names) or 'nobody'}.")


@staff_command.command()
@click.argument("username")
def enable(username: str) -> None:
    """Let a disabled person in again."""
    _known(username, office.directory().enable)
    click.echo(f"{username} can sign in again.")


@staff_command.command("reset-password")
@click.argument("username")
@click.option("--password-stdin", is_flag=True, help="Read the new password from standard input.")
def reset_password(username: str, *, password_stdin: bool) -> None:
    """Give a person a new password, to be changed at the next sign-in; their sessions end."""
    password, told = _first_password(username, given=password_stdin)
    hashed = passwords.hashed(password)
    directory = office.directory()
    _known(username, lambda who: directory.set_password(who, hashed, must_change=True, now=office.now()))
    click.echo(f"{username} has a new password.{told}")


@staff_command.command("set-role")
@click.argument("username")
@click.argument("role", type=ROLES)
def set_role(username: str, role: str) -> None:
    """Give a person another role, from their next click."""
    _known(username, lambda who: office.directory().set_role(who, Role(role)))
    click.echo(f"{username} is now {role}.")


@staff_command.command("set-competence")
@click.argument("username")
@click.option("--programme", "programmes", multiple=True, help="Code or country (eg, sa); may be repeated.")
@click.option("--region", "regions", multiple=True, help="Code; may be repeated; none means every region.")
def set_competence(username: str, programmes: tuple[str, ...], regions: tuple[str, ...]) -> None:
    """Replace the programmes and regions a person works on."""
    chosen = _programmes(programmes), _regions(regions)
    _known(username, lambda who: office.directory().set_competence(who, *chosen))
    click.echo(f"{username} works on {', '.join(sorted(chosen[0])) or 'no programme'}.")


@staff_command.command("list")
def list_staff() -> None:
    """Everybody, the disabled among them."""
    for account in office.directory().accounts():
        marks = [mark for mark, holds in (("demo", account.demo), ("disabled", account.disabled_at)) if holds]
        where = ", ".join(sorted(account.programmes)) or "no programme"
        click.echo(
            f"{account.username:<16} {account.role.value:<15} {account.name_en:<28} {where} {' '.join(marks)}"
        )


def _first_password(username: str, *, given: bool) -> tuple[str, str]:
    if not given:
        made = secrets.token_urlsafe(12)
        return made, f" First password, to be changed at the first sign-in: {made}"
    password = sys.stdin.readline().rstrip("\r\n")
    try:
        passwords.check(password, username)
    except passwords.UnfitPassword as unfit:
        raise Fault(f"The password cannot be used: {WHY[unfit.why]}.") from None
    return password, ""


def _programmes(asked: Iterable[str]) -> frozenset[str]:
    known = {code for pack in packs().values() for code in pack.programmes}
    chosen: set[str] = set()
    for code in asked:
        found = set(packs()[code].programmes) if code in packs() else {code} & known
        if not found:
            raise Fault(f"There is no programme {code}. Known: {', '.join(sorted(known))}, or eg, sa.")
        chosen |= found
    return frozenset(chosen)


def _regions(asked: Iterable[str]) -> frozenset[str]:
    known = {code for pack in packs().values() for code in pack.regions}
    if strange := sorted(set(asked) - known):
        raise Fault(f"There is no region {', '.join(strange)}.")
    return frozenset(asked)


def _known(username: str, act: Callable[[str], None]) -> None:
    try:
        act(username)
    except NoSuchPerson:
        raise Fault(f"Nobody here has the user name {username}.") from None
