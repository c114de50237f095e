"""Where a request comes from and which house it asks for, settled before anybody is asked who they are.

What a proxy says about a request (`X-Forwarded-...`) is believed when the proxy is named in `MIZAN_PROXIES`,
and taken away otherwise: nothing behind the door can be told a lie about an address or a host.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any, Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from dashboard.settings import networks, settings

FORWARDED: Final = frozenset(
    {
        b"forwarded",
        b"x-forwarded-for",
        b"x-forwarded-host",
        b"x-forwarded-port",
        b"x-forwarded-prefix",
        b"x-forwarded-proto",
        b"x-real-ip",
    }
)
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
# Who watches the machine asks by its address; the answer says nothing about anybody.
ASKED_BY_ADDRESS: Final = frozenset({"/healthz", "/_stcore/health"})
_PORTS: Final = {"http": ":80", "https": ":443"}
_SECURED: Final = {"http": "https", "ws": "wss"}


def settled(scope: Scope) -> dict[str, Any]:
    """The connection as its browser meant it; without a named proxy, exactly as it arrived."""
    said = Headers(scope=scope)
    scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0].lower() not in FORWARDED]}
    if _named(_address(scope)):
        _from_browser(scope, said)
    return scope


def address_of(scope: Scope) -> str:
    """Where a settled connection comes from; "" when the server does not know."""
    return scope["client"][0] if scope.get("client") else ""


def misdirected(scope: Scope) -> bool:
    """Whether it asks for a house of another name; none named in the settings means any."""
    wanted = {name.strip().lower() for name in settings().hosts.split(",") if name.strip()}
    if not wanted or "*" in wanted or scope["path"] in ASKED_BY_ADDRESS:
        return False
    asked = Headers(scope=scope).get("host", "").lower()
    return asked not in wanted and _without_port(asked) not in wanted


def foreign(scope: Scope) -> bool:
    """Whether a page of somebody else's is behind a websocket or a request that changes something.

    Browsers always say which page is asking; a client that says nothing is no browser and carries no
    person's cookie but its own.
    """
    if scope["type"] == "http" and scope["method"] in SAFE:
        return False
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    if origin is None:
        return headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}
    said = urlsplit(origin)
    if settings().tls and said.scheme != "https":
        return True
    return _plain(said.netloc, said.scheme) != _plain(headers.get("host", ""), said.scheme)


def _from_browser(scope: dict[str, Any], said: Headers) -> None:
    hops = [hop.strip() for value in said.getlist("x-forwarded-for") for hop in value.split(",")]
    seen = _address(scope)
    while hops and _named(seen):
        if (hop := _read(hops.pop())) is None:
            break
        seen = hop
    scope["client"] = (str(seen), 0)
    if said.get("x-forwarded-proto", "").strip().lower() == "https":
        scope["scheme"] = _SECURED.get(scope["scheme"], scope["scheme"])
    if host := said.get("x-forwarded-host", "").rpartition(",")[2].strip():
        rest = [pair for pair in scope["headers"] if pair[0].lower() != b"host"]
        scope["headers"] = [*rest, (b"host", host.encode("latin-1"))]


def _address(scope: Scope) -> IPv4Address | IPv6Address | None:
    return _read(address_of(scope))


def _read(text: str) -> IPv4Address | IPv6Address | None:
    """An address, also as some proxies write it: with a port, an IPv6 address in brackets."""
    bare = text.partition("]")[0].removeprefix("[") if text.startswith("[") else text
    if bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ip_address(bare)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _named(address: IPv4Address | IPv6Address | None) -> bool:
    return address is not None and any(address in network for network in networks(settings().proxies))


def _plain(host: str, scheme: str) -> str:
    """A host as browsers compare it: the scheme's own port is not said."""
    return host.lower().removesuffix(_PORTS.get(scheme, ""))


def _without_port(host: str) -> str:
    return host if host.endswith("]") else host.rpartition(":")[0] or host
