"""Complaints as their lines and rows tell of them, for tests of what the figures make of it."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from casework.actors import Staff
from casework.applications.events import EventKind
from casework.local_time import local_date
from data_access.records import Records
from data_access.tables import applications, decisions
from data_access.tables_after_decision import complaints

DUE_ON = date(2026, 3, 20)


def object_to(records: Records, reference: str, answer: str | None, *, by: Staff) -> None:
    """Somebody objects to the decision of a case; `answer` is what is said to it, None while nothing is."""
    tracking = f"C-{uuid4().hex[:12]}"

    def says(_command: object, unit, by, now) -> None:
        case = unit.applications.get(reference)
        about = {
            "complaint": tracking,
            "complaint_kind": "objection",
            "decision": case.decision.id,
            "decided_on": local_date(case.programme, case.decision.at).isoformat(),
            "reasons": list(case.decision.reasons),
            "due_on": DUE_ON.isoformat(),
        }
        case.happened(EventKind.COMPLAINT_FILED, by=by, at=now(), **about, note="x")
        if answer:
            said = {"outcome": answer, "refused_because": [], "late": False, "words": "", "note": ""}
            case.happened(EventKind.COMPLAINT_ANSWERED, by=by, at=now(), **about | said)

    records.act(says, None, by=by)
    _put_on_record(records.engine, reference, tracking, answer)


def happens(records: Records, reference: str, kind: EventKind, *, by: Staff, **facts: object) -> None:
    """Write a line in the journal of a case."""

    def says(_command: object, unit, by, now) -> None:
        unit.applications.get(reference).happened(kind, by=by, at=now(), **facts)

    records.act(says, None, by=by)


def _put_on_record(engine: Engine, reference: str, tracking: str, answer: str | None) -> None:
    with engine.begin() as connection:
        row = _row(connection, reference)
        told = {"tracking": tracking, "state": "answered" if answer else "filed", "outcome": answer}
        connection.execute(sa.insert(complaints).values(row | told))


def _row(connection: Connection, reference: str) -> dict[str, object]:
    named = sa.select(applications).where(applications.c.reference == reference)
    case = connection.execute(named).mappings().one()
    made = sa.select(sa.func.max(decisions.c.id)).where(decisions.c.application_id == case["id"])
    return {
        "application_id": case["id"],
        "programme": case["programme"],
        "region": case["region"],
        "kind": "objection",
        "decision_id": connection.execute(made).scalar_one(),
        "reasons": [],
        "version": 1,
        "filed_at": case["submitted_at"],
        "filed_by": "badr",
        "channel": "office",
        "due_on": DUE_ON,
        "amber_on": DUE_ON,
        "text": "",
        "answer": "",
        "note": "",
    }
