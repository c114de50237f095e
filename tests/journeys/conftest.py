"""A desk that is really served, and a real Chromium before it.

`desk` is one server for the whole run, with the demo staff and its own folder; `page` is a new one each time,
and nothing of the story before is in its context. A journey that needs applications puts them on record
through `desk.records`.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page

from casework.permissions import NEEDS_SECOND_FACTOR
from dashboard import office as process
from dashboard.passwords import DEMO_PASSWORD, DEMO_TOTP_SECRET
from dashboard.settings import ROOT
from data_access.documents import DocumentStore
from data_access.engine import make_engine
from data_access.migrate import migrate
from data_access.records import Records
from data_access.second_factor import SecondFactors
from data_access.staff import StaffDirectory
from operations.bench.loopback import free_port
from operations.demo_staff import DEMO_STAFF, add_demo_staff
from operations.drills.served_desk import wait_until_well
from tests.chromium import Windows, settled
from tests.lots import put_on_record
from tests.seals import SEAL_KEY, SEAL_SECRET

SECRET = "for-tests-only-0123456789-abcdefghijklm"
SCREEN = {"width": 1440, "height": 900}
SERVE = ("operations", "serve")
WITH_CODE = {account.username for account in DEMO_STAFF if account.role in NEEDS_SECOND_FACTOR}


@dataclass
class Desk:
    """The served office; `records`, `documents` and `directory` work on the same folder as the server."""

    address: str
    home: Path
    log: Path

    def __post_init__(self):
        self.engine = make_engine(f"sqlite:///{self.home / 'mizan.db'}")
        self.records = Records(self.engine, process.now, seal_key=SEAL_KEY)
        self.documents = DocumentStore(self.home / "documents")
        self.directory = StaffDirectory(self.engine, SECRET.encode())


@dataclass
class Visits:
    """What a browser asked for, and what its console complained of."""

    address: str
    outside: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("request", lambda request: self._note(request.url))
        page.on("pageerror", lambda error: self.failures.append(str(error)))

    def _note(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"data", "blob"} and parts.netloc != urlsplit(self.address).netloc:
            self.outside.append(url)


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with serving(tmp_path_factory.mktemp("desk"), free_port()) as served:
        yield served


@contextmanager
def serving(home: Path, port: int, *, module: Sequence[str] = SERVE, **more: str) -> Iterator[Desk]:
    """A demo office served on a port, from a folder that is still empty, with further settings."""
    served = Desk(f"http://127.0.0.1:{port}", home, home / "log")
    migrate(served.engine)
    add_demo_staff(served.directory)
    put_on_record(served.engine)
    settings = {
        "MIZAN_HOME": str(home),
        "MIZAN_FIGURES_SECONDS": "0",
        "MIZAN_DEMO": "1",
        "MIZAN_SECRET": SECRET,
        "MIZAN_SEAL_SECRET": SEAL_SECRET,
        "MIZAN_ADDRESS": "127.0.0.1",
        "MIZAN_ATTEMPTS": "1000",
        "PORT": str(port),
        **more,
    }
    with served.log.open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", *module],
            cwd=ROOT,
            env=os.environ | settings,
            stdout=log,
            stderr=log,
        )
        try:
            wait_until_well(served.address, server, served.log, within=30)
            yield served
        finally:
            server.terminate()
            server.wait(20)
            served.engine.dispose()


@pytest.fixture
def context(windows: Windows, desk: Desk) -> Iterator[BrowserContext]:
    with windows.again(viewport=SCREEN, base_url=desk.address, locale="ar-EG") as kept:
        yield kept


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def visits(page: Page, desk: Desk) -> Visits:
    watching = Visits(desk.address)
    watching.watch(page)
    return watching


def reads(page: Page, language: str) -> None:
    """Choose a language; the page that would be shown then is not waited for."""
    answer = page.context.request.get(f"/language/{language}", max_redirects=0)
    assert answer.status == 303


def fill_in(page: Page, username: str, password: str = DEMO_PASSWORD) -> None:
    """Fill the sign-in form that is on the screen and send it; with a right password, the code too."""
    settled(page)
    fields = page.locator(".st-key-sign_in-page input")
    fields.nth(0).fill(username)
    fields.nth(1).fill(password)
    fields.nth(1).press("Enter")
    if username in WITH_CODE and password == DEMO_PASSWORD:
        give_code(page, page.locator(".mizan-demo-code bdi").inner_text())


def give_code(page: Page, code: str) -> None:
    """Fill the form that asks for a code and send it: Enter does so once its button is there."""
    settled(page)
    field = page.locator(".st-key-sign_in-code input")
    field.fill(code)
    field.press("Enter")


def sign_in(page: Page, username: str, *, to: str = "/account") -> None:
    """Open an address, sign in there, and wait for the desk."""
    page.goto(to)
    fill_in(page, username)
    page.locator(".st-key-shell-person").wait_for()


def everybody_starts_anew(desk: Desk) -> None:
    """A person's language is remembered; one story's choice must not change the next story."""
    for account in desk.directory.accounts():
        desk.directory.prefer(account.username, language="ar", digits="latn")
    # A code is good once, and the stories follow each other faster than the codes.
    for username in WITH_CODE:
        SecondFactors(desk.directory).preset(username, DEMO_TOTP_SECRET)


@pytest.fixture(autouse=True)
def everybody_reads_arabic(desk):
    everybody_starts_anew(desk)
