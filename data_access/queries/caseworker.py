"""What caseworkers and supervisors ask at the desk: queues, search and the open case.

Every query takes its viewer and answers within the viewer's competence only; rows are frozen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from casework.actors import Staff
from casework.applications.lifecycle import STAGE_OF, Outcome, Stage, State
from casework.applications.reference import is_reference
from casework.deadlines import Urgency, urgency
from casework.errors import NotAllowed
from casework.people.digits import to_ascii_digits
from casework.people.names import name_terms
from casework.permissions import Permission
from data_access.ranges import by_deadline, first_of_each
from data_access.repositories.colleagues import active_staff
from data_access.tables import NAME_VECTOR, applications, decisions, staff

COUNTED_TO: Final = 1_000
_MATCHES: Final = 500


class QueueView(StrEnum):
    """The lists of the desk."""

    MINE = "mine"
    UNCLAIMED = "unclaimed"
    RETURNED = "returned"
    OVERDUE = "overdue"
    CHECKING = "checking"
    TEAM = "team"
    ALL = "all"


# Which lists ask for more than the sight of the queue.
NEEDED_FOR: Final[Mapping[QueueView, Permission]] = {
    QueueView.CHECKING: Permission.SECOND_CHECK,
    QueueView.TEAM: Permission.SEE_TEAM,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilters:
    """What narrows a list; None means everything."""

    programme: str | None = None
    region: str | None = None
    state: State | None = None
    urgency: Urgency | None = None
    assignee: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """A place in a list: the row's deadline and number, and whether to read on or back from it."""

    due_on: date
    id: int
    back: bool = False

    def __str__(self) -> str:
        return f"{'b' if self.back else 'a'}{self.due_on:%Y%m%d}.{self.id}"

    @classmethod
    def parse(cls, text: str | None) -> Cursor | None:
        """The cursor of a URL; None where the text is not one."""
        if not text or text[0] not in "ab":
            return None
        day, _, number = text[1:].partition(".")
        try:
            return cls(due_on=date.fromisoformat(day), id=int(number), back=text[0] == "b")
        except ValueError:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToCheck:
    """The decision of a case that waits for a second check; the names are None where nobody bears ``by``."""

    outcome: Outcome
    by: str
    by_ar: str | None
    by_en: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One case in a list.

    ``assignee_ar`` and ``assignee_en`` are the holder's names, None if unclaimed; ``to_check`` is told in the
    list of second checks only. Of a case that is protected from the viewer (``kept``) the name is empty.
    """

    id: int
    reference: str
    name: str
    programme: str
    region: str
    state: State
    urgency: Urgency
    due_on: date
    submitted_at: datetime
    came_back: bool
    assignee: str | None
    assignee_ar: str | None
    assignee_en: str | None
    to_check: ToCheck | None = None
    kept: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """A page of a list, with the places where the next and the previous one begin (None at the ends)."""

    rows: tuple[QueueRow, ...]
    onward: Cursor | None
    backward: Cursor | None


def queue(
    connection: Connection,
    *,
    viewer: Staff,
    view: QueueView,
    filters: QueueFilters,
    today: date,
    at: Cursor | None = None,
    limit: int = 50,
) -> QueuePage:
    """One page of a list, most urgent first, by keyset: the last page costs what the first does.

    Raises:
        NotAllowed: the viewer may not see queues, or not the team's.
    """
    _must_see(view, viewer)
    back = at is not None and at.back
    wanted = _page(view, viewer.programmes, viewer.regions, filters, limit=limit, beyond=at and at.back)
    told: dict[str, Any] = _told(viewer, today)
    if at is not None:
        told |= {"edge_due_on": at.due_on, "edge_id": at.id}
    found = [_row(row, today, viewer) for row in connection.execute(wanted, told).mappings()]
    more, rows = len(found) > limit, found[:limit]
    if back:
        rows.reverse()
    return QueuePage(
        rows=tuple(rows),
        onward=_place(rows[-1:], back=False) if more or back else None,
        backward=_place(rows[:1], back=True) if (more and back) or (at is not None and not back) else None,
    )


def queue_counts(
    connection: Connection, *, viewer: Staff, filters: QueueFilters, today: date
) -> Mapping[QueueView, int]:
    """How many cases each list holds, counted to 1,000 at most: one more means "more than that"."""
    viewer.must_be_allowed(Permission.SEE_QUEUE)
    counted = [view for view in QueueView if view is not QueueView.ALL]
    views = tuple(view for view in counted if view not in NEEDED_FOR or viewer.may(NEEDED_FOR[view]))
    asked = _counts(views, viewer.programmes, viewer.regions, filters)
    row = connection.execute(asked, _told(viewer, today)).mappings().one()
    return {view: row[view] for view in views}


def search(
    connection: Connection, *, viewer: Staff, text: str, today: date, limit: int = 50
) -> tuple[QueueRow, ...]:
    """Cases by national number, reference, or the words of a name in any order (Arabic normalised).

    The newest come first. Where nobody bears the words as they stand, those whose names begin so are found.
    Only cases within the viewer's competence are found.
    """

    def found(which: sa.ColumnElement[bool]) -> tuple[QueueRow, ...]:
        within = _within(viewer.programmes, viewer.regions)
        wanted = _rows().where(*within, which).order_by(applications.c.id.desc()).limit(limit)
        return tuple(_row(row, today, viewer) for row in connection.execute(wanted).mappings())

    viewer.must_be_allowed(Permission.SEE_QUEUE)
    typed = to_ascii_digits(text).strip()
    compact = typed.replace(" ", "").upper()
    if is_reference(compact):
        return found(applications.c.reference == compact)
    if compact.isdigit():
        return found(applications.c.national_id == compact)
    terms = ["".join(filter(str.isalnum, term)) for term in name_terms(typed)]
    words = [term for term in terms if term]
    if not words:
        return ()
    # Beginnings are dear among millions of names; who types a name in full does not wait for them.
    return found(_named(connection, words)) or found(_named_like(connection, words))


def assignees(connection: Connection, *, viewer: Staff) -> tuple[Staff, ...]:
    """The colleagues into whose hands a supervisor may put cases, by user name.

    Raises:
        NotAllowed: the viewer has no team, and puts cases into nobody's hands.
    """
    if not (viewer.may(Permission.REASSIGN) or viewer.may(Permission.SEE_TEAM)):
        raise NotAllowed(permission=Permission.REASSIGN)
    return tuple(
        person
        for person in active_staff(connection).values()
        if person.may(Permission.DECIDE) and person.programmes & viewer.programmes
    )


def _rows() -> sa.Select[*tuple[Any, ...]]:
    columns = applications.c
    return sa.select(
        columns.id,
        columns.reference,
        columns.name,
        columns.programme,
        columns.region,
        columns.state,
        columns.due_on,
        columns.amber_on,
        columns.submitted_at,
        columns.came_back_at,
        columns.assignee,
        columns.protected,
        staff.c.name_ar.label("assignee_ar"),
        staff.c.name_en.label("assignee_en"),
    ).select_from(applications.outerjoin(staff, staff.c.username == columns.assignee))


def _rows_to_check() -> sa.Select[*tuple[Any, ...]]:
    maker = staff.alias("maker")
    return (
        _rows()
        .add_columns(
            decisions.c.outcome,
            decisions.c.by.label("decided_by"),
            maker.c.name_ar.label("decided_by_ar"),
            maker.c.name_en.label("decided_by_en"),
            decisions.c.at.label("decided_at"),
        )
        .join(decisions, decisions.c.id == _of_the_last(decisions.c.id))
        .outerjoin(maker, maker.c.username == decisions.c.by)
    )


def _must_see(view: QueueView, viewer: Staff) -> None:
    viewer.must_be_allowed(Permission.SEE_QUEUE)
    viewer.must_be_allowed(NEEDED_FOR.get(view, Permission.SEE_QUEUE))


# A list is asked for at every click, and putting its question together took longer than asking it. So each is
# put together once for a competence and its filters; the day, the reader and the place are told with it.
_KEPT: Final = 256
_TODAY: Final[sa.BindParameter[date]] = sa.bindparam("today", type_=sa.Date)
_READER: Final[sa.BindParameter[str]] = sa.bindparam("reader", type_=sa.String)


def _told(viewer: Staff, today: date) -> dict[str, Any]:
    return {"today": today, "reader": viewer.username}


@lru_cache(_KEPT)
def _page(
    view: QueueView,
    programmes: frozenset[str],
    regions: frozenset[str],
    filters: QueueFilters,
    *,
    limit: int,
    beyond: bool | None,
) -> sa.Select[*tuple[Any, ...]]:
    """A page of a list: its beginning (`beyond` is None), or what lies on or, if True, back from an edge."""
    asked = [*_in_regions(regions), *_listed(view), *_narrowed(filters)]
    if beyond is not None:
        edge = sa.tuple_(
            sa.bindparam("edge_due_on", type_=sa.Date), sa.bindparam("edge_id", type_=sa.BigInteger)
        )
        place = sa.tuple_(applications.c.due_on, applications.c.id)
        asked.append(place < edge if beyond else place > edge)
    back = bool(beyond)
    first = first_of_each(programmes, asked, limit=limit + 1, back=back)
    places = sa.select(first.c.id).order_by(*by_deadline(first.c, back=back)).limit(limit + 1)
    rows = _rows_to_check() if view is QueueView.CHECKING else _rows()
    return rows.where(applications.c.id.in_(places)).order_by(*by_deadline(applications.c, back=back))


@lru_cache(_KEPT)
def _counts(
    views: tuple[QueueView, ...],
    programmes: frozenset[str],
    regions: frozenset[str],
    filters: QueueFilters,
) -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        *(
            sa.select(sa.func.count())
            .select_from(
                sa.select(applications.c.id)
                .where(*_within(programmes, regions), *_listed(view), *_narrowed(filters))
                .limit(COUNTED_TO + 1)
                .subquery()
            )
            .scalar_subquery()
            .label(view)
            for view in views
        )
    )


def _within(programmes: frozenset[str], regions: frozenset[str]) -> Sequence[sa.ColumnElement[bool]]:
    return (applications.c.programme.in_(sorted(programmes)), *_in_regions(regions))


def _in_regions(regions: frozenset[str]) -> Sequence[sa.ColumnElement[bool]]:
    """Of a competence that about regions; none where it holds everywhere."""
    return (applications.c.region.in_(sorted(regions)),) if regions else ()


def _listed(view: QueueView) -> Sequence[sa.ColumnElement[bool]]:
    stage, state = applications.c.stage, applications.c.state
    listed: Mapping[QueueView, Sequence[sa.ColumnElement[bool]]] = {
        QueueView.MINE: (stage == Stage.IN_HAND, applications.c.assignee == _READER),
        QueueView.UNCLAIMED: (stage == Stage.WAITING,),
        # Written out, not bound: an index of only these rows serves only who says so in the question itself.
        QueueView.RETURNED: (state == _written(State.COMPLETED),),
        QueueView.OVERDUE: (
            stage.in_([_written(Stage.WAITING), _written(Stage.IN_HAND)]),
            applications.c.due_on < _TODAY,
        ),
        # Nobody checks their own decision, so nobody is shown it in this list.
        QueueView.CHECKING: (stage == Stage.CHECKING, _of_the_last(decisions.c.by) != _READER),
        QueueView.TEAM: (stage == Stage.IN_HAND,),
        QueueView.ALL: (),
    }
    return listed[view]


def _written(value: StrEnum) -> sa.ColumnElement[str]:
    return sa.literal(value.value, sa.String, literal_execute=True)


def _of_the_last(column: sa.Column[Any]) -> sa.ScalarSelect[Any]:
    """A column of the decision that stands: the last of its case, by the index of case and version."""
    last = decisions.alias("last")
    return (
        sa.select(last.c[column.name])
        .where(last.c.application_id == applications.c.id)
        .order_by(last.c.version.desc())
        .limit(1)
        .correlate(applications)
        .scalar_subquery()
    )


def _narrowed(filters: QueueFilters) -> Sequence[sa.ColumnElement[bool]]:
    columns = applications.c
    asked: list[sa.ColumnElement[bool]] = []
    if filters.programme:
        asked.append(columns.programme == filters.programme)
    if filters.region:
        asked.append(columns.region == filters.region)
    if filters.state:
        asked += [columns.stage == STAGE_OF[filters.state], columns.state == filters.state]
    if filters.assignee:
        asked.append(columns.assignee == filters.assignee)
    if filters.urgency:
        asked.append(_urgent(filters.urgency))
    return asked


def _urgent(asked: Urgency) -> sa.ColumnElement[bool]:
    columns = applications.c
    if asked is Urgency.RED:
        return columns.due_on < _TODAY
    if asked is Urgency.AMBER:
        return sa.and_(columns.due_on >= _TODAY, columns.amber_on <= _TODAY)
    return sa.and_(columns.due_on >= _TODAY, columns.amber_on > _TODAY)


def _named(connection: Connection, words: Sequence[str]) -> sa.ColumnElement[bool]:
    if connection.dialect.name == "postgresql":
        # PostgreSQL knows how many bear a name: it reads the newest cases until enough are found where many
        # do, and the index of names where few do.
        return _on_postgresql(" & ".join(words))
    return _on_sqlite(" ".join(f'"{word}"' for word in words))


def _named_like(connection: Connection, words: Sequence[str]) -> sa.ColumnElement[bool]:
    if connection.dialect.name == "postgresql":
        # The matches are fetched first and sorted after: sorting every hit of a common name took seconds.
        like = _on_postgresql(" & ".join(f"{word}:*" for word in words))
        return applications.c.id.in_(sa.select(applications.c.id).where(like).limit(_MATCHES))
    return _on_sqlite(" ".join(f'"{word}"*' for word in words))


def _on_postgresql(asked: str) -> sa.ColumnElement[bool]:
    # Written out, so that each is planned for its own words: a plan for any words read all names.
    words = sa.literal(asked, sa.String, literal_execute=True)
    return NAME_VECTOR.bool_op("@@")(sa.func.to_tsquery(sa.literal_column("'simple'"), words))


def _on_sqlite(asked: str) -> sa.ColumnElement[bool]:
    names = sa.table("names", sa.column("rowid", sa.Integer), sa.column("names"))
    return applications.c.id.in_(
        sa.select(names.c.rowid)
        .where(sa.text("names MATCH :asked").bindparams(asked=asked))
        .order_by(names.c.rowid.desc())
        .limit(_MATCHES)
    )


def _row(row: RowMapping, today: date, viewer: Staff) -> QueueRow:
    kept = not viewer.sees(protected=row["protected"], assignee=row["assignee"])
    return QueueRow(
        id=row["id"],
        reference=row["reference"],
        name="" if kept else row["name"],
        programme=row["programme"],
        region=row["region"],
        state=State(row["state"]),
        urgency=urgency(today, row["due_on"], row["amber_on"]),
        due_on=row["due_on"],
        submitted_at=row["submitted_at"],
        came_back=row["came_back_at"] is not None,
        assignee=row["assignee"],
        assignee_ar=row["assignee_ar"],
        assignee_en=row["assignee_en"],
        to_check=_to_check(row),
        kept=kept,
    )


def _to_check(row: RowMapping) -> ToCheck | None:
    if "decided_by" not in row:
        return None
    return ToCheck(
        outcome=Outcome(row["outcome"]),
        by=row["decided_by"],
        by_ar=row["decided_by_ar"],
        by_en=row["decided_by_en"],
        at=row["decided_at"],
    )


def _place(rows: Sequence[QueueRow], *, back: bool) -> Cursor | None:
    return Cursor(due_on=rows[0].due_on, id=rows[0].id, back=back) if rows else None
