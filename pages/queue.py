"""The queue: which cases wait, most urgent first, and the way to the next one."""

import streamlit as st

from casework.permissions import Permission
from dashboard.desk import clock, records
from dashboard.forms.next_case import next_case_button
from dashboard.forms.queue_address import keep_address, read_address, views_of
from dashboard.forms.queue_filters import filter_row, list_choice, list_label, search_box
from dashboard.forms.queue_table import case_table, claim_selected, office_day, page_buttons, why_nothing
from dashboard.forms.reassign_many import reassign_many, reassign_results
from dashboard.forms.wishes import fulfil, tell_refusal
from dashboard.navigation import CASE
from dashboard.session import who
from data_access.queries.caseworker import QueueView, assignees, queue, queue_counts, search
from ui.text import gettext as _

viewer = who()
fulfil(viewer)
today = office_day(viewer, clock()())
asked = read_address(viewer)
keep_address()

title, find, onward = st.columns([2, 4, 1.3], vertical_alignment="center")
title.title(_("Cases"))
with find:
    searched = search_box()
with onward:
    next_case_button(viewer, "queue.next")
tell_refusal()
reassign_results(viewer, key="queue.reassign")
if asked.odd:
    st.info(_("A part of this address was not understood and was left out."))

counts = records().ask(queue_counts, viewer=viewer, filters=asked.filters, today=today)
list_choice(asked, views_of(viewer), counts)
team = records().ask(assignees, viewer=viewer) if viewer.may(Permission.SEE_TEAM) else ()
filter_row(asked, viewer, team)

page = None
if searched:
    rows = records().ask(search, viewer=viewer, text=searched, today=today)
    caption = _("Found")
else:
    page = records().ask(
        queue, viewer=viewer, view=asked.view, filters=asked.filters, today=today, at=asked.at
    )
    rows, caption = page.rows, list_label(asked.view)
answer = case_table(
    rows,
    viewer,
    today=today,
    caption=caption,
    nothing=why_nothing(asked, searched),
    to_check=not searched and asked.view is QueueView.CHECKING,
)
if answer.opened:
    CASE.open(case=answer.opened)
claim_selected(rows, answer.selected, viewer)
reassign_many(answer.selected, viewer, key="queue.reassign")
if page is not None:
    page_buttons(page)
