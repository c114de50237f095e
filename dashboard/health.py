"""`GET /healthz`: whether the office can work, for whoever watches the machine."""

from collections.abc import Callable
from typing import Final

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from dashboard import office
from data_access.errors import StorageError
from data_access.migrate import is_current

_log = structlog.get_logger("mizan.health")


def _database() -> str:
    return "ok" if office.directory().answers() else "no answer"


def _migrations() -> str:
    if not office.directory().answers():
        return "unknown"
    return "ok" if is_current(office.engine()) else "due: run `python -m operations migrate`"


def _documents() -> str:
    office.documents().check()
    return "ok"


CHECKS: Final = {"database": _database, "migrations": _migrations, "documents": _documents}


def state() -> dict[str, str]:
    """Each part and how it is: ``ok``, or what is wrong in a word an operator can act on."""
    return {name: _asked(name, check) for name, check in CHECKS.items()}


def _asked(name: str, check: Callable[[], str]) -> str:
    try:
        return check()
    except (StorageError, OSError) as problem:
        _log.warning("unhealthy", part=name, problem=str(problem))
        return type(problem).__name__


def healthz(_request: Request) -> JSONResponse:
    """200 when every part works, 503 with what is wrong."""
    parts = state()
    well = all(part == "ok" for part in parts.values())
    return JSONResponse(
        {"status": "ok" if well else "unavailable", **parts},
        200 if well else 503,
        {"cache-control": "no-store"},
    )


ROUTES: Final = (Route("/healthz", healthz, methods=["GET"]),)
