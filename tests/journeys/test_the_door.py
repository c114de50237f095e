"""Every way into the running house, as a stranger and as the wrong person would try it.

The ways are those the server really has, asked of it: a route that nobody thought of is tried too.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from dashboard import office as process
from dashboard.settings import ROOT
from dashboard.strangers import LONGEST_MESSAGE
from dashboard.ways import SHELLS, WAYS, Who, way_to
from operations.drills.raw_client import RawClient
from tests.journeys.conftest import Desk, sign_in

ASK = """
import json
from dashboard.app import app
found = {}
for route in app._build_starlette_app().routes:
    other = ["GET" if route.name == "static-assets" else "WEBSOCKET"]
    found.setdefault(route.path or "/{file}", []).extend(getattr(route, "methods", None) or other)
print(json.dumps(found))
"""
# What a stranger may ask for, written down here a second time: the list of ways must not grow unnoticed.
OPEN = {
    "/healthz",
    "/session/open",
    "/session/close",
    "/language/{language}",
    "/assets/{name:path}",
    "/sso/start",
    "/sso/callback",
    "/sso/leave",
    "/sso/left",
    "/reports/messages",
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/stream",
}
# One process asks the application for its ways.
ASKING = pytest.mark.xdist_group("ways of the house")
EVERYTHING = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")


@pytest.fixture(scope="session")
def routes(tmp_path_factory) -> list[tuple[str, list[str]]]:
    """The paths and methods of the served application."""
    home = str(tmp_path_factory.mktemp("asked"))
    asked = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env=os.environ | {"MIZAN_HOME": home, "MIZAN_DEMO": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return list(json.loads(asked.stdout.splitlines()[-1]).items())


@pytest.fixture
def stranger(desk: Desk) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=desk.address, cookies={"mizan_language": "en"}) as client:
        yield client


@pytest.fixture
def staff(desk: Desk):
    """A client with a live session of its own, by user name."""
    made = []

    def of(username: str) -> httpx.Client:
        made.append(httpx.Client(base_url=desk.address, cookies={"mizan_session": token_of(desk, username)}))
        return made[-1]

    yield of
    for client in made:
        client.close()


def token_of(desk: Desk, username: str) -> str:
    now = process.now()
    token = desk.directory.open_session(desk.directory.issue_ticket(username, now), now)
    assert token
    return token


def cookie_of(client: httpx.Client) -> str:
    return f"mizan_session={client.cookies['mizan_session']}"


def filled(path: str) -> str:
    """An address of a route, its parts filled with something."""
    return re.sub(r"{[^}]*}", "1", path)


@ASKING
def test_the_server_has_the_ways_we_know(routes):
    paths = {path for path, _methods in routes}
    assert paths >= OPEN | {"/media/{file_id:path}", "/_stcore/metrics", "/_stcore/agent/mcp"}


@ASKING
def test_a_stranger_is_refused_on_every_route_but_those_of_the_sign_in_page(routes, stranger):
    through = []
    for path, _methods in routes:
        if path not in OPEN:
            through += [
                (method, path)
                for method in EVERYTHING
                if stranger.request(method, filled(path)).status_code != 401
            ]
    assert through == []


@ASKING
def test_what_is_open_to_strangers_answers_its_own_methods_only(routes, stranger):
    through = [
        (method, path)
        for path, methods in routes
        for method in EVERYTHING
        if path in OPEN
        and method not in methods
        and stranger.request(method, filled(path)).status_code != 401
    ]
    assert through == []


@ASKING
def test_no_way_is_listed_that_the_server_does_not_have(routes):
    served = {filled(path) for path, _methods in routes}
    stale = [
        way.path
        for way in WAYS
        if way not in SHELLS
        and way.path not in {"/static/", "/favicon.png"}
        and not any(way.leads(path) for path in served)
    ]
    assert stale == []


@ASKING
def test_streamlit_s_own_ways_we_do_not_use_are_closed_to_staff_too(routes, staff):
    amal = staff("amal")
    unused = [
        path for path, methods in routes if all(way_to(filled(path), m).who is Who.NOBODY for m in methods)
    ]
    assert {"/auth/login", "/oauth2callback", "/component/{path:path}", "/_stcore/agent/mcp"} <= set(unused)
    assert {amal.request(m, filled(path)).status_code for path in unused for m in ("GET", "DELETE")} == {404}


@ASKING
def test_every_answer_bears_the_headers(routes, stranger, staff):
    for client in (stranger, staff("samir")):
        for path, methods in routes:
            if "WEBSOCKET" in methods:
                continue
            headers = client.get(filled(path)).headers
            policy = headers["content-security-policy"]
            assert "frame-ancestors 'none'" in policy, path
            assert not re.search(r"https?:|\*|unsafe-eval", policy), path
            assert headers["x-frame-options"] == "DENY", path
            assert headers["x-content-type-options"] == "nosniff", path
            assert "access-control-allow-origin" not in headers, path
            kept = way_to(filled(path), "GET").kept
            assert kept or headers["cache-control"] == "no-store", path


def test_inline_scripts_run_only_by_their_hash(stranger):
    policy = stranger.get("/").headers["content-security-policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe" not in scripts
    assert "sha256-" in scripts


@pytest.mark.parametrize(
    "path", ["/papers/1", "/cases/A-1/letter.pdf", "/exports/x.csv", "/imports/1/rejects.csv", "/media/x.png"]
)
def test_an_ended_session_is_a_stranger_s(desk, path):
    token = token_of(desk, "samir")
    with httpx.Client(base_url=desk.address, cookies={"mizan_session": token}) as client:
        assert client.get(path).status_code != 401
        desk.directory.end(desk.directory.handle_of(token), process.now())
        assert client.get(path).status_code == 401


@pytest.mark.parametrize(
    "path", ["/papers/-1", "/papers/1.0", "/cases/A-1", "/exports/x", "/imports/x/rejects.csv"]
)
def test_below_our_own_addresses_nothing_else_is_there(desk, path):
    with httpx.Client(base_url=desk.address, cookies={"mizan_session": token_of(desk, "samir")}) as client:
        assert client.get(path).status_code == 404


def test_nobody_uploads_into_another_person_s_page(desk, staff):
    samir, amal = staff("samir"), staff("amal")
    with RawClient(desk.address, cookie=cookie_of(samir)) as tab:
        tab.open("import")
        theirs = f"/_stcore/upload_file/{tab.session_id}/a-file"
        paper = {"file": ("list.csv", b"x", "text/csv")}
        for client in (samir, amal):
            client.get("/_stcore/health")  # gives the token that a form must bear
        token = {"x-xsrftoken": samir.cookies["_streamlit_xsrf"]}
        other = {"x-xsrftoken": amal.cookies["_streamlit_xsrf"]}
        assert amal.put(theirs, files=paper, headers=other).status_code == 403
        assert amal.delete(theirs, headers=other).status_code == 403
        assert httpx.put(desk.address + theirs, files=paper).status_code == 401
        assert samir.put(theirs, content=iter([b"x"]), headers=token).status_code == 411
        assert samir.put(theirs, files=paper).status_code == 403, "without the form's token"
        assert samir.put(theirs, files=paper, headers=token).status_code == 204


def test_what_a_page_hands_out_opens_to_the_page_s_person_alone(desk, staff):
    samir, latifa = staff("samir"), staff("latifa")
    with RawClient(desk.address, cookie=cookie_of(samir)) as tab:
        tab.open("import")
        _kind, button = tab.widget("import.template_csv")
        address = button.url
        assert address.startswith("/media/")
        assert samir.get(address).status_code == 200
        assert samir.get(address).headers["cache-control"] == "no-store"
        assert latifa.get(address).status_code == 403
        assert httpx.get(desk.address + address).status_code == 401


@pytest.mark.parametrize("thief", ["", "latifa"])
def test_a_stolen_streamlit_session_is_a_new_and_empty_one(desk, staff, thief):
    samir = cookie_of(staff("samir"))
    with RawClient(desk.address, cookie=samir) as tab:
        tab.open("account")
        stolen = tab.session_id
        cookie = f"mizan_session={token_of(desk, thief)}" if thief else ""
        with RawClient(desk.address, cookie=cookie, session_id=stolen) as other:
            other.open("account")
            assert other.session_id != stolen
            assert other.has("shell.sign_out") is bool(thief)
        tab.rerun()
        assert tab.session_id == stolen


def stream(desk: Desk, **headers: str):
    address = desk.address.replace("http", "ws") + "/_stcore/stream"
    origin = headers.pop("origin", None)
    return connect(address, origin=origin, subprotocols=["streamlit"], additional_headers=headers, proxy=None)


@pytest.mark.parametrize("origin", ["http://evil.test", "http://localhost", "null", "http://127.0.0.1:1"])
def test_a_page_of_another_site_opens_no_websocket_even_with_the_cookie(desk, origin):
    cookie = f"mizan_session={token_of(desk, 'samir')}"
    with pytest.raises(InvalidStatus) as refused, stream(desk, origin=origin, cookie=cookie):
        pass
    assert refused.value.response.status_code == 403


def test_nobody_on_this_machine_says_that_they_are_elsewhere(desk):
    # The server beneath believes a proxy on its own machine unless it is told not to.
    forged = {"x-forwarded-for": "203.0.113.77", "forwarded": "for=203.0.113.77", "x-real-ip": "203.0.113.77"}
    with pytest.raises(InvalidStatus), stream(desk, origin="http://evil.test", **forged):
        pass
    told = [json.loads(line) for line in desk.log.read_text().splitlines() if "websocket refused" in line]
    assert told[-1]["address"] == "127.0.0.1"
    assert "203.0.113.77" not in desk.log.read_text()


@pytest.mark.parametrize("path", ["/", "/queue", "/_stcore/stream/x", "/anything"])
def test_there_is_one_websocket(desk, path):
    with (
        pytest.raises(InvalidStatus) as refused,
        connect(desk.address.replace("http", "ws") + path, proxy=None),
    ):
        pass
    assert refused.value.response.status_code == 403


def test_a_stranger_s_long_message_is_not_read(desk):
    with stream(desk, origin=desk.address) as socket:
        socket.send(b"\x00" * (LONGEST_MESSAGE + 1))
        with suppress(ConnectionClosed):
            while True:
                socket.recv(timeout=20)
        assert socket.close_code == 1009


@pytest.mark.parametrize("junk", [b"\xff" * 50, "text", b""])
def test_junk_leaves_no_trace_and_says_nothing(desk, stranger, junk):
    with stream(desk, origin=desk.address) as socket, suppress(ConnectionClosed, TimeoutError):
        socket.send(junk)
        said = socket.recv(timeout=5)
        assert b"Traceback" not in (said if isinstance(said, bytes) else said.encode())
    assert stranger.get("/healthz").status_code == 200
    assert "Traceback" not in desk.log.read_text()


def test_a_stranger_cannot_send_ten_megabytes(stranger):
    body = b"x" * 10_000_000
    for path in ("/session/open", "/_stcore/upload_file/s/f", "/", "/papers/1"):
        with suppress(httpx.WriteError):  # the answer may come before all of it was sent
            assert stranger.post(path, content=body).status_code in {401, 413}


def test_no_other_page_shows_the_desk_in_a_frame(page, desk):
    other = f"<iframe src='{desk.address}/account' onload='document.title=\"done\"'></iframe>"
    page.route("http://127.0.0.1:1/", lambda route: route.fulfill(body=other, content_type="text/html"))
    page.goto("http://127.0.0.1:1/")
    page.wait_for_function("document.title == 'done'")
    assert page.frames[1].url.startswith("chrome-error:")


@pytest.mark.parametrize("language", ["ar", "en"])
def test_no_page_of_ours_breaks_the_policy(page, desk, visits, language):
    broken = []
    page.on(
        "console", lambda line: broken.append(line.text) if "Content Security Policy" in line.text else None
    )
    page.goto(f"/language/{language}")
    sign_in(page, "samir")
    for path in (
        "/queue",
        "/office",
        "/causes",
        "/team",
        "/import",
        "/programmes",
        "/definitions",
        "/account",
    ):
        page.goto(path)
        page.locator(".st-key-shell-person").wait_for()
        page.locator("[data-test-script-state=notRunning]").wait_for()
    assert (broken, visits.outside, visits.failures) == ([], [], [])
