"""Check a printed answer: whether the office gave it, what it said then, and whether that is still so."""

import streamlit as st

from dashboard.forms.inquiry_check import check_form, check_result
from dashboard.navigation import INQUIRY
from dashboard.session import who
from ui.text import gettext as _

viewer = who()

st.title(_("Check a printed answer"))
st.caption(_("The check code stands at the foot of the paper: three groups of four characters and one more."))
if code := check_form():
    check_result(code, viewer)
if st.button(_("Back to the inquiry"), key="check.back", type="tertiary"):
    INQUIRY.open()
