"""My account: how I read, my password, where I am signed in."""

import streamlit as st

from dashboard.desk import clock, directory, done
from dashboard.forms.password import password_form
from dashboard.frame import leave
from dashboard.session import SignedOut, standing
from ui.dates import moment
from ui.labels import programme_label, region_label, role_label
from ui.text import gettext as _

found = standing()
if found is None:
    raise SignedOut
account, now = found.account, clock()

st.title(_("My account"))
if account.must_change_password:
    st.warning(_("Choose a password of your own before you begin."))

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

with signing:
    if password := password_form(account):
        directory().set_password(account.username, password, must_change=False, now=now())
        done(_("Your password was changed. Sign in again with the new one."))
    st.subheader(_("Where I am signed in"))
    for session in directory().open_sessions(account.username, now()):
        here = (
            _("this browser") if session.handle == found.handle else session.address or _("unknown address")
        )
        st.text(f"{moment(session.opened_at, 'Africa/Cairo')} · {here}")
    if st.button(_("Sign out everywhere else"), key="account.end_others"):
        directory().end_others(account.username, found.handle, now())
        done(_("Every other session has ended."))
    st.button(_("Sign out"), key="account.sign_out", on_click=leave, args=(found,))
