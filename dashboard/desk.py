"""What a screen works with, and how it tells what came of it."""

from collections.abc import Generator
from contextlib import contextmanager

import streamlit as st
import structlog

from casework.errors import Refusal
from dashboard.calm import SILENT
from dashboard.navigation import Screen
from dashboard.office import clock, directory, documents, now, records
from dashboard.session import SetUpFirst, SignedOut, remember
from data_access.errors import StorageError
from data_access.staff import NoSuchPerson
from ui.components.markup import literal
from ui.messages import refusal_text
from ui.text import gettext as _
from ui.text import language

__all__ = ["clock", "colleague", "directory", "documents", "done", "explaining", "now", "records", "told"]

_log = structlog.get_logger("mizan.desk")


@contextmanager
def explaining() -> Generator[None]:
    """Tell a refusal in the reader's words; a store that does not answer asks for another try."""
    try:
        yield
    except Refusal as refusal:
        _log.info("refused", refusal=type(refusal).__name__)
        st.error(literal(told(refusal)))
    except StorageError:
        _log.exception("storage")
        st.error(_(SILENT))


def told(refusal: Refusal) -> str:
    """The sentence for a refusal, names of colleagues in the reader's language."""
    if isinstance(refusal, SignedOut):
        return _("Your session has ended. Sign in again.")
    if isinstance(refusal, SetUpFirst):
        return _(
            "First set up your account: a password of your own and, where your role asks it, a code app."
        )
    return refusal_text(refusal, name_of=colleague)


def colleague(username: str) -> str:
    """A colleague's name in the reader's language; the user name itself when nobody bears it."""
    try:
        account = directory().account(username)
    except NoSuchPerson:
        return username
    return account.name_ar if language() == "ar" else account.name_en


def done(sentence: str, *, then: Screen | None = None, **query: str) -> None:
    """Say that it is done, on this screen or on the next.

    Args:
        sentence: already worded in the reader's language.
        then: the `Screen` to go to; None stays and runs the page again.
        query: the next screen's query parameters.
    """
    remember("shell.done", sentence)
    if then is not None:
        then.open(**query)
    st.rerun()
