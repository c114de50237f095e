"""Who is reading, in which language, and what the page remembers between two runs.

Identity never lives in Streamlit's session state: the door names the session to the websocket, and every run
asks the database what that session is worth now. This is the only file that names `st.session_state`.
"""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any, Final, TypeVar, cast

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from casework.actors import Staff
from casework.errors import Refusal
from dashboard import office
from data_access.staff import Standing
from ui.numerals import Numbering, set_numbering_source, writing
from ui.text import Language, set_language_source, speaking
from ui.text import language as spoken

T = TypeVar("T")
_WRITTEN: Final = "shell.written"
_arrived: ContextVar[Standing | None] = ContextVar("arrived", default=None)
_NOT_KEPT: Final = frozenset({"shell", "sign_in", "account"})


class SignedOut(Refusal):
    """The session ended: signed out elsewhere, rested too long, too old, or its owner is disabled."""


class SetUpFirst(Refusal):
    """Signed in, but a password of their own or a second factor is still missing: only My account opens."""

    def __init__(self, missing: frozenset[str]) -> None:
        super().__init__(", ".join(sorted(missing)))
        self.missing = missing


def standing() -> Standing | None:
    """The reader's live session and account, looked up now; None for a stranger."""
    handle = session_handle()
    return office.directory().standing(handle, office.now()) if handle else None


@contextmanager
def arrived(found: Standing | None) -> Generator[None]:
    """While the context lasts, who was looked up at its beginning is who reads: one look-up a run.

    So are their language and digits, which a page asks for some six hundred times. Callbacks and fragments
    stand outside it and look up for themselves.
    """
    token = _arrived.set(found)
    try:
        with speaking(spoken()), writing(_digits_of(found)):
            yield
    finally:
        _arrived.reset(token)


def session_handle() -> str:
    """The name of the reader's session, as the door told it; it opens nothing by itself. "" for strangers."""
    handle = _told_by_the_door("session")
    return handle if isinstance(handle, str) else ""


def who() -> Staff:
    """The signed-in person with role and competence as the database knew them when this run began.

    Raises:
        SignedOut: nobody is signed in any more.
        SetUpFirst: this person still owes the office a password of their own or a second factor.
    """
    found = _arrived.get() or standing()
    if found is None:
        raise SignedOut
    if not found.ready:
        raise SetUpFirst(found.must_set_up)
    return found.staff


def language() -> Language:
    """The reader's language; Arabic until they choose."""
    return "en" if _told_by_the_door("language") == "en" else "ar"


def numbering() -> Numbering:
    """The digits an Arabic reader prefers, as they last said; a letter or a file is made outside any page."""
    in_a_page = get_script_run_ctx(suppress_warning=True) is not None
    return cast("Numbering", remembered("shell.digits", "latn")) if in_a_page else "latn"


def _digits_of(found: Standing | None) -> Numbering:
    return cast("Numbering", found.account.digits) if found else numbering()


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


def keep_what_was_written() -> None:
    """Remember what stands in the fields of this page: a run that fails draws none, and the browser forgets.

    Passwords and codes are not among it.
    """
    now = {key: value for key, value in st.session_state.items() if _is_written(str(key), value)}
    remember(_WRITTEN, remembered(_WRITTEN, dict[str, Any]()) | now)


def bring_back_what_was_written() -> None:
    """Put it into the fields again, before they are drawn."""
    for key, value in remembered(_WRITTEN, dict[str, Any]()).items():
        remember(key, value)
    forget(_WRITTEN)


def _told_by_the_door(name: str) -> object:
    """What the door says of this websocket; None outside a page's run.

    The same as `st.user`, which looks for files of secrets again each time it is asked: hundreds of times a
    page, and half of the time that a page took.
    """
    context = get_script_run_ctx(suppress_warning=True)
    return None if context is None else context.user_info.get(name)


def _is_written(key: str, value: object) -> bool:
    room, dot, _name = key.partition(".")
    if not dot or not room.isidentifier() or room in _NOT_KEPT:
        return False
    # Whether a button was pressed is no writing; what a table or an upload holds cannot be put back.
    several = isinstance(value, list | tuple) and all(isinstance(one, str | date) for one in value)
    return several or (isinstance(value, str | int | float | date) and not isinstance(value, bool))


set_language_source(language)
set_numbering_source(numbering)
