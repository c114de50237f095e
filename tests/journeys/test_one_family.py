"""One family's story: imported, rejected, told, asking, objecting, approved, paid, stopped, paid again."""

import csv
import io
import time
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from casework.entitlements.payments import following, month_of, payment_reference
from casework.local_time import local_date
from dashboard import office as process
from dashboard.entitling import tend_entitlements
from dashboard.paying import schedule
from data_access.records import Records
from data_access.tables import applications, outbox
from data_access.tables_after_decision import complaints, entitlements, payments
from data_access.verification import findings
from operations.bench.loopback import free_port
from tests.chromium import settled
from tests.journeys.conftest import SCREEN, everybody_starts_anew, fill_in, reads, serving
from tests.journeys.test_review_desk import opens, prepares_approval
from tests.lots import quiet
from tests.operations.papers_made import a_jpeg
from tests.pages.cases import judges
from tests.relay_stand import gateway_stand
from tests.seals import SEAL_KEY

# A group begins early: the longest story must not be the last.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("one family")]

NUMBER = "28503150100261"
PROGRAMME = "eg.takaful"
ROW = {
    "programme": PROGRAMME,
    "external_id": "family-1",
    "full_name": "زينب عبد الرحمن السيد",
    "national_id": NUMBER,
    "birth_date": "1985-03-15",
    "sex": "female",
    "marital_status": "widowed",
    "nationality": "citizen",
    "region": "eg-01",
    "phone": "01001234567",
    "iban": "EG380019000500000000263180002",
    "monthly_income": "900",
    "other_pension": "0",
    "household_size": "4",
    "dependants": "3",
    "school_children": "2",
    "children_in_school": "true",
    "school_fees": "0",
    "employment_status": "unemployed",
    "housing": "owned",
    "land_area": "3",
    "property_value": "0",
    "vehicles": "0",
    "moved_since_update": "false",
    "health_visits_kept": "true",
    "language": "ar",
    "identity_card": "identity.jpg",
    "family_register": "register.jpg",
    "birth_certificate": "birth.jpg",
    "property_deed": "deed.jpg",
}


class Story:
    """Time, the telephones that ring, and a look into the records."""

    def __init__(self, desk, clock: Path, gateway, folder: Path) -> None:
        self.desk, self.clock, self.gateway, self.folder = desk, clock, gateway, folder
        self.directory = desk.directory
        self.ahead, self.rung, self.pictures = timedelta(0), 0, 0
        # No decision of this story is drawn for a second check.
        self.records = Records(desk.engine, self.now, quiet, seal_key=SEAL_KEY)

    def now(self):
        return process.now() + self.ahead

    def passes(self, **time: float) -> None:
        self.ahead += timedelta(**time)
        self.clock.write_text(str(self.ahead.total_seconds()), encoding="ascii")

    def row(self, table: sa.Table, *where):
        with self.desk.engine.connect() as connection:
            return connection.execute(sa.select(table).where(*where).order_by(table.c.id.desc())).first()

    def rings(self) -> list[str]:
        """What the family's telephone has said since, once the office's relay has nothing left to send."""
        due = sa.select(sa.func.count()).select_from(outbox)
        due = due.where(outbox.c.status.in_(("queued", "sending")), outbox.c.not_before <= self.now())
        for _ in range(300):
            with self.desk.engine.connect() as connection:
                if connection.execute(due).scalar_one() == 0:
                    break
            time.sleep(0.1)
        said, self.rung = self.gateway.texts[self.rung :], len(self.gateway.texts)
        return said

    def sees(self, page: Page) -> None:
        """Keep a picture of the whole page."""
        self.pictures += 1
        page.screenshot(path=self.folder / f"{self.pictures:02d}.png", full_page=True)

    @property
    def tracking(self) -> str:
        return self.row(complaints).tracking

    @property
    def reference(self) -> str:
        return self.row(applications, applications.c.national_id == NUMBER).reference


@pytest.fixture
def story(tmp_path):
    clock = tmp_path / "ahead"
    clock.write_text("0", encoding="ascii")
    with gateway_stand() as gateway:
        served = serving(
            tmp_path / "home",
            free_port(),
            module=("tests.journeys.served_ahead", str(clock)),
            MIZAN_SMS_URL=gateway.address,
        )
        (tmp_path / "home").mkdir()
        with served as desk:
            yield Story(desk, clock, gateway, tmp_path)


@pytest.fixture
def desk(story):
    """The only desk of this story."""
    return story.desk


@pytest.fixture
def page(windows, story):
    opened = windows.fresh(viewport=SCREEN, base_url=story.desk.address, locale="ar-EG")
    yield opened.new_page()
    opened.close()


