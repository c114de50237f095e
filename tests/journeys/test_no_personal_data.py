"""Planted values are looked for after a full journey: log, addresses, titles, error answers, file names."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from urllib.parse import unquote

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Page, Response, expect

from casework.use_cases.receive import ReceivedPaper
from dashboard.settings import ROOT
from operations.bench.loopback import free_port
from tests.chromium import Windows, settled
from tests.journeys.conftest import SCREEN, Desk, fill_in, serving
from tests.journeys.test_review_desk import comes_in, opens, prepares_approval
from tests.pages.cases import KINDS, judges, receives
from tests.seals import SEAL_SECRET

pytestmark = pytest.mark.browser

NAME = "زهراء القنطورية المغروسة"
PLANTED = {
    "name": NAME,
    "a word of the name": "القنطورية",
    "national number": "29001011234567",
    "account": "EG380019000500000000263180002",
    "mobile": "+201009876543",
    "mobile without its country": "1009876543",
    "e-mail": "qantura.planted@example.org",
    "address": "حارة المغروسات ٩",
    "note": "ملاحظة قنطورية لا تخرج",
    "reason": "سبب قنطوري لا يخرج",
    "file": "qantura-planted-paper",
}
FACTS = {
    "full_name": NAME,
    "national_id": PLANTED["national number"],
    "iban": PLANTED["account"],
    "phone": PLANTED["mobile"],
    "email": PLANTED["e-mail"],
    "address": PLANTED["address"],
}


@dataclass
class Left:
    """Whatever leaves the desk beside the page itself."""

    told: list[tuple[str, str]] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("request", lambda request: self.add("address", unquote(request.url)))
        page.on("request", lambda request: self.add("referer", unquote(request.headers.get("referer", ""))))
        page.on("response", self._answer)
        page.on("console", lambda message: self.add("console", message.text))
        page.on("pageerror", lambda error: self.add("page error", str(error)))
        page.on("framenavigated", lambda frame: self.add("title", page.title() if frame.url else ""))

    def add(self, where: str, text: str) -> None:
        self.told.append((where, text))

    def _answer(self, response: Response) -> None:
        headers = response.headers
        self.add("file name", unquote(headers.get("content-disposition", "")))
        self.add("headers", unquote(json.dumps({**headers, "content-disposition": ""})))
        if response.status >= 400:
            self.add(f"answer {response.status}", response.text())

    def found(self) -> list[str]:
        """Where a planted value stands, and which."""
        return [
            f"{what} in {where}: {text[:200]}"
            for where, text in self.told
            for what, value in PLANTED.items()
            if value in text or json.dumps(value)[1:-1] in text
        ]


@pytest.fixture(scope="module")
def own_desk(tmp_path_factory):
    """A desk of its own: this story breaks the database."""
    with serving(tmp_path_factory.mktemp("planted"), free_port(), MIZAN_LOG_LEVEL="DEBUG") as served:
        yield served


@pytest.fixture
def desk(own_desk: Desk) -> Desk:
    return own_desk


def test_planted_values_stay_on_the_page(windows: Windows, desk: Desk, tmp_path):
    left = Left()
    reference = received(desk)
    context = windows.fresh(viewport=SCREEN, base_url=desk.address, locale="ar-EG", accept_downloads=True)
    page = context.new_page()
    left.watch(page)

    imports(desk, left, tmp_path)
    page.goto("/queue")
    fill_in(page, PLANTED["national number"], "not the password")
    page.get_by_test_id("stAlertContainer").wait_for()
    comes_in(page, "amal")
    searches(page, left)
    works(page, desk, left, reference)
    decides(page, desk, left, reference)
    breaks(page, desk, left, reference)
    context.close()

    left.add("log", desk.log.read_text())
    stored = [str(path.relative_to(desk.home)) for path in desk.home.rglob("*")]
    left.add("names of files", "\n".join(stored))
    assert any("script failed" in text for where, text in left.told if where == "log")
    assert left.found() == []


def received(desk: Desk) -> str:
    kept = io.BytesIO()
    Image.new("RGB", (800, 1100), (200, 240, 220)).save(kept, "JPEG")
    papers = []
    for kind in KINDS:
        data = kept.getvalue() + kind.encode()
        sha = desk.documents.put(data)
        desk.documents.put_page(sha, 1, kept.getvalue())
        papers.append(
            ReceivedPaper(
                kind=kind,
                original_name=f"{PLANTED['file']}-{kind}.jpg",
                sha256=sha,
                media_type="image/jpeg",
                size=len(data),
                pages=1,
                page_sizes=((800, 1100),),
                fault=None,
            )
        )
    return receives(desk, papers=papers, days_ago=300, **FACTS)


def imports(desk: Desk, left: Left, tmp_path) -> None:
    """A sheet with a row that is taken and one that is refused; what the command's log says counts, too."""
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(
        "full_name,national_id,phone,iban,email\n"
        + ",".join((NAME, "29001011234567", "12", PLANTED["account"], PLANTED["e-mail"]))
        + "\n",
        encoding="utf-8",
    )
    settings = {"MIZAN_HOME": str(desk.home), "MIZAN_DEMO": "1", "MIZAN_SEAL_SECRET": SEAL_SECRET}
    command = [sys.executable, "-m", "operations", "import", str(sheet), "--dry-run"]
    done = subprocess.run(
        command, cwd=ROOT, env=settings | path_only(), capture_output=True, text=True, check=False
    )
    left.add("log of the import", done.stderr)


