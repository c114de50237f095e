"""Asking a virus scanner (ClamAV's `clamd`) about a paper before anything opens it.

It speaks clamd's INSTREAM: the length of each part, the part, a length of nothing at the end; a line is back.
Whatever is not a plain "OK" or "FOUND" is no answer: the paper was not checked, and is not shown.
"""

import contextlib
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from typing import Final, Literal

import structlog

Finding = Literal["clean", "infected", "not_checked"]

SECONDS: Final = 5.0
"""Of one paper, whatever it waits for."""
_PART: Final = 64 * 1024
_LONGEST_ANSWER: Final = 4096
_REST: Final = 15.0
"""Seconds for which a silent scanner is left alone: not each of a thousand papers waits for it."""
_log = structlog.get_logger("mizan.papers")


class WrongAddress(ValueError):  # noqa: N818 - named by the fact.
    """It is neither `unix:/path` nor `host:port`."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the scanner listens: a socket in the file system, or a host and a port."""

    path: str = ""
    host: str = ""
    port: int = 0

    @classmethod
    def of(cls, written: str) -> "Address":
        """Read `unix:/run/clamav/clamd.ctl`, `host:3310` or `tcp:host:3310`."""
        if written.startswith("unix:"):
            path = written.removeprefix("unix:")
            if not path.startswith("/"):
                raise WrongAddress(written)
            return cls(path=path)
        host, colon, port = written.removeprefix("tcp:").rpartition(":")
        if not (colon and host and port.isascii() and port.isdigit() and 0 < int(port) < 1 << 16):
            raise WrongAddress(written)
        return cls(host=host.strip("[]"), port=int(port))


@dataclass(slots=True)
class Scanner:
    """A virus scanner that is asked over its socket. Safe to share between threads."""

    address: Address
    seconds: float = SECONDS
    _left_alone_until: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def scan(self, content: bytes) -> Finding:
        """What the scanner says of these bytes; never an exception."""
        with self._lock:
            if time.monotonic() < self._left_alone_until:
                return "not_checked"
        try:
            answer = self._asked(content, time.monotonic() + self.seconds)
        except (OSError, ValueError) as error:
            self._leave_alone(type(error).__name__)
            return "not_checked"
        if answer == "stream: OK":
            return "clean"
        if answer.startswith("stream: ") and answer.endswith(" FOUND"):
            return "infected"
        self._leave_alone(answer[:80])
        return "not_checked"

    def _leave_alone(self, why: str) -> None:
        with self._lock:
            self._left_alone_until = time.monotonic() + _REST
        _log.error("no answer from the virus scanner", why=why, effect="papers are kept and not shown")

    def _asked(self, content: bytes, deadline: float) -> str:
        with _connected(self.address, deadline) as line:
            _send(line, b"zINSTREAM\0", deadline)
            refused = False
            view = memoryview(content)
            try:
                for at in range(0, len(view), _PART):
                    part = view[at : at + _PART]
                    _send(line, struct.pack(">I", len(part)), deadline)
                    _send(line, part, deadline)
                _send(line, struct.pack(">I", 0), deadline)
            except (BrokenPipeError, ConnectionResetError):
                refused = True  # It has said why before it hung up.
            answer = _received(line, deadline)
            if refused and answer == "stream: OK":
                raise ConnectionError("it hung up before it had everything")
            return answer


def _connected(address: Address, deadline: float) -> socket.socket:
    if address.path:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            line.settimeout(_left(deadline))
            line.connect(address.path)
        except OSError:
            line.close()
            raise
        return line
    return socket.create_connection((address.host, address.port), _left(deadline))


def _send(line: socket.socket, part: bytes | memoryview, deadline: float) -> None:
    line.settimeout(_left(deadline))
    line.sendall(part)


def _received(line: socket.socket, deadline: float) -> str:
    answer = b""
    while b"\0" not in answer:
        line.settimeout(_left(deadline))
        part = line.recv(_LONGEST_ANSWER)
        if not part or len(answer) > _LONGEST_ANSWER:
            raise ConnectionError("no whole answer")
        answer += part
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    return answer.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
