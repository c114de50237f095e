"""The entitlement of a case as its page and the case's page show it, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from casework.actors import Staff
from casework.complaints.lifecycle import ComplaintKind, ComplaintState
from casework.entitlements.lifecycle import CardState, EntitlementState, Finding, PaymentState
from casework.errors import NoSuchCase, NotCompetent
from casework.messages import MessageState
from casework.permissions import Permission
from data_access.tables import applications, outbox
from data_access.tables_after_decision import complaints, entitlements, payments

MONTHS_SHOWN: Final = 24
_NOTICE: Final = "stop_notice"
_HAS_LEFT: Final = (MessageState.SENT, MessageState.DELIVERED, MessageState.TOLD)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthPaid:
    """The payment of one month; ``period`` is the month's first day, ``cause`` a code."""

    reference: str
    period: date
    amount: Decimal
    currency: str
    pay_on: date
    state: PaymentState
    cause: str | None
    paid_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenComplaint:
    """A complaint about the case that is not answered yet."""

    tracking: str
    kind: ComplaintKind
    state: ComplaintState


@dataclass(frozen=True, slots=True, kw_only=True)
class EntitlementView:
    """The entitlement of a case: the newest that is not cancelled.

    Its fields are those of `casework.entitlements.entitlement.Entitlement`. ``payments`` are the last
    `MONTHS_SHOWN` months, newest first. ``notice`` says where the notice of a stop stands on each of its
    ways; it is empty where none is out.
    """

    id: int
    version: int
    reference: str
    name: str
    programme: str
    region: str
    state: EntitlementState
    amount: Decimal
    currency: str
    parts: tuple[Mapping[str, Any], ...]
    formula: str
    opened_on: date
    paid_from: date
    card: CardState
    card_moved_at: datetime
    stop_reason: str | None
    stop_on: date | None
    noticed_at: datetime | None
    suspended_on: date | None
    ended_on: date | None
    review_on: date
    checked_on: date | None
    finding: Finding | None
    failing: tuple[str, ...]
    payments: tuple[MonthPaid, ...]
    notice: tuple[MessageState, ...]
    complaints: tuple[OpenComplaint, ...]

    @property
    def told(self) -> bool:
        """Whether the notice of a stop has left by one of its ways, as far as is known."""
        return any(state in _HAS_LEFT for state in self.notice)


def entitlement_of_case(connection: Connection, *, viewer: Staff, reference: str) -> EntitlementView | None:
    """The entitlement of a case with its payments; None where the case has none.

    Raises:
        NoSuchCase: nothing has this reference.
        NotAllowed, NotCompetent, CaseProtected: the case is not for the viewer.
    """
    viewer.must_be_allowed(Permission.SEE_ENTITLEMENTS)
    columns = applications.c
    names = (columns.id, columns.name, columns.programme, columns.region, columns.protected, columns.assignee)
    wanted = sa.select(*names).where(columns.reference == reference)
    case = connection.execute(wanted).mappings().one_or_none()
    if case is None:
        raise NoSuchCase(application=reference)
    if not viewer.is_competent_for(case["programme"], case["region"]):
        raise NotCompetent(programme=case["programme"], region=case["region"])
    viewer.must_see(reference, protected=case["protected"], assignee=case["assignee"])
    row = _newest(connection, case["id"])
    if row is None:
        return None
    return EntitlementView(
        **{name: row[name] for name in _COPIED},
        reference=reference,
        name=case["name"],
        state=EntitlementState(row["state"]),
        card=CardState(row["card"]),
        parts=tuple(row["parts"]),
        finding=Finding(row["finding"]) if row["finding"] else None,
        failing=tuple(row["failing"]),
        payments=_payments(connection, row["id"]),
        notice=_notice(connection, case["id"], row["noticed_at"]),
        complaints=_complaints(connection, case["id"]),
    )


_COPIED: Final = (
    *("id", "version", "programme", "region", "amount", "currency", "formula", "opened_on", "paid_from"),
    *("card_moved_at", "stop_reason", "stop_on", "noticed_at", "suspended_on", "ended_on", "review_on"),
    "checked_on",
)
_OF_A_MONTH: Final = ("reference", "period", "amount", "currency", "pay_on", "cause", "paid_on")


def _newest(connection: Connection, case: int) -> RowMapping | None:
    columns = entitlements.c
    standing = sa.select(entitlements).where(
        columns.application_id == case, columns.state != EntitlementState.CANCELLED
    )
    return connection.execute(standing.order_by(columns.id.desc()).limit(1)).mappings().one_or_none()


def _payments(connection: Connection, entitlement: int) -> tuple[MonthPaid, ...]:
    columns = payments.c
    rows = connection.execute(
        sa.select(*(columns[name] for name in _OF_A_MONTH), columns.state)
        .where(columns.entitlement_id == entitlement)
        .order_by(columns.period.desc())
        .limit(MONTHS_SHOWN)
    ).mappings()
    return tuple(
        MonthPaid(**{name: row[name] for name in _OF_A_MONTH}, state=PaymentState(row["state"]))
        for row in rows
    )


def _notice(connection: Connection, case: int, noticed_at: datetime | None) -> tuple[MessageState, ...]:
    if noticed_at is None:
        return ()
    columns = outbox.c
    rows = connection.execute(
        sa.select(columns.status)
        .where(columns.application_id == case, columns.key == _NOTICE, columns.promised_at == noticed_at)
        .order_by(columns.channel.desc())
    )
    return tuple(MessageState(row.status) for row in rows)


def _complaints(connection: Connection, case: int) -> tuple[OpenComplaint, ...]:
    columns = complaints.c
    rows = connection.execute(
        sa.select(columns.tracking, columns.kind, columns.state)
        .where(columns.application_id == case, columns.state != ComplaintState.ANSWERED)
        .order_by(columns.id)
    )
    return tuple(
        OpenComplaint(tracking=row.tracking, kind=ComplaintKind(row.kind), state=ComplaintState(row.state))
        for row in rows
    )
