"""Whether the office gave an answer that somebody brings, and whether it is still so."""

from typing import Final

import streamlit as st

from casework.actors import Staff
from casework.inquiries.confirmed import Confirmed, Issued, Standing
from casework.local_time import local_date
from dashboard.desk import clock, explaining, records
from dashboard.forms.intake_tables import zone_of
from dashboard.session import remembered
from ui.answer import as_of, masked_number
from ui.components.answer_card import answer_card_html
from ui.components.markup import bar_html, id_html, literal, text_html
from ui.dates import moment
from ui.inquiry_words import altered_sentence, purpose_label, said_case, stage_told_chip, standing_chip
from ui.labels import field_label
from ui.text import gettext as _

_CODE: Final = "check.code"
_LONGEST: Final = 40


def check_form() -> str:
    """The field for a code in any digits and case; what stands in it."""
    with st.form("check.form", border=False):
        typed, send = st.columns([4, 1], vertical_alignment="bottom")
        typed.text_input(_("Check code"), key=_CODE, max_chars=_LONGEST, autocomplete="off")
        send.form_submit_button(_("Check it"), key="check.send", type="primary", width="stretch")
    return str(remembered(_CODE, "") or "")


def check_result(code: str, viewer: Staff) -> None:
    """What the office said with this code, and what it would say now."""
    with explaining():
        issued = records().issued(code, viewer=viewer)
        if not issued.intact:
            st.error(altered_sentence())
            return
        _confirmed(issued, viewer)


def _confirmed(issued: Issued, viewer: Staff) -> None:
    when = moment(issued.at, zone_of(viewer))
    st.success(literal(_("The office issued this answer on {moment}.").format(moment=when)))
    st.html(
        bar_html(
            [
                (_("Check code"), id_html(issued.code)),
                (field_label("national_id"), text_html(masked_number(issued))),
                (_("Why it was asked"), text_html(purpose_label(issued.purpose))),
            ]
        )
    )
    for number, one in enumerate(issued.cases):
        with st.container(border=True, key=f"check.case.{number}"):
            _case(one, issued)


def _case(one: Confirmed, issued: Issued) -> None:
    if one.standing is not Standing.CHANGED:
        said = said_case(one.then, as_of(issued))
        st.html(answer_card_html(said, stage_told_chip(one.then.stage), standing_chip(one.standing)))
        return
    today = local_date(one.now.programme, clock()())
    then, now = st.columns(2, gap="large")
    with then:
        st.caption(_("What the paper says"))
        st.html(answer_card_html(said_case(one.then, as_of(issued)), stage_told_chip(one.then.stage)))
    with now:
        st.caption(_("What is so today"))
        chips = (stage_told_chip(one.now.stage), standing_chip(one.standing))
        st.html(answer_card_html(said_case(one.now, today), *chips))
