"""The payment card: where it stands, and what may be done with it."""

from functools import partial

import streamlit as st

from casework.entitlements.lifecycle import CARDS, CardAction
from casework.use_cases.entitlement import MoveCard, move_card
from dashboard.forms.case_head import words_form
from dashboard.forms.entitlement_work import EntitlementWork
from dashboard.forms.wishes import Wish
from ui.components.markup import chip_html, facts_html, text_html
from ui.dates import moment
from ui.entitlement_words import card_chip, card_move_label
from ui.text import gettext as _
from ui.text import language


def card(work: EntitlementWork) -> None:
    """The card, since when it stands there, and its next moves."""
    one = work.entitlement
    st.subheader(_("Payment card"))
    st.html(
        facts_html(
            [
                (_("State"), chip_html(card_chip(one.card))),
                (_("Since"), text_html(moment(one.card_moved_at, work.zone))),
                (_("How it is paid"), text_html(work.scheme.payment.instructions.in_(language()))),
            ]
        )
    )
    if not (work.tends and work.runs):
        return
    with st.container(key="entitlement.card_moves", horizontal=True):
        for action in (action for state, action in CARDS if state is one.card):
            key = work.key(action)
            words_form(
                card_move_label(action),
                key,
                partial(_moved, work, action, f"{key}_note"),
                send=_("Write it down"),
                ask=_("A note for the file, if there is anything to say"),
            )


def _moved(work: EntitlementWork, action: CardAction, field: str, note: str) -> Wish:
    return work.wish_for(move_card, MoveCard, _("The card is moved on."), field, action=action, note=note)
