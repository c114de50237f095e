"""What every answer tells the browser: nothing from outside, nothing in a frame, nothing personal kept."""

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import file_util

from dashboard.settings import settings
from dashboard.ways import way_to

_INLINE: Final = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


def _inline_scripts() -> str:
    """The scripts that stand in Streamlit's own page, by their hashes: no other inline script runs."""
    page = (Path(file_util.get_static_dir()) / "index.html").read_bytes()
    return " ".join(f"'sha256-{b64encode(sha256(one).digest()).decode()}'" for one in _INLINE.findall(page))


# Streamlit loads a component's script from a blob and writes styles into its page.
POLICY: Final = (
    f"default-src 'self'; script-src 'self' {_inline_scripts()} blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; worker-src 'self' blob:; frame-src 'none'; frame-ancestors 'none'; "
    "object-src 'none'; base-uri 'self'; form-action 'self'"
)
NO_FRAMES: Final = "frame-ancestors 'none'"
HEADERS: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
        "microphone=(), midi=(), payment=(), usb=()"
    ),
}
YEAR: Final = "max-age=31536000"


class SecurityHeaders:
    """ASGI middleware: what every answer tells the browser to refuse; a route may ask for more, not less."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http":
            send = _with_headers(send, kept=way_to(scope["path"], scope["method"]).kept)
        await self.app(scope, receive, send)


def _with_headers(send: Send, *, kept: bool) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": _headers(message.get("headers", ()), kept=kept)}
        await send(message)

    return sending


def _headers(given: list[tuple[bytes, bytes]], *, kept: bool) -> list[tuple[bytes, bytes]]:
    told = HEADERS | _of_route(given)
    if "frame-ancestors" not in told["content-security-policy"]:
        told["content-security-policy"] += f"; {NO_FRAMES}"
    if not kept:
        told["cache-control"] = "no-store"
    cookies = [value.decode("latin-1") for name, value in given if name.lower() == b"set-cookie"]
    if settings().tls:
        told["strict-transport-security"] = YEAR
        cookies = [one if "secure" in one.lower() else f"{one}; Secure" for one in cookies]
    pairs = [*told.items(), *(("set-cookie", one) for one in cookies)]
    return [(name.encode(), value.encode("latin-1")) for name, value in pairs]


def _of_route(given: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """What the route said itself, without its cookies and without what lets other sites read its answer."""
    told: dict[str, str] = {}
    for name, value in ((name.decode().lower(), value.decode("latin-1")) for name, value in given):
        if name != "set-cookie" and not name.startswith("access-control-"):
            told[name] = f"{told[name]}, {value}" if name in told else value
    return told
