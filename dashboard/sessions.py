"""The routes that open and close a session: what a page cannot do, set a cookie.

The cookie is SameSite=Strict: no request that another site causes bears it, not even a link that is followed.
A deep link from a letter or a mail still works, because a page here is empty until its own websocket, which
our page opens and no other site, brings what is on it.
"""

from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard import office
from dashboard.direction import LANGUAGE_COOKIE
from dashboard.door import address_of, cookie_name, standing_of
from dashboard.settings import settings

YEAR: Final = 365 * 24 * 3600
NOT_KEPT: Final = {"cache-control": "no-store"}
LONGEST_TICKET: Final = 200


def open_session(request: Request) -> Response:
    """Exchange a one-time ticket for a session and its cookie."""
    ticket = request.headers.get("x-mizan-ticket", "")[:LONGEST_TICKET]
    if not _from_here(request):
        return Response(status_code=403, headers=NOT_KEPT)
    token = office.directory().open_session(ticket, office.now(), address_of(request))
    if token is None:
        return Response(status_code=403, headers=NOT_KEPT)
    return give_cookie(Response(status_code=204, headers=NOT_KEPT), token, request)


def give_cookie(response: Response, token: str, request: Request) -> Response:
    """Give a browser its session; the one it had before ends, for nobody will ask for it again."""
    if before := standing_of(request):
        office.directory().end(before.handle, office.now())
    response.set_cookie(
        cookie_name(), token, path="/", httponly=True, samesite="strict", secure=settings().tls
    )
    if LANGUAGE_COOKIE not in request.cookies:
        _speak(response, token)
    return response


def close_session(request: Request) -> Response:
    """End the session and take its cookie back; a copy of the cookie opens nothing afterwards."""
    if not _from_here(request):
        return Response(status_code=403, headers=NOT_KEPT)
    if standing := standing_of(request):
        office.directory().end(standing.handle, office.now())
    response = Response(status_code=204, headers=NOT_KEPT)
    response.delete_cookie(cookie_name(), path="/", httponly=True, samesite="strict", secure=settings().tls)
    return response


def _speak(response: Response, token: str) -> None:
    """On a browser that has not chosen, read in the language this person chose elsewhere."""
    directory = office.directory()
    if standing := directory.standing(directory.handle_of(token), office.now()):
        response.set_cookie(
            LANGUAGE_COOKIE,
            standing.account.language,
            max_age=YEAR,
            path="/",
            httponly=True,
            samesite="lax",
            secure=settings().tls,
        )


def _from_here(request: Request) -> bool:
    """Whether a page of ours is asking: no other site may sign somebody in or out."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == request.headers.get("host")


ROUTES: Final = (
    Route("/session/open", open_session, methods=["POST"]),
    Route("/session/close", close_session, methods=["POST"]),
)
