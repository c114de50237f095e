"""The question at the counter: a national number and why it is asked. The number enters no address."""

from typing import Final
from uuid import UUID, uuid4

import streamlit as st

from casework.inquiries.purposes import Purpose
from casework.use_cases.inquire import Inquire, inquire
from dashboard.calm import WISH
from dashboard.forms.wishes import Wish, tell_refusal
from dashboard.session import forget, remember, remembered
from ui.inquiry_words import purpose_label
from ui.labels import field_label
from ui.text import gettext as _

ANSWER: Final = "inquiry.answer"
"""Under this name the session keeps the check code of the last answer; empty where nobody was found."""
_NUMBER: Final = "inquiry.number"
_PURPOSE: Final = "inquiry.purpose"
_COMMAND: Final = "inquiry.command"
_NO_PURPOSE: Final = "inquiry.no_purpose"
_LONGEST: Final = 40


def inquiry_form() -> None:
    """The number in any digits and the purpose; Enter asks."""
    with st.form("inquiry.form", border=False, enter_to_submit=True):
        number, purpose, send = st.columns([3, 3, 2], vertical_alignment="bottom")
        number.text_input(
            field_label("national_id"),
            key=_NUMBER,
            max_chars=_LONGEST,
            autocomplete="off",
            placeholder=_("14 or 10 digits"),
        )
        purpose.selectbox(
            _("Why is it asked?"),
            list(Purpose),
            index=None,
            format_func=purpose_label,
            key=_PURPOSE,
            placeholder=_("Choose the purpose"),
        )
        send.form_submit_button(
            _("Look it up"), key="inquiry.send", type="primary", on_click=_asked, width="stretch"
        )
    st.caption(_("Every inquiry is written down with its purpose; the number itself is not kept."))
    if remembered(_NO_PURPOSE, default=False):
        forget(_NO_PURPOSE)
        st.error(_("Choose why it is asked: every inquiry is written down with its purpose."))
    tell_refusal("inquiry")


def _asked() -> None:
    """Keep the question for the run that follows; a callback."""
    purpose = remembered(_PURPOSE, None)
    forget(ANSWER)
    if purpose is None:
        remember(_NO_PURPOSE, value=True)
        return
    number = str(remembered(_NUMBER, "") or "")
    command = Inquire(number=number, purpose=Purpose(purpose), command_id=_command_id(number, purpose))
    remember(WISH, Wish(place="inquiry", use_case=inquire, command=command, then=_answered))


def _command_id(number: str, purpose: str) -> UUID:
    """The same id while the same question has no answer; never that of a question about somebody else."""
    asked, kept = remembered(_COMMAND, (("", ""), UUID(int=0)))
    if asked != (number, purpose):
        kept = uuid4()
        remember(_COMMAND, ((number, purpose), kept))
    return kept


def _answered(code: str | None) -> None:
    remember(ANSWER, code or "")
    remember(_NUMBER, "")
    forget(_COMMAND)
