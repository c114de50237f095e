"""The causes of rejection and of requests for completion: what the policy teams ask."""

from data_access.queries.causes.asked import OUTCOMES, CauseFilters
from data_access.queries.causes.cases import CaseRow, CasesPage, Place, cases_behind
from data_access.queries.causes.figures import causes
from data_access.queries.causes.results import Causes, Followed, Line, Objected, Pair, Part, ReasonFigures

__all__ = [
    "OUTCOMES",
    "CaseRow",
    "CasesPage",
    "CauseFilters",
    "Causes",
    "Followed",
    "Line",
    "Objected",
    "Pair",
    "Part",
    "Place",
    "ReasonFigures",
    "cases_behind",
    "causes",
]
