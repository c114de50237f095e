"""What the reader asked for by the last click: done before the page is drawn again.

A button's arguments are those of the screen the reader saw. So the command a click sends names the version
that was on that screen, whatever has happened since, and a second click is the same command.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

import streamlit as st
import structlog

from casework.actors import Staff
from casework.errors import Refusal
from dashboard.calm import SILENT, WISH
from dashboard.desk import records, told
from dashboard.part import draw_whole_page
from dashboard.session import forget, remember, remembered
from data_access.errors import StorageError
from ui.components.markup import literal
from ui.text import gettext as _

_OFFICE: Final = uuid5(NAMESPACE_URL, "mizan")
_REFUSED: Final = "wish.refused"
_log = structlog.get_logger("mizan.desk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One act to be done.

    `place` names the form that shows a refusal. `then` is called with the act's result, `otherwise` when the
    rules said no.
    """

    place: str
    use_case: Callable[..., Any]
    command: Any
    then: Callable[[Any], None] = lambda _result: None
    otherwise: Callable[[], None] = lambda: None


def wish(asked: Wish) -> None:
    """Keep a wish for the run that follows; the callback of a button."""
    remember(WISH, asked)
    draw_whole_page()


def wish_in_words(make: Callable[[str], Wish], text_key: str) -> None:
    """Keep a wish that takes what was typed in a field; the callback of a button."""
    wish(make(str(remembered(text_key, "") or "")))


def fulfil(viewer: Staff) -> None:
    """Do what was asked, if anything was; a refusal waits for its form to tell it."""
    asked: Wish | None = remembered(WISH, None)
    if asked is None:
        return
    forget(WISH, _REFUSED)
    try:
        result = records().act(asked.use_case, asked.command, by=viewer)
    except Refusal as refusal:
        _log.info("refused", refusal=type(refusal).__name__)
        remember(_REFUSED, (asked.place, told(refusal)))
        asked.otherwise()
    except StorageError:
        _log.exception("storage")
        remember(_REFUSED, (asked.place, _(SILENT)))
    else:
        asked.then(result)


def tell_refusal(*places: str) -> None:
    """Show why the last wish was refused, where it was wished; without places, wherever it was."""
    place, sentence = remembered(_REFUSED, ("", ""))
    if sentence and (not places or place in places):
        forget(_REFUSED)
        st.error(literal(sentence))


def command_of(viewer: Staff, *parts: object) -> UUID:
    """The same id for the same wish of the same person, in whichever tab it is made."""
    return uuid5(_OFFICE, "\n".join([viewer.username, *(str(part) for part in parts)]))


def kept_command(key: str) -> UUID:
    """An id that stays until `forget(key)`: for wishes that no version tells apart."""
    kept = remembered(key, None)
    if kept is None:
        kept = uuid4()
        remember(key, kept)
    return kept
