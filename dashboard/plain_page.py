"""A page of one sentence, for what happens outside the desk: no script, and no more than our stylesheet."""

from collections.abc import Mapping
from html import escape
from typing import Final

from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from dashboard.direction import asset_url, language_from
from ui.text import direction, speaking
from ui.text import gettext as _

NOT_KEPT: Final = {"cache-control": "no-store"}


def plain_page(
    connection: HTTPConnection,
    sentence: str,
    *,
    status: int = 200,
    links: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Tell a person one sentence on a page of its own, and a program the sentence alone.

    Args:
        connection: who asked; its cookie says in which language the page is laid out.
        sentence: already worded in that language.
        status: the HTTP status.
        links: where to go from here, address by words; left out, the way back to the desk.
        headers: further ones.
    """
    told = {**NOT_KEPT, **(headers or {})}
    if "text/html" not in connection.headers.get("accept", ""):
        return PlainTextResponse(sentence, status, told)
    language = language_from(connection.cookies)
    with speaking(language):
        name, ways = escape(_("Mizan")), links or {_("To the desk"): "/"}
    drawn = "".join(
        f'<a class="mizan-link" href="{escape(address)}">{escape(words)}</a>'
        for words, address in ways.items()
    )
    page = (
        f'<!doctype html><html lang="{language}" dir="{direction(language)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{name}</title>'
        f'<link rel="icon" href="data:,"><link rel="stylesheet" href="{asset_url("theme.css")}"></head>'
        f'<body class="mizan-plain"><main><h1>{name}</h1><p role="status">{escape(sentence)}</p>'
        f"<nav>{drawn}</nav></main></body></html>"
    )
    return HTMLResponse(page, status, told)
