"""Each drill in its short form: the same functions, seconds instead of minutes."""

from __future__ import annotations

import os

import pytest

from operations.bench.cluster import NoPostgres, postgres_binaries
from operations.drills.workers import preload


@pytest.fixture(scope="session", autouse=True)
def _loaded() -> None:
    preload()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    if request.param == "postgresql":
        need_postgres()
    return request.param


@pytest.fixture
def postgres() -> None:
    need_postgres()


def need_postgres() -> None:
    try:
        postgres_binaries()
    except NoPostgres as missing:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(str(missing))
