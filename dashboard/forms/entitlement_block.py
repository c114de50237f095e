"""The entitlement of an approved case, on the page of the case."""

import streamlit as st

from casework.entitlements.lifecycle import PaymentState
from casework.permissions import Permission
from dashboard.desk import records
from dashboard.forms.case_work import Work
from dashboard.navigation import ENTITLEMENT
from data_access.queries.entitlement import EntitlementView, entitlement_of_case
from ui.components.markup import bar_html, chip_html, text_html
from ui.dates import day, month
from ui.entitlement_words import card_chip, entitlement_chip
from ui.numerals import money
from ui.payment_words import payment_chip
from ui.text import gettext as _


def case_entitlement(work: Work) -> None:
    """How much, where it stands, the card, the newest payment; and the way to its page."""
    if not work.viewer.may(Permission.SEE_ENTITLEMENTS) or not work.case.decisions:
        return
    one = records().ask(entitlement_of_case, viewer=work.viewer, reference=work.case.reference)
    if one is None:
        return
    st.subheader(_("Entitlement"))
    pairs = [
        (_("State"), chip_html(entitlement_chip(one.state))),
        (_("A month"), text_html(money(one.amount, one.currency))),
        *_stop(one),
        (_("Payment card"), chip_html(card_chip(one.card))),
        _payment(one),
    ]
    st.html(bar_html(pairs))
    if st.button(_("To the entitlement"), key="case.entitlement", type="tertiary"):
        ENTITLEMENT.open(case=work.case.reference)


def _stop(one: EntitlementView) -> list[tuple[str, str]]:
    return [(_("Payment stops on"), text_html(day(one.stop_on)))] if one.stop_on else []


def _payment(one: EntitlementView) -> tuple[str, str]:
    if not one.payments:
        return _("First payment"), text_html(month(one.paid_from))
    newest = one.payments[0]
    coming = newest.state in {PaymentState.SCHEDULED, PaymentState.SENT}
    told = month(newest.period)
    if newest.state is not PaymentState.STOPPED:
        told = f"{told} · {day(newest.paid_on or newest.pay_on)}"
    name = _("Next payment") if coming else _("Last payment")
    return name, f"{text_html(told)} {chip_html(payment_chip(newest.state))}"
