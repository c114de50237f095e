"""Reviews: what is due, whom to reach before anything is stopped, and the batches' progress."""

import streamlit as st

from casework.permissions import Permission
from dashboard.desk import clock, records
from dashboard.forms.queue_table import office_day
from dashboard.forms.reviews_address import read_address
from dashboard.forms.reviews_batches import batch_form, batches_table
from dashboard.forms.reviews_list import review_filters, review_list
from dashboard.forms.wishes import fulfil
from dashboard.session import who
from data_access.queries.reviews import review_batches_open, reviews
from ui.text import gettext as _

viewer = who()
fulfil(viewer)
viewer = who()
today = office_day(viewer, clock()())
asked = read_address(viewer)

st.title(_("Periodic reviews"))
if asked.odd:
    st.info(_("A part of this address was not understood and was left out."))
review_filters(asked, viewer)
found = records().ask(
    reviews,
    viewer=viewer,
    view=asked.view,
    today=today,
    programme=asked.programme,
    finding=asked.finding,
    batch=asked.batch,
    after=asked.after,
)
review_list(found, asked, viewer, today)
if viewer.may(Permission.OPEN_REVIEW):
    st.subheader(_("Batches"))
    batches_table(records().ask(review_batches_open, viewer=viewer))
    batch_form(viewer, today)
