"""The months of an entitlement, and what the rules say of it today."""

import streamlit as st

from casework.entitlements.lifecycle import PaymentState
from dashboard.forms.case_checks import checks_html
from dashboard.forms.entitlement_work import EntitlementWork
from data_access.queries.entitlement import MONTHS_SHOWN, MonthPaid
from ui.components.markup import chip_html, facts_html, text_html
from ui.components.work_table import Cell, Column, table_labels, work_table
from ui.dates import day, month, short_day
from ui.message_words import title_of_reason
from ui.numerals import money, number
from ui.payment_words import cause_label, finding_chip, payment_chip
from ui.text import gettext as _
from ui.text import listed


def months_paid(work: EntitlementWork) -> None:
    """The last months: how much, when, where it stands and why."""
    st.subheader(_("Payments"))
    one = work.entitlement
    if not one.payments:
        first = _("No month is scheduled yet; the first that is paid for is {month}.")
        st.caption(first.format(month=month(one.paid_from)))
        return
    troubled = any(paid.cause for paid in one.payments)
    cause = [Column(name="cause", title=_("Cause"))] if troubled else []
    work_table(
        [_month(paid, one.programme) for paid in one.payments],
        (
            Column(name="month", title=_("Month"), kind="short", row_header=True),
            Column(name="amount", title=_("Amount"), kind="number"),
            Column(name="state", title=_("State"), kind="chip"),
            *cause,
            Column(name="day", title=_("Day"), kind="short", priority=2),
            Column(name="number", title=_("Payment number"), kind="id", priority=3),
        ),
        key="entitlement.payments",
        caption=_("Payments of the last {n} months").format(n=number(MONTHS_SHOWN)),
        labels=table_labels(),
    )


def rules_today(work: EntitlementWork) -> None:
    """What the rules find in the facts on record, today; and what the last reading on record found."""
    one = work.entitlement
    st.subheader(_("What the rules say today"))
    pairs = [(_("Last reading on record"), chip_html(finding_chip(one.finding)))]
    if one.checked_on is not None:
        pairs.append((_("Read on"), text_html(day(one.checked_on))))
    if one.failing:
        pairs.append((_("Because of"), text_html(listed([title_of_reason(code) for code in one.failing]))))
    st.html(facts_html(pairs))
    st.caption(_("The rules only propose. Nothing stops before a person gives notice and its day has come."))
    st.html(checks_html(work.case, work.verdicts))


def _month(paid: MonthPaid, programme: str) -> dict[str, Cell]:
    return {
        "id": paid.reference,
        "month": month(paid.period),
        "amount": money(paid.amount, paid.currency),
        "state": payment_chip(paid.state),
        # What was stopped has no day.
        "day": None if paid.state is PaymentState.STOPPED else short_day(paid.paid_on or paid.pay_on),
        "cause": cause_label(paid.cause, programme) if paid.cause else "",
        "number": paid.reference,
    }
