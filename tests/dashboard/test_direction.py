"""The page leaves in the reader's language; a language is chosen without leaving this site."""

import anyio
import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from dashboard.direction import (
    DirectionMiddleware,
    asset_url,
    assets_route,
    is_local,
    language_from,
    language_route,
)

PAGE = (
    '<!DOCTYPE html><html lang="en"><head><link\n rel="preload" href="./static/media/SourceSansVF.woff2" '
    'as="font"></head><body>é</body></html>'
)


async def page(request: Request) -> Response:
    if request.headers.get("if-none-match"):
        return Response(status_code=304)
    return HTMLResponse(PAGE, headers={"etag": '"1"', "last-modified": "Mon, 01 Jan 2024 00:00:00 GMT"})


async def data(request: Request) -> Response:
    return JSONResponse({"conditional": request.headers.get("if-none-match")})


class Client:
    """Asks the application without a network."""

    def __init__(self, app: Starlette) -> None:
        self._transport = httpx.ASGITransport(app)

    def get(self, path: str, **more) -> httpx.Response:
        return anyio.run(self._ask, "GET", path, more)

    def head(self, path: str, **more) -> httpx.Response:
        return anyio.run(self._ask, "HEAD", path, more)

    async def _ask(self, method: str, path: str, more: dict) -> httpx.Response:
        async with httpx.AsyncClient(transport=self._transport, base_url="http://desk.test") as client:
            return await client.request(method, path, **more)


@pytest.fixture
def client() -> Client:
    routes = [Route("/", page), Route("/case", page), Route("/data", data), assets_route, language_route]
    return Client(Starlette(routes=routes, middleware=[Middleware(DirectionMiddleware)]))


def test_the_page_is_arabic_right_to_left_until_told_otherwise(client: Client) -> None:
    answer = client.get("/", headers={"accept": "text/html"})
    assert '<html lang="ar" dir="rtl"' in answer.text
    assert asset_url("theme.css") in answer.text
    assert "streamlit-ar.js" in answer.text
    assert "SourceSans" not in answer.text


def test_english_is_left_to_right_and_needs_no_words(client: Client) -> None:
    answer = client.get("/case", headers={"accept": "text/html", "cookie": "mizan_language=en"})
    assert '<html lang="en" dir="ltr"' in answer.text
    assert "streamlit-ar.js" not in answer.text


def test_the_length_is_right_and_nothing_stale_is_kept(client: Client) -> None:
    answer = client.get("/", headers={"accept": "text/html", "if-none-match": '"1"'})
    assert answer.status_code == 200
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert "Cookie" in answer.headers["vary"]
    assert "etag" not in answer.headers
    assert "last-modified" not in answer.headers


def test_a_head_request_is_answered_without_a_body(client: Client) -> None:
    answer = client.head("/", headers={"accept": "text/html"})
    assert (answer.status_code, answer.content) == (200, b"")


def test_other_answers_pass_untouched(client: Client) -> None:
    answer = client.get("/data", headers={"if-none-match": '"1"'})
    assert answer.json() == {"conditional": '"1"'}
    assert "vary" not in answer.headers


@pytest.mark.parametrize("cookie", ["fr", "", "AR", "en;", '"'])
def test_an_unknown_language_is_arabic(cookie: str) -> None:
    assert language_from({"mizan_language": cookie}) == "ar"


def test_choosing_a_language_remembers_it_and_returns(client: Client) -> None:
    answer = client.get("/language/en", params={"next": "/case?reference=TK-1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/case?reference=TK-1")
    kept = answer.headers["set-cookie"].lower()
    assert kept.startswith("mizan_language=en;")
    assert "samesite=lax" in kept
    assert "httponly" in kept


def test_without_next_the_page_that_linked_here_is_returned_to(client: Client) -> None:
    answer = client.get("/language/en", headers={"referer": "http://desk.test/case?reference=TK-1"})
    assert answer.headers["location"] == "/case?reference=TK-1"
    answer = client.get("/language/en", headers={"referer": "http://elsewhere.test/case"})
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(
    "path",
    [
        "//evil.test",
        "/\\evil.test",
        "https://evil.test",
        "javascript:alert(1)",
        "evil",
        "",
        "/a\nb",
        "/\tx",
        "/a b",
    ],
)
def test_a_redirect_never_leaves_this_site(client: Client, path: str) -> None:
    assert not is_local(path)
    assert client.get("/language/ar", params={"next": path}).headers["location"] == "/"


def test_an_unknown_language_is_not_found(client: Client) -> None:
    assert client.get("/language/fr").status_code == 404


def test_marked_assets_may_be_kept_for_good(client: Client) -> None:
    answer = client.get(asset_url("theme.css"))
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert client.get("/assets/fonts/plex-arabic-400.woff2").headers["content-type"] == "font/woff2"


@pytest.mark.parametrize("name", ["../dashboard/settings.py", "..%2f..%2fREADME.md", "fonts/", "secret"])
def test_nothing_but_the_assets_is_served(client: Client, name: str) -> None:
    assert client.get(f"/assets/{name}").status_code == 404
