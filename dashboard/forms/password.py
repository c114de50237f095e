"""The form by which a person changes their own password."""

from typing import Final

import streamlit as st

from dashboard import office, passwords
from dashboard.attempts import try_password, wait_text
from dashboard.session import address
from data_access.staff import Account, ProofLapsed
from ui.text import N_
from ui.text import gettext as _

UNFIT: Final = {
    "demo": N_("This is the demo password, which everybody knows. Choose another."),
    "short": N_("The new password needs at least {shortest} characters."),
    "long": N_("The new password may have at most {longest} characters."),
    "plain": N_("The new password is too plain. Mix more characters, and no space at its ends."),
    "name": N_("The new password must not contain the user name."),
    "unchanged": N_("The new password is the old one."),
    "unequal": N_("The two new passwords differ."),
    "wrong": N_("The present password is not right."),
    "common": N_(
        "The new password is one of those that are tried first: a common word with a number, a row of keys, "
        "a repetition or a date. Four or five words of your own are better."
    ),
    "odd": N_("The new password holds a character that cannot be typed everywhere."),
}


def password_form(account: Account) -> bool:
    """Ask for the old and the new password; whether the new one was taken, which ended every session."""
    with st.form("account.password", border=False, clear_on_submit=True):
        st.subheader(_("Change my password"))
        old = st.text_input(
            _("Present password"), type="password", key="account.old", autocomplete="current-password"
        )
        new = st.text_input(
            _("New password"),
            type="password",
            key="account.new",
            autocomplete="new-password",
            help=_(
                "At least {shortest} characters. Several words, in Arabic or any other script, are easier to "
                "keep in mind and harder to guess."
            ).format(shortest=passwords.SHORTEST),
        )
        again = st.text_input(
            _("New password, again"), type="password", key="account.again", autocomplete="new-password"
        )
        if not st.form_submit_button(_("Change it"), key="account.change"):
            return False
    fault = _fault(new, old, again, account) or _change(account, old, new)
    if fault:
        st.error(fault)
    return not fault


def unfit_text(why: str) -> str:
    """What is wrong with a password, in the reader's language."""
    return _(UNFIT[why]).format(shortest=passwords.SHORTEST, longest=passwords.LONGEST)


def _fault(new: str, old: str, again: str, account: Account) -> str:
    """What stands against the new password by itself; "" for nothing."""
    if new != again:
        return unfit_text("unequal")
    if passwords.normal(new) == passwords.normal(old):
        return unfit_text("unchanged")
    try:
        passwords.check(new, account.username, names=(account.name_ar, account.name_en))
    except passwords.UnfitPassword as unfit:
        return unfit_text(unfit.why)
    return ""


def _change(account: Account, old: str, new: str) -> str:
    """Try the present password, which is counted like every attempt, and put the new one in its place."""
    tried = try_password(account.username, old, address())
    if tried.outcome == "throttled":
        return wait_text(tried.wait)
    if tried.outcome != "right":
        return unfit_text("wrong")
    try:
        office.directory().choose_password(
            account.username, tried.proven, passwords.hashed(new), office.now()
        )
    except ProofLapsed:
        return unfit_text("wrong")
    return ""