def comes_in(page: Page, story: Story, username: str) -> None:
    """Another person sits down at the desk."""
    everybody_starts_anew(story.desk)
    page.context.clear_cookies()
    reads(page, "ar")
    page.goto("/account")
    fill_in(page, username)
    page.locator(".st-key-shell-person").wait_for()
    settled(page)


def chooses(page: Page, key: str, option: str) -> None:
    """Open a select box, write what is looked for and choose it."""
    box = page.locator(f"[class*=st-key-{key}]").get_by_role("combobox").first
    box.click()
    box.fill(option)
    page.get_by_role("option", name=option, exact=False).first.click()
    settled(page)


def writes(page: Page, key: str, text: str) -> None:
    field = page.locator(f"[class*=st-key-{key}]").locator("textarea, input").first
    field.fill(text)
    field.press("Tab")
    settled(page)


def presses(page: Page, key: str) -> None:
    page.locator(f".st-key-{key} button").first.click()
    settled(page)


def asks(page: Page) -> None:
    """The family asks at the counter."""
    page.goto("/inquiry")
    writes(page, "inquiry-number", NUMBER)
    chooses(page, "inquiry-purpose", "حضور")
    presses(page, "inquiry-send")
    expect(page.locator("[class*=st-key-inquiry-case]").first).to_be_visible()
    settled(page)


def brought(page: Page, tmp_path: Path) -> None:
    """A supervisor brings the family's row and papers in."""
    text = io.StringIO()
    today = process.now().date()
    row = ROW | {"data_updated_on": (today - timedelta(days=40)).isoformat()}
    writer = csv.DictWriter(text, list(row))
    writer.writeheader()
    writer.writerow(row)
    papers = tmp_path / "papers.zip"
    with zipfile.ZipFile(papers, "w") as archive:
        for shade, name in enumerate(("identity", "register", "birth", "deed")):
            archive.writestr(f"family-1/{name}.jpg", a_jpeg(paper=250 - shade))
    file = tmp_path / "family.csv"
    file.write_text(text.getvalue(), encoding="utf-8")
    page.goto("/import")
    page.locator("input[type=file]").nth(0).set_input_files(file)
    settled(page)
    page.locator("input[type=file]").nth(1).set_input_files(papers)
    settled(page)
    presses(page, "import-confirm")


def is_brought_in(page: Page, story: Story) -> None:
    """Brought in."""
    comes_in(page, story, "samir")
    brought(page, story.folder)
    expect(page.get_by_text("family.csv").first).to_be_visible()
    assert story.reference
    story.sees(page)


def is_rejected(page: Page, story: Story) -> None:
    """Rejected for land it does not have: the declared data say three feddan."""
    comes_in(page, story, "amal")
    opens(page, story.reference)
    presses(page, "case-claim")
    judges(story, story.reference, by="amal")
    opens(page, story.reference)
    # The reason that the data give is proposed, and leads to the rejection.
    expect(page.locator(".st-key-case-reasons")).to_contain_text("أرض")
    expect(page.locator(".st-key-case-outcome [aria-checked=true]")).to_have_text("رفض")
    writes(page, "case-note", "المساحة المصرح بها تتجاوز الحد.")
    presses(page, "case-see")
    presses(page, "case-confirm")
    assert story.row(applications, applications.c.reference == story.reference).state == "rejected"


def is_told(page: Page, story: Story) -> None:
    """Told, once it can no longer be undone."""
    story.passes(minutes=11)
    (told,) = story.rings()
    assert "فدان" in told
    assert story.reference in told


def asks_and_objects(page: Page, story: Story) -> None:
    """Asks at the counter, and objects."""
    asks(page)
    expect(page.get_by_text("أرض").first).to_be_visible()
    story.sees(page)
    page.goto(f"/complaints?file={story.reference}")
    chooses(page, "complaints-kind_filed", "اعتراض")
    writes(page, "complaints-text", "الأرض باعها زوجي قبل وفاته، ومعي ما يثبت ذلك.")
    presses(page, "complaints-send")
    story.sees(page)


def is_heard_by_another(page: Page, story: Story) -> None:
    """Whoever decided may not answer; another colleague may, and the case is weighed anew in their hands."""
    page.goto(f"/complaint?c={story.tracking}")
    expect(page.get_by_text(story.tracking).first).to_be_visible()
    expect(page.locator(".st-key-complaint-take")).to_have_count(0)
    comes_in(page, story, "mariam")
    page.goto(f"/complaint?c={story.tracking}")
    presses(page, "complaint-take")
    page.locator(".st-key-complaint-outcome button").first.click()
    settled(page)
    writes(page, "complaint-words", "اطلعنا على عقد البيع، وسيُنظر الطلب من جديد.")
    story.sees(page)
    presses(page, "complaint-answer")
    assert story.row(complaints).outcome == "upheld"
    case = story.row(applications, applications.c.reference == story.reference)
    assert (case.state, case.assignee) == ("under_review", "mariam")
    assert any(story.tracking in one for one in story.rings())


