"""The letter's own door: a PDF made on request for whoever may open the case, never kept and never public."""

from collections.abc import Callable
from typing import Final, cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from casework.actors import Staff
from casework.applications.lifecycle import Outcome
from casework.errors import NoSuchCase, Refusal
from dashboard import office
from dashboard.forms.case_letter import LANGUAGES, facts_of_decision, facts_of_draft
from dashboard.forms.case_work import Work
from data_access.errors import StorageError
from data_access.queries.case import open_case
from ui.letter import letter_facts, letter_pdf
from ui.text import Language

_HEADERS: Final = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


def letter_route(viewer_of: Callable[[Request], Staff | None]) -> Route:
    """`/cases/{reference}/letter.pdf?language=ar`: the letter on record; with `&draft=1` the viewer's own."""

    def letter(request: Request) -> Response:
        # A plain function: Starlette runs it in a thread, for it waits for the database and the typesetter.
        viewer = viewer_of(request)
        if viewer is None:
            return _refused(401, "signed_out")
        try:
            return _letter(request, viewer)
        except NoSuchCase:
            return _refused(404, "no_such_case")
        except Refusal as refusal:
            return _refused(403, type(refusal).__name__)
        except StorageError:
            return _refused(503, "try_again")

    return Route("/cases/{reference}/letter.pdf", letter, name="letter")


def _letter(request: Request, viewer: Staff) -> Response:
    spoken = request.query_params.get("language", "ar")
    if spoken not in LANGUAGES:
        return _refused(400, "no_such_language")
    reference = request.path_params["reference"]
    case = office.records().ask(open_case, viewer=viewer, reference=reference)
    work = Work(case=case, viewer=viewer, now=office.now())
    told = _draft(work) if request.query_params.get("draft") == "1" else _decided(work)
    if told is None:
        return _refused(404, "no_decision")
    facts, outcome = told
    pdf = letter_pdf(letter_facts(facts, outcome, cast("Language", spoken)), cast("Language", spoken))
    name = f'inline; filename="{case.reference}-{spoken}.pdf"'
    return Response(pdf, media_type="application/pdf", headers={**_HEADERS, "content-disposition": name})


def _draft(work: Work) -> tuple[dict[str, object], Outcome] | None:
    draft = work.case.draft
    if draft is None or draft.outcome is None:
        return None
    return facts_of_draft(work, draft.outcome, draft.reasons, draft.words), draft.outcome


def _decided(work: Work) -> tuple[dict[str, object], Outcome] | None:
    standing = work.standing
    if standing is None:
        return None
    return dict(facts_of_decision(work, standing)), standing.outcome


def _refused(status: int, what: str) -> Response:
    return JSONResponse({"error": what}, status_code=status, headers=_HEADERS)
