"""What is due for periodic review, whom to reach before anything is stopped, and the batches' progress."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from casework.actors import Staff, System
from casework.applications.events import EventKind
from casework.entitlements.lifecycle import EntitlementState, Finding
from casework.entitlements.reviews import READ_AGAIN_DAYS, STALE, WARN_DAYS
from casework.messages import MessageState
from casework.permissions import Permission
from data_access.tables import applications, journal, outbox
from data_access.tables_after_decision import entitlements, review_batches

COUNTED: Final = 1_001
_RUNS: Final = sa.text("entitlements.state IN ('active', 'suspended')")
_NOT_ARRIVED: Final = (MessageState.UNDELIVERED, MessageState.KEPT)
STOP_NOTICE: Final = "stop_notice"


class ReviewView(StrEnum):
    """Which list of reviews."""

    OVERDUE = "overdue"
    SOON = "soon"
    OUTREACH = "outreach"
    STALE = "stale"
    EXAM = "exam"
    NOT_TOLD = "not_told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in a list: after which line it goes on."""

    review_on: date
    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewLine:
    """One entitlement and how its family can be reached.

    ``last_message`` and ``last_state`` are the newest message of the case and where it stands; ``noted_at``
    is the newest remark in the file: whoever reached the family left one.
    """

    id: int
    application: str
    name: str
    programme: str
    region: str
    amount: Decimal
    currency: str
    state: EntitlementState
    review_on: date
    checked_on: date | None
    finding: Finding | None
    failing: tuple[str, ...]
    stop_reason: str | None
    stop_on: date | None
    batch: int | None
    phone: bool
    email: bool
    last_message: str | None
    last_state: MessageState | None
    noted_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewLines:
    """A page of reviews, the earliest first; ``count`` is exact below `COUNTED`."""

    lines: tuple[ReviewLine, ...]
    count: int
    further: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchLine:
    """A batch and its progress; ``left`` of its ``size`` reviews are not done."""

    id: int
    at: datetime
    by: str
    programme: str
    region: str
    due_by: date
    size: int
    left: int


def reviews(
    connection: Connection,
    *,
    viewer: Staff,
    view: ReviewView,
    today: date,
    programme: str | None = None,
    finding: str | None = None,
    batch: int | None = None,
    after: Place | None = None,
    limit: int = 20,
) -> ReviewLines:
    """A list of reviews within the viewer's competence; ``finding`` narrows, ``unread`` is none yet.

    Raises:
        NotAllowed: the person may not see entitlements.
    """
    viewer.must_be_allowed(Permission.SEE_ENTITLEMENTS)
    mine = [*_within(viewer), *_of_view(view, today), *_narrowed(programme, finding, batch)]
    counted = sa.select(entitlements.c.id).where(*mine).limit(COUNTED).subquery()
    count = connection.execute(sa.select(sa.func.count()).select_from(counted)).scalar_one()
    asked = _lines_of(*mine)
    if after is not None:
        here = sa.tuple_(entitlements.c.review_on, entitlements.c.id)
        asked = asked.where(here > sa.tuple_(sa.literal(after.review_on, sa.Date), sa.literal(after.id)))
    rows = connection.execute(asked.limit(limit + 1)).mappings().all()
    last = rows[limit - 1] if len(rows) > limit else None
    return ReviewLines(
        lines=tuple(_line(row) for row in rows[:limit]),
        count=count,
        further=Place(review_on=last["review_on"], id=last["id"]) if last else None,
    )


def review_batches_open(connection: Connection, *, viewer: Staff, limit: int = 20) -> tuple[BatchLine, ...]:
    """The latest batches within the viewer's competence, newest first, with what is left of each.

    Raises:
        NotAllowed: the person may not see entitlements.
    """
    viewer.must_be_allowed(Permission.SEE_ENTITLEMENTS)
    columns = review_batches.c
    left = (
        sa.select(sa.func.count())
        .where(entitlements.c.review_batch == columns.id, _RUNS)
        .scalar_subquery()
        .label("left")
    )
    asked = sa.select(review_batches, left).where(columns.programme.in_(sorted(viewer.programmes)))
    if viewer.regions:
        asked = asked.where(columns.region.in_(sorted(viewer.regions)))
    rows = connection.execute(asked.order_by(columns.id.desc()).limit(limit)).mappings()
    return tuple(BatchLine(**row) for row in rows)


def to_reread(
    connection: Connection, *, viewer: System, programme: str, today: date, after: int = 0, limit: int = 100
) -> tuple[tuple[int, str], ...]:
    """Entitlements to read the rules of again: number and case.

    Those whose review is near and whose last reading is a month old; on the day of the review and after it,
    once a day.
    """
    del viewer
    columns = entitlements.c
    old = sa.or_(columns.checked_on.is_(None), columns.checked_on <= today - timedelta(days=READ_AGAIN_DAYS))
    on_its_day = sa.and_(columns.review_on <= today, columns.checked_on < today)
    rows = connection.execute(
        sa.select(columns.id, applications.c.reference)
        .join(applications, applications.c.id == columns.application_id)
        .where(_RUNS, columns.programme == programme, columns.review_on <= today + timedelta(days=WARN_DAYS))
        .where(sa.or_(old, on_its_day), columns.id > after)
        .order_by(columns.id)
        .limit(limit)
    )
    return tuple((row.id, row.reference) for row in rows)


