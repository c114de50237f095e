"""One complaint: what was said, what it is about, and what happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from casework.actors import Staff
from casework.applications.lifecycle import State
from casework.complaints.errors import NoSuchComplaint
from casework.complaints.lifecycle import ComplaintKind, ComplaintOutcome, ComplaintState
from casework.errors import CaseProtected, NotCompetent
from casework.permissions import Permission
from data_access.queries.case import Line
from data_access.repositories.took_part import took_part
from data_access.tables import applications, journal, staff
from data_access.tables_after_decision import complaints


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintView:
    """A complaint as the viewer may see it; ``case_version`` is what an amendment of its case names.

    ``decision`` is the number of the decision complained about; ``barred`` says that the viewer took part in
    it. ``timeline`` are the complaint's own lines, ``names`` (Arabic, English) by user name.
    """

    tracking: str
    version: int
    reference: str
    case_version: int
    case_state: State
    case_assignee: str | None
    name: str
    programme: str
    region: str
    kind: ComplaintKind
    state: ComplaintState
    outcome: ComplaintOutcome | None
    reasons: tuple[str, ...]
    assignee: str | None
    filed_at: datetime
    filed_by: str
    channel: str
    due_on: date
    amber_on: date
    text: str
    answer: str
    note: str
    answered_at: datetime | None
    decision: int | None
    barred: bool
    timeline: tuple[Line, ...]
    names: Mapping[str, tuple[str, str]]


def open_complaint(connection: Connection, *, viewer: Staff, tracking: str) -> ComplaintView:
    """A complaint with its own lines of the journal.

    Raises:
        NoSuchComplaint: nothing has this tracking number.
        NotAllowed, NotCompetent, CaseProtected: it is not for the viewer.
    """
    viewer.must_be_allowed(Permission.SEE_COMPLAINTS)
    row = connection.execute(_asked(viewer).where(complaints.c.tracking == tracking)).mappings().one_or_none()
    if row is None:
        raise NoSuchComplaint(tracking=tracking)
    if not viewer.is_competent_for(row["programme"], row["region"]):
        raise NotCompetent(programme=row["programme"], region=row["region"])
    holds = viewer.username in {row["assignee"], row["case_assignee"]}
    if row["protected"] and not holds and not viewer.may(Permission.PROTECT):
        raise CaseProtected(application=row["reference"])
    lines = _lines(connection, row)
    people = {line.actor for line in lines} | {row["filed_by"]}
    people |= {str(line.facts["to"]) for line in lines if line.facts.get("to")}
    return ComplaintView(
        **{name: row[name] for name in _COPIED},
        case_state=State(row["case_state"]),
        kind=ComplaintKind(row["kind"]),
        state=ComplaintState(row["state"]),
        outcome=ComplaintOutcome(row["outcome"]) if row["outcome"] else None,
        reasons=tuple(row["reasons"]),
        decision=row["decision_id"],
        barred=bool(row["barred"]),
        timeline=lines,
        names=_names(connection, people),
    )


_OWN: Final = (
    *("tracking", "version", "programme", "region", "assignee", "filed_at", "filed_by", "channel"),
    *("due_on", "amber_on", "text", "answer", "note", "answered_at"),
)
_COPIED: Final = (*_OWN, "reference", "case_version", "case_assignee", "name")


def _asked(viewer: Staff) -> sa.Select[*tuple[Any, ...]]:
    more = ("kind", "state", "outcome", "reasons", "decision_id", "application_id")
    return sa.select(
        *(complaints.c[name] for name in (*_OWN, *more)),
        *(applications.c[name] for name in ("reference", "name", "protected")),
        *(applications.c[name].label(f"case_{name}") for name in ("version", "state", "assignee")),
        took_part(viewer.username).label("barred"),
    ).join(applications, applications.c.id == complaints.c.application_id)


def _lines(connection: Connection, row: RowMapping) -> tuple[Line, ...]:
    asked = (
        sa.select(journal.c.at, journal.c.kind, journal.c.actor, journal.c.facts)
        .where(journal.c.application_id == row["application_id"], journal.c.at >= row["filed_at"])
        .order_by(journal.c.id)
    )
    return tuple(
        Line(at=line.at, kind=line.kind, actor=line.actor, facts=line.facts)
        for line in connection.execute(asked)
        if line.facts.get("complaint") == row["tracking"]
    )


def _names(connection: Connection, people: set[str]) -> dict[str, tuple[str, str]]:
    asked = sa.select(staff.c.username, staff.c.name_ar, staff.c.name_en)
    rows = connection.execute(asked.where(staff.c.username.in_(sorted(people))))
    return {row.username: (row.name_ar, row.name_en) for row in rows}
