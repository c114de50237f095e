"""Complaints: those that wait, by deadline, and the form to take one down."""

import streamlit as st

from dashboard.desk import clock, records
from dashboard.forms.complaint_file import file_form
from dashboard.forms.complaints_address import read_address
from dashboard.forms.complaints_list import (
    complaint_table,
    list_choice,
    next_complaint_button,
    page_buttons,
    search_box,
)
from dashboard.forms.queue_table import office_day
from dashboard.forms.wishes import fulfil, tell_refusal
from dashboard.navigation import COMPLAINT
from dashboard.session import who
from data_access.queries.complaints import complaint_counts, complaint_list, find_complaints
from ui.text import gettext as _

viewer = who()
fulfil(viewer)
today = office_day(viewer, clock()())
asked = read_address(viewer)

title, find, onward = st.columns([2, 4, 1.5], vertical_alignment="center")
title.title(_("Complaints"))
with find:
    searched = search_box()
with onward:
    next_complaint_button(viewer)
tell_refusal("complaints")
if asked.odd:
    st.info(_("A part of this address was not understood and was left out."))
file_form(asked, viewer)
list_choice(asked, viewer, records().ask(complaint_counts, viewer=viewer, today=today))

page = None
if searched:
    rows = records().ask(find_complaints, viewer=viewer, text=searched)
    nothing = _("No complaint within your competence has this number.")
else:
    page = records().ask(
        complaint_list, viewer=viewer, view=asked.view, filters=asked.filters, today=today, at=asked.at
    )
    rows, nothing = page.rows, _("No complaint is on this list.")
answer = complaint_table(rows, today=today, key="complaints.table", caption=_("Complaints"), nothing=nothing)
if answer.opened:
    COMPLAINT.open(c=answer.opened)
if page is not None:
    page_buttons(page)
