"""No test sees the operator's settings; pyproject.toml keeps them all on this machine."""

import os

import pytest

from tests.chromium import chromium
from tests.databases import engine, migrated_database, migrated_file, postgres_url

for name in [name for name in os.environ if name in {"DATABASE_URL", "PORT"} or name.startswith("MIZAN_")]:
    del os.environ[name]

__all__ = ["chromium", "engine", "migrated_database", "migrated_file", "postgres_url"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """Browsers last: once started, Playwright's loop runs until the end, and no other starts beside it."""
    items.sort(key=lambda item: "chromium" in item.fixturenames)


@pytest.fixture(autouse=True)
def _alone(monkeypatch):
    """A proxy of the machine must not be asked for loopback."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost,::1")
