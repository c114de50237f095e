"""Cases of the matrix that were approved: one that is paid, one with a notice out, one that is suspended."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from casework.actors import Staff, System
from casework.applications.evidence import PaperVerdict
from casework.applications.lifecycle import Outcome
from casework.messages import MessageState
from casework.use_cases.claim import Claim, claim
from casework.use_cases.decide import Decide, decide
from casework.use_cases.entitle import StopDue, stop_due
from casework.use_cases.entitlement import GiveStopNotice, give_stop_notice
from casework.use_cases.judge_document import JudgeDocument, judge_document
from casework.use_cases.payments import ScheduleMonth, schedule_month
from casework.use_cases.receive import Receive, ReceiveMany, receive_many
from casework.use_cases.review import OpenBatch, open_batch
from data_access.records import Records
from data_access.tables import applications, outbox, papers
from data_access.tables_after_decision import entitlements, payments
from tests.lots import seed_drawing
from tests.pages.cases import HOUSEHOLD, KINDS, a_paper
from tests.seals import SEAL_KEY

REASON = "data_not_updated"
NOTICE = timedelta(days=31)


def pay(engine: Engine, now: datetime, by: Staff) -> None:
    """Approve three cases before `now`; one is told that payment will stop, another's payment has stopped."""
    began = now - timedelta(days=60)
    records = Records(engine, lambda: began, seal_key=SEAL_KEY)
    commands = tuple(_row(began, number) for number in range(3))
    received = records.act(receive_many, ReceiveMany(commands=commands), by=System())
    running, noticed, suspended = (one.reference for one in received)
    seed = seed_drawing(drawn=[], left=[running, noticed, suspended])
    records = Records(engine, lambda: began, lambda _day: seed, seal_key=SEAL_KEY)
    for reference in (running, noticed, suspended):
        _approve(records, reference, by)
    _notice(records, suspended, began, by)
    with engine.begin() as connection:
        sent = sa.update(outbox).where(outbox.c.key == "stop_notice").values(status=MessageState.SENT)
        connection.execute(sent)
    after = began + NOTICE
    later = Records(engine, lambda: after, seal_key=SEAL_KEY)
    assert later.act(stop_due, StopDue(application=suspended), by=System())
    records = Records(engine, lambda: now, seal_key=SEAL_KEY)
    _notice(records, noticed, now, by)
    month = ScheduleMonth(month=now.date().replace(day=1), applications=(running, suspended))
    assert records.act(schedule_month, month, by=System()) == 2


def payment_of(engine: Engine, state: str = "scheduled") -> str:
    """The number of the payment that stands there."""
    with engine.connect() as connection:
        return connection.scalar(sa.select(payments.c.reference).where(payments.c.state == state)) or ""


def open_batch_of_reviews(records: Records, now: datetime, lead: Staff) -> None:
    """Somebody who leads has opened a batch of reviews."""
    due_by = now.date() + timedelta(days=4 * 366)
    batch = OpenBatch(programme="eg.takaful", region="eg-01", due_by=due_by, command_id=uuid4())
    records.act(open_batch, batch, by=lead)


def paid_case(engine: Engine, standing: str = "running") -> tuple[str, int]:
    """The case that stands so (running, noticed or suspended), and the version of its entitlement."""
    columns = entitlements.c
    which = {
        "running": (columns.state == "active", columns.stop_on.is_(None)),
        "noticed": (columns.state == "active", columns.stop_on.is_not(None)),
        "suspended": (columns.state == "suspended",),
    }
    asked = sa.select(applications.c.reference, columns.version).join(
        applications, applications.c.id == columns.application_id
    )
    with engine.connect() as connection:
        row = connection.execute(asked.where(*which[standing])).one()
    return row.reference, row.version


def _row(at: datetime, number: int) -> Receive:
    return Receive(
        programme="eg.takaful",
        facts=HOUSEHOLD | {"region": "eg-01", "data_updated_on": at.date()},
        papers=tuple(a_paper(kind) for kind in KINDS),
        received_at=at,
        channel="import",
        source="test",
        source_key=f"paid:{number}",
        language="ar",
    )


def _approve(records: Records, reference: str, by: Staff) -> None:
    records.act(claim, Claim(application=reference, command_id=uuid4()), by=by)
    with records.engine.connect() as connection:
        number = sa.select(applications.c.id).where(applications.c.reference == reference)
        brought = connection.scalars(
            sa.select(papers.c.id).where(papers.c.application_id == number.scalar_subquery())
        ).all()
    for paper in brought:
        judged = JudgeDocument(
            application=reference,
            seen=_version(records.engine, reference),
            command_id=uuid4(),
            paper=paper,
            verdict=PaperVerdict.ACCEPTED,
        )
        records.act(judge_document, judged, by=by)
    approved = Decide(
        application=reference,
        seen=_version(records.engine, reference),
        command_id=uuid4(),
        outcome=Outcome.APPROVE,
        note="رأيت",
    )
    records.act(decide, approved, by=by)


def _notice(records: Records, reference: str, at: datetime, by: Staff) -> None:
    command = GiveStopNotice(
        application=reference,
        seen=1,
        command_id=uuid4(),
        reason=REASON,
        stop_on=(at + NOTICE).date(),
        note="لم تُحدَّث",
    )
    records.act(give_stop_notice, command, by=by)


def _version(engine: Engine, reference: str) -> int:
    with engine.connect() as connection:
        asked = sa.select(applications.c.version).where(applications.c.reference == reference)
        return connection.scalar(asked) or 0
