"""Looks into cases: who opened papers or masked values of cases that were not in their hands."""

import streamlit as st

from casework.statistics.periods import Period
from dashboard.desk import clock, records
from dashboard.forms.looks_address import USUAL, read_address
from dashboard.forms.looks_list import looks_counts, looks_filters, looks_list
from dashboard.forms.queue_table import office_day
from dashboard.session import who
from data_access.queries.looks import looks, looks_by_person
from ui.text import gettext as _

viewer = who()
today = office_day(viewer, clock()())
asked = read_address(today)

st.title(_("Looks into cases"))
if asked.odd:
    st.info(_("A part of this address was not understood and was left out."))
st.caption(
    _(
        "Every paper and masked value that was opened, and every inquiry that was answered, while the case "
        "was in other hands or in none. Second checks, help and the counter are usual reasons; the list "
        "asks, it does not judge. No value is shown here."
    )
)
counts = records().ask(looks_by_person, viewer=viewer, period=Period.ending(today, USUAL))
looks_filters(asked, list(counts), today)
page = records().ask(looks, viewer=viewer, period=asked.period, by=asked.person, at=asked.at)
listed, counted = st.columns([3, 1], gap="large")
with listed:
    looks_list(page)
with counted:
    looks_counts(counts, USUAL)