def is_approved(page: Page, story: Story) -> None:
    """The data are corrected on record, and the new decision is a record of its own."""
    opens(page, story.reference)
    page.locator(".st-key-case-amend_box summary").click()
    page.locator(".st-key-case-amend_send").wait_for()
    settled(page)
    chooses(page, "case-amend_fields", "الأرض")
    page.keyboard.press("Escape")
    writes(page, "case-amend_to_land_area", "0")
    writes(page, "case-amend_note", "عقد بيع الأرض المقدم اليوم.")
    story.sees(page)
    presses(page, "case-amend_send")
    opens(page, story.reference)
    prepares_approval(page)
    presses(page, "case-confirm")
    assert story.row(applications, applications.c.reference == story.reference).state == "approved"
    opened = story.row(entitlements)
    assert (opened.state, opened.amount) == ("active", 572)


def is_paid(page: Page, story: Story) -> None:
    """Told how much and when; paid for the first month, as the agency's file says."""
    story.passes(minutes=11)
    said = story.rings()
    assert len(said) == 2
    assert any("572" in one for one in said)
    first = following(month_of(local_date(PROGRAMME, story.now())))
    assert schedule(story.records, PROGRAMME, first) >= 1
    assert any("572" in one for one in story.rings())
    comes_in(page, story, "samir")
    results = story.folder / "results.csv"
    paid_on = local_date(PROGRAMME, story.now()).isoformat()
    number = payment_reference(story.reference, first)
    results.write_text(
        f"reference_id,status,amount,currency_code,timestamp\n{number},succ,572.00,EGP,{paid_on}\n",
        encoding="utf-8",
    )
    page.goto("/payments")
    page.locator("input[type=file]").first.set_input_files(results)
    settled(page)
    presses(page, "payments-confirm")
    settled(page)
    story.sees(page)
    assert story.row(payments, payments.c.reference == number).state == "paid"


def is_stopped(page: Page, story: Story) -> None:
    """A notice with a day, and nothing stops before both have come."""
    comes_in(page, story, "amal")
    page.goto(f"/entitlement?case={story.reference}")
    expect(page.get_by_text("572").first).to_be_visible()
    settled(page)
    story.sees(page)
    page.locator(".st-key-entitlement-notice_box button").first.click()
    chooses(page, "entitlement-stop_reason", "بيانات لم")
    writes(page, "entitlement-stop_note", "لم تحضر الأسرة لتحديث بياناتها.")
    presses(page, "entitlement-notice_send")
    assert story.row(entitlements).stop_reason == "data_not_updated"
    assert tend_entitlements(story.records).suspended == 0
    story.passes(days=32)
    (notice,) = story.rings()
    assert "القيد العائلي" in notice
    assert tend_entitlements(story.records).suspended == 1
    assert story.row(entitlements).state == "suspended"
    story.rings()


def is_paid_again(page: Page, story: Story) -> None:
    """Asks again: stopped, why, and what brings it back; and it comes back."""
    comes_in(page, story, "amal")
    asks(page)
    expect(page.get_by_text("القيد العائلي").first).to_be_visible()
    story.sees(page)
    page.goto(f"/entitlement?case={story.reference}")
    settled(page)
    page.locator(".st-key-entitlement-reactivate_box button").first.click()
    brought_now = page.locator("[class*=st-key-entitlement-paper] label")
    expect(brought_now.first).to_be_visible()
    for box in brought_now.all():
        box.click()
        settled(page)
    writes(page, "entitlement-reactivate_note", "حضرت الأسرة ومعها ما طُلب.")
    story.sees(page)
    presses(page, "entitlement-reactivate_send")
    assert story.row(entitlements).state == "active"
    page.goto(f"/case?case={story.reference}")
    settled(page)
    story.sees(page)


def is_on_record(page: Page, story: Story) -> None:
    """Everything of it is on record, and the record holds."""
    with story.desk.engine.connect() as connection:
        mine = {story.row(applications, applications.c.reference == story.reference).id}
        assert list(findings(connection, SEAL_KEY, mine)) == []
        kept = connection.execute(sa.select(outbox.c.key).where(outbox.c.application_id.in_(mine))).scalars()
        assert {"decided_rejected", "complaint_received", "complaint_upheld", "decided_approved"} <= set(kept)


def test_one_family_from_import_to_reactivation(page, story):
    for chapter in (
        is_brought_in,
        is_rejected,
        is_told,
        asks_and_objects,
        is_heard_by_another,
        is_approved,
        is_paid,
        is_stopped,
        is_paid_again,
        is_on_record,
    ):
        chapter(page, story)
