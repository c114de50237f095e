"""The page's language and direction, set in the HTML before the browser draws anything.

Streamlit serves one English, left-to-right page to everybody. This middleware rewrites its `<html>` from
the reader's cookie, links the stylesheet, and for Arabic a script that words Streamlit's own strings. A route
sets the cookie; another serves fonts, stylesheet and script from here, so that nothing comes from outside.
"""

import re
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final, cast, get_args
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.text import Language, direction

LANGUAGE_COOKIE: Final = "mizan_language"
DEFAULT_LANGUAGE: Final[Language] = "ar"

_ROOT: Final = Path(__file__).parent.parent
_ASSETS: Final[Mapping[str, tuple[Path, str]]] = {
    "theme.css": (_ROOT / "ui" / "theme.css", "text/css"),
    "streamlit-ar.js": (_ROOT / "static" / "streamlit-ar.js", "text/javascript"),
    **{
        f"fonts/{font.name}": (font, "font/woff2")
        for font in sorted((_ROOT / "static" / "fonts").glob("*.woff2"))
    },
}
_OPENING: Final = re.compile(rb"<html\b[^>]*>", re.IGNORECASE)
_FOREIGN_FONT: Final = re.compile(rb'<link\s+rel="preload"[^>]*SourceSans[^>]*>', re.IGNORECASE)
_CONDITIONAL: Final = frozenset(
    {b"if-none-match", b"if-modified-since", b"if-range", b"range", b"accept-encoding"}
)
_YEAR: Final = 365 * 24 * 60 * 60
_LONGEST_PATH: Final = 2000


def language_from(cookies: Mapping[str, str]) -> Language:
    """The language a reader's cookies ask for; Arabic where they say nothing we know."""
    asked = cookies.get(LANGUAGE_COOKIE)
    return cast("Language", asked) if asked in get_args(Language) else DEFAULT_LANGUAGE


class DirectionMiddleware:
    """Rewrites the page Streamlit serves; every other answer passes untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if not _asks_for_a_page(scope):
            await self._app(scope, receive, send)
            return
        # The page depends on the cookie, so an unchanged file is no reason to answer "not modified".
        headers = [(name, value) for name, value in scope["headers"] if name not in _CONDITIONAL]
        page = _Page(send, language_from(HTTPConnection(scope).cookies))
        await self._app({**scope, "headers": headers}, receive, page.send)


class _Page:
    """One answer on its way out: held back while it is HTML, then sent in the reader's language."""

    def __init__(self, send: Send, language: Language) -> None:
        self._send = send
        self._language: Language = language
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_html(message):
            self._start = message
        elif self._start is None or message["type"] != "http.response.body":
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(self._start)

    async def _finish(self, start: Message) -> None:
        body = rewritten(self._body, self._language)
        headers = MutableHeaders(raw=list(start["headers"]))
        for name in ("etag", "last-modified", "accept-ranges"):
            del headers[name]
        if self._body:
            headers["content-length"] = str(len(body))
        else:  # a HEAD request: the length of what was not sent is not known
            del headers["content-length"]
        headers["cache-control"] = "no-cache"
        headers["content-language"] = self._language
        headers.add_vary_header("Cookie")
        await self._send({**start, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": body})


def rewritten(page: bytes, language: Language) -> bytes:
    """Streamlit's page with our language, direction, font, stylesheet and script."""
    opening = f'<html lang="{language}" dir="{direction(language)}" translate="no">'
    page = _OPENING.sub(opening.encode(), page, count=1)
    page = _FOREIGN_FONT.sub(b"", page)
    return page.replace(b"</head>", _links(language) + b"</head>", 1)


@cache
def _links(language: Language) -> bytes:
    font = "fonts/plex-arabic-400.woff2" if language == "ar" else "fonts/plex-latin-400.woff2"
    lines = [
        f'<link rel="preload" href="/assets/{font}" as="font" type="font/woff2" crossorigin>',
        f'<link rel="stylesheet" href="{asset_url("theme.css")}">',
    ]
    if language == "ar":
        lines.append(f'<script src="{asset_url("streamlit-ar.js")}"></script>')
    return "".join(lines).encode()


@cache
def asset_url(name: str) -> str:
    """The address of an asset, with its content's mark so that a browser may keep it for good."""
    return f"/assets/{name}?v={sha256(_ASSETS[name][0].read_bytes()).hexdigest()[:12]}"


async def _asset(request: Request) -> Response:
    """Fonts, stylesheet and script: the only files served, by their names alone."""
    known = _ASSETS.get(request.path_params["name"])
    if known is None:
        return PlainTextResponse("", status_code=404)
    path, media_type = known
    kept = request.query_params.get("v") or path.suffix == ".woff2"
    caching = f"public, max-age={_YEAR}, immutable" if kept else "no-cache"
    return FileResponse(path, media_type=media_type, headers={"cache-control": caching})


async def _choose_language(request: Request) -> Response:
    """Remember the reader's language and go back to the page it was asked from."""
    chosen = request.path_params["language"]
    if chosen not in get_args(Language):
        return PlainTextResponse("", status_code=404)
    answer = RedirectResponse(way_back(request), status_code=303)
    answer.set_cookie(
        LANGUAGE_COOKIE,
        chosen,
        max_age=_YEAR,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    answer.headers["cache-control"] = "no-store"
    return answer


def way_back(request: Request) -> str:
    """Where to return to, always on this site: `next`, else the page that linked here, else the front."""
    asked = request.query_params.get("next")
    if asked is not None:
        return asked if is_local(asked) else "/"
    came_from = urlsplit(request.headers.get("referer", ""))
    if came_from.netloc != request.headers.get("host"):
        return "/"
    path = came_from.path + (f"?{came_from.query}" if came_from.query else "")
    return path if is_local(path) else "/"


def is_local(path: str) -> bool:
    """Whether a redirect to this path stays on this site, whatever a browser makes of odd characters."""
    if not path.startswith("/") or path[1:2] in {"/", "\\"} or len(path) > _LONGEST_PATH:
        return False
    return path.isprintable() and "\\" not in path and " " not in path


language_route: Final = Route("/language/{language}", _choose_language, methods=["GET"])
assets_route: Final = Route("/assets/{name:path}", _asset, methods=["GET"])


def _asks_for_a_page(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
        return False
    accept = Headers(scope=scope).get("accept", "*/*")
    return "text/html" in accept or scope["path"] == "/"


def _is_html(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    return (
        start["status"] == 200  # noqa: PLR2004 - OK
        and headers.get("content-type", "").startswith("text/html")
        and "content-encoding" not in headers
    )