def _within(viewer: Staff) -> Sequence[sa.ColumnElement[bool]]:
    mine = [entitlements.c.programme.in_(sorted(viewer.programmes))]
    return [*mine, entitlements.c.region.in_(sorted(viewer.regions))] if viewer.regions else mine


def _of_view(view: ReviewView, today: date) -> Sequence[Any]:
    columns = entitlements.c
    # As text, because both databases can look for a word in it; the finding has narrowed it before.
    says_stale = sa.cast(columns.failing, sa.Text).contains(f'"{STALE}"')
    of = {
        ReviewView.OVERDUE: (columns.review_on < today,),
        ReviewView.SOON: (columns.review_on.between(today, today + timedelta(days=WARN_DAYS)),),
        ReviewView.OUTREACH: (columns.finding == Finding.STALE_ONLY,),
        ReviewView.STALE: (columns.finding.in_([*_MAY_BE_STALE]), says_stale),
        ReviewView.EXAM: (columns.finding == Finding.EXAM_MISSED,),
        ReviewView.NOT_TOLD: (columns.stop_on.is_not(None), _notice_not_arrived()),
    }
    return (_RUNS, *of[view])


_MAY_BE_STALE: Final = (Finding.STALE_ONLY, Finding.EXAM_MISSED, Finding.FAILS)


def _notice_not_arrived() -> sa.ColumnElement[bool]:
    """The notice is out and no way has brought it."""
    notices = (
        outbox.c.application_id == entitlements.c.application_id,
        outbox.c.key == STOP_NOTICE,
        outbox.c.promised_at >= entitlements.c.noticed_at,
    )
    arrived = (MessageState.SENT, MessageState.DELIVERED, MessageState.TOLD)
    return sa.and_(
        sa.exists().where(*notices, outbox.c.status.in_(_NOT_ARRIVED)),
        ~sa.exists().where(*notices, outbox.c.status.in_(arrived)),
    )


def _narrowed(programme: str | None, finding: str | None, batch: int | None) -> Sequence[Any]:
    columns = entitlements.c
    narrowed: list[Any] = []
    if programme is not None:
        narrowed.append(columns.programme == programme)
    if finding is not None:
        narrowed.append(columns.finding.is_(None) if finding == "unread" else columns.finding == finding)
    if batch is not None:
        narrowed.append(columns.review_batch == batch)
    return narrowed


def _lines_of(*mine: Any) -> sa.Select[Any]:
    columns = entitlements.c
    names = (
        *("id", "programme", "region", "amount", "currency", "state", "review_on", "checked_on"),
        *("finding", "failing", "stop_reason", "stop_on", "version"),
    )
    return (
        sa.select(
            *(columns[name] for name in names),
            columns.review_batch.label("batch"),
            applications.c.reference.label("application"),
            applications.c.name,
            applications.c.phone,
            applications.c.facts,
            _newest_message(outbox.c.key).label("last_message"),
            _newest_message(outbox.c.status).label("last_state"),
            sa.select(sa.func.max(journal.c.at))
            .where(journal.c.application_id == columns.application_id, journal.c.kind == EventKind.NOTED)
            .scalar_subquery()
            .label("noted_at"),
        )
        .join(applications, applications.c.id == columns.application_id)
        .where(*mine)
        .order_by(columns.review_on, columns.id)
    )


def _newest_message(column: sa.ColumnElement[Any]) -> sa.ScalarSelect[Any]:
    return (
        sa.select(column)
        .where(
            outbox.c.application_id == entitlements.c.application_id,
            outbox.c.status != MessageState.WITHHELD,
        )
        .order_by(outbox.c.promised_at.desc(), outbox.c.id)
        .limit(1)
        .scalar_subquery()
    )


def _line(row: RowMapping) -> ReviewLine:
    names = (
        *("id", "application", "name", "programme", "region", "amount", "currency", "review_on"),
        *("checked_on", "stop_reason", "stop_on", "batch", "last_message", "noted_at", "version"),
    )
    own: dict[str, Any] = {name: row[name] for name in names}
    return ReviewLine(
        **own,
        state=EntitlementState(row["state"]),
        finding=Finding(row["finding"]) if row["finding"] else None,
        failing=tuple(row["failing"]),
        phone=bool(row["phone"]),
        email=bool(dict(row["facts"]).get("email")),
        last_state=MessageState(row["last_state"]) if row["last_state"] else None,
    )
