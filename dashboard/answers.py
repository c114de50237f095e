"""The answer's own door: a PDF made on request for whoever gave the answer, for a short while."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final, cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from casework.actors import Staff
from casework.errors import Refusal
from casework.inquiries.confirmed import Issued
from casework.inquiries.errors import NoSuchAnswer
from dashboard import office
from dashboard.forms.case_letter import LANGUAGES
from data_access.errors import StorageError
from ui.answer import answer_pdf
from ui.text import Language

HANDED_OUT_FOR: Final = timedelta(minutes=30)
"""How long after an answer was given its paper can be printed; then the question is asked again."""
_HEADERS: Final = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


def answer_route(viewer_of: Callable[[Request], Staff | None]) -> Route:
    """`/inquiries/{code}.pdf?language=ar`: for the person who made the inquiry, and nobody else."""

    def paper(request: Request) -> Response:
        # A plain function: Starlette runs it in a thread, for it waits for the database and the typesetter.
        viewer = viewer_of(request)
        if viewer is None:
            return _refused(401, "signed_out")
        try:
            return _paper(request, viewer)
        except NoSuchAnswer:
            return _refused(404, "no_such_answer")
        except Refusal as refusal:
            return _refused(403, type(refusal).__name__)
        except StorageError:
            return _refused(503, "try_again")

    return Route("/inquiries/{code}.pdf", paper, name="answer")


def own_answer(code: str, viewer: Staff) -> Issued:
    """An answer this person gave a moment ago.

    Raises:
        NoSuchAnswer: it was another person's, it is too old, or the record of it was changed.
        NotAllowed: the person answers no inquiries.
    """
    issued = office.records().issued(code, viewer=viewer)
    fresh = office.now() - issued.at <= HANDED_OUT_FOR
    if issued.by != viewer.username or not fresh or not issued.cases:
        raise NoSuchAnswer(mistyped=False)
    return issued


def answer_address(code: str, spoken: str) -> str:
    """Where the answer's PDF is."""
    return f"/inquiries/{code}.pdf?language={spoken}"


def _paper(request: Request, viewer: Staff) -> Response:
    spoken = request.query_params.get("language", "ar")
    if spoken not in LANGUAGES:
        return _refused(400, "no_such_language")
    issued = own_answer(request.path_params["code"], viewer)
    pdf = answer_pdf(issued, cast("Language", spoken))
    name = f'inline; filename="{issued.code}-{spoken}.pdf"'
    return Response(pdf, media_type="application/pdf", headers={**_HEADERS, "content-disposition": name})


def _refused(status: int, what: str) -> Response:
    return JSONResponse({"error": what}, status_code=status, headers=_HEADERS)
