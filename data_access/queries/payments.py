"""What is paid: a month's totals, what came back, what is to be scheduled and sent, the files of results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from casework.actors import Staff, System
from casework.entitlements.lifecycle import EntitlementState, PaymentState
from casework.permissions import Permission
from data_access.tables import applications
from data_access.tables_after_decision import entitlements, payment_files, payments

_AT_ONCE: Final = 500
TROUBLED: Final = (PaymentState.RETURNED, PaymentState.STOPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthTotal:
    """How many payments of a month stand in a state, and their sum in the currency."""

    programme: str
    state: PaymentState
    currency: str
    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentLine:
    """One payment and its case; ``name`` is empty for those who may not open cases."""

    id: int
    reference: str
    application: str
    name: str
    programme: str
    region: str
    period: date
    amount: Decimal
    currency: str
    pay_on: date
    state: PaymentState
    cause: str | None
    paid_on: date | None
    returned_on: date | None
    moved_at: datetime
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentLines:
    """A page of payments, newest first; ``older`` is the number after which it goes on."""

    lines: tuple[PaymentLine, ...]
    older: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToInstruct:
    """A payment as the paying agency needs it; personal data, for the file of instructions only."""

    reference: str
    application: str
    name: str
    iban: str | None
    amount: Decimal
    currency: str
    pay_on: date
    period: date
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsFile:
    """A file of results that was taken in. ``read`` is ``accepted + refused + known``."""

    id: int
    at: datetime
    username: str
    file_name: str
    sha256: str
    read: int
    accepted: int
    refused: int
    known: int


def month_totals(connection: Connection, *, viewer: Staff, month: date) -> tuple[MonthTotal, ...]:
    """The payments of a month within the viewer's competence, by programme and state.

    Raises:
        NotAllowed: the person may not see payments.
    """
    viewer.must_be_allowed(Permission.SEE_PAYMENTS)
    columns = payments.c
    grouped = (columns.programme, columns.state, columns.currency)
    rows = connection.execute(
        sa.select(*grouped, sa.func.count().label("count"), sa.func.sum(columns.amount).label("amount"))
        .where(columns.period == month, *_within(viewer))
        .group_by(*grouped)
        .order_by(columns.programme)
    ).mappings()
    order = list(PaymentState)
    found = [
        MonthTotal(
            programme=row["programme"],
            state=PaymentState(row["state"]),
            currency=row["currency"],
            count=row["count"],
            amount=row["amount"],
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: (one.programme, order.index(one.state))))


def troubled_payments(
    connection: Connection,
    *,
    viewer: Staff,
    month: date,
    programme: str | None = None,
    state: PaymentState | None = None,
    before: int | None = None,
    limit: int = 20,
) -> PaymentLines:
    """The payments of a month that came back or were stopped, newest first.

    Raises:
        NotAllowed: the person may not see payments.
    """
    viewer.must_be_allowed(Permission.SEE_PAYMENTS)
    asked = (
        sa.select(payments, applications.c.reference.label("application"), applications.c.name)
        .join(applications, applications.c.id == payments.c.application_id)
        .where(payments.c.period == month, *_within(viewer))
        .where(payments.c.state.in_([state] if state in TROUBLED else TROUBLED))
        .order_by(payments.c.id.desc())
        .limit(limit + 1)
    )
    if programme is not None:
        asked = asked.where(payments.c.programme == programme)
    if before is not None:
        asked = asked.where(payments.c.id < before)
    rows = connection.execute(asked).mappings().all()
    told = viewer.may(Permission.OPEN_CASE)
    return PaymentLines(
        lines=tuple(_line(row, told=told) for row in rows[:limit]),
        older=rows[limit - 1]["id"] if len(rows) > limit else None,
    )


def payments_named(
    connection: Connection, references: Sequence[str], *, viewer: Staff | System
) -> Mapping[str, PaymentLine]:
    """Payments by reference, also those of others: whoever brings a result is told that it is not theirs.

    Names are left out.

    Raises:
        NotAllowed: the person may not record payments.
    """
    if not isinstance(viewer, System):
        viewer.must_be_allowed(Permission.RECORD_PAYMENTS)
    found: dict[str, PaymentLine] = {}
    for part in _parts(references):
        rows = connection.execute(
            sa.select(payments, applications.c.reference.label("application"), applications.c.name)
            .join(applications, applications.c.id == payments.c.application_id)
            .where(payments.c.reference.in_(part))
        ).mappings()
        found.update({row["reference"]: _line(row, told=False) for row in rows})
    return found


def results_files(connection: Connection, *, viewer: Staff, limit: int = 20) -> tuple[ResultsFile, ...]:
    """The latest files of results, newest first; they name nobody.

    Raises:
        NotAllowed: the person may not see payments.
    """
    viewer.must_be_allowed(Permission.SEE_PAYMENTS)
    asked = sa.select(payment_files).order_by(payment_files.c.id.desc()).limit(limit)
    return tuple(ResultsFile(**row) for row in connection.execute(asked).mappings())


def to_schedule(
    connection: Connection, *, viewer: System, programme: str, month: date, after: int = 0, limit: int = 100
) -> tuple[tuple[int, str], ...]:
    """Entitlements that may be due for a payment of this month and have none: number and case."""
    del viewer
    columns = entitlements.c
    there = sa.exists().where(payments.c.application_id == columns.application_id, payments.c.period == month)
    rows = connection.execute(
        sa.select(columns.id, applications.c.reference)
        .join(applications, applications.c.id == columns.application_id)
        .where(columns.programme == programme, columns.paid_from <= month, columns.id > after)
        .where(columns.state.in_([EntitlementState.ACTIVE, EntitlementState.SUSPENDED]), ~there)
        .order_by(columns.id)
        .limit(limit)
    )
    return tuple((row.id, row.reference) for row in rows)


def to_instruct(
    connection: Connection,
    *,
    viewer: System,
    programme: str,
    month: date,
    sent: bool = False,
    after: str = "",
    limit: int = 500,
) -> tuple[ToInstruct, ...]:
    """The payments of a month that wait to be sent, by reference; with ``sent`` also those that were."""
    del viewer
    states = [PaymentState.SCHEDULED, *([PaymentState.SENT] if sent else [])]
    columns = payments.c
    rows = connection.execute(
        sa.select(
            *(columns[name] for name in ("reference", "amount", "currency", "pay_on", "period", "region")),
            applications.c.reference.label("application"),
            applications.c.name,
            applications.c.iban,
        )
        .join(applications, applications.c.id == columns.application_id)
        .where(columns.programme == programme, columns.period == month, columns.state.in_(states))
        .where(columns.reference > after)
        .order_by(columns.reference)
        .limit(limit)
    ).mappings()
    return tuple(ToInstruct(**row) for row in rows)


def _within(viewer: Staff) -> Sequence[sa.ColumnElement[bool]]:
    mine = [payments.c.programme.in_(sorted(viewer.programmes))]
    return [*mine, payments.c.region.in_(sorted(viewer.regions))] if viewer.regions else mine


def _line(row: RowMapping, *, told: bool) -> PaymentLine:
    names = (
        *("id", "reference", "application", "programme", "region", "period", "amount", "currency"),
        *("pay_on", "cause", "paid_on", "returned_on", "moved_at", "version"),
    )
    own: dict[str, Any] = {name: row[name] for name in names}
    return PaymentLine(**own, state=PaymentState(row["state"]), name=row["name"] if told else "")


def _parts(values: Sequence[str]) -> Iterable[Sequence[str]]:
    distinct = sorted(set(values))
    return (distinct[start : start + _AT_ONCE] for start in range(0, len(distinct), _AT_ONCE))
