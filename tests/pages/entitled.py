"""Approved cases for the page tests, with what an approval brings."""

from datetime import timedelta

import sqlalchemy as sa

from casework.actors import System
from casework.applications.lifecycle import Outcome
from casework.messages import MessageState
from casework.use_cases.entitle import StopDue, stop_due
from casework.use_cases.entitlement import GiveStopNotice, give_stop_notice
from dashboard import office as process
from dashboard.forms.wishes import command_of
from data_access.queries.entitlement import entitlement_of_case
from data_access.tables import outbox
from data_access.tables_after_decision import entitlements
from tests.pages.cases import person
from tests.pages.decided import decided


def entitled(office, **facts):
    """An approved case of amal's, with its entitlement."""
    return decided(office, Outcome.APPROVE, **facts)


def entitlement_of(office, reference, by="amal"):
    return office.records.ask(entitlement_of_case, viewer=person(office, by), reference=reference)


def notices(office, reference, reason="data_not_updated", by="amal"):
    """A notice as its form gives it, for the earliest day."""
    who, seen = person(office, by), entitlement_of(office, reference).version
    command = GiveStopNotice(
        application=reference,
        seen=seen,
        command_id=command_of(who, "notice", reference, seen),
        reason=reason,
        stop_on=process.now().date() + timedelta(days=31),
        note="لم تُحدَّث البيانات",
    )
    office.records.act(give_stop_notice, command, by=who)


def the_notice_left(reference):
    """The notice has left, as a relay would write it down, and its day has come."""
    with process.engine().begin() as connection:
        connection.execute(
            sa.update(outbox).where(outbox.c.key == "stop_notice").values(status=MessageState.SENT)
        )
        connection.execute(sa.update(entitlements).values(stop_on=process.now().date() - timedelta(days=1)))


def suspended(office, **facts):
    """An entitlement whose payment stopped because nobody brought the data up to date."""
    reference = entitled(office, **facts)
    notices(office, reference)
    the_notice_left(reference)
    assert office.records.act(stop_due, StopDue(application=reference), by=System())
    return reference
