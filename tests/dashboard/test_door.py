"""The door, the session routes and the health report, as an HTTP client meets them.

The ways of the real server are tried in tests/journeys/test_the_door.py.
"""

import shutil
from contextlib import suppress

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect

from dashboard import health, sessions
from dashboard import office as process
from dashboard.direction import language_route
from dashboard.door import Door
from dashboard.headers import SecurityHeaders
from dashboard.settings import WrongSettings, read_settings
from dashboard.strangers import LONGEST_BODY, LONGEST_MESSAGE, household
from dashboard.ways import CLOSED, way_to

HERE = {"sec-fetch-site": "same-origin"}


async def told(websocket):
    """Says what the door said; asked to echo, stays and says how long each message was."""
    await websocket.accept()
    ours = {name: value for name, value in websocket.headers.items() if name.startswith("x-mizan")}
    await websocket.send_json(ours)
    if websocket.url.query == "echo":
        with suppress(WebSocketDisconnect):
            while True:
                await websocket.send_json(len(await websocket.receive_bytes()))
    else:
        await websocket.close()


def loose(request):
    """An answer that allows more than the house does."""
    policy = {"content-security-policy": "default-src 'none'", "access-control-allow-origin": "*"}
    return PlainTextResponse("secret", headers=policy)


async def reader(request):
    return PlainTextResponse(str(len(await request.body())))


def asset(request):
    cookie = "_streamlit_xsrf=1; Path=/"
    return PlainTextResponse("x", headers={"cache-control": "public", "set-cookie": cookie})


@pytest.fixture
def client(office):
    inner = [
        Route(path, lambda request: PlainTextResponse("secret"))
        for path in (
            "/media/a.pdf",
            "/_stcore/metrics",
            "/papers/7",
            "/cases/A-7/letter.pdf",
            "/imports/7/rejects.csv",
        )
    ]
    inner += [
        Route("/exports/t.csv", loose),
        Route("/static/app.js", asset),
        Route("/reads-it-all", reader, methods=["POST"]),
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


GUARDED = ["/papers/7", "/cases/A-7/letter.pdf", "/exports/t.csv", "/imports/7/rejects.csv"]


@pytest.mark.parametrize("path", GUARDED)
@pytest.mark.parametrize(("language", "words"), [("ar", "سجّل الدخول أولًا."), ("en", "Sign in first.")])
def test_a_stranger_is_shown_nothing(client, path, language, words):
    client.cookies.set("mizan_language", language)
    answer = client.get(path)
    assert (answer.status_code, answer.text) == (401, words)
    page = client.get(path, headers={"accept": "text/html"})
    assert words in page.text
    assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", GUARDED)
def test_a_signed_in_person_passes(client, office, path):
    sign_in(client, office)
    assert client.get(path).text == "secret"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client, office):
    answer = sign_in(client, office)
    cookie = next(line for line in answer.headers.get_list("set-cookie") if line.startswith("mizan_session="))
    assert {"HttpOnly", "Path=/", "SameSite=strict"} <= {part.strip() for part in cookie.split(";")}
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
    assert client.get("/papers/7").status_code == 401
    assert "x-mizan-session" not in announced(client)


