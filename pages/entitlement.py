"""One entitlement: how much and why, the card, the months, a notice or a stop, what the rules say today."""

import streamlit as st

from casework.errors import Refusal
from dashboard.desk import clock, records, told
from dashboard.forms.case_work import Work
from dashboard.forms.entitlement_card import card
from dashboard.forms.entitlement_head import amount_with_its_parts, entitlement_bar, entitlement_ways
from dashboard.forms.entitlement_payments import months_paid, rules_today
from dashboard.forms.entitlement_stop import stopping
from dashboard.forms.entitlement_work import EntitlementWork
from dashboard.forms.wishes import fulfil, tell_refusal
from dashboard.navigation import CASE, QUEUE
from dashboard.session import who
from data_access.queries.case import open_case
from data_access.queries.entitlement import entitlement_of_case
from ui.components.markup import literal
from ui.text import gettext as _

viewer = who()
fulfil(viewer)
asked = st.query_params.get("case", "").strip().upper()[:24]
entitlement, case = None, None
try:
    if asked:
        entitlement = records().ask(entitlement_of_case, viewer=viewer, reference=asked)
        case = records().ask(open_case, viewer=viewer, reference=asked)
except Refusal as refusal:
    st.error(literal(told(refusal)))
if entitlement is None or case is None:
    tell_refusal()
    if case is not None:
        st.info(_("This case has no entitlement: one is opened by an approval."))
        if st.button(_("To the case"), key="entitlement.case", type="tertiary"):
            CASE.open(case=case.reference)
    elif not asked:
        st.info(_("Choose a case from the list."))
    if case is None and st.button(_("Back to the list"), key="entitlement.back", type="tertiary"):
        QUEUE.open()
    st.stop()

now = clock()()
work = EntitlementWork(
    entitlement=entitlement, case=Work(case=case, viewer=viewer, now=now), viewer=viewer, now=now
)
entitlement_bar(work)
entitlement_ways(work)
made_of, tended = st.columns([3, 2], gap="medium")
with made_of:
    amount_with_its_parts(work)
    months_paid(work)
with tended:
    stopping(work)
    card(work)
if case.removed_at is None:
    rules_today(work)
tell_refusal()
