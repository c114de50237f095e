"""Every number opens the list behind it: which cases a figure of the office counts, page by page.

The total comes from the figures, the rows from the records; that both agree for every figure, on any
day asked for, is what tests/data_access/test_behind.py proves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy.engine import Connection

from casework.actors import Staff
from casework.statistics.periods import Period
from casework.statistics.postings import Measure
from data_access.queries.behind_events import check_rows, decided_rows, flow_rows, paper_rows
from data_access.queries.behind_figure import Figure, total_behind
from data_access.queries.behind_list import BehindPage, Place, Reading, Turn, page_of
from data_access.queries.behind_stocks import stock_rows
from data_access.queries.office_figures import office_scope
from data_access.queries.scope import Asked, Scope

Rows = Callable[[Scope, Figure, Period, Turn], Reading]
_DECISIONS: Final = frozenset(
    {
        *(Measure.DECIDED, Measure.DAYS_FIRST, Measure.DAYS_FINAL),
        *(Measure.REQUESTS, Measure.RIGHT, Measure.IN_TIME),
    }
)
_ROWS: Final[Mapping[Measure, Rows]] = {
    **dict.fromkeys(_DECISIONS, decided_rows),
    Measure.FLOW: flow_rows,
    Measure.CHECK: check_rows,
    Measure.PAPER: paper_rows,
    Measure.STATE: stock_rows,
    Measure.OPEN: stock_rows,
}


def behind(
    connection: Connection,
    *,
    viewer: Staff,
    figure: Figure,
    asked: Asked,
    period: Period,
    at: Place | None = None,
    limit: int = 50,
) -> BehindPage:
    """One page of the list behind a figure, by keyset; a place of another list begins at the first page.

    Raises:
        NotAllowed: the viewer may not see the office, or may not open cases.
    """
    scope = office_scope(viewer, asked)
    total = total_behind(connection, viewer=viewer, figure=figure, asked=asked, period=period)
    if not scope.programmes:
        return BehindPage(total=total, rows=(), onward=None, backward=None)
    by_day = figure.measure in _DECISIONS
    here = at if at is not None and isinstance(at.at, datetime) is not by_day else None
    turn = Turn(at=here, limit=limit + 1, newest_first=not figure.is_stock)
    wanted, row_of = _ROWS[figure.measure](scope, figure, period, turn)
    found = [row_of(row) for row in connection.execute(wanted)]
    return page_of(found, total, here, limit)
