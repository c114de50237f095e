"""Who took part in what is complained about: they work neither on the complaint nor on the case anew."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from casework.actors import ActorKind
from casework.applications.events import EventKind
from casework.applications.lifecycle import Outcome
from casework.complaints.lifecycle import ComplaintKind
from data_access.tables import applications, decisions, journal, second_checks, undoings
from data_access.tables_after_decision import complaints

STOPS: Final = sorted({EventKind.STOP_NOTICE_GIVEN, EventKind.SUSPENDED, EventKind.ENTITLEMENT_ENDED})
"""The lines of a case by which payment was stopped."""
_ABOUT_STOP: Final = sorted({ComplaintKind.PAYMENT_STOPPED, ComplaintKind.NOT_ENTITLED})


def parties_of(connection: Connection, decision: int) -> frozenset[str]:
    """Who made a decision, whose decision it replaced, and who looked at it as the second person."""
    first, check = decisions.alias("first"), second_checks.alias("check_of_first")
    asked = sa.union_all(
        sa.select(decisions.c.by).where(decisions.c.id == decision),
        sa.select(second_checks.c.by).where(second_checks.c.decision_id == decision),
        sa.select(first.c.by)
        .join(check, check.c.decision_id == first.c.id)
        .where(check.c.replacement == decision),
    )
    return frozenset(connection.execute(asked).scalars())


def took_part(username: str) -> sa.ColumnElement[bool]:
    """Of a row of complaints: that the person took part in what it is about."""
    decided = sa.and_(
        decisions.c.application_id == complaints.c.application_id,
        decisions.c.id == complaints.c.decision_id,
    )
    stopped = sa.exists().where(
        complaints.c.decision_id.is_(None),
        complaints.c.kind.in_(_ABOUT_STOP),
        journal.c.application_id == complaints.c.application_id,
        journal.c.kind.in_(STOPS),
        journal.c.actor_kind == ActorKind.STAFF,
        journal.c.actor == username,
    )
    return sa.or_(sa.exists().where(decided, _party_of(decisions, username)), stopped)


def barred_from_waiting(username: str) -> sa.ColumnElement[bool]:
    """Of a waiting row of applications: that the person took part in a rejection that was overturned.

    In a case that waits, every rejection that was neither undone nor replaced was overturned.
    """
    undone = sa.exists().where(undoings.c.decision_id == decisions.c.id)
    replaced = sa.exists().where(
        second_checks.c.decision_id == decisions.c.id, second_checks.c.agreed.is_(sa.false())
    )
    return sa.exists().where(
        decisions.c.application_id == applications.c.id,
        decisions.c.outcome == Outcome.REJECT,
        ~undone,
        ~replaced,
        _party_of(decisions, username),
    )


def _party_of(decided: sa.Table, username: str) -> sa.ColumnElement[bool]:
    check, first = second_checks.alias("check_of_it"), decisions.alias("first_one")
    looked = sa.exists().where(check.c.decision_id == decided.c.id, check.c.by == username)
    replaced = second_checks.alias("check_before")
    was_first = sa.exists().where(
        replaced.c.replacement == decided.c.id,
        replaced.c.decision_id == first.c.id,
        first.c.application_id == decided.c.application_id,
        first.c.by == username,
    )
    return sa.or_(decided.c.by == username, looked, was_first)
