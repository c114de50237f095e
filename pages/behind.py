"""The list behind a figure of the office: which cases it counts."""

import streamlit as st

from dashboard.desk import clock, records
from dashboard.forms.as_of import as_of
from dashboard.forms.behind_address import read_behind
from dashboard.forms.behind_table import case_list, head, page_buttons
from dashboard.forms.figure import loading
from dashboard.forms.office_words import figure_words
from dashboard.forms.queue_table import office_day
from dashboard.navigation import CASE, OFFICE
from dashboard.session import who
from data_access.queries.behind import behind
from ui.text import gettext as _

viewer = who()
asked = read_behind(viewer, office_day(viewer, clock()()))

if asked.figure is None:
    st.title(_("List behind a figure"))
    st.info(_("This address names no figure. Choose a number on the page “Office”."))
    if st.button(_("To the office"), key="behind.office"):
        OFFICE.open()
    st.stop()

st.title(figure_words(asked.figure))
if asked.odd:
    st.info(_("A part of this address was not understood and was left out."))
back = records().look_back()
with loading():
    page = back.ask(
        behind, viewer=viewer, figure=asked.figure, asked=asked.asked, period=asked.period, at=asked.at
    )
head(asked.figure, asked, page)
answer = case_list(asked.figure, page)
if answer.opened:
    CASE.open(case=answer.opened.partition("#")[0])
page_buttons(page)
as_of(back, viewer)
