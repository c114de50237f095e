"""The door: every request learns who is asking before anything else sees it, and most are refused here.

The session cookie is read here and nowhere else. A websocket is told the session's handle through a header
that no client can send (copies are stripped), and `server.trustedUserHeaders` makes Streamlit bind its own
session to it: a stolen Streamlit session id from another browser is given a fresh, anonymous one.

What is open to whom is a table, `dashboard/ways.py`; where a request comes from, `dashboard/arrivals.py`.
"""

from http import HTTPStatus
from typing import Any, Final

import structlog
from anyio.to_thread import run_sync
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from casework.permissions import Role
from dashboard import arrivals, office
from dashboard.direction import language_from
from dashboard.own_files import is_own
from dashboard.plain_page import plain_page
from dashboard.settings import Settings, settings
from dashboard.strangers import (
    LONGEST_BODY,
    LONGEST_BODY_OF_STAFF,
    LONGEST_MESSAGE,
    TooLong,
    TooMany,
    body_within,
    callers,
    messages_within,
)
from dashboard.upload_quota import uploads
from dashboard.ways import STREAM, Way, Who, way_to
from data_access.errors import StorageError
from data_access.staff import Standing
from ui.text import N_, speaking
from ui.text import gettext as _

SESSION_HEADER: Final = "x-mizan-session"
LANGUAGE_HEADER: Final = "x-mizan-language"
ADDRESS_HEADER: Final = "x-mizan-address"
OURS: Final = frozenset(name.encode() for name in (SESSION_HEADER, LANGUAGE_HEADER, ADDRESS_HEADER))

SENTENCES: Final = {
    401: N_("Sign in first."),
    403: N_("This is not yours to open."),
    404: N_("There is nothing at this address."),
    413: N_("More was sent than is taken here."),
    421: N_("This desk does not answer under that name."),
    411: N_("The file did not say how long it is, so it was not taken."),
    429: N_("Too many sign-in pages are open from your address. Close some, then try again."),
}
QUOTA: Final = N_("You have uploaded as much as is taken in an hour. Bring the rest later.")
FOREIGN: Final = N_("A page of another site asked for this, so nothing was done.")
MEGABYTE: Final = 1024 * 1024
_OVERLOADED: Final = 1013
_LOOKED_UP: Final = "mizan.standing"
_log = structlog.get_logger("mizan.door")


def cookie_name(chosen: Settings | None = None) -> str:
    """The session cookie's name; behind TLS the browser itself guards a __Host- cookie."""
    return "__Host-mizan" if (chosen or settings()).tls else "mizan_session"


def standing_of(connection: HTTPConnection) -> Standing | None:
    """Who is asking, looked up now; for routes of our own. Blocks: call it from a plain `def` route."""
    handle = _handle_of(connection)
    return office.directory().standing(handle, office.now()) if handle else None


def ready_standing_of(connection: HTTPConnection) -> Standing | None:
    """The same, but whoever still owes a password or a second factor counts as nobody.

    Where the door has looked for this request already, it is not looked up again.
    """
    if _LOOKED_UP in connection.scope:
        return connection.scope[_LOOKED_UP]
    found = standing_of(connection)
    return found if found and found.ready else None


def address_of(connection: HTTPConnection) -> str:
    """Where the request comes from, as the door settled it."""
    return arrivals.address_of(connection.scope)


class Door:
    """ASGI middleware: settles where a connection comes from, and lets in whom the table of ways names."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one connection in, or answer it here."""
        if scope["type"] == "http":
            await self._request(_settled(scope), receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(_settled(scope), receive, send)
        else:
            await self.app(scope, receive, send)

    async def _request(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        request = Request(scope)
        way = way_to(scope["path"], scope["method"])
        standing = None
        if way.who is not Who.ANYBODY:
            standing = scope[_LOOKED_UP] = await run_sync(ready_standing_of, request)
        status = await _status(scope, way, standing)
        if status is None and standing and scope["method"] == "PUT":
            status = _too_much(request, standing)
        most = LONGEST_BODY if standing is None else LONGEST_BODY_OF_STAFF
        # An upload is measured by Streamlit, which knows how long one may be.
        measured = way.who is not Who.OWNER
        if status is None and measured and _announced_length(request) > most:
            status = 413
        if status is not None:
            await _refused(request, status)(scope, receive, send)
            return
        try:
            await self.app(scope, body_within(receive, most) if measured else receive, send)
        except TooLong:
            await _refused(request, 413)(scope, receive, send)

    async def _websocket(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["path"] != STREAM.path or arrivals.misdirected(scope) or arrivals.foreign(scope):
            # Closed before it was opened: the server answers 403.
            _log.warning("websocket refused", address=arrivals.address_of(scope))
            await WebSocket(scope, receive, send).close()
            return
        known = await _announce(scope)
        if known:
            await self.app(scope, receive, send)
            return
        try:
            with callers().one_more(arrivals.address_of(scope), settings().strangers):
                await self.app(scope, messages_within(receive, send, LONGEST_MESSAGE), send)
        except TooMany:
            await _turned_away(scope, receive, send)


def _settled(scope: Scope) -> dict[str, Any]:
    scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0].lower() not in OURS]}
    return arrivals.settled(scope)


