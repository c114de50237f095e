"""Delivery reports: the gateway says what became of an SMS, and signs what it says."""

import hashlib
import hmac
import json
from typing import Final
from uuid import UUID

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from casework.actors import System
from casework.errors import NoSuchMessage
from casework.use_cases.relay import Report, report
from dashboard import office
from dashboard.relay.settings import ways
from data_access.errors import StorageError

TIME: Final = "x-mizan-timestamp"
SIGNATURE: Final = "x-mizan-signature"
OLDEST: Final = 300  # Seconds; an older report may be somebody's copy.
_LONGEST: Final = 4_096
_SAID: Final = {"delivered": True, "undelivered": False}
_log = structlog.get_logger("mizan.relay")


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 over `timestamp.body`, in hexadecimal."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


async def take_report(request: Request) -> Response:
    """`POST /reports/messages` with `{"id": ..., "status": "delivered" | "undelivered"}`, signed."""
    secret = ways().sms_report_secret.get_secret_value()
    if not secret:
        return _answer(404, "no_reports")
    body = await _body(request)
    if body is None:
        return _answer(413, "too_long")
    if not _genuine(request, secret, body):
        return _answer(401, "signature")
    command = _command(body)
    return await run_in_threadpool(_note, command) if command else _answer(400, "not_understood")


def _note(command: Report) -> Response:
    try:
        noted = office.records().act(report, command, by=System())
    except NoSuchMessage:
        return _answer(404, "no_such_message")
    except StorageError:
        _log.exception("report not noted")
        return _answer(503, "try_again")
    return JSONResponse({"noted": noted})


report_route: Final = Route("/reports/messages", take_report, methods=["POST"], name="message_reports")


async def _body(request: Request) -> bytes | None:
    read = b""
    async for piece in request.stream():
        read += piece
        if len(read) > _LONGEST:
            return None
    return read


def _genuine(request: Request, secret: str, body: bytes) -> bool:
    timestamp = request.headers.get(TIME, "")
    given = request.headers.get(SIGNATURE, "").removeprefix("sha256=")
    if not timestamp.isascii() or not timestamp.isdigit():
        return False
    fresh = abs(office.now().timestamp() - int(timestamp)) <= OLDEST
    signed = hmac.compare_digest(given.encode(), signature(secret, timestamp, body).encode())
    return fresh and signed


def _command(body: bytes) -> Report | None:
    try:
        said = json.loads(body)
        return Report(message=UUID(said["id"]), delivered=_SAID[said["status"]])
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _answer(status: int, what: str) -> Response:
    return JSONResponse({"error": what}, status_code=status)
