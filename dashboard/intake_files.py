"""The way to the refused rows of an import: they are personal data, so a route that asks who is there."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import structlog
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from casework.actors import Staff
from casework.permissions import Permission

_HEADERS: Final = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
}
_log = structlog.get_logger("mizan.intake")


def intake_routes(
    *,
    viewer_of: Callable[[Request], Staff | None],
    may_take: Callable[[int, Staff], bool],
    folder: Callable[[], Path],
) -> list[Route]:
    """The route `/imports/{batch}/rejects.csv`, for those who may import and answer for that import.

    Args:
        viewer_of: who asks, by the session cookie; None when nobody is signed in.
        may_take: whether this person may have the refused rows of an import.
        folder: where the files of refused rows are.
    """

    def rejects(request: Request) -> Response:
        viewer = viewer_of(request)
        if viewer is None:
            return PlainTextResponse("Sign in first.", 401, _HEADERS)
        if not viewer.may(Permission.IMPORT):
            return PlainTextResponse("Not allowed.", 403, _HEADERS)
        batch = int(request.path_params["batch"])
        path = folder() / f"{batch}.csv"
        if not path.is_file():
            return PlainTextResponse("There is no such file.", 404, _HEADERS)
        if not may_take(batch, viewer):
            return PlainTextResponse("Not allowed.", 403, _HEADERS)
        _log.info("rejects taken", batch=batch, by=viewer.username)
        return FileResponse(path, media_type="text/csv", filename=f"rejects-{batch}.csv", headers=_HEADERS)

    return [Route("/imports/{batch:int}/rejects.csv", rejects, name="rejects")]
