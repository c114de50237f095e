"""What somebody whom nobody knows may cost: little to send, little at once."""

import threading
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from starlette.types import Message, Receive, Send

LONGEST_BODY: Final = 16 * 1024
"""Bytes a stranger may send with a request. What is open to strangers needs none."""
LONGEST_BODY_OF_STAFF: Final = 64 * 1024
"""The same for a signed-in person, uploads apart: those have `server.maxUploadSize`."""
LONGEST_MESSAGE: Final = 64 * 1024
"""Bytes of one websocket message of a stranger: a user name and a password, many times over."""
TOO_BIG: Final = 1009
_V6_HOUSEHOLD: Final = 64


class TooLong(Exception):  # noqa: N818 - named by the fact.
    """More was sent than is taken."""


class TooMany(Exception):  # noqa: N818 - named by the fact.
    """This address has as many sign-in pages open as it may."""


class Callers:
    """How many websockets of strangers each address has open, in this process."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def one_more(self, address: str, most: int) -> Generator[None]:
        """Count a caller while they are here.

        Raises:
            TooMany: there are as many already.
        """
        key = household(address)
        with self._lock:
            if self._open[key] >= most:
                raise TooMany
            self._open[key] += 1
        try:
            yield
        finally:
            with self._lock:
                self._open[key] -= 1
                if not self._open[key]:
                    del self._open[key]


@cache
def callers() -> Callers:
    """This process's count."""
    return Callers()


def household(address: str) -> str:
    """What counts as one address: of IPv6 the network a household is given, for it holds countless others."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(ip_network((found, _V6_HOUSEHOLD), strict=False))
    return address


def body_within(receive: Receive, most: int) -> Receive:
    """A request's body, cut off with `TooLong` where it grows too long."""
    taken = 0

    async def receiving() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise TooLong
        return message

    return receiving


def messages_within(receive: Receive, send: Send, most: int) -> Receive:
    """A websocket's messages; one that is too long closes it."""

    async def receiving() -> Message:
        message = await receive()
        if message["type"] == "websocket.receive":
            said = message.get("bytes") or message.get("text") or b""
            if len(said) > most:
                await send({"type": "websocket.close", "code": TOO_BIG})
                return {"type": "websocket.disconnect", "code": TOO_BIG}
        return message

    return receiving
