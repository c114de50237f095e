"""The causes: why applications are rejected or sent back, where, whom it concerns, and what came of it."""

import streamlit as st

from dashboard.desk import clock, records
from dashboard.forms.as_of import as_of
from dashboard.forms.causes_address import read_address
from dashboard.forms.causes_cases import case_list
from dashboard.forms.causes_figures import figures
from dashboard.forms.causes_filters import chip_row, filter_rows, outcome_choice, view_choice
from dashboard.forms.causes_head import headline, rounding
from dashboard.forms.causes_words import Page
from dashboard.forms.figure import loading
from dashboard.forms.queue_table import office_day
from dashboard.session import who
from data_access.queries.causes import cases_behind, causes
from data_access.queries.overturned import overturned
from ui.text import gettext as _

viewer = who()
today = office_day(viewer, clock()())
asked = read_address(viewer, today)
back = records().look_back()

title, outcome, view = st.columns([3, 3, 3], vertical_alignment="center")
title.title(_("Causes"))
with outcome:
    outcome_choice(asked)
with view:
    view_choice(asked)
moment = st.container(key="causes.as_of")
if asked.odd:
    st.info(_("A part of this address was not understood and was left out."))
filter_rows(asked, viewer)
chip_row(asked, viewer)

with loading():
    page = Page(
        viewer=viewer,
        asked=asked,
        back=back,
        causes=back.shared(causes, viewer=viewer, filters=asked.filters).answer,
        overturned=back.shared(overturned, viewer=viewer, on=today).answer,
    )
headline(page)
rounding(page)
if asked.lists_cases:
    case_list(page, back.ask(cases_behind, viewer=viewer, filters=asked.filters, at=asked.at))
else:
    figures(page)
with moment:
    as_of(back, viewer)
