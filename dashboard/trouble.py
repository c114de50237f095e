"""What a reader is told when something fails: an apology with a reference that finds the line in the log."""

import secrets
from contextlib import suppress
from typing import Final

import streamlit as st
import structlog
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from casework.errors import Refusal
from dashboard.calm import SILENT_ELSEWHERE, calm
from dashboard.desk import told
from dashboard.direction import language_from
from dashboard.plain_page import plain_page
from data_access.errors import StorageError
from ui.components.markup import literal
from ui.text import gettext as _
from ui.text import speaking

_WENT_WRONG: Final = 1011
_log = structlog.get_logger("mizan.trouble")


def on_script_error(problem: Exception) -> bool:
    """Word a refusal; for anything else apologise with a reference. Nothing technical is ever shown."""
    if isinstance(problem, Refusal):
        _log.info("refused", refusal=type(problem).__name__)
        st.error(literal(told(problem)))
        return True
    reference = _noted("script failed", problem)
    if isinstance(problem, StorageError):
        calm()
    else:
        st.error(_apology(problem, reference))
    return True


class Trouble:
    """ASGI middleware: a route that fails apologises like a page, and a failing websocket closes quietly.

    It stands inside the security headers: Starlette's own answer to an error would leave without them.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        answering = _Answering(send)
        try:
            await self.app(scope, receive, answering.send)
        except Exception as problem:  # noqa: BLE001 - the last stop before the reader.
            reference = _noted("connection failed", problem, kind=scope["type"])
            await _told_over(scope, receive, answering, problem, reference)


class _Answering:
    """Whether an answer has begun: then it can only be broken off."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.begun = False
        self.over = False

    async def send(self, message: Message) -> None:
        self.begun = True
        self.over = self.over or message["type"] == "websocket.close"
        await self._send(message)


async def _told_over(
    scope: Scope, receive: Receive, answering: _Answering, problem: Exception, reference: str
) -> None:
    if scope["type"] == "websocket":
        if not answering.over:
            with suppress(Exception):  # The other side may have gone meanwhile.
                await answering.send({"type": "websocket.close", "code": _WENT_WRONG})
    elif not answering.begun:
        await _answer(HTTPConnection(scope), problem, reference)(scope, receive, answering.send)


def _answer(connection: HTTPConnection, problem: Exception, reference: str) -> Response:
    status = 503 if isinstance(problem, StorageError) else 500
    with speaking(language_from(connection.cookies)):
        return plain_page(connection, _apology(problem, reference), status=status)


def _noted(event: str, problem: Exception, **facts: str) -> str:
    """Write a failure down; returns its reference."""
    reference = secrets.token_hex(4).upper()
    _log.error(event, reference=reference, exc_info=problem, **facts)
    return reference


def _apology(problem: Exception, reference: str) -> str:
    if isinstance(problem, StorageError):
        return _(SILENT_ELSEWHERE)
    sentence = _("Something went wrong on our side, and we are sorry. Reference: {reference}")
    return sentence.format(reference=reference)
