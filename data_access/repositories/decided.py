"""The decisions of a case: the one that stands, and the rejections that complaints overturned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from casework.applications.decision import Decision
from casework.applications.lifecycle import Outcome, State
from data_access.tables import decision_reasons, decisions, second_checks, undoings

_WEIGHED: Final = frozenset({State.SUBMITTED, State.UNDER_REVIEW, State.COMPLETED})


def decisions_of(
    connection: Connection, case: int, state: State
) -> tuple[Decision | None, tuple[Decision, ...], list[int]]:
    """The last decision unless it was undone, the overturned rejections, the latest first, and all numbers.

    A rejection that was neither undone nor replaced by a second person, and is not what the case stands on,
    was overturned: nothing else leads on from it.
    """
    rows = connection.execute(_ASKED, {"case": case}).mappings().all()
    last = rows[0] if rows and rows[0]["undone_at"] is None else None
    past = rows if state in _WEIGHED else rows[1:]
    overturned = [
        row
        for row in past
        if row["outcome"] == Outcome.REJECT and row["undone_at"] is None and row["agreed"] is not False
    ]
    wanted = {row["id"]: row for row in (*([last] if last else []), *overturned)}
    reasons = _reasons(connection, list(wanted))
    made = {number: _decision(row, reasons.get(number, [])) for number, row in wanted.items()}
    standing = made[last["id"]] if last else None
    return standing, tuple(made[row["id"]] for row in overturned), sorted(row["id"] for row in rows)


def _first_by() -> sa.ScalarSelect[Any]:
    """Who had made the decision in whose place the one asked for stands; looked for within its own case."""
    first, check = decisions.alias("first"), second_checks.alias("first_check")
    return (
        sa.select(first.c.by)
        .join(check, check.c.decision_id == first.c.id)
        .where(first.c.application_id == decisions.c.application_id, check.c.replacement == decisions.c.id)
        .scalar_subquery()
    )


# Every act asks these; putting a statement together takes longer than many a database needs to answer it.
_ASKED: Final = (
    sa.select(
        decisions,
        undoings.c.at.label("undone_at"),
        second_checks.c.by.label("checked_by"),
        second_checks.c.agreed,
        _first_by().label("first_by"),
    )
    .select_from(
        decisions.outerjoin(undoings, undoings.c.decision_id == decisions.c.id).outerjoin(
            second_checks, second_checks.c.decision_id == decisions.c.id
        )
    )
    .where(decisions.c.application_id == sa.bindparam("case"))
    .order_by(decisions.c.id.desc())
)
_REASONS: Final = (
    sa.select(decision_reasons.c.decision_id, decision_reasons.c.reason)
    .where(decision_reasons.c.decision_id.in_(sa.bindparam("numbers", expanding=True)))
    .order_by(decision_reasons.c.decision_id, decision_reasons.c.reason)
)


def _reasons(connection: Connection, numbers: Sequence[int]) -> dict[int, list[str]]:
    if not numbers:
        return {}
    rows = connection.execute(_REASONS, {"numbers": list(numbers)})
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(row.decision_id, []).append(row.reason)
    return found


def _decision(row: RowMapping, reasons: Sequence[str]) -> Decision:
    return Decision(
        id=row["id"],
        outcome=Outcome(row["outcome"]),
        reasons=tuple(reasons),
        note=row["note"],
        by=row["by"],
        at=row["at"],
        complete_by=row["complete_by"],
        evidence=row["evidence"],
        words=row["words"],
        checked_by=row["checked_by"],
        first_by=row["first_by"],
    )
