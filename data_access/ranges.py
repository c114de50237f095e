"""The first cases of several programmes, each programme a range of an index of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from data_access.tables import applications


def first_of_each(
    programmes: Iterable[str],
    asked: Sequence[sa.ColumnElement[bool]],
    *,
    limit: int | sa.ColumnElement[int] | None,
    back: bool = False,
) -> sa.Subquery:
    """Deadline and number of the first cases of each programme, in the order of the lists.

    Each range is read from its beginning (`back`: from its end): cases of other programmes are not stepped
    over, however many they are. What comes of several programmes is not ordered yet.
    """
    columns = applications.c
    firsts = [
        sa.select(columns.due_on, columns.id)
        .where(columns.programme == programme, *asked)
        .order_by(*by_deadline(columns, back=back))
        .limit(limit)
        .subquery()
        for programme in sorted(programmes)
    ]
    if not firsts:
        return sa.select(columns.due_on, columns.id).where(sa.false()).subquery("first")
    return sa.union_all(*map(sa.select, firsts)).subquery("first")


def by_deadline(columns: Any, *, back: bool = False) -> Sequence[Any]:
    """The order of the lists, or the one `back`."""
    return [column.desc() if back else column for column in (columns.due_on, columns.id)]
