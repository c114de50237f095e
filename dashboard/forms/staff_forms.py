"""What an administrator changes about an account: each in a box that says what will happen."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from casework.actors import Staff
from casework.permissions import Role
from casework.personnel import LONGEST_SSO_NAME
from casework.use_cases.staff import (
    ChangeCompetenceOf,
    ChangeRole,
    Disable,
    Enable,
    ResetPassword,
    ResetSecondFactor,
    SetSsoName,
    change_competence_of,
    change_role,
    disable,
    enable,
    reset_password,
    reset_second_factor,
    set_sso_name,
)
from dashboard import passwords
from dashboard.forms.staff_passwords import drop_password, kept_password, take_to_tell
from dashboard.forms.staff_take_on import competence_fields
from dashboard.forms.wishes import Wish, kept_command, tell_refusal, wish
from dashboard.session import forget, remember, remembered
from data_access.queries.staff import StaffPerson
from ui.labels import role_label
from ui.numerals import number
from ui.staff_refusals import field_name
from ui.text import gettext as _
from ui.text import ngettext


def account_forms(person: StaffPerson, viewer: Staff) -> None:
    """The boxes; of one's own account only what one works on, the rest is another administrator's."""
    # Under a new key a box is closed again, and shows what is on record now: what was sent is done.
    done, own = remembered("staff.changed", 0), person.row.username == viewer.username
    if own:
        st.info(
            _(
                "This is your own account: your password is on “My account”, "
                "the rest another administrator changes."
            )
        )
    boxes: list[tuple[str, str, Callable[[StaffPerson, int], None]]] = [
        ("competence", _("Programmes and regions"), _competence)
    ]
    if not own:
        boxes += [
            ("role", _("Role"), _role),
            ("sso", _("Single sign-on"), _sso),
            ("password", _("Password"), _password),
            ("factor", _("Second factor"), _factor),
            ("access", _("Access"), _access),
        ]
    with st.container(key="staff.forms", horizontal=True):
        for name, title, form in boxes:
            with st.popover(title, key=f"staff.{name}_box{done}"):
                form(person, done)
                tell_refusal(f"staff.{name}")


def _competence(person: StaffPerson, done: int) -> None:
    has = person.row.staff
    keys = [f"staff.{name}.{has.username}.{done}" for name in ("programmes", "regions")]
    competence_fields(*keys, tuple(sorted(has.programmes)), tuple(sorted(has.regions)))
    st.caption(
        _("No region chosen means every region. Cases in hand outside the choice go back to the queue.")
    )

    def command(**same: Any) -> ChangeCompetenceOf:
        chosen, within = (frozenset[str](remembered(key, ())) for key in keys)
        return ChangeCompetenceOf(**same, programmes=chosen, regions=within)

    _send("competence", _("Change the work"), person, change_competence_of, command)


def _role(person: StaffPerson, done: int) -> None:
    key = f"staff.role_of.{person.row.username}.{done}"
    st.selectbox(
        _("Role"),
        [str(role) for role in Role],
        index=[str(role) for role in Role].index(person.row.staff.role),
        format_func={str(role): role_label(role) for role in Role}.get,
        key=key,
    )
    st.caption(_signed_out())
    st.caption(_("Cases in hand go back to the queue where the new role decides none."))
    _send(
        "role",
        _("Give this role"),
        person,
        change_role,
        lambda **same: ChangeRole(**same, role=Role(remembered(key, person.row.staff.role))),
    )


def _sso(person: StaffPerson, done: int) -> None:
    key = f"staff.sso_name.{person.row.username}.{done}"
    st.text_input(
        field_name("sso_name"), value=person.row.sso_name or "", key=key, max_chars=LONGEST_SSO_NAME
    )
    st.caption(_("As the provider names the person; empty means no single sign-on."))
    st.caption(_signed_out())
    _send(
        "sso",
        _("Set this name"),
        person,
        set_sso_name,
        lambda **same: SetSsoName(**same, sso_name=str(remembered(key, "") or "")),
    )


def _password(person: StaffPerson, _done: int) -> None:
    st.caption(_("A new password is made and shown to you once. It must be changed at the next sign-in."))
    st.caption(_signed_out())
    kept = _kept("password", person)
    _send(
        "password",
        _("Make a new password"),
        person,
        reset_password,
        lambda **same: ResetPassword(**same, password_hash=passwords.hashed(kept_password(kept))),
        then=lambda: take_to_tell(kept, person.row.username),
        otherwise=lambda: drop_password(kept),
    )


def _factor(person: StaffPerson, _done: int) -> None:
    st.caption(_("For somebody who lost their telephone and recovery codes. Make sure who asks."))
    st.caption(_("The person sets up a new second factor at the next sign-in."))
    st.caption(_signed_out())
    _send(
        "factor",
        _("Reset the second factor"),
        person,
        reset_second_factor,
        ResetSecondFactor,
    )


def _access(person: StaffPerson, _done: int) -> None:
    if person.row.disabled_at is not None:
        st.caption(_("The person can come in again with the password they had."))
        _send("access", _("Let in again"), person, enable, Enable)
        return
    st.caption(
        _("The person is kept out from this moment, in every open tab. What they did stays on record.")
    )
    if person.in_hand:
        said = ngettext(
            "{n} case in hand goes back to the queue.",
            "{n} cases in hand go back to the queue.",
            person.in_hand,
        )
        st.warning(said.format(n=number(person.in_hand)))
    _send("access", _("Disable this account"), person, disable, Disable)


def _send(
    name: str,
    label: str,
    person: StaffPerson,
    use_case: Callable[..., Any],
    command: Callable[..., Any],
    *,
    then: Callable[[], None] = lambda: None,
    otherwise: Callable[[], None] = lambda: None,
) -> None:
    """The button of a box; the command names the version of the account that was on the screen."""
    kept, username, seen = _kept(name, person), person.row.username, person.row.version

    def finished(_result: object) -> None:
        then()
        forget(kept)
        remember("staff.changed", remembered("staff.changed", 0) + 1)
        st.toast(_("Changed. It holds from the next click."))

    def refused() -> None:
        otherwise()
        forget(kept)

    def asked() -> Wish:
        same = {"username": username, "seen": seen, "command_id": kept_command(kept)}
        return Wish(
            place=f"staff.{name}",
            use_case=use_case,
            command=command(**same),
            then=finished,
            otherwise=refused,
        )

    st.button(label, key=f"staff.{name}_send", type="primary", on_click=lambda: wish(asked()))


def _kept(name: str, person: StaffPerson) -> str:
    return f"wish.staff.{name}.{person.row.username}"


def _signed_out() -> str:
    return _("The person is signed out everywhere and signs in anew.")
