"""What stands in for the outside world: a real SMTP server and a real HTTP gateway, both on this machine."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope

from operations.bench.loopback import free_port


@dataclass
class Answers:
    """How the gateway answers: the next ones in order, then always 200."""

    next: list[tuple[int, dict[str, str], str]] = field(default_factory=list)


@dataclass
class GatewayStand:
    """Every request that arrived, in order."""

    address: str
    requests: list[dict[str, Any]] = field(default_factory=list)
    answers: Answers = field(default_factory=Answers)

    @property
    def texts(self) -> list[str]:
        return [one["body"]["text"] for one in self.requests]


@contextmanager
def gateway_stand() -> Iterator[GatewayStand]:
    """A gateway on loopback that keeps connections open, as real ones do."""
    stand = GatewayStand("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("content-length", 0)))
            kind = self.headers.get("content-type", "")
            stand.requests.append(
                {
                    "method": self.command,
                    "path": self.path,
                    "headers": {name.lower(): value for name, value in self.headers.items()},
                    "raw": raw.decode(),
                    "body": json.loads(raw) if "json" in kind and raw else {},
                }
            )
            status, headers, body = stand.answers.next.pop(0) if stand.answers.next else (200, {}, '{"ok":1}')
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        do_GET = do_PUT = do_POST  # noqa: N815 - the names http.server looks for.

        def log_message(self, *_: object) -> None:
            """The stand is silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    stand.address = f"http://127.0.0.1:{server.server_port}/send"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield stand
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class MailStand:
    """Every e-mail that was taken; ``refusals`` are answered to the next recipients instead."""

    port: int = 0
    raw: list[bytes] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)

    @property
    def letters(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=policy.default) for raw in self.raw]

    async def handle_RCPT(  # noqa: N802 - the name aiosmtpd looks for.
        self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refusals:
            return self.refusals.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the name aiosmtpd looks for.
        self, server: Any, session: Any, envelope: Envelope
    ) -> str:
        self.raw.append(bytes(envelope.content or b""))
        self.encrypted.append(session.ssl is not None)
        return "250 taken"


@contextmanager
def mail_stand(*, certificate: tuple[Path, Path] | None = None, user: str = "") -> Iterator[MailStand]:
    """A mail server on loopback; with a certificate it wants STARTTLS, with a user it wants a sign-in."""
    stand = MailStand()

    def known(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        name, password = given.login.decode(), given.password.decode()
        stand.signed_in.append(name)
        return AuthResult(success=(name, password) == (user, "right password"), handled=False)

    more: dict[str, Any] = {}
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        more |= {"tls_context": context, "require_starttls": True}
    if user:
        more |= {"authenticator": known, "auth_required": True, "auth_require_tls": certificate is not None}
    stand.port = free_port()
    controller = Controller(stand, hostname="127.0.0.1", port=stand.port, **more)
    controller.start()
    try:
        yield stand
    finally:
        controller.stop()
