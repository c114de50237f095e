"""Complaints: row to aggregate and back, guarded by version."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from casework.actors import ActorKind, Staff
from casework.applications.application import Application
from casework.applications.events import EventKind
from casework.complaints.complaint import Complaint
from casework.complaints.errors import ComplaintChangedMeanwhile, NoSuchComplaint
from casework.complaints.lifecycle import ComplaintKind, ComplaintOutcome, ComplaintState
from casework.complaints.standing import Standing
from casework.entitlements.lifecycle import EntitlementState, PaymentState
from casework.messages import MessageState
from data_access.engine import insert_for
from data_access.repositories.took_part import STOPS, parties_of, took_part
from data_access.tables import applications, counters, journal, outbox
from data_access.tables_after_decision import complaints, entitlements, payments

_UNTOLD: Final = sorted({MessageState.HELD, MessageState.WITHHELD})
_OFFERED: Final = 5
_COMPLAINT_LINES: Final = sorted(
    {
        EventKind.COMPLAINT_FILED,
        EventKind.COMPLAINT_TAKEN,
        EventKind.COMPLAINT_HANDED_BACK,
        EventKind.COMPLAINT_ANSWERED,
    }
)


class ComplaintsOnRecord:
    """The port :class:`casework.complaints.port.Complaints`; what changed is written by :meth:`flush`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._loaded: dict[str, Complaint] = {}
        self._new: list[tuple[Complaint, Application]] = []

    def next_number(self, year: int) -> int:
        """The next running number of a year; the counter row is locked until commit."""
        raised = sa.update(counters).where(counters.c.name == f"complaints:{year}")
        raised = raised.values(value=counters.c.value + 1).returning(counters.c.value)
        number = self._connection.execute(raised).scalar_one_or_none()
        if number is not None:
            return number
        insert = insert_for(self._connection)(counters).values(name=f"complaints:{year}", value=0)
        self._connection.execute(insert.on_conflict_do_nothing())
        return self._connection.execute(raised).scalar_one()

    def add(self, complaint: Complaint, application: Application) -> None:
        """Put a new complaint on record with the action."""
        self._new.append((complaint, application))

    def case_of(self, tracking: str) -> str:
        """The reference of the case a complaint is about; see the port."""
        asked = sa.select(applications.c.reference).join(complaints).where(complaints.c.tracking == tracking)
        reference = self._connection.execute(asked).scalar_one_or_none()
        if reference is None:
            raise NoSuchComplaint(tracking=tracking)
        return reference

    def get(self, tracking: str, *, seen: int | None = None) -> Complaint:
        """Load a complaint for change; see the port."""
        if tracking not in self._loaded:
            self._loaded[tracking] = self._load(tracking)
        complaint = self._loaded[tracking]
        if seen is not None and seen != complaint.version:
            raise self._changed(tracking)
        return complaint

    def waiting(self, staff: Staff) -> tuple[str, ...]:
        """A few complaints nobody has in hand, by deadline; see the port."""
        asked = (
            sa.select(complaints.c.tracking)
            .join(applications, applications.c.id == complaints.c.application_id)
            .where(
                # A complaint about a protected case is put into somebody's hands, never drawn from the queue.
                applications.c.protected.is_(False),
                # Word for word as the index says it, then narrowed.
                sa.text("complaints.state IN ('filed', 'in_hand')"),
                complaints.c.state == ComplaintState.FILED,
                complaints.c.programme.in_(sorted(staff.programmes)),
                *([complaints.c.region.in_(sorted(staff.regions))] if staff.regions else []),
                ~took_part(staff.username),
            )
            .order_by(complaints.c.due_on, complaints.c.id)
            .limit(_OFFERED)
        )
        return tuple(self._connection.execute(asked).scalars())

    def open_of(self, application: Application, kind: ComplaintKind | None = None) -> tuple[str, ...]:
        """The tracking numbers of the complaints about a case that are not answered yet."""
        mine = [
            complaints.c.application_id == application.id,
            complaints.c.state != ComplaintState.ANSWERED,
        ]
        if kind is not None:
            mine.append(complaints.c.kind == kind)
        asked = sa.select(complaints.c.tracking).where(*mine).order_by(complaints.c.id)
        return tuple(self._connection.execute(asked).scalars())

    def standing_of(self, application: Application, at: datetime) -> Standing:
        """What a case gives to complain about; see the port."""
        states = self._connection.execute(
            sa.select(entitlements.c.state, entitlements.c.stop_on, entitlements.c.suspended_on)
            .where(
                entitlements.c.application_id == application.id,
                entitlements.c.state != EntitlementState.CANCELLED,
            )
            .order_by(entitlements.c.id.desc())
            .limit(1)
        ).one_or_none()
        unpaid = sa.exists().where(
            payments.c.application_id == application.id,
            payments.c.state.in_([PaymentState.RETURNED, PaymentState.STOPPED]),
        )
        return Standing(
            object_by=self._object_by(application, at),
            suspended=states is not None and states.state == EntitlementState.SUSPENDED,
            ended=states is not None and states.state == EntitlementState.ENDED,
            noticed=states is not None
            and states.state == EntitlementState.ACTIVE
            and states.stop_on is not None,
            unpaid=states is not None and bool(self._connection.execute(sa.select(unpaid)).scalar_one()),
            stopped_by=self._stopped_by(application.id) if states is not None else frozenset(),
        )

    def amended_for(self, tracking: str, application: Application) -> bool:
        """Whether an amendment made for this complaint is in the case's journal, or is about to be."""
        facts = self._connection.execute(
            sa.select(journal.c.facts).where(
                journal.c.application_id == application.id, journal.c.kind == EventKind.AMENDED
            )
        ).scalars()
        about = [event.facts for event in application.events if event.kind is EventKind.AMENDED]
        return any(dict(one).get("complaint") == tracking for one in (*facts, *about))

    def flush(self) -> None:
        """Write what changed; cases and decisions have their numbers by now."""
        for complaint, application in self._new:
            row = _row(complaint) | {"application_id": application.id, "version": complaint.version}
            made = self._connection.execute(sa.insert(complaints).values(row).returning(complaints.c.id))
            complaint.id = made.scalar_one()
        self._new.clear()
        for complaint in self._loaded.values():
            if complaint.changed:
                self._update(complaint)

    def _update(self, complaint: Complaint) -> None:
        seen, complaint.changed = complaint.version, False
        complaint.version = seen + 1
        written = self._connection.execute(
            sa.update(complaints)
            .where(complaints.c.id == complaint.id, complaints.c.version == seen)
            .values(_row(complaint) | {"version": complaint.version})
        )
        if written.rowcount != 1:
            raise self._changed(complaint.tracking)

    def _load(self, tracking: str) -> Complaint:
        asked = (
            sa.select(complaints, applications.c.reference)
            .join(applications)
            .where(complaints.c.tracking == tracking)
        )
        if self._connection.dialect.name == "postgresql":
            asked = asked.with_for_update(of=complaints)
        row = self._connection.execute(asked).mappings().one_or_none()
        if row is None:
            raise NoSuchComplaint(tracking=tracking)
        return _complaint(row, self._barred(row))

    def _barred(self, row: RowMapping) -> frozenset[str]:
        if row["decision_id"] is not None:
            return parties_of(self._connection, row["decision_id"])
        about_stop = row["kind"] in {ComplaintKind.PAYMENT_STOPPED, ComplaintKind.NOT_ENTITLED}
        return self._stopped_by(row["application_id"]) if about_stop else frozenset()

    def _stopped_by(self, case: int) -> frozenset[str]:
        asked = sa.select(journal.c.actor).where(
            journal.c.application_id == case,
            journal.c.kind.in_(STOPS),
            journal.c.actor_kind == ActorKind.STAFF,
        )
        return frozenset(self._connection.execute(asked.distinct()).scalars())

    def _object_by(self, application: Application, at: datetime) -> date | None:
        """The last day to object, as the letter said it; None until it may leave."""
        if application.decision is None:
            return None
        asked = sa.select(outbox.c.facts).where(
            outbox.c.application_id == application.id,
            outbox.c.decision_id == application.decision.id,
            outbox.c.key == "decided_rejected",
            outbox.c.status.not_in(_UNTOLD),
            outbox.c.not_before <= at,
        )
        told = [str(facts["object_by"]) for facts in self._connection.execute(asked).scalars() if facts]
        return max(map(date.fromisoformat, told), default=None)

    def _changed(self, tracking: str) -> ComplaintChangedMeanwhile:
        lines = self._connection.execute(
            sa.select(journal.c.actor, journal.c.at, journal.c.facts)
            .join(complaints, complaints.c.application_id == journal.c.application_id)
            .where(complaints.c.tracking == tracking, journal.c.kind.in_(_COMPLAINT_LINES))
            .order_by(journal.c.id.desc())
        )
        last = next(line for line in lines if line.facts.get("complaint") == tracking)
        return ComplaintChangedMeanwhile(tracking=tracking, by=last.actor, at=last.at)


_COPIED: Final = (
    *("tracking", "programme", "region", "version", "assignee", "taken_at", "filed_at", "filed_by"),
    *("channel", "due_on", "amber_on", "text", "answer", "note", "answered_at", "answered_by", "id"),
)


def _complaint(row: RowMapping, barred: frozenset[str]) -> Complaint:
    return Complaint(
        **{name: row[name] for name in _COPIED},
        application=row["reference"],
        kind=ComplaintKind(row["kind"]),
        decision=row["decision_id"],
        state=ComplaintState(row["state"]),
        outcome=ComplaintOutcome(row["outcome"]) if row["outcome"] else None,
        reasons=tuple(row["reasons"]),
        barred=barred,
    )


def _row(complaint: Complaint) -> dict[str, Any]:
    return {
        **{name: getattr(complaint, name) for name in _COPIED if name not in {"id", "version"}},
        "kind": complaint.kind,
        "decision_id": complaint.decision,
        "state": complaint.state,
        "outcome": complaint.outcome,
        "reasons": list(complaint.reasons),
    }
