"""A paper as the records allow it to be shown: every look is asked for, an opening is written down."""

import re
from collections.abc import Mapping
from typing import Final

from casework.actors import Staff
from casework.applications.evidence import Paper
from casework.errors import NoSuchPaper
from casework.use_cases import look
from dashboard.office import records
from dashboard.papers import OpenedPaper, OriginalPaper
from data_access.queries.case import case_of_paper, paper_again

_ENDINGS: Final[Mapping[str, str]] = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/tiff": "tif",
    "image/heic": "heic",
}
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9_-]")


def open_paper(paper_id: int, viewer: Staff) -> OpenedPaper:
    """A paper this person opens now; the opening is on record before its first page leaves."""
    reference = records().ask(case_of_paper, viewer=viewer, paper=paper_id)
    command = look.OpenPaper(application=reference, paper=paper_id)
    return _shown(records().act(look.open_paper, command, by=viewer), reference)


def look_again(paper_id: int, viewer: Staff) -> OpenedPaper:
    """A paper already opened, asked for again: may this person still see it."""
    return _shown(*records().ask(paper_again, viewer=viewer, paper=paper_id))


def take_original(paper_id: int, viewer: Staff) -> OriginalPaper:
    """The file as it was sent, under a name made here; that it was taken is on record before it leaves."""
    reference = records().ask(case_of_paper, viewer=viewer, paper=paper_id)
    command = look.OpenPaper(application=reference, paper=paper_id)
    paper = records().act(look.take_original, command, by=viewer)
    if paper.sha256 is None:
        raise NoSuchPaper(paper=paper.id)
    ending = _ENDINGS.get(paper.media_type, "bin")
    name = _UNSAFE.sub("_", f"{reference}-{paper.kind}-{paper.id}")
    return OriginalPaper(sha256=paper.sha256, file_name=f"{name}.{ending}")


def _shown(paper: Paper, reference: str) -> OpenedPaper:
    if paper.sha256 is None:
        raise NoSuchPaper(paper=paper.id)
    return OpenedPaper(sha256=paper.sha256, page_sizes=paper.page_sizes, kind=paper.kind, reference=reference)
