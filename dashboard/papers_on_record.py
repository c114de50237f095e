"""A paper as the records allow it to be shown: every look is asked for, an opening is written down."""

from casework.actors import Staff
from casework.applications.evidence import Paper
from casework.errors import NoSuchPaper
from casework.use_cases import look
from dashboard.office import records
from dashboard.papers import OpenedPaper
from data_access.queries.case import case_of_paper, paper_again


def open_paper(paper_id: int, viewer: Staff) -> OpenedPaper:
    """A paper this person opens now; the opening is on record before its first page leaves."""
    reference = records().ask(case_of_paper, viewer=viewer, paper=paper_id)
    command = look.OpenPaper(application=reference, paper=paper_id)
    return _shown(records().act(look.open_paper, command, by=viewer), reference)


def look_again(paper_id: int, viewer: Staff) -> OpenedPaper:
    """A paper already opened, asked for again: may this person still see it."""
    reference = records().ask(case_of_paper, viewer=viewer, paper=paper_id)
    return _shown(records().ask(paper_again, viewer=viewer, paper=paper_id), reference)


def _shown(paper: Paper, reference: str) -> OpenedPaper:
    if paper.sha256 is None:
        raise NoSuchPaper(paper=paper.id)
    return OpenedPaper(sha256=paper.sha256, page_sizes=paper.page_sizes, kind=paper.kind, reference=reference)
