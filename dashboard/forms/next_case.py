"""The next case: claimed in one statement, then opened."""

from typing import Final
from uuid import UUID, uuid5

import streamlit as st

from casework.actors import Staff
from casework.errors import HandsFull, NothingToClaim
from casework.permissions import Permission
from casework.use_cases.claim import ClaimNext, claim_next
from dashboard.desk import done, records, told
from dashboard.forms.wishes import Wish, kept_command, wish
from dashboard.navigation import CASE, QUEUE
from dashboard.session import forget
from ui.text import gettext as _

_KEPT: Final = "wish.next"


def next_case_button(viewer: Staff, key: str) -> None:
    """Offer the most urgent case the person is competent for; N on the keyboard."""
    if viewer.may(Permission.CLAIM):
        asked = Wish(
            place="next",
            use_case=claim_next,
            command=ClaimNext(command_id=kept_command(_KEPT)),
            then=_open,
        )
        st.button(
            _("Next case"),
            key=key,
            type="primary",
            shortcut="N",
            help=_("Claims the most urgent waiting case you are competent for, and opens it."),
            on_click=wish,
            args=(asked,),
        )


def go_on(viewer: Staff, decided: UUID, sentence: str) -> None:
    """After a decision: the next case, or the queue when nothing waits. Asked twice, it is the same case."""
    try:
        reference = records().act(claim_next, ClaimNext(command_id=uuid5(decided, "next")), by=viewer)
    except NothingToClaim:
        done(sentence + " " + _("No further case is waiting for you."), then=QUEUE)
    except HandsFull as full:
        done(sentence + " " + told(full), then=QUEUE)
    else:
        done(sentence + " " + _("This is your next case."), then=CASE, case=reference)


def _open(reference: str) -> None:
    forget(_KEPT)
    CASE.open(case=reference)
