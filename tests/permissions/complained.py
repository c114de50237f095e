"""Complaints in the office of the matrix: one that waits, one in my hands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from casework.actors import Staff
from casework.complaints.lifecycle import ComplaintKind, ComplaintOutcome
from casework.use_cases.answer_complaint import AnswerComplaint
from casework.use_cases.complaints import (
    AssignComplaint,
    FileComplaint,
    HandBackComplaint,
    TakeComplaint,
    TakeNextComplaint,
    file_complaint,
    take_complaint,
)
from data_access.records import Records
from data_access.tables_after_decision import complaints


def complained(records: Records, waiting: str, mine: str, me: Staff) -> None:
    """Two families complain of the service; one complaint is taken."""
    for reference in (waiting, mine):
        records.act(file_complaint, _filed(reference), by=me)
    (tracking, seen) = _of(records.engine, "filed", newest=True)
    records.act(take_complaint, TakeComplaint(complaint=tracking, command_id=uuid4()), by=me)
    assert seen == 1


def about_complaints(engine: Engine, reference: str) -> dict[str, Callable[[], Any]]:
    """What an act on a complaint is asked for, about one that stands where the act fits."""

    def one(state: str) -> dict[str, Any]:
        tracking, seen = _of(engine, state)
        return {"complaint": tracking, "seen": seen, "command_id": uuid4()}

    def waiting() -> dict[str, Any]:
        return {"complaint": _of(engine, "filed")[0], "command_id": uuid4()}

    return {
        "file_complaint": lambda: _filed(reference),
        "take_complaint": lambda: TakeComplaint(**waiting()),
        "take_next_complaint": lambda: TakeNextComplaint(command_id=uuid4()),
        "assign_complaint": lambda: AssignComplaint(**one("filed"), to="third"),
        "hand_back_complaint": lambda: HandBackComplaint(**one("in_hand"), note="مثقل"),
        "answer_complaint": lambda: AnswerComplaint(
            **one("in_hand"), outcome=ComplaintOutcome.UPHELD, words="نعتذر عن التأخير."
        ),
    }


def tracking_of(engine: Engine, state: str = "filed") -> str:
    """The number of the complaint that stands there."""
    return _of(engine, state)[0]


def _filed(reference: str) -> FileComplaint:
    return FileComplaint(
        application=reference,
        command_id=uuid4(),
        kind=ComplaintKind.SERVICE,
        text="انتظرت طويلًا.",
        channel="counter",
    )


def _of(engine: Engine, state: str, *, newest: bool = False) -> tuple[str, int]:
    asked = sa.select(complaints.c.tracking, complaints.c.version).where(complaints.c.state == state)
    order = complaints.c.id.desc() if newest else complaints.c.id
    with engine.connect() as connection:
        row = connection.execute(asked.order_by(order).limit(1)).one()
    return row.tracking, row.version
