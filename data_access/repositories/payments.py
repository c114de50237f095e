"""Payments, files of results and batches of reviews."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from casework.applications.application import Application
from casework.entitlements.errors import NothingDue
from casework.entitlements.lifecycle import EntitlementState, PaymentState
from casework.entitlements.payment import Payment
from casework.entitlements.port import PaymentFile
from data_access.errors import StorageError
from data_access.tables import applications
from data_access.tables_after_decision import entitlements, payment_files, payments, review_batches

_AT_ONCE: Final = 500
EVERYWHERE: Final = "*"


class PaymentsOnRecord:
    """The port :class:`casework.entitlements.port.Payments`; what changed is written by :meth:`flush`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._loaded: dict[str, Payment] = {}
        self._new: list[tuple[Payment, Application]] = []

    def add(self, payments: Sequence[Payment], application: Application) -> None:
        """Put new payments of a case's entitlement on record; written with the action."""
        self._new += [(payment, application) for payment in payments]

    def of(self, application: Application, *, since: date | None = None) -> tuple[Payment, ...]:
        """Load the payments of a case for change, oldest first; ``since`` a month."""
        asked = sa.select(payments).where(payments.c.application_id == application.id)
        if since is not None:
            asked = asked.where(payments.c.period >= since)
        rows = self._connection.execute(asked.order_by(payments.c.period, payments.c.id)).mappings()
        new = tuple(
            one for one, case in self._new if case is application and (not since or one.period >= since)
        )
        return tuple(self._one(row, application.reference) for row in rows) + new

    def cases_of(self, references: Iterable[str]) -> dict[str, str]:
        """For payment references that are known, the reference of their case."""
        asked, found = sorted(set(references)), dict[str, str]()
        for start in range(0, len(asked), _AT_ONCE):
            rows = self._connection.execute(
                sa.select(payments.c.reference, applications.c.reference.label("case"))
                .join(applications, applications.c.id == payments.c.application_id)
                .where(payments.c.reference.in_(asked[start : start + _AT_ONCE]))
            )
            found.update({row.reference: row.case for row in rows})
        return found

    def flush(self) -> None:
        """Write what changed; entitlements have their numbers by now."""
        if self._new:
            rows = [_row(one) | {"application_id": case.id, "version": 1} for one, case in self._new]
            self._connection.execute(sa.insert(payments), rows)
            self._new.clear()
        for payment in self._loaded.values():
            if payment.changed:
                self._update(payment)

    def _one(self, row: RowMapping, application: str) -> Payment:
        if row["reference"] not in self._loaded:
            self._loaded[row["reference"]] = payment_of(row, application)
        return self._loaded[row["reference"]]

    def _update(self, payment: Payment) -> None:
        """Write one; its case is locked, so nobody else has changed it, and if so nothing is written."""
        here = sa.and_(payments.c.id == payment.id, payments.c.version == payment.version)
        values = _row(payment) | {"version": payment.version + 1}
        done = self._connection.execute(sa.update(payments).where(here).values(values))
        if done.rowcount != 1:
            raise StorageError("a payment changed under its lock")
        payment.version, payment.changed = payment.version + 1, False


def payment_of(row: RowMapping, application: str) -> Payment:
    """A row of the table as the rules know it."""
    return Payment(
        id=row["id"],
        reference=row["reference"],
        application=application,
        entitlement=row["entitlement_id"],
        programme=row["programme"],
        region=row["region"],
        period=row["period"],
        amount=row["amount"],
        currency=row["currency"],
        pay_on=row["pay_on"],
        moved_at=row["moved_at"],
        state=PaymentState(row["state"]),
        cause=row["cause"],
        paid_on=row["paid_on"],
        returned_on=row["returned_on"],
        version=row["version"],
    )


def _row(payment: Payment) -> dict[str, Any]:
    return {
        "entitlement_id": payment.entitlement,
        "programme": payment.programme,
        "region": payment.region,
        "period": payment.period,
        "reference": payment.reference,
        "amount": payment.amount,
        "currency": payment.currency,
        "pay_on": payment.pay_on,
        "state": payment.state,
        "cause": payment.cause,
        "paid_on": payment.paid_on,
        "returned_on": payment.returned_on,
        "moved_at": payment.moved_at,
    }


class PaymentFilesOnRecord:
    """The port :class:`casework.entitlements.port.PaymentFiles`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, file: PaymentFile, *, by: str, at: datetime) -> int:
        """Put one on record; returns its number."""
        added = sa.insert(payment_files).returning(payment_files.c.id)
        return self._connection.execute(
            added.values(
                at=at,
                username=by,
                file_name=file.name[:255],
                sha256=file.sha256,
                read=file.read,
                accepted=file.accepted,
                refused=file.refused,
                known=file.known,
            )
        ).scalar_one()


class ReviewBatchesOnRecord:
    """The port :class:`casework.entitlements.port.ReviewBatches`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(self, programme: str, region: str, due_by: date, *, by: str, at: datetime) -> tuple[int, int]:
        """Open a batch of what is due by a day and in no batch; returns its number and its size.

        Raises:
            NothingDue: there is nothing to put into it.
        """
        columns = entitlements.c
        due = [
            columns.programme == programme,
            columns.state.in_([EntitlementState.ACTIVE, EntitlementState.SUSPENDED]),
            columns.review_on <= due_by,
            columns.review_batch.is_(None),
        ]
        if region != EVERYWHERE:
            due.append(columns.region == region)
        asked = sa.select(columns.id).where(*due).order_by(columns.id).with_for_update()
        found = self._connection.execute(asked).scalars().all()
        if not found:
            raise NothingDue
        batch = self._connection.execute(
            sa.insert(review_batches)
            .values(at=at, by=by, programme=programme, region=region, due_by=due_by, size=len(found))
            .returning(review_batches.c.id)
        ).scalar_one()
        # A version is for what people see and change; which batch a review belongs to is not of it.
        for start in range(0, len(found), _AT_ONCE):
            mine = columns.id.in_(found[start : start + _AT_ONCE])
            self._connection.execute(sa.update(entitlements).where(mine).values(review_batch=batch))
        return batch, len(found)