def test_no_other_site_signs_anybody_out(client, office):
    sign_in(client, office)
    assert client.post("/session/close", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.get("/papers/7").status_code == 200


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


@pytest.mark.parametrize(
    "path", ["/nobody/thought/of", "/queue/deeper", "/papersx", "/_stcore/agent/mcp", "/auth/login"]
)
@pytest.mark.parametrize("who", [None, "amal"])
def test_what_nobody_thought_of_is_closed_to_everybody(client, office, path, who):
    if who:
        sign_in(client, office, who)
    assert client.get(path).status_code == (404 if who else 401)


@pytest.mark.parametrize(
    "path", ["/static/../papers/7", "/papers/..", "//papers/7", "/static/..\\x", "/papers/7\0", "/./"]
)
def test_a_crooked_path_leads_nowhere(path):
    assert way_to(path, "GET") is CLOSED


@pytest.mark.parametrize(("who", "status"), [("amal", 403), ("yousef", 200)])
def test_the_server_s_counts_are_for_administrators(client, office, who, status):
    sign_in(client, office, who)
    assert client.get("/_stcore/metrics").status_code == status


@pytest.mark.parametrize("path", ["/_stcore/upload_file/s/f", "/media/a.pdf"])
def test_a_file_of_nobody_s_session_is_nobody_s(client, office, path, monkeypatch):
    monkeypatch.setattr("dashboard.own_files._PATIENCE", 1)
    sign_in(client, office)
    method = "PUT" if "upload" in path else "GET"
    assert client.request(method, path, headers={"origin": "http://mizan.test"}).status_code == 403


ELSEWHERE = [
    {"origin": "http://evil.test"},
    {"origin": "http://mizan.test.evil.test"},
    {"origin": "http://mizan.test:8443"},
    {"origin": "null"},
    {"origin": "http://localhost"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
]


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_no_page_of_another_site_changes_anything_or_opens_a_websocket(client, office, headers):
    sign_in(client, office)
    answer = client.post("/session/close", headers=headers)
    assert answer.status_code == 403
    assert answer.headers["connection"] == "close"
    with pytest.raises(WebSocketDisconnect):
        announced(client, **headers)
    assert client.get("/papers/7").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{"origin": "http://mizan.test"}, {"origin": "http://mizan.test:80"}, {"sec-fetch-site": "none"}, {}],
)
def test_our_own_page_opens_one(client, headers):
    assert announced(client, **headers)["x-mizan-address"] == "10.1.2.3"


def test_behind_tls_a_page_without_it_is_another_site(client, monkeypatch):
    monkeypatch.setenv("MIZAN_TLS", "1")
    process.settings.cache_clear()
    assert announced(client, origin="https://mizan.test")
    with pytest.raises(WebSocketDisconnect):
        announced(client, origin="http://mizan.test")


@pytest.mark.parametrize(
    ("hosts", "asked", "status"),
    [
        ("", "anything.test", 200),
        ("*", "anything.test", 200),
        ("mizan.test, desk.test", "mizan.test", 200),
        ("mizan.test", "MIZAN.test:8501", 200),
        ("mizan.test", "evil.test", 421),
        ("mizan.test", "mizan.test.evil.test", 421),
        ("mizan.test", "xmizan.test", 421),
    ],
)
def test_the_desk_answers_under_its_own_names(client, monkeypatch, hosts, asked, status):
    monkeypatch.setenv("MIZAN_HOSTS", hosts)
    process.settings.cache_clear()
    assert client.get("/", headers={"host": asked}).status_code == status
    assert client.get("/healthz", headers={"host": asked}).status_code == 200
    if status == 421:
        with pytest.raises(WebSocketDisconnect):
            announced(client, host=asked)


@pytest.mark.parametrize(
    ("proxies", "hops", "seen"),
    [
        ("", "203.0.113.9", "10.1.2.3"),
        ("10.9.9.9", "203.0.113.9", "10.1.2.3"),
        ("10.0.0.0/8", "1.1.1.1, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.0/8", "1.1.1.1, 203.0.113.9, 10.4.4.4", "203.0.113.9"),
        ("10.0.0.0/8, 2001:db8::/32", "203.0.113.9:4000, [2001:db8::7]:443", "203.0.113.9"),
        ("10.0.0.0/8", "203.0.113.9, junk", "10.1.2.3"),
        ("10.0.0.0/8", "", "10.1.2.3"),
    ],
)
def test_an_address_is_that_of_the_first_hop_nobody_named(client, monkeypatch, proxies, hops, seen):
    monkeypatch.setenv("MIZAN_PROXIES", proxies)
    process.settings.cache_clear()
    assert announced(client, **{"x-forwarded-for": hops})["x-mizan-address"] == seen


