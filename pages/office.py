"""The office: how much came and was decided, what waits and for how long, how good it was, where."""

import streamlit as st

from dashboard.desk import clock, records
from dashboard.forms.as_of import as_of
from dashboard.forms.figure import loading
from dashboard.forms.office_address import read_address
from dashboard.forms.office_backlog import ages, states
from dashboard.forms.office_course import course, unfinished
from dashboard.forms.office_filters import filter_rows
from dashboard.forms.office_followed import followed
from dashboard.forms.office_numbers import key_numbers
from dashboard.forms.office_outlook import outlook
from dashboard.forms.office_page import OfficePage
from dashboard.forms.office_places import side_by_side
from dashboard.forms.office_quality import checks, papers
from dashboard.forms.office_results import final_days, first_days, outcomes, requests
from dashboard.forms.queue_table import office_day
from dashboard.session import who
from data_access.queries.office_figures import office_figures
from ui.numerals import numbering, writing
from ui.text import gettext as _
from ui.text import language, speaking

viewer = who()
today = office_day(viewer, clock()())
asked = read_address(viewer, today)
back = records().look_back()

st.title(_("Office"))
moment = st.container(key="office.as_of")
if asked.odd:
    st.info(_("A part of this address was not understood and was left out."))
filter_rows(asked, viewer)
with loading():
    figures = back.shared(office_figures, viewer=viewer, asked=asked.asked, period=asked.period)
page = OfficePage(viewer=viewer, asked=asked, back=back, reading=figures)

# Thousands of numbers are worded here: the reader's language is asked for once.
with speaking(language()), writing(numbering()):
    key_numbers(page)
    for pair in (
        (course, unfinished),
        (states, ages),
        (first_days, final_days),
        (outcomes, papers),
        (requests, checks),
    ):
        for place, show in zip(st.columns(2, gap="large"), pair, strict=True):
            with place:
                show(page)
    outlook(back, viewer, asked.asked, today=today, until=None if asked.is_now else asked.period.until)
    followed(page)
    side_by_side(page)
    with moment:
        as_of(back, viewer)
