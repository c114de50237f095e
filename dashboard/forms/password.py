"""The form by which a person changes their own password."""

from typing import Final

import streamlit as st

from dashboard import passwords
from dashboard.sign_in import password_fits
from data_access.staff import Account
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
    "throttled": N_("Too many attempts. Wait five minutes, then try again."),
}


def password_form(account: Account) -> str | None:
    """Ask for the old and the new password; the new one's hash when it may be used."""
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
            help=_("At least {shortest} characters.").format(shortest=passwords.SHORTEST),
        )
        again = st.text_input(
            _("New password, again"), type="password", key="account.again", autocomplete="new-password"
        )
        if not st.form_submit_button(_("Change it"), key="account.change"):
            return None
    fault = _fault(account, old, new, again)
    if fault is None:
        return passwords.hashed(new)
    st.error(unfit_text(fault))
    return None


def unfit_text(why: str) -> str:
    """What is wrong with a password, in the reader's language."""
    return _(UNFIT[why]).format(shortest=passwords.SHORTEST, longest=passwords.LONGEST)


def _fault(account: Account, old: str, new: str, again: str) -> str | None:
    if new != again:
        return "unequal"
    if new == old:
        return "unchanged"
    try:
        passwords.check(new, account.username)
    except passwords.UnfitPassword as unfit:
        return unfit.why
    tried = password_fits(account.username, old, "")
    return None if tried == "right" else tried