def path_only() -> dict[str, str]:

    return {"PATH": os.environ["PATH"]}


def searches(page: Page, left: Left) -> None:
    box = page.locator(".st-key-queue-search input")
    for text in (NAME, PLANTED["national number"]):
        box.fill(text)
        box.press("Enter")
        settled(page)
        expect(page.locator("body")).to_contain_text("القنطورية")
        left.add("address shown", unquote(page.url))
        left.add("title", page.title())


def works(page: Page, desk: Desk, left: Left, reference: str) -> None:
    """Open, claim, show a masked value, take the original, leave a note, judge the papers."""
    opens(page, reference)
    page.locator(".st-key-case-claim button").first.click()
    settled(page)
    page.locator(".st-key-case-show_national_id button").first.click()
    settled(page)
    expect(page.locator("body")).to_contain_text(PLANTED["national number"])
    field = page.locator("textarea").last
    for box in page.locator(".st-key-case-notes textarea, .st-key-case-note textarea").all():
        field = box
    field.fill(PLANTED["note"])
    field.press("Control+Enter")
    settled(page)
    with desk.engine.connect() as connection:
        numbers = connection.exec_driver_sql("SELECT id FROM papers ORDER BY id").scalars().all()
    for number in numbers[:3]:
        for address in (f"/papers/{number}", f"/papers/{number}/original", f"/papers/{number}/pages/1"):
            answer = page.context.request.get(address)
            left.add("file name", unquote(str(answer.headers)))
            if answer.status >= 400:
                left.add("answer", answer.text())
    left.add("title", page.title())


def decides(page: Page, desk: Desk, left: Left, reference: str) -> None:
    judges(desk, reference)
    opens(page, reference)
    prepares_approval(page)
    letter = page.locator("a.mizan-link").first.get_attribute("href")
    answer = page.context.request.get(letter)
    left.add("address", unquote(letter or ""))
    left.add("file name", unquote(str(answer.headers)))
    page.locator(".st-key-case-confirm button").first.click()
    settled(page)
    left.add("address shown", unquote(page.url))


def breaks(page: Page, desk: Desk, left: Left, reference: str) -> None:
    """A page that fails over what a row says, and a database that fails over what was typed."""
    facts = json.dumps(FACTS | {"birth_date": f"{NAME} {PLANTED['e-mail']}"}, ensure_ascii=False)
    with desk.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE applications SET facts = ? WHERE reference = ?", (facts, reference)
        )
    page.goto(f"/case?case={reference}")
    shown = page.locator("[data-testid=stAlert]").first
    expect(shown).to_be_visible()
    assert re.search(r"[0-9A-F]{8}", shown.inner_text())
    left.add("apology", shown.inner_text())
    answer = page.context.request.get(f"/cases/{reference}/letter.pdf?language=ar")
    assert answer.status >= 400
    left.add(f"answer {answer.status}", answer.text())
    with desk.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE names")
    page.goto("/queue")
    settled(page)
    box = page.locator(".st-key-queue-search input")
    box.fill(NAME)
    box.press("Enter")
    settled(page)
    left.add("calm sentence", page.locator("[data-testid=stAlert]").first.inner_text())
    stranger = httpx.get(f"{desk.address}/papers/{PLANTED['national number']}")
    left.add(f"answer {stranger.status_code}", stranger.text)
