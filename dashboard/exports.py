"""The way of a shown table into a file: a route of our own that asks who is there and writes down what left.

A page lays the table it shows on a shelf and draws a link to it, so the file holds exactly what was seen,
with the same rounding. The link opens nothing for anybody but the session that was shown the table.
Streamlit's own download addresses would open to every signed-in person, and would be kept by browsers.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Final, cast

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from casework.actors import Staff
from casework.errors import Refusal
from casework.ports import ExportedFile
from casework.statistics.disclosure import sees_exactly
from casework.use_cases.export import Export, export
from dashboard import office
from dashboard.calm import SILENT_ELSEWHERE
from dashboard.direction import language_from
from data_access.errors import StorageError
from data_access.staff import Standing
from ui.messages import refusal_text
from ui.sheets import MEDIA_TYPES, ExportTable, FileFormat, Taken, file_of
from ui.text import Language, speaking
from ui.text import gettext as _

MOST_TABLES: Final = 500
_HEADERS: Final = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; sandbox",
}
_log = structlog.get_logger("mizan.exports")


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A table as one session was shown it, with the clock and the language it was shown in.

    `read` is the moment its figures are of, UTC.
    """

    table: ExportTable
    session: str
    language: Language
    zone: str
    read: datetime | None = None


class Shelf:
    """The tables that were shown last, in memory; what is no longer here is shown again by its page."""

    def __init__(self, most: int = MOST_TABLES) -> None:
        self._most = most
        self._laid: OrderedDict[str, Laid] = OrderedDict()
        self._lock = threading.Lock()

    def lay(self, laid: Laid) -> str:
        """Keep a table; returns its ticket, the same for the same table of the same session."""
        # The session's name in it is known to nobody else, so a ticket cannot be guessed from a table.
        # The moment is no part of it: a page that is shown again would else leave all its tables here again.
        ticket = sha256(repr(replace(laid, read=None)).encode()).hexdigest()[:40]
        with self._lock:
            self._laid[ticket] = laid
            self._laid.move_to_end(ticket)
            while len(self._laid) > self._most:
                self._laid.popitem(last=False)
        return ticket

    def of(self, ticket: str, session: str) -> Laid | None:
        """The table of a ticket, for the session it was shown to; None for anybody else."""
        with self._lock:
            laid = self._laid.get(ticket)
        return laid if laid is not None and laid.session == session else None


@cache
def shelf() -> Shelf:
    """This process's shelf."""
    return Shelf()


def export_routes(standing_of: Callable[[Request], Standing | None]) -> list[Route]:
    """The route `/exports/{ticket}.{xlsx|csv}`, for the session that was shown the table."""

    def take(request: Request) -> Response:
        # A plain function: Starlette runs it in a thread, for it writes to the database.
        standing = standing_of(request)
        if standing is None:
            return PlainTextResponse("Sign in first.", 401, _HEADERS)
        kind, laid = request.path_params["kind"], shelf().of(request.path_params["ticket"], standing.handle)
        if kind not in MEDIA_TYPES:
            return PlainTextResponse("There is no such file.", 404, _HEADERS)
        if laid is None:
            with speaking(language_from(request.cookies)):
                sentence = _("This table is no longer at hand. Go back, reload the page and take it again.")
            return PlainTextResponse(sentence, 404, _HEADERS)
        with speaking(laid.language):
            return _taken(laid, standing, cast("FileFormat", kind))

    return [Route("/exports/{ticket:str}.{kind:str}", take, name="exports")]


def _taken(laid: Laid, standing: Standing, kind: FileFormat) -> Response:
    """Make the file and put it on record; nothing leaves without its line."""
    viewer, at, table = standing.staff, office.now(), laid.table
    taken = Taken(
        by=_name(viewer, laid.language),
        at=at,
        zone=laid.zone,
        rounded=not sees_exactly(viewer),
        read=laid.read,
    )
    made = file_of(table, taken, kind)
    line = ExportedFile(what=table.what, format=kind, rows=len(table.rows), filters=table.codes)
    try:
        office.records().act(export, Export(file=line), by=viewer)
    except Refusal as refusal:
        return PlainTextResponse(refusal_text(refusal), 403, _HEADERS)
    except StorageError:
        _log.exception("storage")
        return PlainTextResponse(_(SILENT_ELSEWHERE), 503, _HEADERS)
    _log.info("export taken", what=table.what, format=kind, rows=len(table.rows), by=viewer.username)
    name = f"mizan-{table.what.replace('.', '-').replace('_', '-')}-{at:%Y-%m-%d}.{kind}"
    told = {**_HEADERS, "content-disposition": f'attachment; filename="{name}"'}
    return Response(made, media_type=MEDIA_TYPES[kind], headers=told)


def _name(viewer: Staff, spoken: Language) -> str:
    return f"{viewer.name_ar if spoken == 'ar' else viewer.name_en} ({viewer.username})"
