"""The complaints about a case, the way to take one down, and data amended once it is decided."""

import streamlit as st

from casework.permissions import Permission
from casework.use_cases.amend import DECIDED
from dashboard.desk import records
from dashboard.forms.amend_form import amend_form
from dashboard.forms.case_work import Work
from dashboard.forms.complaints_list import complaint_table
from dashboard.navigation import COMPLAINT, COMPLAINTS
from data_access.queries.complaints import complaints_of
from ui.text import gettext as _


def case_complaints(work: Work) -> None:
    """Complaints about this case, and what may be done beside a decision."""
    viewer = work.viewer
    if viewer.may(Permission.SEE_COMPLAINTS):
        # Nearly no case has one, and the question is the dearest of a case's page.
        about = work.case.complained
        rows = records().ask(complaints_of, viewer=viewer, reference=work.case.reference) if about else ()
        if rows:
            st.subheader(_("Complaints"))
            answer = complaint_table(
                rows, today=work.today, key="case.complaints", caption=_("Complaints about this case")
            )
            if answer.opened:
                COMPLAINT.open(c=answer.opened)
        if st.button(_("Take down a complaint"), key="case.file_complaint", type="tertiary"):
            COMPLAINTS.open(file=work.case.reference)
    if work.mine or work.stage in DECIDED:
        amend_form(work, page="case")
