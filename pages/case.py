"""One case: what was claimed beside the paper that should prove it, the checks, the decision."""

import streamlit as st

from casework.errors import Refusal
from dashboard.desk import clock, records, told
from dashboard.forms.case_checks import checks_html
from dashboard.forms.case_complaints import case_complaints
from dashboard.forms.case_decision import decision_form, lost_words
from dashboard.forms.case_head import case_actions, identity_bar, masked_values, way_back
from dashboard.forms.case_papers import papers_beside_facts
from dashboard.forms.case_past import decision_on_record, notes, related, removed_case
from dashboard.forms.case_second_check import check_form
from dashboard.forms.case_timeline import folded_timeline
from dashboard.forms.case_work import Work
from dashboard.forms.entitlement_block import case_entitlement
from dashboard.forms.wishes import fulfil, tell_refusal
from dashboard.navigation import CASE
from dashboard.session import remember, who
from data_access.queries.case import open_case
from ui.components.markup import literal, section_html
from ui.text import gettext as _

viewer = who()
fulfil(viewer)
case, asked = None, st.query_params.get("case", "").strip().upper()[:24]
try:
    case = records().ask(open_case, viewer=viewer, reference=asked) if asked else None
except Refusal as refusal:
    st.error(literal(told(refusal)))
if case is None:
    if not asked:
        st.info(_("Choose a case from the list."))
    tell_refusal()
    way_back()
    st.stop()
work = Work(case=case, viewer=viewer, now=clock()())
remember("case.last", case.reference)
identity_bar(work)
if case.removed_at is not None:
    removed_case(work)
    st.stop()
masked_values(work)
case_actions(work)
decision_on_record(work)
lost_words(work)
case_entitlement(work)
papers_beside_facts(work)
weighed, decided = st.columns([2, 3], gap="medium")
with weighed:
    st.html(section_html(_("Checks"), checks_html(work)))
with decided:
    if work.mine:
        st.subheader(_("Decision"))
        decision_form(work)
    elif work.checking:
        st.subheader(_("Second check"))
        check_form(work)
    st.subheader(_("Notes"))
    notes(work)

case_complaints(work)
others, past = st.columns([3, 2], gap="medium")
with others:
    if opened := related(work):
        CASE.open(case=opened)
with past:
    folded_timeline(work)
tell_refusal()
