"""Figures from a real streaming replica: how old they are, and what happens when it cannot tell."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from casework.actors import System
from casework.use_cases.receive import ReceiveMany, receive_many
from data_access.engine import make_engine
from data_access.errors import StorageError
from data_access.migrate import migrate
from data_access.records import Records
from data_access.replica import LookBack, Replica, Source
from data_access.tables import applications
from operations.bench.cluster import Cluster, NoPostgres, throwaway_cluster, throwaway_replica
from operations.drills.load import application
from tests.seals import SEAL_KEY

pytestmark = pytest.mark.xdist_group("replica")
MOST = timedelta(seconds=2)


def now() -> datetime:
    return datetime.now(UTC)


def count(connection: sa.Connection) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(applications)).scalar_one()


class Pair:
    """A primary with its copy; `records` look back to the copy."""

    def __init__(self, primary: Cluster, copy: Cluster) -> None:
        self.copy = copy
        self.engine, self.copied = make_engine(primary.url), make_engine(copy.url)
        self.replica = Replica(engine=self.copied, most=MOST)
        self.records = Records(self.engine, now, seal_key=SEAL_KEY, replica=self.replica)
        self.received = 0

    def receive(self) -> int:
        self.received += 1
        command = ReceiveMany(commands=(application(str(self.received)),))
        self.records.act(receive_many, command, by=System())
        return self.received

    def told(self) -> tuple[int, LookBack]:
        back = self.records.look_back()
        return back.ask(count), back

    def settled(self, many: int) -> LookBack:
        until = time.monotonic() + 20
        while (found := self.told())[0] != many or found[1].as_of.source is not Source.COPY:
            assert time.monotonic() < until, found[1].as_of
            time.sleep(0.05)
        return found[1]

    def on_copy(self, statement: str) -> None:
        with self.copied.connect() as connection:
            connection.exec_driver_sql(statement)


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    try:
        with throwaway_cluster() as primary:
            made = make_engine(primary.url)
            migrate(made)
            made.dispose()
            with throwaway_replica(primary) as copy:
                pair = Pair(primary, copy)
                yield pair
                pair.engine.dispose()
                pair.copied.dispose()
    except NoPostgres as missing:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(str(missing))


def test_one_copy_through_its_life(pair: Pair) -> None:
    # It follows: figures are its own, of this moment.
    back = pair.settled(pair.receive())
    assert back.as_of is not None
    assert back.as_of.behind < MOST
    assert now() - back.as_of.at < MOST + timedelta(seconds=1)

    # It falls behind: a little is told, too much is not shown.
    pair.on_copy("SELECT pg_wal_replay_pause()")
    many = pair.receive()
    found, back = pair.told()
    assert (found, back.as_of.source) == (many - 1, Source.COPY)
    assert back.as_of.at < now()
    time.sleep(MOST.total_seconds() + 0.5)
    found, back = pair.told()
    assert (found, back.as_of.source) == (many, Source.LATE)
    assert pair.records.ask(count) == many
    pair.on_copy("SELECT pg_wal_replay_resume()")
    pair.settled(many)

    # A query that takes too long there is not tried again on the records.
    with pytest.raises(StorageError):
        pair.records.look_back().ask(_too_long)

    # It is silent, is left alone for a while, and is asked again when it is back.
    pair.copy.kill()
    assert [pair.told()[1].as_of.source for _ in range(2)] == [Source.SILENT, Source.SILENT]
    pair.copy.start()
    assert pair.told()[1].as_of.source is Source.SILENT
    pair.replica.rests_until = None
    pair.settled(many)

    # A copy that was promoted follows nobody: what it tells is not the records.
    pair.copy.promote()
    assert pair.replica.behind() is None
    found, back = pair.told()
    assert (found, back.as_of.source) == (many, Source.LATE)


def _too_long(connection: sa.Connection) -> object:
    connection.exec_driver_sql("SET statement_timeout = 100")
    try:
        return connection.exec_driver_sql("SELECT pg_sleep(3)").scalar_one()
    finally:
        connection.exec_driver_sql("SET statement_timeout = '30s'")


def test_without_a_copy_figures_are_the_records(engine: sa.Engine) -> None:
    back = Records(engine, now, seal_key=SEAL_KEY).look_back()
    assert back.ask(count) == 0
    assert back.as_of is not None
    assert back.as_of.source is Source.RECORDS
