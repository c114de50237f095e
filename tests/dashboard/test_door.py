"""The door, the session routes and the health report, as an HTTP client meets them."""

import shutil

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient

from dashboard import health, sessions
from dashboard import office as process
from dashboard.direction import language_route
from dashboard.door import Door, SecurityHeaders

HERE = {"sec-fetch-site": "same-origin"}


async def told(websocket):
    await websocket.accept()
    ours = {name: value for name, value in websocket.headers.items() if name.startswith("x-mizan")}
    await websocket.send_json(ours)
    await websocket.close()


@pytest.fixture
def client(office):
    inner = [
        Route(path, lambda request: PlainTextResponse("secret"))
        for path in ("/media/a.pdf", "/_stcore/upload_file/s/f", "/_stcore/metrics", "/papers/7")
    ]
    inner += [
        Route("/", lambda request: JSONResponse(dict(request.headers))),
        WebSocketRoute("/_stcore/stream", told),
        language_route,
        *sessions.ROUTES,
        *health.ROUTES,
    ]
    app = Starlette(routes=inner, middleware=[Middleware(SecurityHeaders), Middleware(Door)])
    return TestClient(app, base_url="http://mizan.test", client=("10.1.2.3", 4000))


def sign_in(client, office, username="amal", **headers):
    ticket = office.directory.issue_ticket(username, process.now())
    return client.post("/session/open", headers={"x-mizan-ticket": ticket, **(headers or HERE)})


def announced(client, **headers):
    with client.websocket_connect("ws://mizan.test/_stcore/stream", headers=headers) as websocket:
        return websocket.receive_json()


GUARDED = ["/media/a.pdf", "/_stcore/upload_file/s/f", "/_stcore/metrics", "/papers/7"]


@pytest.mark.parametrize("path", GUARDED)
def test_a_stranger_is_shown_nothing(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.text) == (401, "Sign in first.")


@pytest.mark.parametrize("path", GUARDED)
def test_a_signed_in_person_passes(client, office, path):
    sign_in(client, office)
    assert client.get(path).text == "secret"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client, office):
    answer = sign_in(client, office)
    cookie = next(line for line in answer.headers.get_list("set-cookie") if line.startswith("mizan_session="))
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= {part.strip() for part in cookie.split(";")}
    assert answer.headers["cache-control"] == "no-store"


def test_behind_tls_the_cookie_is_bound_to_the_host(client, office, monkeypatch):
    monkeypatch.setenv("MIZAN_TLS", "1")
    process.settings.cache_clear()
    answer = sign_in(client, office)
    cookie = next(line for line in answer.headers.get_list("set-cookie") if line.startswith("__Host-mizan="))
    assert "Secure" in cookie
    assert "Domain" not in cookie
    assert "max-age" in answer.headers["strict-transport-security"]


@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "cross-site"}, {"origin": "http://evil.test"}, {"sec-fetch-site": "none"}]
)
def test_no_other_site_signs_anybody_in(client, office, headers):
    answer = sign_in(client, office, **headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_a_ticket_works_once(client, office):
    ticket = office.directory.issue_ticket("amal", process.now())
    headers = {"x-mizan-ticket": ticket, **HERE}
    assert client.post("/session/open", headers=headers).status_code == 204
    assert client.post("/session/open", headers=headers).status_code == 403


def test_a_cookie_kept_from_before_signing_out_opens_nothing(client, office):
    sign_in(client, office)
    kept = client.cookies["mizan_session"]
    assert client.post("/session/close", headers=HERE).status_code == 204
    assert "mizan_session" not in client.cookies
    client.cookies.set("mizan_session", kept)
    assert client.get("/media/a.pdf").status_code == 401
    assert "x-mizan-session" not in announced(client)


def test_no_other_site_signs_anybody_out(client, office):
    sign_in(client, office)
    assert client.post("/session/close", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.get("/media/a.pdf").status_code == 200


def test_the_websocket_is_told_whose_session_it_serves(client, office):
    sign_in(client, office)
    said = announced(client)
    handle = said["x-mizan-session"]
    assert office.directory.standing(handle, process.now()).account.username == "amal"
    assert handle != client.cookies["mizan_session"]
    assert said["x-mizan-address"] == "10.1.2.3"


def test_what_a_client_claims_about_itself_is_not_believed(client, office):
    stolen = office.session_of("yousef")
    said = announced(client, **{"x-mizan-session": stolen, "X-Mizan-Address": "127.0.0.1"})
    assert "x-mizan-session" not in said
    assert said["x-mizan-address"] == "10.1.2.3"
    assert "x-mizan-session" not in client.get("/", headers={"x-mizan-session": stolen}).json()


@pytest.mark.parametrize(("proxies", "seen"), [("", "10.1.2.3"), ("10.1.2.3", "203.0.113.9")])
def test_only_a_named_proxy_says_where_somebody_is(client, monkeypatch, proxies, seen):
    monkeypatch.setenv("MIZAN_PROXIES", proxies)
    process.settings.cache_clear()
    forged = {"x-forwarded-for": "1.1.1.1, 203.0.113.9"}
    assert announced(client, **forged)["x-mizan-address"] == seen


def test_the_language_chosen_elsewhere_comes_along_unless_this_browser_chose(client, office):
    office.directory.prefer("amal", language="en")
    sign_in(client, office)
    assert announced(client)["x-mizan-language"] == "en"
    client.cookies.clear()
    client.get("/language/ar", follow_redirects=False)
    sign_in(client, office)
    assert announced(client)["x-mizan-language"] == "ar"


def test_every_answer_tells_the_browser_to_stay_here(client):
    headers = client.get("/").headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "http" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_a_well_office_says_so(client):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "ok", "migrations": "ok", "documents": "ok"}


def test_a_lost_document_folder_is_told(client, office):
    client.get("/healthz")
    shutil.rmtree(office.home / "documents", ignore_errors=True)
    (office.home / "documents").write_text("not a folder")
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["documents"] != "ok"
    assert answer.json()["database"] == "ok"


def test_an_unmigrated_database_is_told(client, office):
    process.close()
    for file in office.home.glob("mizan.db*"):
        file.unlink()
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert "operations migrate" in answer.json()["migrations"]
