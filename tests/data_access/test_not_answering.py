"""A database that does not answer is one kind of error, whoever asked and however it failed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from casework.actors import System
from casework.use_cases.receive import ReceiveMany, receive_many
from data_access import engine as engines
from data_access import records as acting
from data_access.engine import make_engine
from data_access.errors import StorageError
from data_access.migrate import migrate
from data_access.records import Records
from data_access.staff import NameTaken, StaffDirectory
from operations.demo_staff import DEMO_STAFF
from operations.drills.load import application
from tests.seals import SEAL_KEY

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
NOBODY_LISTENS = "postgresql://mizan@127.0.0.1:9/mizan"


def test_nobody_listens() -> None:
    directory = StaffDirectory(make_engine(NOBODY_LISTENS), b"k" * 32)
    assert not directory.answers()
    for ask in (
        directory.accounts,
        lambda: directory.standing("x", NOW),
        lambda: directory.issue_ticket("a", NOW),
    ):
        with pytest.raises(StorageError):
            ask()


def test_a_row_that_clashes_is_not_a_store_that_does_not_answer(engine: sa.Engine) -> None:
    directory = StaffDirectory(engine, b"k" * 32)
    directory.add(DEMO_STAFF[0], "!")
    with pytest.raises(NameTaken):
        directory.add(DEMO_STAFF[0], "!")


def test_connections_that_were_cut_are_made_anew(engine: sa.Engine) -> None:
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no connections to cut")
    directory = StaffDirectory(engine, b"k" * 32)
    directory.accounts()
    other = make_engine(engine.url.render_as_string(hide_password=False))
    with other.connect() as connection:
        # Until they have gone: who asks in the moment of the cut is told that the store is silent.
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )
    other.dispose()
    assert directory.accounts() == ()


def test_another_writer_is_waited_for_and_then_told(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.2)
    monkeypatch.setattr(acting, "BUSY_SECONDS", 0.2)
    engine, other = (make_engine(f"sqlite:///{tmp_path / 'mizan.db'}") for _ in range(2))
    migrate(engine)
    records = Records(engine, lambda: NOW, seal_key=SEAL_KEY)
    received = ReceiveMany(commands=(application("one"),))
    with other.begin(), pytest.raises(StorageError):
        records.act(receive_many, received, by=System())
    assert len(records.act(receive_many, received, by=System())) == 1
    engine.dispose()
    other.dispose()


def test_when_every_connection_is_in_use_nobody_waits_for_long(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'mizan.db'}")
    engine.pool._timeout = 0.05
    held = [engine.connect() for _ in range(15)]
    with pytest.raises(StorageError):
        engine.connect()
    for connection in held:
        connection.close()
    engine.dispose()
