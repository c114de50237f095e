"""My account: how I read, my password, my code app, where I am signed in."""

import streamlit as st

from dashboard.desk import directory, done
from dashboard.forms.own_sessions import own_sessions
from dashboard.forms.password import password_form
from dashboard.forms.second_factor import second_factor
from dashboard.frame import leave
from dashboard.session import SignedOut, standing
from ui.labels import programme_label, region_label, role_label
from ui.text import gettext as _

found = standing()
if found is None:
    raise SignedOut
account = found.account

st.title(_("My account"))
if "password" in found.must_set_up:
    st.warning(_("Choose a password of your own before you begin."))
elif found.must_set_up:
    st.warning(_("Set up a code app before you begin."))

reading, signing = st.columns(2, gap="large")
with reading:
    st.subheader(_("How I read"))
    DIGITS = {"latn": _("Latin digits: 123"), "arab": _("Arabic digits: ١٢٣")}
    digits = st.segmented_control(
        _("Digits in Arabic"),
        list(DIGITS),
        format_func=DIGITS.get,
        default=account.digits,
        key="account.digits",
        required=True,
    )
    if digits and digits != account.digits:
        directory().prefer(account.username, digits=digits)
        done(_("Remembered."))
    st.subheader(_("What I work on"))
    st.text(role_label(account.role))
    st.text(_(", ").join(programme_label(code) for code in sorted(account.programmes)) or _("No programmes"))
    st.text(_(", ").join(region_label(code) for code in sorted(account.regions)) or _("Every region"))
    own_sessions(found)
    st.button(_("Sign out"), key="account.sign_out", on_click=leave, args=(found,))

with signing:
    # One thing after the other: a new password ends the session in which the rest would be set up.
    if "password" not in found.must_set_up:
        second_factor(found)
    if password_form(account):
        done(_("Your password was changed. Sign in again with the new one."))
