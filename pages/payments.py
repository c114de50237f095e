"""Payments: a month's totals, what came back or was stopped, and the results the paying agency sends."""

import streamlit as st

from casework.permissions import Permission
from dashboard.desk import clock, done, explaining, records
from dashboard.forms.intake_tables import zone_of
from dashboard.forms.payments_address import read_address
from dashboard.forms.payments_month import month_filters, totals_table, troubled_list
from dashboard.forms.payments_upload import (
    Told,
    Uploaded,
    files_table,
    foreseen,
    keep_foreseen,
    keep_result,
    progress_bar,
    show_foreseen,
    show_result,
    told_of,
    upload_form,
)
from dashboard.forms.queue_table import office_day
from dashboard.session import who
from data_access.queries.payments import month_totals, results_files, troubled_payments
from operations.intake.source import FileRefused
from operations.payments.intake import keep_file, read_results, rejects_csv, take_in
from ui.components.markup import literal
from ui.payment_words import results_file_refused
from ui.text import gettext as _


def understood(uploaded: Uploaded) -> Told | None:
    """What would become of the file, or None after saying why it cannot be read."""
    told = foreseen(uploaded)
    if told is None:
        try:
            taken = take_in(read_results(uploaded.content, uploaded.name), records(), by=viewer, dry_run=True)
        except FileRefused as refused:
            st.error(literal(results_file_refused(refused.kind, refused.facts)))
            return None
        told = told_of(taken, rejects_csv(taken))
        keep_foreseen(told)
    return told


viewer = who()
today = office_day(viewer, clock()())
asked = read_address(viewer, today)

st.title(_("Payments"))
if asked.odd:
    st.info(_("A part of this address was not understood and was left out."))
month_filters(asked, viewer, today)
totals_table(records().ask(month_totals, viewer=viewer, month=asked.month), asked)
st.subheader(_("Came back or stopped"))
narrowed = {"programme": asked.programme, "state": asked.state, "before": asked.before}
found = records().ask(troubled_payments, viewer=viewer, month=asked.month, **narrowed)
troubled_list(found, asked, viewer)

st.subheader(_("Results of the paying agency"))
uploaded = upload_form() if viewer.may(Permission.RECORD_PAYMENTS) else None
told = understood(uploaded) if uploaded else None
if uploaded and told and show_foreseen(told):
    with explaining(), progress_bar(told.account["read"]) as tell:
        taken = take_in(read_results(uploaded.content, uploaded.name), records(), by=viewer, progress=tell)
        keep_file(taken, records(), by=viewer)
        keep_result(told_of(taken, rejects_csv(taken)))
        done(_("The results were taken in."))
show_result()
files_table(records().ask(results_files, viewer=viewer), zone_of(viewer))
