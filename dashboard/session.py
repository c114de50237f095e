"""Who is reading, in which language, and what the page remembers between two runs.

Identity never lives in Streamlit's session state: the door names the session to the websocket, and every run
asks the database what that session is worth now. This is the only file that names `st.session_state`.
"""

from typing import Any, TypeVar, cast

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from casework.actors import Staff
from casework.errors import Refusal
from dashboard import office
from data_access.staff import Standing
from ui.numerals import Numbering, set_numbering_source
from ui.text import Language, set_language_source

T = TypeVar("T")


class SignedOut(Refusal):
    """The session ended: signed out elsewhere, rested too long, too old, or its owner is disabled."""


def standing() -> Standing | None:
    """The reader's live session and account, looked up now; None for a stranger."""
    handle = session_handle()
    return office.directory().standing(handle, office.now()) if handle else None


def session_handle() -> str:
    """The name of the reader's session, as the door told it; it opens nothing by itself. "" for strangers."""
    handle = st.user.get("session")
    return handle if isinstance(handle, str) else ""


def who() -> Staff:
    """The signed-in person with role and competence as the database knows them now.

    Raises:
        SignedOut: nobody is signed in any more.
    """
    found = standing()
    if found is None:
        raise SignedOut
    return found.staff


def language() -> Language:
    """The reader's language; Arabic until they choose."""
    return "en" if st.user.get("language") == "en" else "ar"


def numbering() -> Numbering:
    """The digits an Arabic reader prefers, as they last said; a letter or a file is made outside any page."""
    in_a_page = get_script_run_ctx(suppress_warning=True) is not None
    return cast("Numbering", remembered("shell.digits", "latn")) if in_a_page else "latn"


def address() -> str:
    """Where the reader's browser is, as the door saw it."""
    return st.context.headers.get("X-Mizan-Address", "")


def remembered(key: str, default: T) -> T:
    """What was remembered under a key, or the default."""
    return cast("T", st.session_state.get(key, default))


def remember(key: str, value: Any) -> None:
    """Keep a value, or preset a widget, for the next run of this browser tab."""
    st.session_state[key] = value


def forget(*keys: str) -> None:
    """Drop what was remembered."""
    for key in keys:
        if key in st.session_state:
            del st.session_state[key]


set_language_source(language)
set_numbering_source(numbering)
