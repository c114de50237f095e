"""The papers' own door: page images for those who may see them, and a line in the journal for each opening.

The file as it was sent leaves only as an attachment that no browser opens, to the few who may have it.

Streamlit's media files go to anybody who has their address, so papers never pass through them.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from casework.actors import Staff
from casework.errors import NoSuchCase, NoSuchPaper, Refusal
from data_access.documents import PAGE_WIDTHS, DocumentStore
from data_access.errors import StorageError

_HEADERS: Final[Mapping[str, str]] = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
}
_LARGEST: Final = 2**63 - 1
"""No row of any table bears a greater number; a database asked for one would fail."""
_OPENING_LASTS: Final = 900.0
"""Seconds after its last page for which a paper counts as open; the next page is a new opening."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedPaper:
    """A paper somebody may see now. `page_sizes` are (width, height) of the page images, in pixels."""

    sha256: str
    page_sizes: tuple[tuple[int, int], ...]
    kind: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginalPaper:
    """A file somebody may take as it was sent, and the name it leaves under: never the sender's own."""

    sha256: str
    file_name: str


class Takes(Protocol):
    """Returns the file this person may take, or raises `Refusal`."""

    def __call__(self, paper_id: int, viewer: Staff) -> OriginalPaper:
        """Check against the records and write it down, every time."""
        ...


class Opens(Protocol):
    """Returns a paper this person may see, or raises `Refusal`."""

    def __call__(self, paper_id: int, viewer: Staff) -> OpenedPaper:
        """Check against the records, every time."""
        ...


def paper_routes(
    *,
    viewer_of: Callable[[Request], Staff | None],
    open_paper: Opens,
    look_again: Opens,
    take_original: Takes,
    store: Callable[[], DocumentStore],
) -> list[Route]:
    """The routes of the papers: `/papers/{id}` tells what there is to see, `/papers/{id}/pages/{n}` shows it.

    `/papers/{id}/original` gives out the file as it was sent.

    Args:
        viewer_of: who asks, by the session cookie; None when nobody is signed in.
        open_paper: checks permission and writes the opening down. Called once an opening, not once a page.
        look_again: checks permission alone, for the further pages of a paper already opened.
        take_original: checks permission and writes down that the file was taken.
        store: where the page images and the files are.
    """
    door = _Door(viewer_of, open_paper, look_again, take_original, store)
    return [
        Route("/papers/{paper_id:int}", door.manifest, name="paper"),
        Route("/papers/{paper_id:int}/pages/{number:int}", door.page, name="paper_page"),
        Route("/papers/{paper_id:int}/original", door.original, name="paper_original"),
    ]


class _Door:
    """Plain functions, so that Starlette runs them in threads: they wait for the database and the disk."""

    def __init__(
        self,
        viewer_of: Callable[[Request], Staff | None],
        open_paper: Opens,
        look_again: Opens,
        take_original: Takes,
        store: Callable[[], DocumentStore],
    ) -> None:
        self._viewer_of = viewer_of
        self._open_paper = open_paper
        self._look_again = look_again
        self._take_original = take_original
        self._store = store
        self._openings = _Openings()

    def manifest(self, request: Request) -> Response:
        return self._answered(request, self._manifest)

    def page(self, request: Request) -> Response:
        return self._answered(request, self._page)

    def original(self, request: Request) -> Response:
        return self._answered(request, self._original)

    def _answered(self, request: Request, answer: Callable[[Request, int, Staff], Response]) -> Response:
        try:
            viewer = self._viewer_of(request)
            if viewer is None:
                return _error(401, "signed_out")
            number = request.path_params["paper_id"]
            return answer(request, number, viewer) if number <= _LARGEST else _error(404, "no_such_paper")
        except (NoSuchPaper, NoSuchCase):
            return _error(404, "no_such_paper")
        except Refusal as refusal:
            return _error(403, type(refusal).__name__)
        except StorageError:
            return _error(503, "try_again")

    def _manifest(self, _: Request, paper_id: int, viewer: Staff) -> Response:
        opened = self._open_paper(paper_id, viewer)
        self._openings.note(viewer.username, paper_id)
        facts = {
            "id": paper_id,
            "kind": opened.kind,
            "reference": opened.reference,
            "pages": len(opened.page_sizes),
            "sizes": [list(size) for size in opened.page_sizes],
        }
        return JSONResponse(facts, headers=_HEADERS)

    def _page(self, request: Request, paper_id: int, viewer: Staff) -> Response:
        try:
            width = _width(request.query_params.get("w"))
        except ValueError:
            return _error(400, "no_such_width")
        opened = self._opened(paper_id, viewer)
        number = request.path_params["number"]
        if not 1 <= number <= len(opened.page_sizes):
            return _error(404, "no_such_page")
        jpeg = self._store().page(opened.sha256, number, width)
        return Response(jpeg, media_type="image/jpeg", headers=_HEADERS)

    def _original(self, _: Request, paper_id: int, viewer: Staff) -> Response:
        taken = self._take_original(paper_id, viewer)
        attached = {"content-disposition": f'attachment; filename="{taken.file_name}"'}
        return Response(
            self._store().get(taken.sha256),
            media_type="application/octet-stream",
            headers={**_HEADERS, **attached},
        )

    def _opened(self, paper_id: int, viewer: Staff) -> OpenedPaper:
        """The paper, its opening written down if this person has not opened it lately."""
        if self._openings.renew(viewer.username, paper_id):
            return self._look_again(paper_id, viewer)
        with self._openings.one_at_a_time:
            if self._openings.renew(viewer.username, paper_id):
                return self._look_again(paper_id, viewer)
            opened = self._open_paper(paper_id, viewer)
            self._openings.note(viewer.username, paper_id)
            return opened


class _Openings:
    """Who has which paper open, in this process. Forgotten on a restart: then one more line is written."""

    def __init__(self) -> None:
        self.one_at_a_time = threading.Lock()
        """Pages arrive together; the first of them alone is the opening."""
        self._lock = threading.Lock()
        self._until: dict[tuple[str, int], float] = {}

    def note(self, username: str, paper_id: int) -> None:
        now = time.monotonic()
        with self._lock:
            self._until = {opening: until for opening, until in self._until.items() if until > now}
            self._until[username, paper_id] = now + _OPENING_LASTS

    def renew(self, username: str, paper_id: int) -> bool:
        now = time.monotonic()
        with self._lock:
            if self._until.get((username, paper_id), now) <= now:
                return False
            self._until[username, paper_id] = now + _OPENING_LASTS
            return True


def _width(asked: str | None) -> int | None:
    """One of the widths that are kept, or None for the page in full."""
    if asked in {None, "", "full"}:
        return None
    for width in PAGE_WIDTHS:
        if asked == str(width):
            return width
    raise ValueError(asked)


def _error(status: int, what: str) -> Response:
    return JSONResponse({"error": what}, status_code=status, headers=_HEADERS)
