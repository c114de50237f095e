"""Replaying past acts leaves what the same acts would have left had they been done at their moments."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
import sqlalchemy as sa

from casework.actors import Staff, System
from casework.applications.evidence import PaperVerdict
from casework.applications.lifecycle import Outcome
from casework.errors import ChangedMeanwhile
from casework.permissions import Role
from casework.use_cases.applicant import Complete, complete
from casework.use_cases.claim import Claim, claim
from casework.use_cases.decide import Decide, decide
from casework.use_cases.judge_document import JudgeDocument, judge_document
from casework.use_cases.receive import Receive, ReceivedPaper, ReceiveMany, receive_many
from casework.use_cases.undo import Undo, undo
from data_access import tables
from data_access.history import Replay, knows_source
from data_access.records import Records
from tests.data_access.anew import made_anew
from tests.lots import quiet
from tests.seals import SEAL_KEY
from tests.staffed import on_record

START = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
AMAL = Staff(
    username="amal",
    name_ar="أمل",
    name_en="Amal",
    role=Role.CASEWORKER,
    programmes=frozenset({"eg.takaful"}),
)
PAPER = ReceivedPaper(
    kind="identity_card",
    original_name="card.jpg",
    sha256=None,
    media_type="",
    size=0,
    pages=0,
    page_sizes=(),
    fault=None,
)
FACTS = {"full_name": "نعمة سيد علي حسن", "region": "eg-24", "monthly_income": Decimal(900), "dependants": 2}
RECEIVE = Receive(
    programme="eg.takaful",
    facts=FACTS,
    papers=(PAPER,),
    received_at=START,
    channel="office",
    source="demo",
    source_key="demo:1",
    language="ar",
)
# Rows drawn at random or by the database are not compared; neither is the memory of repeated clicks.
COMPARED = (
    tables.applications,
    tables.papers,
    tables.decisions,
    tables.decision_reasons,
    tables.undoings,
    tables.journal,
)


def _acts(reference: str):
    """Receive, claim, judge, ask, undo, ask again, complete: (use case, command, by, minutes, reload)."""
    one = {"application": reference}
    ask = {
        "outcome": Outcome.NEEDS_COMPLETION,
        "reasons": ("document_unreadable",),
        "words": "أعيدوا التصوير",
    }
    return (
        (claim, Claim(**one, command_id=UUID(int=1)), AMAL, 60),
        (
            judge_document,
            JudgeDocument(
                **one, seen=2, command_id=UUID(int=2), paper=1, verdict=PaperVerdict.UNREADABLE, note="-"
            ),
            AMAL,
            63,
        ),
        (decide, Decide(**one, seen=3, command_id=UUID(int=3), **ask), AMAL, 65),
        (undo, Undo(**one, seen=4, command_id=UUID(int=4), note="خطأ"), AMAL, 68),
        (decide, Decide(**one, seen=5, command_id=UUID(int=5), **ask), AMAL, 70),
        (complete, Complete(**one, command_id=UUID(int=6), papers=(PAPER,)), System(), 900),
    )


def _rows(engine):
    with engine.connect() as connection:
        return {
            table.name: connection.execute(sa.select(table).order_by(*table.primary_key.columns)).all()
            for table in COMPARED
        } | {"outbox": sorted(str(row) for row in connection.execute(_messages()).all())}


def _messages():
    return sa.select(
        tables.outbox.c.decision_id, tables.outbox.c.key, tables.outbox.c.facts, tables.outbox.c.status
    )


def _really(engine):
    moment = [START]
    on_record(engine, AMAL)
    records = Records(engine, lambda: moment[0], quiet, seal_key=SEAL_KEY)
    (received,) = records.act(receive_many, ReceiveMany(commands=(RECEIVE,)), by=System())
    for use_case, command, by, minutes in _acts(received.reference):
        moment[0] = START + timedelta(minutes=minutes)
        records.act(use_case, command, by=by)
    return _rows(engine)


def _replayed(engine):
    with Replay(engine, seeds=quiet, seal_key=SEAL_KEY) as replay:
        (received,) = replay.act(receive_many, ReceiveMany(commands=(RECEIVE,)), by=System(), at=START)
        replay.reload()
        for use_case, command, by, minutes in _acts(received.reference):
            replay.act(use_case, command, by=by, at=START + timedelta(minutes=minutes))
        replay.next_case()
    return _rows(engine)


def test_a_replayed_past_equals_a_lived_one(engine):
    lived = _really(engine)
    made_anew(engine)
    assert _replayed(engine) == lived


def _decide_on_a_version_long_gone(engine):
    with Replay(engine, seal_key=SEAL_KEY) as replay:
        (received,) = replay.act(receive_many, ReceiveMany(commands=(RECEIVE,)), by=System(), at=START)
        one = {"application": received.reference}
        replay.act(claim, Claim(**one, command_id=UUID(int=1)), by=AMAL, at=START)
        stale = Decide(**one, seen=1, command_id=UUID(int=2), outcome=Outcome.APPROVE)
        replay.act(decide, stale, by=AMAL, at=START)


def test_a_refused_act_undoes_the_batch(engine):
    with pytest.raises(ChangedMeanwhile):
        _decide_on_a_version_long_gone(engine)
    assert not knows_source(engine, "demo")


def test_cases_are_committed_in_batches(engine):
    with Replay(engine, cases=1, seal_key=SEAL_KEY) as replay:
        replay.act(receive_many, ReceiveMany(commands=(RECEIVE,)), by=System(), at=START)
        replay.next_case()
        assert knows_source(engine, "demo")
    assert date(2026, 3, 2) == _rows(engine)["applications"][0].submitted_at.date()