async def _status(scope: Scope, way: Way, standing: Standing | None) -> int | None:
    """What is wrong with a request, as an HTTP status; None lets it in."""
    if arrivals.misdirected(scope):
        return 421
    if arrivals.foreign(scope):
        return 403
    if way.who is Who.ANYBODY:
        return None
    if standing is None:
        return 401
    return await _status_of_staff(scope, way, standing)


async def _status_of_staff(scope: Scope, way: Way, standing: Standing) -> int | None:
    match way.who:
        case Who.SIGNED_IN:
            return None
        case Who.OWNER:
            return None if await is_own(scope["path"], standing.handle, SESSION_HEADER) else 403
        case Who.ADMINISTRATOR:
            return None if standing.staff.role is Role.ADMINISTRATOR else 403
        case _:
            return 404


def _too_much(request: Request, standing: Standing) -> int | None:
    """What is wrong with the length of an upload, for what this person has uploaded before."""
    length = _announced_length(request)
    if not length:
        return HTTPStatus.LENGTH_REQUIRED
    fits = uploads().take(standing.account.username, length, settings().uploads * MEGABYTE)
    return None if fits else HTTPStatus.TOO_MANY_REQUESTS


def nothing_here(request: Request) -> Response:
    """Answer what lies below our own addresses and is none of them; Streamlit would show its empty page."""
    return _refused(request, HTTPStatus.NOT_FOUND)


def _refused(request: Request, status: int) -> Response:
    with speaking(language_from(request.cookies)):
        sentence = _sentence(request, status)
        # What was sent along is not waited for.
        headers = {} if request.method in arrivals.SAFE else {"connection": "close"}
        return plain_page(request, _(sentence), status=status, headers=headers)


def _sentence(request: Request, status: int) -> str:
    if status == HTTPStatus.FORBIDDEN and arrivals.foreign(request.scope):
        return FOREIGN
    if status == HTTPStatus.TOO_MANY_REQUESTS and request.method == "PUT":
        return QUOTA
    return SENTENCES[status]


def _announced_length(request: Request) -> int:
    said = request.headers.get("content-length", "0")
    return int(said) if said.isdecimal() else 0


async def _turned_away(scope: Scope, receive: Receive, send: Send) -> None:
    """Tell a caller before the websocket opens where the server can, else by its closing code."""
    _log.warning("too many strangers", address=arrivals.address_of(scope))
    websocket = WebSocket(scope, receive, send)
    if "websocket.http.response" in scope.get("extensions", {}):
        with speaking(language_from(websocket.cookies)):
            answer = plain_page(websocket, _(SENTENCES[429]), status=429, headers={"retry-after": "60"})
        await websocket.send_denial_response(answer)
    else:
        await websocket.close(_OVERLOADED)


def _handle_of(connection: HTTPConnection) -> str:
    token = connection.cookies.get(cookie_name())
    return office.directory().handle_of(token) if token else ""


async def _announce(scope: dict[str, Any]) -> bool:
    """Tell a websocket whose it is, where from and in which language; whether anybody known is there."""
    connection = HTTPConnection(scope)
    handle = _handle_of(connection)
    try:
        standing = await run_sync(standing_of, connection)
        handle = handle if standing else ""
    except StorageError:
        # Every run asks again whose session this is and what it is worth; the page can say what is wrong.
        _log.exception("storage")
        standing = None
    told = [
        (SESSION_HEADER, handle),
        (LANGUAGE_HEADER, language_from(connection.cookies)),
        (ADDRESS_HEADER, arrivals.address_of(scope)),
    ]
    scope["headers"] += [(name.encode(), value.encode("latin-1", "ignore")) for name, value in told if value]
    return standing is not None
