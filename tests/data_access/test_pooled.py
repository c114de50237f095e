"""Behind PgBouncer, which lends a connection for one transaction: acts, long reads, limits that hold."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from casework.actors import System
from casework.use_cases.receive import ReceiveMany, receive_many
from data_access.backup import NoClient, take
from data_access.engine import make_engine, unhurried
from data_access.errors import StorageError
from data_access.limits import keep_limits, limits_that_do_not_hold
from data_access.migrate import grant_desk, migrate
from data_access.records import Records
from data_access.throttle import Throttle
from operations.bench.cluster import NoPostgres, throwaway_cluster
from operations.bench.pooler import PASSWORD, ROLE, NoPooler, Pooler, throwaway_pooler
from operations.drills.load import application, claim_and_decide
from operations.drills.offices import DrillOffice, person
from tests.databases import administration
from tests.seals import SEAL_KEY

pytestmark = pytest.mark.xdist_group("pooled")


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def pooler() -> Iterator[Pooler]:
    try:
        with throwaway_cluster() as cluster:
            owner = make_engine(cluster.url)
            with administration(cluster.url) as run:
                run(f"CREATE ROLE {ROLE} LOGIN PASSWORD '{PASSWORD}'")
            migrate(owner)
            grant_desk(owner, ROLE)
            owner.dispose()
            with throwaway_pooler(cluster) as made:
                yield made
    except (NoPostgres, NoPooler) as missing:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(str(missing))


@pytest.fixture
def pooled(pooler: Pooler) -> Iterator[sa.Engine]:
    engine = make_engine(pooler.url())
    yield engine
    engine.dispose()


def test_limits_are_missing_until_they_stand_at_the_role(pooler: Pooler, pooled: sa.Engine) -> None:
    assert limits_that_do_not_hold(pooled)["statement_timeout"] == "0"
    keep_limits(pooled)
    pooler.say("RECONNECT")
    assert limits_that_do_not_hold(pooled) == {}
    with pooled.begin() as connection:
        connection.exec_driver_sql("SET LOCAL statement_timeout = '50ms'")
        with pytest.raises(StorageError):
            connection.exec_driver_sql("SELECT pg_sleep(5)")
    with pooled.begin() as connection:
        unhurried(connection)
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar_one() == "0"
    # What was set for one transaction is not left to the next who is lent the connection.
    assert limits_that_do_not_hold(pooled) == {}


def test_cases_come_are_taken_and_decided_and_everything_adds_up(
    pooler: Pooler, pooled: sa.Engine, tmp_path: Path
) -> None:
    clerk = person("clerk")
    office = DrillOffice(url=pooler.url(), home=tmp_path)
    office.take_on(clerk)
    # More than the five runs after which a statement would be prepared.
    commands = tuple(application(str(number)) for number in range(8))
    office.records.act(receive_many, ReceiveMany(commands=commands), by=System())
    decided = {claim_and_decide(office, clerk) for _ in commands}
    office.close()
    assert len(decided) == 8
    records = Records(pooled, now, seal_key=SEAL_KEY)
    # These read in portions, in one moment each.
    assert records.recount() == ()
    found: list[object] = []
    records.verify(found.append)
    assert found == []
    head = records.append_head(tmp_path / "heads.jsonl")
    assert head is not None
    assert head["decisions"]["rows"] == 8


def test_attempts_are_counted_one_after_another(pooled: sa.Engine) -> None:
    throttle = Throttle(engine=pooled, key=b"k", window=timedelta(minutes=5), allowed=3, overall=100)
    waits = [throttle.begin("amal", "10.0.0.1", now()).wait for _ in range(4)]
    assert [wait is None for wait in waits] == [True, True, True, False]


def test_a_copy_is_not_taken_through_the_pooler(pooled: sa.Engine, tmp_path: Path) -> None:
    with pytest.raises(NoClient, match="not a pooler"):
        take(pooled, tmp_path / "dump")


def test_an_address_that_says_pooled_otherwise_is_refused() -> None:
    with pytest.raises(StorageError, match="0 or 1"):
        make_engine("postgresql://mizan@127.0.0.1/mizan?pooled=yes")
