"""Staff: who works here and can come in, or one person's account with the ways to change it."""

import streamlit as st

from dashboard.desk import explaining
from dashboard.forms.staff_address import read_address
from dashboard.forms.staff_list import staff_list
from dashboard.forms.staff_person import staff_person
from dashboard.forms.wishes import fulfil
from dashboard.session import who
from ui.text import gettext as _

fulfil(who())
viewer = who()
asked = read_address()

st.title(_("Staff"))
if asked.odd:
    st.info(_("A part of this address was not understood and was left out."))
with explaining():
    if asked.member:
        staff_person(asked.member, viewer)
    else:
        staff_list(asked, viewer)
