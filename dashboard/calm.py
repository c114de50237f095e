"""When the records do not answer: a calm sentence, what was written kept, and the desk back by itself."""

from typing import Final

import streamlit as st

from dashboard import office
from dashboard.session import (
    bring_back_what_was_written,
    forget,
    keep_what_was_written,
    remember,
    remembered,
)
from ui.text import N_
from ui.text import gettext as _

SILENT: Final = N_("The office's records do not answer. What you wrote is still here; try again in a moment.")
"""On a page."""

SILENT_ELSEWHERE: Final = N_("The office's records do not answer. Try again in a moment.")
"""Where nothing was written: a file, a picture."""

WISH: Final = "wish.asked"
"""What the reader's last click asked for and nobody has done yet."""

LOOKS_EVERY: Final = 3.0
_FEW: Final = 3
_TRIES, _WAITED = "shell.tries", "shell.waited"


def calm() -> None:
    """Say so, keep what the reader wrote, and look again every few seconds until the records answer.

    Where they do answer and yet a page fails, such as when the disk is full, it is tried a few times only.
    """
    # What was clicked is not done behind the reader's back later: they are asked to try again.
    forget(WISH)
    keep_what_was_written()
    st.error(_(SILENT))
    tries = remembered(_TRIES, 0)
    remember(_TRIES, tries + 1)
    forget(_WAITED)
    if tries < _FEW or not office.directory().answers():
        _look_again()


def well_again() -> None:
    """At the beginning of a run whose reader is known: what was written before stands in its fields again."""
    bring_back_what_was_written()


def went_well() -> None:
    """At the end of a run in which the records answered."""
    forget(_TRIES, _WAITED)


@st.fragment(run_every=LOOKS_EVERY)
def _look_again() -> None:
    if remembered(_WAITED, default=False) and office.directory().answers():
        st.rerun()
    remember(_WAITED, value=True)
