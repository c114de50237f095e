"""The queue of complaints, one complaint with what it is about, and the complaints about a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from casework.actors import Staff
from casework.applications.lifecycle import State
from casework.applications.reference import canonical_reference
from casework.complaints.lifecycle import ComplaintKind, ComplaintOutcome, ComplaintState
from casework.errors import NotAllowed
from casework.permissions import Permission
from data_access.queries.behind_list import Place, Turn
from data_access.repositories.took_part import took_part
from data_access.tables import applications, staff
from data_access.tables_after_decision import complaints

COUNTED: Final = 1_001
FOUND: Final = 50


class ComplaintList(StrEnum):
    """The lists: every open one, one's own, those past their day, those in hands, those answered."""

    OPEN = "open"
    MINE = "mine"
    OVERDUE = "overdue"
    TEAM = "team"
    ANSWERED = "answered"


NEEDED_FOR: Final[Mapping[ComplaintList, Permission]] = {
    ComplaintList.OPEN: Permission.SEE_COMPLAINTS,
    ComplaintList.MINE: Permission.ANSWER_COMPLAINT,
    ComplaintList.OVERDUE: Permission.REASSIGN,
    ComplaintList.TEAM: Permission.REASSIGN,
    ComplaintList.ANSWERED: Permission.SEE_COMPLAINTS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintFilters:
    """What narrows a list; None is everything."""

    kind: str | None = None
    programme: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintRow:
    """A complaint in a list; ``barred`` says that the viewer took part in what it is about.

    ``name`` is empty where the case is protected and not for the viewer.
    """

    at: date
    id: int
    tracking: str
    version: int
    reference: str
    name: str
    programme: str
    region: str
    kind: ComplaintKind
    state: ComplaintState
    outcome: ComplaintOutcome | None
    assignee: str | None
    assignee_ar: str | None
    assignee_en: str | None
    filed_at: datetime
    due_on: date
    amber_on: date
    answered_at: datetime | None
    barred: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintPage:
    """A page of a list, with the ways on and back."""

    rows: tuple[ComplaintRow, ...]
    onward: Place | None
    backward: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonsCase:
    """A case of a person who complains."""

    reference: str
    name: str
    programme: str
    region: str
    state: State
    submitted_at: datetime


def complaint_list(
    connection: Connection,
    *,
    viewer: Staff,
    view: ComplaintList,
    filters: ComplaintFilters | None = None,
    today: date,
    at: Place | None = None,
    limit: int = 25,
) -> ComplaintPage:
    """A page of complaints within competence: the most pressing first, or the last answered.

    Raises:
        NotAllowed: the list is not for this role.
    """
    if not viewer.may(NEEDED_FOR[view]):
        raise NotAllowed(permission=NEEDED_FOR[view])
    answered = view is ComplaintList.ANSWERED
    by = complaints.c.answered_at if answered else complaints.c.due_on
    asked = _rows(viewer).where(*_of(view, viewer, today), *_filtered(filters or ComplaintFilters()))
    turn = Turn(at=at, limit=limit + 1, newest_first=answered)
    found = [
        _row(row, row["answered_at"] if answered else row["due_on"])
        for row in connection.execute(turn.of(asked, by, complaints.c.id)).mappings()
    ]
    back = at is not None and at.back
    more, rows = len(found) > limit, found[:limit]
    if back:
        rows.reverse()
    onward = rows and (more or back)
    backward = rows and ((more and back) or (at is not None and not back))
    return ComplaintPage(
        rows=tuple(rows),
        onward=Place(at=rows[-1].at, id=rows[-1].id) if onward else None,
        backward=Place(at=rows[0].at, id=rows[0].id, back=True) if backward else None,
    )


def complaint_counts(connection: Connection, *, viewer: Staff, today: date) -> Mapping[ComplaintList, int]:
    """How many each open list holds, exact below `COUNTED`; one statement."""
    viewer.must_be_allowed(Permission.SEE_COMPLAINTS)
    views = [
        view for view in ComplaintList if view is not ComplaintList.ANSWERED and viewer.may(NEEDED_FOR[view])
    ]
    counts = [
        sa.select(sa.func.count())
        .select_from(
            sa.select(complaints.c.id)
            .where(*_within(viewer), *_of(view, viewer, today))
            .limit(COUNTED)
            .subquery()
        )
        .scalar_subquery()
        .label(view)
        for view in views
    ]
    row = connection.execute(sa.select(*counts)).mappings().one()
    return {view: row[view] for view in views}


def find_complaints(connection: Connection, *, viewer: Staff, text: str) -> tuple[ComplaintRow, ...]:
    """The complaint with a tracking number, or those about the case with a reference; the newest first."""
    viewer.must_be_allowed(Permission.SEE_COMPLAINTS)
    number = canonical_reference(text)
    if number is None:
        return ()
    known = sa.or_(complaints.c.tracking == number, applications.c.reference == number)
    asked = _rows(viewer).where(known).order_by(complaints.c.id.desc()).limit(FOUND)
    return tuple(_row(row, row["due_on"]) for row in connection.execute(asked).mappings())


def complaints_of(connection: Connection, *, viewer: Staff, reference: str) -> tuple[ComplaintRow, ...]:
    """The complaints about a case, the newest first; none where it is not for the viewer."""
    viewer.must_be_allowed(Permission.SEE_COMPLAINTS)
    asked = _rows(viewer).where(applications.c.reference == reference).order_by(complaints.c.id.desc())
    return tuple(_row(row, row["due_on"]) for row in connection.execute(asked.limit(FOUND)).mappings())


def cases_of_person(
    connection: Connection, *, viewer: Staff, numbers: Sequence[str], reference: str | None = None
) -> tuple[PersonsCase, ...]:
    """The cases within competence of a person, by national number or by the reference of one of them.

    Protected cases are there for those only who may open them.
    """
    viewer.must_be_allowed(Permission.FILE_COMPLAINT)
    known = applications.c.reference == reference if reference else applications.c.national_id.in_(numbers)
    names = ("reference", "name", "programme", "region", "state", "submitted_at")
    asked = (
        sa.select(*(applications.c[name] for name in names))
        .where(known, *_competent(viewer, applications), _may_be_named(viewer))
        .order_by(applications.c.id.desc())
        .limit(FOUND)
    )
    rows = connection.execute(asked).mappings()
    return tuple(PersonsCase(**_with_state(row)) for row in rows)


def _with_state(row: RowMapping) -> dict[str, Any]:
    return {**row, "state": State(row["state"])}


def _rows(viewer: Staff) -> sa.Select[*tuple[Any, ...]]:
    name = sa.case((_may_be_named(viewer), applications.c.name), else_="")
    return (
        sa.select(
            *(complaints.c[column] for column in _COPIED),
            applications.c.reference,
            name.label("name"),
            staff.c.name_ar.label("assignee_ar"),
            staff.c.name_en.label("assignee_en"),
            took_part(viewer.username).label("barred"),
        )
        .select_from(
            complaints.join(applications, applications.c.id == complaints.c.application_id).outerjoin(
                staff, staff.c.username == complaints.c.assignee
            )
        )
        .where(*_within(viewer))
    )


_COPIED: Final = (
    *("id", "tracking", "version", "programme", "region", "kind", "state", "outcome", "assignee"),
    *("filed_at", "due_on", "amber_on", "answered_at"),
)


def _may_be_named(viewer: Staff) -> sa.ColumnElement[bool]:
    if viewer.may(Permission.PROTECT):
        return sa.true()
    return sa.or_(applications.c.protected.is_(sa.false()), applications.c.assignee == viewer.username)


def _within(viewer: Staff) -> list[sa.ColumnElement[bool]]:
    return _competent(viewer, complaints)


def _competent(viewer: Staff, table: sa.Table) -> list[sa.ColumnElement[bool]]:
    within: list[sa.ColumnElement[bool]] = [table.c.programme.in_(sorted(viewer.programmes))]
    return [*within, table.c.region.in_(sorted(viewer.regions))] if viewer.regions else within


def _filtered(filters: ComplaintFilters) -> list[sa.ColumnElement[bool]]:
    wanted = (("kind", filters.kind), ("programme", filters.programme))
    return [complaints.c[name] == value for name, value in wanted if value]


def _of(view: ComplaintList, viewer: Staff, today: date) -> list[sa.ColumnElement[bool]]:
    mine: Mapping[ComplaintList, sa.ColumnElement[bool]] = {
        ComplaintList.MINE: complaints.c.assignee == viewer.username,
        ComplaintList.OVERDUE: complaints.c.due_on < today,
        ComplaintList.TEAM: complaints.c.assignee.is_not(None),
    }
    # Word for word as the indexes say it, then narrowed.
    stands = "= 'answered'" if view is ComplaintList.ANSWERED else "IN ('filed', 'in_hand')"
    listed = sa.literal_column(f"(complaints.state {stands})", sa.Boolean)
    return [listed, *([mine[view]] if view in mine else [])]


def _row(row: RowMapping, at: date) -> ComplaintRow:
    moment = at if not isinstance(at, datetime) else at.astimezone(UTC)
    told = {name: row[name] for name in _COPIED} | {
        "kind": ComplaintKind(row["kind"]),
        "state": ComplaintState(row["state"]),
        "outcome": ComplaintOutcome(row["outcome"]) if row["outcome"] else None,
        "barred": bool(row["barred"]),
    }
    others = ("reference", "name", "assignee_ar", "assignee_en")
    return ComplaintRow(at=moment, **told, **{name: row[name] for name in others})
