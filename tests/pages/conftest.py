"""An office in a folder of its own, and pages run inside it as a signed-in person.

Signing in goes the whole way: a ticket, a session row, its handle where the door would put it.
"""

import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from dashboard import attempts
from dashboard import office as process
from dashboard.settings import ROOT, settings
from data_access.engine import make_engine
from data_access.migrate import migrate
from data_access.staff import StaffDirectory
from operations.demo_staff import add_demo_staff
from tests.lots import put_on_record

# Every AppTest looks through all installed packages for components: three quarters of opening a page.
# What is installed stays the same while a process runs: a server looks once, and so does a run of tests.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


@dataclass
class Office:
    """The office under test; `directory` and `records` are those the pages use."""

    home: Path

    @property
    def directory(self) -> StaffDirectory:
        return process.directory()

    @property
    def records(self):
        return process.records()

    def session_of(self, username: str) -> str:
        """The handle of a new session, opened as the browser would."""
        now = process.now()
        token = self.directory.open_session(self.directory.issue_ticket(username, now), now)
        return self.directory.handle_of(token)

    def opened(self, file: str, /, *, by: str | None = None, language: str = "ar", **query: str) -> AppTest:
        """The page after its first run; `file` is its name under `pages/`, "" the front door."""
        at = AppTest.from_file(str(ROOT / "dashboard" / "main.py"), default_timeout=30)
        at.user = {"language": language}
        if by is not None:
            at.user["session"] = self.session_of(by)
        at.run()
        if file:
            at.switch_page(str(ROOT / "pages" / file))
            for name, value in query.items():
                at.query_params[name] = value
            at.run()
        return at


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database with the demo staff, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("furnished")
    engine = make_engine(f"sqlite:///{folder / 'mizan.db'}")
    migrate(engine)
    # The key that the office finds in its folder, so that what was sealed can be opened.
    (folder / "secret").write_text("k" * 32)
    add_demo_staff(StaffDirectory(engine, b"k" * 32))
    put_on_record(engine)
    engine.dispose()
    return folder


@pytest.fixture
def office(furnished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A demo office of its own for one test."""
    home = tmp_path / "office"
    shutil.copytree(furnished, home)
    monkeypatch.setenv("MIZAN_HOME", str(home))
    monkeypatch.setenv("MIZAN_DEMO", "1")
    # A test acts and looks again at once; what is shared for seconds has tests of its own.
    monkeypatch.setenv("MIZAN_FIGURES_SECONDS", "0")
    settings.cache_clear()
    # Nobody times the answers of a test.
    monkeypatch.setattr(attempts, "GRID", 0.001)
    yield Office(home)
    process.close()
