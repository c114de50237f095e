"""Entitlements: row to aggregate and back, guarded by version."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from casework.applications.application import Application
from casework.applications.events import EventKind
from casework.entitlements.entitlement import Entitlement
from casework.entitlements.errors import EntitlementChangedMeanwhile, NoEntitlement
from casework.entitlements.lifecycle import CardState, EntitlementState, Finding
from casework.messages import MessageState
from data_access.errors import StorageError
from data_access.tables import journal, outbox
from data_access.tables_after_decision import entitlements

_HAS_LEFT: Final = (MessageState.SENT, MessageState.DELIVERED, MessageState.TOLD)
_NOTICE: Final = "stop_notice"
# What changes an entitlement; payments do not.
_LINES: Final = (
    *(EventKind.ENTITLED, EventKind.ENTITLEMENT_CANCELLED, EventKind.AMOUNT_CHANGED, EventKind.CARD_MOVED),
    *(EventKind.STOP_NOTICE_GIVEN, EventKind.STOP_NOTICE_LIFTED, EventKind.SUSPENDED),
    *(EventKind.REACTIVATED, EventKind.ENTITLEMENT_ENDED, EventKind.REVIEWED, EventKind.AMENDED),
)


class EntitlementsOnRecord:
    """The port :class:`casework.entitlements.port.Entitlements`; what changed is written by :meth:`flush`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[int, Entitlement | None] = {}
        self._new: list[tuple[Entitlement, Application]] = []

    def add(self, entitlement: Entitlement, application: Application) -> None:
        """Put a new entitlement on record, with the decision that opens it; written with the action."""
        self._new.append((entitlement, application))
        self._known[application.id] = entitlement

    def of(self, application: Application, *, seen: int | None = None) -> Entitlement:
        """Load the case's entitlement for change; see the port for what is raised."""
        entitlement = self.find(application)
        if entitlement is None:
            raise NoEntitlement(application=application.reference)
        if seen is not None and seen != entitlement.version:
            raise self._changed(application)
        return entitlement

    def find(self, application: Application) -> Entitlement | None:
        """The case's newest entitlement that is not cancelled, or None."""
        if application.id not in self._known:
            row = (
                self._connection.execute(
                    sa.select(entitlements)
                    .where(
                        entitlements.c.application_id == application.id,
                        entitlements.c.state != EntitlementState.CANCELLED,
                    )
                    .order_by(entitlements.c.id.desc())
                    .limit(1)
                )
                .mappings()
                .one_or_none()
            )
            self._known[application.id] = entitlement_of(row, application.reference) if row else None
        return self._known[application.id]

    def told_of_stop(self, entitlement: Entitlement) -> bool:
        """Whether the notice that payment will stop left by one of its ways, as far as is known."""
        mine = sa.select(entitlements.c.application_id).where(entitlements.c.id == entitlement.id)
        left = sa.select(outbox.c.id).where(
            outbox.c.application_id == mine.scalar_subquery(),
            outbox.c.key == _NOTICE,
            outbox.c.promised_at == entitlement.noticed_at,
            outbox.c.status.in_(_HAS_LEFT),
        )
        return self._connection.execute(left.limit(1)).first() is not None

    def flush(self) -> None:
        """Write what changed; cases and decisions have their numbers by now."""
        for entitlement, application in self._new:
            if application.decision is not None:
                entitlement.decision = application.decision.id
            row = _row(entitlement) | {"application_id": application.id, "version": 1}
            added = sa.insert(entitlements).values(row).returning(entitlements.c.id)
            entitlement.id = self._connection.execute(added).scalar_one()
            entitlement.changed = False
        self._new.clear()
        for entitlement in self._known.values():
            if entitlement is not None and entitlement.changed:
                self._update(entitlement)
        # One that was cancelled leaves its place to another.
        self._known = {
            case: one
            for case, one in self._known.items()
            if one is None or one.state is not EntitlementState.CANCELLED
        }

    def _update(self, entitlement: Entitlement) -> None:
        """Write one; its case is locked, so nobody else has changed it, and if so nothing is written."""
        here = sa.and_(entitlements.c.id == entitlement.id, entitlements.c.version == entitlement.version)
        values = _row(entitlement) | {"version": entitlement.version + 1}
        if self._connection.execute(sa.update(entitlements).where(here).values(values)).rowcount != 1:
            raise StorageError("an entitlement changed under its lock")
        entitlement.version, entitlement.changed = entitlement.version + 1, False

    def _changed(self, application: Application) -> EntitlementChangedMeanwhile:
        last = self._connection.execute(
            sa.select(journal.c.actor, journal.c.at)
            .where(journal.c.application_id == application.id, journal.c.kind.in_(_LINES))
            .order_by(journal.c.id.desc())
            .limit(1)
        ).one()
        return EntitlementChangedMeanwhile(application=application.reference, by=last.actor, at=last.at)


def entitlement_of(row: RowMapping, application: str) -> Entitlement:
    """A row of the table as the rules know it."""
    return Entitlement(
        id=row["id"],
        application=application,
        decision=row["decision_id"],
        programme=row["programme"],
        region=row["region"],
        state=EntitlementState(row["state"]),
        version=row["version"],
        amount=row["amount"],
        currency=row["currency"],
        parts=tuple(row["parts"]),
        formula=row["formula"],
        opened_on=row["opened_on"],
        paid_from=row["paid_from"],
        card=CardState(row["card"]),
        card_moved_at=row["card_moved_at"],
        stop_reason=row["stop_reason"],
        stop_on=row["stop_on"],
        noticed_at=row["noticed_at"],
        suspended_on=row["suspended_on"],
        ended_on=row["ended_on"],
        review_on=row["review_on"],
        checked_on=row["checked_on"],
        finding=Finding(row["finding"]) if row["finding"] else None,
        failing=tuple(row["failing"]),
        review_batch=row["review_batch"],
    )


_AS_THEY_ARE: Final = (
    *("programme", "region", "state", "amount", "currency", "formula", "opened_on", "paid_from", "card"),
    *("card_moved_at", "stop_reason", "stop_on", "noticed_at", "suspended_on", "ended_on", "review_on"),
    *("checked_on", "finding", "review_batch"),
)


def _row(entitlement: Entitlement) -> dict[str, Any]:
    return {name: getattr(entitlement, name) for name in _AS_THEY_ARE} | {
        "decision_id": entitlement.decision,
        "parts": [dict(part) for part in entitlement.parts],
        "failing": list(entitlement.failing),
    }
