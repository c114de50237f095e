"""Definitions: what every figure counts, from which records, and when a past one changes."""

import streamlit as st

from dashboard.session import who
from ui.components.definition_list import definitions_html, index_html, reach
from ui.definitions import definitions
from ui.text import gettext as _

who()
asked = st.query_params.get("figure", "")

st.title(_("Definitions"))
st.text(_("What every figure counts, from which records, and when a past one changes."))
if asked and asked not in definitions().figures:
    st.info(_("There is no such figure. All of them are below."))
st.html(index_html())
st.html(definitions_html(asked))
reach(asked, key="definitions.reach")
