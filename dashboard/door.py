"""The door: every request learns who is asking before anything else sees it.

The session cookie is read here and nowhere else. A websocket is told the session's handle through a header
that no client can send (copies are stripped), and `server.trustedUserHeaders` makes Streamlit bind its own
session to it: a stolen Streamlit session id from another browser is given a fresh, anonymous one.
"""

from typing import Any, Final

from anyio.to_thread import run_sync
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import office
from dashboard.direction import language_from
from dashboard.settings import Settings, settings
from data_access.staff import Standing

SESSION_HEADER: Final = "x-mizan-session"
LANGUAGE_HEADER: Final = "x-mizan-language"
ADDRESS_HEADER: Final = "x-mizan-address"
OURS: Final = frozenset(name.encode() for name in (SESSION_HEADER, LANGUAGE_HEADER, ADDRESS_HEADER))

GUARDED: Final = ("/media/", "/_stcore/upload_file/", "/_stcore/metrics", "/_stcore/agent", "/papers")
"""What nobody sees without a live session: papers, uploads, everything a page hands out for download."""

# Streamlit evaluates its chart specifications, and loads a component's script from a blob.
POLICY: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; worker-src 'self' blob:; frame-src 'self' blob:; frame-ancestors 'self'; "
    "object-src 'none'; base-uri 'self'; form-action 'self'"
)


def cookie_name(chosen: Settings | None = None) -> str:
    """The session cookie's name; behind TLS the browser itself guards a __Host- cookie."""
    return "__Host-mizan" if (chosen or settings()).tls else "mizan_session"


def standing_of(connection: HTTPConnection) -> Standing | None:
    """Who is asking, looked up now; for routes of our own. Blocks: call it from a plain `def` route."""
    token = connection.cookies.get(cookie_name())
    directory = office.directory()
    return directory.standing(directory.handle_of(token), office.now()) if token else None


def address_of(connection: HTTPConnection) -> str:
    """Where the request comes from; a proxy is believed only when it is named in the settings."""
    seen = connection.client.host if connection.client else ""
    trusted = {name.strip() for name in settings().proxies.split(",") if name.strip()}
    hops = [hop.strip() for hop in connection.headers.get("x-forwarded-for", "").split(",") if hop.strip()]
    while seen in trusted and hops:
        seen = hops.pop()
    return seen


class Door:
    """ASGI middleware: strips forged headers, names the session to websockets, guards `GUARDED`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one connection in, or answer it here."""
        if scope["type"] == "websocket":
            await self.app(await _announced(scope), receive, send)
        elif scope["type"] == "http":
            scope = _stripped(scope)
            if _guarded(scope["path"]) and await run_sync(standing_of, Request(scope)) is None:
                refusal = PlainTextResponse("Sign in first.", 401, {"cache-control": "no-store"})
                await refusal(scope, receive, send)
            else:
                await self.app(scope, receive, send)
        else:
            await self.app(scope, receive, send)


class SecurityHeaders:
    """ASGI middleware: what every answer tells the browser to refuse."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self.app(scope, receive, _with_headers(send) if scope["type"] == "http" else send)


def _with_headers(send: Send) -> Send:
    ours = {
        "content-security-policy": POLICY,
        "x-content-type-options": "nosniff",
        "x-frame-options": "SAMEORIGIN",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "permissions-policy": "camera=(), microphone=(), geolocation=()",
    }
    if settings().tls:
        ours["strict-transport-security"] = "max-age=31536000"

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            known = {name.lower() for name, _ in message.get("headers", ())}
            added = [(k.encode(), v.encode()) for k, v in ours.items() if k.encode() not in known]
            message = {**message, "headers": [*message.get("headers", ()), *added]}
        await send(message)

    return sending


def _guarded(path: str) -> bool:
    return path.startswith(GUARDED)


def _stripped(scope: Scope) -> dict[str, Any]:
    return {**scope, "headers": [pair for pair in scope["headers"] if pair[0].lower() not in OURS]}


async def _announced(scope: Scope) -> dict[str, Any]:
    scope = _stripped(scope)
    connection = HTTPConnection(scope)
    standing = await run_sync(standing_of, connection)
    told = [
        (SESSION_HEADER, standing.handle if standing else ""),
        (LANGUAGE_HEADER, language_from(connection.cookies)),
        (ADDRESS_HEADER, address_of(connection)),
    ]
    scope["headers"] += [(name.encode(), value.encode("latin-1", "ignore")) for name, value in told if value]
    return scope
