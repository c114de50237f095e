"""What the counter answers: by national number, and by the check code of an answer given before.

A fixed number of statements however many cases somebody has; each reads an index.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from casework.actors import Staff, System
from casework.applications.lifecycle import Outcome, State
from casework.complaints.lifecycle import ComplaintState
from casework.entitlements.lifecycle import EntitlementState
from casework.inquiries.answer import answer
from casework.inquiries.codes import canonical_code
from casework.inquiries.confirmed import Issued, confirmed
from casework.inquiries.errors import NoSuchAnswer
from casework.inquiries.found import (
    FoundCase,
    FoundComplaint,
    FoundDecision,
    FoundEntitlement,
    FoundMessage,
    FoundPayment,
    Sight,
    sight_of,
)
from casework.inquiries.said import told_in
from casework.notices import NOTICE_OF
from casework.permissions import Permission
from data_access.seals import Sealer
from data_access.tables import applications, decision_reasons, decisions, outbox, second_checks, undoings
from data_access.tables_after_decision import complaints, entitlements, inquiries, payments

MOST_CASES: Final = 20
LAST_PAYMENTS: Final = 3
_ENDS: Final = 4
_CASE: Final = (
    *("id", "reference", "programme", "region", "state", "assignee", "protected", "submitted_at"),
    *("due_on", "complete_by", "national_id"),
)
_OF_SUPPORT: Final = ("state", "card", "amount", "currency", "paid_from", "stop_reason", "stop_on")
_STOPPED: Final = ("suspended_on", "ended_on")
_OF_A_PAYMENT: Final = ("period", "state", "amount", "currency", "pay_on", "paid_on", "cause")
SEALED: Final = ("at", "by", "purpose", "number", "found", "code", "said")
"""What the seal of an inquiry binds, in this order."""


def answer_of(connection: Connection, *, viewer: Staff, national_id: str) -> tuple[FoundCase, ...]:
    """The cases of whoever has this national number, the newest first; at most 20.

    A case of another office, or a protected one that is not the viewer's, is found without its particulars.

    Raises:
        NotAllowed: the viewer answers no inquiries.
    """
    viewer.must_be_allowed(Permission.INQUIRE)
    asked = _cases().where(applications.c.national_id == national_id).limit(MOST_CASES)
    return _found(connection, connection.execute(asked).mappings().all(), viewer)


def issued_answer(
    connection: Connection, *, viewer: Staff | System, code: str, sealer: Sealer, at: datetime
) -> Issued:
    """The answer with this check code as it was said, and as it would be said at a moment (UTC).

    ``code`` is as it was typed.

    Raises:
        NoSuchAnswer: no code looks like this, or none such was issued.
        NotAllowed: the viewer answers no inquiries.
    """
    if isinstance(viewer, Staff):
        viewer.must_be_allowed(Permission.INQUIRE)
    meant = canonical_code(code)
    if meant is None:
        raise NoSuchAnswer(mistyped=True)
    row = connection.execute(sa.select(inquiries).where(inquiries.c.code == meant)).mappings().one_or_none()
    if row is None:
        raise NoSuchAnswer(mistyped=False)
    on_record: dict[str, Any] = {"code": meant, "at": row["at"], "by": row["by"], "purpose": row["purpose"]}
    if sealer.mac("inquiry", *(row[name] for name in SEALED)) != row["mac"]:
        return Issued(**on_record, intact=False)
    then = told_in(row["said"])
    asked = _cases().where(applications.c.reference.in_([one.reference for one in then]))
    rows = connection.execute(asked).mappings().all()
    now = {one.reference: one for one in answer(_found(connection, rows, viewer), at)}
    numbers = [one["national_id"] for one in rows if one["national_id"]]
    return Issued(
        **on_record,
        intact=True,
        number_ends=numbers[0][-_ENDS:] if numbers else None,
        cases=tuple(confirmed(one, now[one.reference]) for one in then if one.reference in now),
    )


def _cases() -> sa.Select[Any]:
    return sa.select(*(applications.c[name] for name in _CASE)).order_by(applications.c.id.desc())


def _found(
    connection: Connection, rows: Sequence[RowMapping], viewer: Staff | System
) -> tuple[FoundCase, ...]:
    if not rows:
        return ()
    sights = {row["id"]: _sight(row, viewer) for row in rows}
    whole = [number for number, sight in sights.items() if sight is Sight.WHOLE]
    decided = _decisions(connection, whole)
    supported = _entitlements(connection, whole)
    complained = _complaints(connection, whole)
    return tuple(
        FoundCase(
            **{name: row[name] for name in _CASE[:4]},
            state=State(row["state"]),
            assignee=row["assignee"],
            sight=sights[row["id"]],
            submitted_at=row["submitted_at"],
            due_on=row["due_on"],
            complete_by=row["complete_by"] if row["id"] in whole else None,
            decision=decided.get(row["id"]),
            entitlement=supported.get(row["id"]),
            complaints=complained.get(row["id"], ()),
        )
        for row in rows
    )


def _sight(row: RowMapping, viewer: Staff | System) -> Sight:
    if isinstance(viewer, System):
        return Sight.WHOLE
    return sight_of(
        viewer,
        row["programme"],
        row["region"],
        protected=row["protected"],
        assignee=row["assignee"],
    )


def _decisions(connection: Connection, cases: Sequence[int]) -> Mapping[int, FoundDecision]:
    """The last decision of each case, unless it was undone."""
    rows = connection.execute(
        sa.select(
            *(decisions.c[name] for name in ("id", "application_id", "outcome", "at")),
            undoings.c.at.label("undone_at"),
            second_checks.c.at.label("checked_at"),
        )
        .select_from(
            decisions.outerjoin(undoings, undoings.c.decision_id == decisions.c.id).outerjoin(
                second_checks, second_checks.c.decision_id == decisions.c.id
            )
        )
        .where(decisions.c.application_id.in_(cases))
        .order_by(decisions.c.id)
    ).mappings()
    last = {row["application_id"]: row for row in rows}
    standing = {row["id"]: row for row in last.values() if row["undone_at"] is None}
    reasons, messages = _reasons(connection, standing), _messages(connection, standing, cases)
    return {
        row["application_id"]: FoundDecision(
            outcome=Outcome(row["outcome"]),
            at=row["at"],
            checked_at=row["checked_at"],
            reasons=tuple(reasons.get(number, ())),
            messages=tuple(messages.get(number, ())),
        )
        for number, row in standing.items()
    }


def _reasons(connection: Connection, standing: Iterable[int]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = connection.execute(
        sa.select(decision_reasons)
        .where(decision_reasons.c.decision_id.in_(list(standing)))
        .order_by(decision_reasons.c.reason)
    )
    for row in rows:
        found.setdefault(row.decision_id, []).append(row.reason)
    return found


def _messages(
    connection: Connection, standing: Iterable[int], cases: Sequence[int]
) -> Mapping[int, list[FoundMessage]]:
    found: dict[int, list[FoundMessage]] = {}
    rows = connection.execute(
        sa.select(outbox.c.decision_id, outbox.c.status, outbox.c.first_tried_at, outbox.c.facts).where(
            # By the index of cases: messages have none by decision.
            outbox.c.application_id.in_(cases),
            outbox.c.decision_id.in_(list(standing)),
            outbox.c.key.in_(sorted(NOTICE_OF.values())),
        )
    )
    for row in rows:
        message = FoundMessage(status=row.status, first_tried_at=row.first_tried_at, facts=row.facts or {})
        found.setdefault(row.decision_id, []).append(message)
    return found


def _entitlements(connection: Connection, cases: Sequence[int]) -> Mapping[int, FoundEntitlement]:
    rows = connection.execute(
        sa.select(
            entitlements.c.id,
            entitlements.c.application_id,
            *(entitlements.c[name] for name in (*_OF_SUPPORT, *_STOPPED)),
        )
        .where(entitlements.c.application_id.in_(cases), entitlements.c.state != EntitlementState.CANCELLED)
        .order_by(entitlements.c.id)
    ).mappings()
    newest = {row["application_id"]: row for row in rows}
    paid = _payments(connection, [row["id"] for row in newest.values()])
    return {
        case: FoundEntitlement(
            **{name: row[name] for name in (*_OF_SUPPORT, *_STOPPED)}, payments=tuple(paid.get(row["id"], ()))
        )
        for case, row in newest.items()
    }


def _payments(connection: Connection, of: Sequence[int]) -> Mapping[int, list[FoundPayment]]:
    """The last three months of each entitlement, the newest first."""
    place = sa.func.row_number().over(
        partition_by=payments.c.entitlement_id, order_by=payments.c.period.desc()
    )
    ranked = (
        sa.select(
            payments.c.entitlement_id, *(payments.c[name] for name in _OF_A_PAYMENT), place.label("place")
        )
        .where(payments.c.entitlement_id.in_(of))
        .subquery()
    )
    rows = connection.execute(
        sa.select(ranked).where(ranked.c.place <= LAST_PAYMENTS).order_by(ranked.c.period.desc())
    ).mappings()
    found: dict[int, list[FoundPayment]] = {}
    for row in rows:
        payment = FoundPayment(**{name: row[name] for name in _OF_A_PAYMENT})
        found.setdefault(row["entitlement_id"], []).append(payment)
    return found


def _complaints(connection: Connection, cases: Sequence[int]) -> Mapping[int, list[FoundComplaint]]:
    rows = connection.execute(
        sa.select(
            complaints.c.application_id,
            *(complaints.c[name] for name in ("tracking", "kind", "state", "due_on")),
        )
        .where(complaints.c.application_id.in_(cases), complaints.c.state != ComplaintState.ANSWERED)
        .order_by(complaints.c.id)
    ).mappings()
    found: dict[int, list[FoundComplaint]] = {}
    for row in rows:
        told = {name: row[name] for name in ("tracking", "kind", "state", "due_on")}
        found.setdefault(row["application_id"], []).append(FoundComplaint(**told))
    return found
