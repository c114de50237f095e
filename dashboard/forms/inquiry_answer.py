"""The answer as a clerk reads it aloud: one card an application, and what can be done next."""

from html import escape
from typing import Final

import streamlit as st

from casework.actors import Staff
from casework.errors import Refusal
from casework.inquiries.answer import Stage, Told
from casework.inquiries.confirmed import Issued
from casework.permissions import Permission
from dashboard.answers import HANDED_OUT_FOR, answer_address, own_answer
from dashboard.forms.case_letter import LANGUAGES
from dashboard.forms.inquiry_form import ANSWER
from dashboard.session import forget, remembered
from ui.answer import as_of, masked_number
from ui.components.answer_card import answer_card_html
from ui.components.markup import bar_html, id_html, text_html
from ui.dates import within
from ui.inquiry_words import purpose_label, said_case, stage_told_chip
from ui.labels import field_label, language_label
from ui.numerals import applications
from ui.text import gettext as _

_KEPT_BACK: Final = frozenset({Stage.PROTECTED, Stage.ELSEWHERE})


def given_answer(viewer: Staff) -> None:
    """The last answer of this tab, if there is one and it is not too old."""
    code: str | None = remembered(ANSWER, None)
    if code is None:
        return
    if not code:
        _nobody()
        return
    try:
        issued = own_answer(code, viewer)
    except Refusal:
        forget(ANSWER)
        st.info(_("The last answer is too old to be shown; ask again."))
        return
    _answer(issued, viewer)


def _nobody() -> None:
    st.warning(
        _(
            "No application on record has this national number. Compare the number with the card; if it is "
            "right, the person has not applied here, or applied under another number (a guardian's, a "
            "spouse's). They may apply now."
        )
    )


def _answer(issued: Issued, viewer: Staff) -> None:
    st.subheader(_("The answer: {applications}").format(applications=applications(len(issued.cases))))
    st.html(
        bar_html(
            [
                (field_label("national_id"), text_html(masked_number(issued))),
                (_("Why it was asked"), text_html(purpose_label(issued.purpose))),
                (_("Check code"), f'<span class="mizan-code">{id_html(issued.code)}</span>'),
            ]
        )
    )
    _papers_to_take_along(issued)
    day = as_of(issued)
    for number, one in enumerate(issued.cases):
        with st.container(border=True, key=f"inquiry.case.{number}"):
            st.html(answer_card_html(said_case(one.then, day), stage_told_chip(one.then.stage)))
            if links := _links(one.then, viewer):
                st.html(links)


def _papers_to_take_along(issued: Issued) -> None:
    links = [
        _link(
            answer_address(issued.code, spoken),
            _("Print: PDF in {language}").format(language=language_label(spoken)),
            aside=True,
        )
        for spoken in LANGUAGES
    ]
    st.html(_beside(links))
    minutes = within(int(HANDED_OUT_FOR.total_seconds() // 60))
    st.caption(
        _("The paper can be printed for {minutes} after the answer was given.").format(minutes=minutes)
    )


def _links(told: Told, viewer: Staff) -> str:
    """The ways from an application: into its case, and to a complaint about it."""
    if told.stage in _KEPT_BACK:
        return ""
    links: list[str] = []
    if viewer.may(Permission.OPEN_CASE):
        links.append(_link(f"/case?case={told.reference}", _("Open this case")))
    if viewer.may(Permission.FILE_COMPLAINT):
        links.append(_link(f"/complaints?file={told.reference}", _("File a complaint about it")))
    return _beside(links)


def _link(address: str, words: str, *, aside: bool = False) -> str:
    target = 'target="_blank" rel="noopener"' if aside else 'target="_self"'
    return f'<a class="mizan-link" href="{escape(address)}" {target}>{escape(words)}</a>'


def _beside(links: list[str]) -> str:
    return f'<div class="mizan-links">{"".join(links)}</div>' if links else ""