@pytest.mark.parametrize(("proxies", "host"), [("", "mizan.test"), ("10.1.2.3", "outside.test")])
def test_only_a_named_proxy_says_which_house_was_asked_for(client, monkeypatch, proxies, host):
    monkeypatch.setenv("MIZAN_PROXIES", proxies)
    process.settings.cache_clear()
    forged = {
        "x-forwarded-host": "outside.test",
        "x-forwarded-proto": "https",
        "forwarded": "for=1",
        "x-real-ip": "1",
    }
    seen = client.get("/", headers=forged).json()
    assert seen["host"] == host
    assert not {*forged} & {*seen}


def test_a_misspelt_proxy_is_told_at_the_start(monkeypatch):
    monkeypatch.setenv("MIZAN_PROXIES", "10.0.0.0/8, proxi")
    with pytest.raises(WrongSettings, match="MIZAN_PROXIES"):
        read_settings()


def test_a_stranger_sends_little(client, monkeypatch):
    long = b"x" * (LONGEST_BODY + 1)
    assert client.post("/session/open", content=long, headers=HERE).status_code == 413
    pieces = (b"x" * 1000 for _ in range(100))
    assert client.post("/language/en", content=pieces, headers=HERE).status_code == 401
    monkeypatch.setattr("dashboard.door.way_to", lambda path, method: way_to("/session/open", "POST"))
    pieces = (b"x" * 1000 for _ in range(100))
    assert client.post("/reads-it-all", content=pieces, headers=HERE).status_code == 413
    assert client.post("/reads-it-all", content=b"little", headers=HERE).text == "6"


def test_a_stranger_s_long_message_closes_the_websocket(client):
    with client.websocket_connect("ws://mizan.test/_stcore/stream?echo") as websocket:
        websocket.receive_json()
        websocket.send_bytes(b"x" * LONGEST_MESSAGE)
        assert websocket.receive_json() == LONGEST_MESSAGE
        websocket.send_bytes(b"x" * (LONGEST_MESSAGE + 1))
        with pytest.raises(WebSocketDisconnect) as closed:
            websocket.receive_json()
    assert closed.value.code == 1009


def test_one_address_opens_so_many_sign_in_pages_and_no_more(client, office, monkeypatch):
    monkeypatch.setenv("MIZAN_STRANGERS", "2")
    process.settings.cache_clear()
    stay = "ws://mizan.test/_stcore/stream?echo"
    with client.websocket_connect(stay), client.websocket_connect(stay):
        with pytest.raises(WebSocketDenialResponse) as told, client.websocket_connect(stay):
            pass
        assert told.value.status_code == 429
        assert told.value.headers["retry-after"]
        # Who has signed in is not counted among strangers.
        sign_in(client, office)
        announced(client)
        client.cookies.clear()
    announced(client)


def test_an_ipv6_household_is_one_address():
    assert household("2001:db8:1:2::7") == household("2001:db8:1:2:ffff::9") != household("2001:db8:1:3::7")
    assert household("10.1.2.3") != household("10.1.2.4")


def test_nothing_personal_is_kept_and_no_other_page_reads_or_frames(client, office):
    sign_in(client, office)
    for path in ("/papers/7", "/cases/A-7/letter.pdf", "/healthz", "/language/en"):
        headers = client.get(path, follow_redirects=False).headers
        assert headers["cache-control"] == "no-store", path
    loose = client.get("/exports/t.csv").headers
    assert "access-control-allow-origin" not in loose
    assert loose["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert client.get("/static/app.js").headers["cache-control"] == "public"


def test_behind_tls_every_cookie_is_secure(client, monkeypatch):
    monkeypatch.setenv("MIZAN_TLS", "1")
    process.settings.cache_clear()
    cookie = client.get("/static/app.js").headers["set-cookie"]
    assert cookie == "_streamlit_xsrf=1; Path=/; Secure"


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
