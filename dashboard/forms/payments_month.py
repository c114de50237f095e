"""A month's payments: the choice of the month, its totals, and what came back or was stopped."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

import streamlit as st

from casework.actors import Staff
from casework.permissions import Permission
from dashboard.forms.narrowing import one_or_all
from dashboard.forms.payments_address import PaymentsAddress, follow, months_offered, moved, put
from dashboard.forms.reviews_address import entitlement_screen
from data_access.queries.payments import TROUBLED, MonthTotal, PaymentLines
from ui.components.linked_table import LinkedCell, LinkedTable, linked_table
from ui.components.work_table import Column, table_labels, work_table
from ui.dates import month, short_day
from ui.labels import programme_label, region_label
from ui.numerals import money, number
from ui.payment_words import STATES, cause_label, payment_chip, payment_state_label
from ui.text import gettext as _


def month_filters(asked: PaymentsAddress, viewer: Staff, today: date) -> None:
    """Which month, and of the list below which programme and state."""
    when, which, what = st.columns(3, vertical_alignment="bottom")
    with when:
        st.selectbox(
            _("Month"),
            months_offered(today, asked.month),
            format_func={one: month(one) for one in months_offered(today, asked.month)}.get,
            key=follow("month", asked.month),
            on_change=moved,
            args=("month",),
        )
    with which:
        one_or_all(
            _("Programme"),
            sorted(viewer.programmes),
            programme_label,
            name="programme",
            chosen=asked.programme,
            key=follow("programme", asked.programme),
            on_change=moved,
        )
    with what:
        one_or_all(
            _("What became of it"),
            list(TROUBLED),
            payment_state_label,
            name="state",
            chosen=asked.state,
            key=follow("state", asked.state),
            on_change=moved,
        )


def totals_table(totals: Sequence[MonthTotal], asked: PaymentsAddress) -> None:
    """Counts and sums by programme and state; what came back or was stopped leads to the list."""
    shown = [one for one in totals if asked.programme in {None, one.programme}]
    if not shown:
        st.caption(_("No payment of this month is on record."))
        return
    rows: list[list[LinkedCell]] = []
    for code in dict.fromkeys(one.programme for one in shown):
        mine = [one for one in shown if one.programme == code]
        rows.append([LinkedCell(text=programme_label(code)), *_cells(mine, asked), _all_of(mine)])
    heads = [(_("Programme"), ""), *((payment_state_label(state), "") for state in STATES), (_("All"), "")]
    caption = _("Payments of {month}").format(month=month(asked.month))
    st.html(linked_table(LinkedTable(caption=caption, heads=heads, rows=rows)))


def _cells(mine: Iterable[MonthTotal], asked: PaymentsAddress) -> list[LinkedCell]:
    by_state = {str(one.state): one for one in mine}
    return [_cell(by_state.get(state), state, asked) for state in STATES]


def _cell(one: MonthTotal | None, state: str, asked: PaymentsAddress) -> LinkedCell:
    if one is None:
        return LinkedCell(text=number(0))
    leads = f"/payments?month={asked.month:%Y-%m}&programme={one.programme}&state={state}"
    return LinkedCell(
        text=number(one.count), href=leads if state in TROUBLED else "", note=money(one.amount, one.currency)
    )


def _all_of(mine: Sequence[MonthTotal]) -> LinkedCell:
    amount = sum((one.amount for one in mine), Decimal())
    return LinkedCell(text=number(sum(one.count for one in mine)), note=money(amount, mine[0].currency))


def troubled_list(found: PaymentLines, asked: PaymentsAddress, viewer: Staff) -> None:
    """What came back or was stopped, each with its cause and, for those who may, a way into its case."""
    opens = viewer.may(Permission.OPEN_CASE)
    entitlement = entitlement_screen()
    columns = [
        Column(name="reference", title=_("Payment number"), kind="id", row_header=True),
        Column(name="state", title=_("State"), kind="chip"),
        Column(name="cause", title=_("Cause named")),
        *([Column(name="case", title=_("Case"), kind="id", href="link")] if opens else []),
        *([Column(name="name", title=_("Name"))] if opens else []),
        Column(name="amount", title=_("Amount of the payment"), kind="number"),
        Column(name="programme", title=_("Programme"), priority=2),
        Column(name="region", title=_("Region"), priority=3),
        Column(name="since", title=_("On"), priority=2),
    ]
    rows = [
        {
            "id": one.reference,
            "link": f"/{entitlement.path}?case={one.application}",
            "reference": one.reference,
            "state": payment_chip(one.state),
            "cause": cause_label(one.cause, one.programme) if one.cause else "",
            "case": one.application,
            "name": one.name,
            "amount": money(one.amount, one.currency),
            "programme": programme_label(one.programme),
            "region": region_label(one.region),
            "since": short_day(one.returned_on) if one.returned_on else "",
        }
        for one in found.lines
    ]
    answer = work_table(
        rows,
        columns,
        key="payments.list",
        caption=_("Payments that came back or were stopped"),
        opens=opens,
        labels=table_labels(nothing=_("No payment of this month came back or was stopped.")),
    )
    if answer.opened and opens:
        entitlement.open(case=answer.opened.partition("/")[0])
    with st.container(horizontal=True, key="payments.pages"):
        if asked.before is not None:
            st.button(_("The newest"), key="payments.newest", on_click=put)
        if found.older is not None:
            older = {"before": str(found.older)}
            st.button(_("Older ones"), key="payments.older", on_click=put, kwargs=older)
