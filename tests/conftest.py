"""No test sees the operator's settings; pyproject.toml keeps them all on this machine."""

import gc
import os
import shutil
import tempfile
from pathlib import Path

import pytest
import structlog
from _pytest.nodeid import NodeId
from structlog.dev import ConsoleRenderer, plain_traceback

from tests.chromium import chromium, windows
from tests.databases import engine, migrated_database, migrated_file, postgres_url

for name in [name for name in os.environ if name in {"DATABASE_URL", "PORT"} or name.startswith("MIZAN_")]:
    del os.environ[name]

# A test's database is a few hundred files, copied and thrown away: in memory that takes a tenth of the time.
MEMORY = Path("/dev/shm")  # noqa: S108 - each test makes a folder of its own in it.
_ROOM = 8 * 2**30

if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > _ROOM:
    os.environ["TMPDIR"] = str(MEMORY)
    tempfile.tempdir = None

__all__ = ["chromium", "engine", "migrated_database", "migrated_file", "postgres_url", "windows"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Function]) -> None:
    """Long groups first, browsers last: once started, Playwright's loop runs until its process ends."""
    groups = [_group_of(item) for item in items]
    if config.getoption("loadgroup", default=False):
        for item, group in zip(items, groups, strict=True):
            _put_into(item, group)
    order = {
        id(item): (_in_a_browser(item), group is None) for item, group in zip(items, groups, strict=True)
    }
    items.sort(key=lambda item: order[id(item)])


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Tests and imports stay to the end: looking through them for what is left over took a tenth of it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


def _group_of(item: pytest.Function) -> str | None:
    """Tests of one group run in one process, so that what they share is made once."""
    names = sorted({str(mark.args[0]) for mark in item.iter_markers("xdist_group")})
    if not names:
        return None
    return "_".join([*names, "in a browser"] if _in_a_browser(item) else names)


def _put_into(item: pytest.Function, group: str | None) -> None:
    # xdist 3.8 writes the group where pytest 9.2 no longer reads it: without this, every group is torn apart.
    if group is not None:
        item._id = NodeId.parse(f"{item.nodeid}@{group}")


def _in_a_browser(item: pytest.Function) -> bool:
    return "chromium" in item.fixturenames


@pytest.fixture(scope="session", autouse=True)
def _plain_tracebacks() -> None:
    """A log that nobody set up draws each traceback with all that its frames hold, which takes seconds."""
    if not structlog.is_configured():
        *before, _drawing = structlog.get_config()["processors"]
        plain = ConsoleRenderer(exception_formatter=plain_traceback)
        structlog.configure(processors=[*before, plain])


@pytest.fixture(autouse=True)
def _alone(monkeypatch):
    """A proxy of the machine must not be asked for loopback."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost,::1")
