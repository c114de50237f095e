"""Inquiry: what the office answers to somebody at the counter or on the telephone who asks about a case."""

import streamlit as st

from dashboard.forms.inquiry_answer import given_answer
from dashboard.forms.inquiry_form import inquiry_form
from dashboard.forms.wishes import fulfil
from dashboard.navigation import CHECK
from dashboard.session import who
from ui.text import gettext as _

fulfil(who())
viewer = who()

st.title(_("Inquiry"))
inquiry_form()
given_answer(viewer)
if st.button(_("Check a printed answer"), key="inquiry.check", type="tertiary"):
    CHECK.open()
