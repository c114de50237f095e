"""An office with a past of nine months, on each database, made once for all tests that only read from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from data_access.history import Replay
from operations.demo.office import live_all, make_plans
from operations.demo_staff import DEMO_STAFF
from tests.data_access.mixed_acts import Mixed
from tests.databases import copied_sqlite, copied_with, together
from tests.seals import SEAL_KEY

AS_OF = date(2026, 11, 22)


@pytest.fixture(scope="session")
def past(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An office in which anything happened, and one with an orderly past of nine months, in one database."""
    with copied_sqlite(migrated_file, tmp_path_factory.mktemp("past")) as engine:
        Mixed(engine).acts(250)
        staff = [account.staff for account in DEMO_STAFF]
        with Replay(engine, seeds=str, seal_key=SEAL_KEY) as replay:
            live_all(make_plans(250, AS_OF), replay, staff, AS_OF, lambda *_progress: None)
        yield engine


@pytest.fixture(scope="session", params=together("lived", "sqlite", "postgresql"))
def lived(
    past: Engine, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """That past on each database, for tests that only read from it."""
    with copied_with(past, request, tmp_path_factory.mktemp("lived")) as engine:
        yield engine
