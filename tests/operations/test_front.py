"""nginx with the file of `deploy/`: what it tells a desk, what it keeps out, and who goes where."""

import json
import os
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from operations.drills.cluster.front import Front, NoFront, front

SAID_BY_THE_CLIENT = {
    "X-Forwarded-For": "6.6.6.6",
    "X-Forwarded-Proto": "gopher",
    "X-Forwarded-Host": "evil.example",
    "Forwarded": "for=6.6.6.6",
    "X-Real-IP": "6.6.6.6",
}


class Echo(BaseHTTPRequestHandler):
    """Stands in for a desk: tells what it heard."""

    def do_GET(self) -> None:
        told = {
            "port": self.server.server_address[1],
            "headers": {k.lower(): v for k, v in self.headers.items()},
        }
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def desks() -> Iterator[list[ThreadingHTTPServer]]:
    made = [ThreadingHTTPServer(("127.0.0.1", 0), Echo) for _ in range(2)]
    for one in made:
        threading.Thread(target=one.serve_forever, daemon=True).start()
    yield made
    for one in made:
        one.shutdown()
        one.server_close()


@pytest.fixture
def before(desks: list[ThreadingHTTPServer], tmp_path: Path) -> Iterator[Front]:
    try:
        with front(tmp_path / "nginx", [one.server_address[1] for one in desks]) as made:
            yield made
    except NoFront as missing:
        if "missing" not in str(missing):
            raise
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(str(missing))


@pytest.fixture
def client(before: Front) -> Iterator[httpx.Client]:
    trusted = ssl.create_default_context(cafile=before.authority)
    with httpx.Client(base_url=before.address, verify=trusted, trust_env=False) as made:
        yield made


@pytest.mark.parametrize("path", ["/", "/_stcore/stream"])
def test_a_desk_hears_where_somebody_is_from_nginx_alone(client, before, path):
    asked = {**SAID_BY_THE_CLIENT, "Connection": "upgrade", "Upgrade": "websocket"}
    heard = client.get(path, headers=asked).json()["headers"]
    host = before.address.removeprefix("https://")
    assert (heard["host"], heard["x-forwarded-host"]) == (host, host)
    assert (heard["x-forwarded-for"], heard["x-forwarded-proto"]) == ("127.0.0.1", "https")
    assert not {"forwarded", "x-real-ip"} & set(heard)
    assert (heard["upgrade"], heard["connection"]) == ("websocket", "upgrade")


def test_what_is_too_long_or_not_for_outsiders_does_not_get_through(client):
    assert client.post("/session/open", content=b"x" * (12 * 1024 * 1024)).status_code == 413
    assert client.get("/_stcore/metrics").status_code == 404


@pytest.mark.parametrize("name", ["__Host-mizan", "mizan_session"])
def test_a_session_stays_with_its_desk_and_goes_to_another_when_that_is_gone(client, desks, name):
    where = {}
    for number in range(20):
        cookie = {"Cookie": f"a=b; {name}=token-{number}; c=d"}
        found = {client.get(path, headers=cookie).json()["port"] for path in ("/", "/media/x", "/papers/1")}
        assert len(found) == 1
        where[number] = found.pop()
    assert set(where.values()) == {one.server_address[1] for one in desks}
    gone = desks[0]
    gone.shutdown()
    gone.server_close()
    for number in where:
        cookie = {"Cookie": f"a=b; {name}=token-{number}; c=d"}
        assert client.get("/", headers=cookie).json()["port"] == desks[1].server_address[1]
