"""The forms of the second factor: set up an app, new recovery codes, do without."""

from collections.abc import Callable
from datetime import datetime
from typing import Final, TypeVar

import segno
import streamlit as st

from casework.permissions import NEEDS_SECOND_FACTOR
from dashboard import office
from dashboard.attempts import begin_code, throttle, wait_text
from dashboard.session import address, forget, remember, remembered
from data_access.second_factor import SecondFactors, address_for_app, new_secret
from data_access.staff import Standing
from ui.numerals import number
from ui.text import gettext as _
from ui.text import ngettext

T = TypeVar("T")
SECRET: Final = "account.app_secret"  # noqa: S105 - where it is kept while the app is set up.
CODES: Final = "account.codes"
ISSUER: Final = "Mizan"


def second_factor(standing: Standing) -> None:
    """What a person does about their second factor on the account page."""
    st.subheader(_("Code app"))
    if codes := remembered(CODES, ()):
        _show_codes(codes)
    elif remembered(SECRET, ""):
        _set_up(standing)
    elif standing.account.second_factor:
        _have_one(standing)
    else:
        _have_none(standing)


def _have_none(standing: Standing) -> None:
    told = (
        _("Your role asks for a second factor: a code from an app on your telephone at every sign-in.")
        if standing.account.role in NEEDS_SECOND_FACTOR
        else _("A code from an app on your telephone keeps others out even when they learn your password.")
    )
    st.text(told)
    st.button(_("Set up a code app"), key="account.app_begin", on_click=_begin)


def _have_one(standing: Standing) -> None:
    left = office.second_factors().codes_left(standing.account.username)
    told = ngettext(
        "A code app is set up. {n} recovery code is left.",
        "A code app is set up. {n} recovery codes are left.",
        left,
    )
    st.text(told.format(n=number(left)))
    st.button(_("Set up another app"), key="account.app_begin", on_click=_begin)
    with st.form("account.second", border=False, clear_on_submit=True):
        code = _code_field(_("Present code, or a recovery code"), "account.code")
        with st.container(horizontal=True):
            renew = st.form_submit_button(_("New recovery codes"), key="account.renew_codes")
            off = standing.account.role not in NEEDS_SECOND_FACTOR and st.form_submit_button(
                _("Do without the app"), key="account.app_off"
            )
    if renew:
        _renew(standing, code)
    elif off:
        _turn_off(standing, code)


def _set_up(standing: Standing) -> None:
    secret = remembered(SECRET, "")
    st.text(_("1. Scan this picture with a code app, or type the key into it."))
    _picture(secret, standing.account.username)
    st.text(_("2. Write the six digits that the app shows now."))
    with st.form("account.app", border=False):
        code = _code_field(_("Code from the new app"), "account.app_code")
        present = (
            _code_field(_("Code from the present app, or a recovery code"), "account.app_present")
            if standing.account.second_factor
            else ""
        )
        sent = st.form_submit_button(_("Confirm"), key="account.app_confirm", type="primary")
    st.button(_("Not now"), key="account.app_not_now", type="tertiary", on_click=forget, args=(SECRET,))
    if sent:
        _confirm(standing, secret, code, present)


def _confirm(standing: Standing, secret: str, code: str, present: str) -> None:
    codes = _counted(
        standing,
        lambda factors, username, now: factors.set_up(
            username, secret, code, now, keep=standing.handle, present=present
        ),
    )
    if codes:
        forget(SECRET)
        _tell(codes)


def _renew(standing: Standing, code: str) -> None:
    if codes := _counted(standing, lambda factors, username, now: factors.renew_codes(username, code, now)):
        _tell(codes)


def _turn_off(standing: Standing, code: str) -> None:
    if _counted(standing, lambda factors, username, now: factors.turn_off(username, code, now)):
        remember("shell.done", _("Your password alone opens your desk again."))
        st.rerun()


def _counted(standing: Standing, act: Callable[[SecondFactors, str, datetime], T | None]) -> T | None:
    """Do what needs a right code; wrong ones are counted like those of the front door, and told."""
    username = standing.account.username
    attempt = begin_code(username, address())
    if attempt.wait:
        st.error(wait_text(attempt.wait))
        return None
    if done := act(office.second_factors(), username, office.now()):
        throttle().forgive(attempt)
        return done
    st.error(_("This code is not right, or was used already. Wait for the next one and try again."))
    return None


def _tell(codes: tuple[str, ...]) -> None:
    remember(CODES, codes)
    st.rerun()


def _show_codes(codes: tuple[str, ...]) -> None:
    st.success(_("Your code app is set up."))
    st.text(
        _(
            "Keep these recovery codes on paper, away from your telephone. Each opens your desk once when "
            "the telephone is lost. They are shown only now."
        )
    )
    rows = "".join(f"<li><bdi class='mizan-id'>{code}</bdi></li>" for code in codes)
    st.html(f"<ol class='mizan-codes'>{rows}</ol>")
    st.button(_("I have kept them"), key="account.codes_kept", type="primary", on_click=forget, args=(CODES,))


def _picture(secret: str, username: str) -> None:
    """The address for the app as a picture of our own drawing, and the key in groups of four."""
    drawn = segno.make(address_for_app(secret, username, ISSUER), error="m")
    groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    picture = drawn.svg_data_uri(scale=4, border=4, light="white")
    st.html(
        f'<img class="mizan-qr" src="{picture}" width="196" height="196" alt="">'
        f'<p><bdi class="mizan-id">{groups}</bdi></p>'
    )


def _code_field(label: str, key: str) -> str:
    return st.text_input(label, key=key, max_chars=32, autocomplete="one-time-code")


def _begin() -> None:
    remember(SECRET, new_secret())
