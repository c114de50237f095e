"""One complaint: what was said, the decision it is about, what happened, and the answer."""

import streamlit as st

from casework.complaints.tracking import canonical_tracking
from casework.errors import Refusal
from dashboard.desk import clock, records, told
from dashboard.forms.amend_form import amend_form
from dashboard.forms.case_work import Work
from dashboard.forms.complaint_about import (
    decision_complained_about,
    past_of_complaint,
    what_was_answered,
    what_was_said,
)
from dashboard.forms.complaint_answer import answer_form
from dashboard.forms.complaint_head import complaint_actions, complaint_bar
from dashboard.forms.complaint_work import ComplaintWork
from dashboard.forms.wishes import fulfil
from dashboard.navigation import COMPLAINTS
from dashboard.session import who
from data_access.queries.case import open_case
from data_access.queries.complaint import open_complaint
from ui.components.markup import literal
from ui.text import gettext as _

viewer = who()
fulfil(viewer)
asked = st.query_params.get("c", "")[:40]
tracking, complaint, case = canonical_tracking(asked), None, None
try:
    if tracking is not None:
        complaint = records().ask(open_complaint, viewer=viewer, tracking=tracking)
except Refusal as refusal:
    st.error(literal(told(refusal)))
if complaint is None:
    if tracking is None:
        st.info(_("Choose a complaint from the list."))
    if st.button(_("Back to the complaints"), key="complaint.back", type="tertiary"):
        COMPLAINTS.open()
    st.stop()
try:
    case = Work(
        case=records().ask(open_case, viewer=viewer, reference=complaint.reference),
        viewer=viewer,
        now=clock()(),
    )
except Refusal:
    case = None  # The complaint may be open to who may not open its case.

work = ComplaintWork(complaint=complaint, case=case, viewer=viewer, now=clock()())
complaint_bar(work)
complaint_actions(work)
said, about = st.columns([2, 3], gap="medium")
with said:
    what_was_said(work)
    what_was_answered(work)
    if work.mine:
        answer_form(work)
    past_of_complaint(work)
with about:
    decision_complained_about(work)
    if work.mine and case is not None:
        amend_form(case, page="complaint", complaint=complaint.tracking)
