"""Each drill in its short form: the same functions, seconds instead of minutes."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from casework.actors import Staff
from operations.bench.cluster import NoPostgres, postgres_binaries
from operations.drills.offices import DrillOffice, office_at
from operations.drills.workers import preload

NewOffice = Callable[..., AbstractContextManager[DrillOffice]]


@pytest.fixture(scope="session", autouse=True)
def _loaded() -> None:
    preload()


@pytest.fixture
def new_office(engine: Engine, tmp_path: Path) -> NewOffice:
    """Makes the office of a test in a copy of an empty database: no server is started for it."""

    def made(*, cases: int = 0, people: Sequence[Staff] = ()) -> AbstractContextManager[DrillOffice]:
        return office_at(engine.url.render_as_string(hide_password=False), tmp_path, cases, people)

    return made


@pytest.fixture
def postgres() -> None:
    need_postgres()


def need_postgres() -> None:
    try:
        postgres_binaries()
    except NoPostgres as missing:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(str(missing))
