"""The duties of the day are done while the server runs: a true loop, a true database, a clock we move."""

import asyncio
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from casework.actors import System
from casework.use_cases.applicant import Withdraw, withdraw
from casework.use_cases.receive import Receive, ReceiveMany, receive_many
from dashboard.daily import DailyRetention, append_daily_head, keep_daily
from data_access.documents import DocumentStore
from data_access.errors import StorageError
from data_access.records import Records
from data_access.tables import applications
from tests.databases import copied_sqlite
from tests.seals import SEAL_KEY

LOOK = 0.02
PATIENCE = 10.0


class Office:
    """Records on a clock of ours."""

    def __init__(self, folder, engine):
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)
        self.engine = engine
        self.records = Records(self.engine, lambda: self.now, seal_key=SEAL_KEY)
        self.store = DocumentStore(folder / "documents")
        self.heads = folder / "heads.jsonl"

    def withdrawn_case(self) -> None:
        command = Receive(
            programme="eg.takaful",
            facts={"full_name": "منى", "region": "EG-C"},
            papers=(),
            received_at=self.now,
            channel="portal",
            source="test",
            source_key="test:1",
            language="ar",
        )
        (received,) = self.records.act(receive_many, ReceiveMany(commands=(command,)), by=System())

        wish = Withdraw(application=received.reference, command_id=uuid4())
        self.records.act(withdraw, wish, by=System())

    def name(self) -> str:
        with self.engine.connect() as connection:
            return connection.execute(applications.select()).mappings().one()["name"]

    def written(self) -> list[dict]:
        return (
            [json.loads(line) for line in self.heads.read_text().splitlines()] if self.heads.exists() else []
        )

    def duties(self):
        return (lambda: append_daily_head(self.records, self.heads), DailyRetention(self.records, self.store))


@pytest.fixture
def office(migrated_file, tmp_path):
    with copied_sqlite(migrated_file, tmp_path) as engine:
        yield Office(tmp_path, engine)


async def _until(done) -> None:
    async with asyncio.timeout(PATIENCE):
        while not done():  # noqa: ASYNC110 - what is waited for happens in the database.
            await asyncio.sleep(LOOK)


async def _kept(office, story) -> None:
    keeping = asyncio.create_task(keep_daily(office.duties(), LOOK))
    try:
        await story()
    finally:
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping


def test_a_head_is_written_each_day_and_data_go_on_the_day_their_time_is_over(office):
    office.withdrawn_case()

    async def story():
        await _until(lambda: len(office.written()) == 1)
        await asyncio.sleep(10 * LOOK)
        assert len(office.written()) == 1
        office.now += timedelta(days=1, minutes=1)
        await _until(lambda: len(office.written()) == 2)
        assert office.name() == "منى"
        office.now += timedelta(days=2 * 366)
        await _until(lambda: office.name() == "")
        await _until(lambda: len(office.written()) == 3)

    asyncio.run(_kept(office, story))
    found = []
    office.records.verify(found.append, office.heads)
    assert found == []


def test_a_duty_that_cannot_be_done_is_tried_again_and_keeps_no_other_from_being_done(office):
    tries = []

    def fails_twice():
        tries.append(1)
        if len(tries) <= 2:
            raise StorageError("not now")

    async def story():
        await _until(lambda: len(tries) > 2)

    office.duties = lambda: (fails_twice, lambda: append_daily_head(office.records, office.heads))
    asyncio.run(_kept(office, story))
    assert len(office.written()) == 1
