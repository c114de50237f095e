"""A day at the review desk, in a real browser: from the next case to a decision that says why."""

import io
import re

import pytest
import sqlalchemy as sa
from PIL import Image
from playwright.sync_api import Page, expect

from casework.use_cases.receive import ReceivedPaper
from data_access.tables import applications, decisions, journal, openings, outbox
from tests.chromium import settled
from tests.journeys.conftest import fill_in, reads
from tests.pages.cases import KINDS, case_of, claims, judges, receives

pytestmark = pytest.mark.browser


def a_scan(desk, kind, shade):
    """A paper whose bytes and page image are really in the store."""
    kept = io.BytesIO()
    Image.new("RGB", (800, 1100), (shade, 240, 220)).save(kept, "JPEG")
    data = kept.getvalue() + kind.encode()
    sha = desk.documents.put(data)
    desk.documents.put_page(sha, 1, kept.getvalue())
    return ReceivedPaper(
        kind=kind,
        original_name=f"{kind}.jpg",
        sha256=sha,
        media_type="image/jpeg",
        size=len(data),
        pages=1,
        page_sizes=((800, 1100),),
        fault=None,
    )


def received(desk, shade, **told):
    return receives(desk, papers=[a_scan(desk, kind, shade) for kind in KINDS], **told)


def comes_in(page: Page, username: str, language: str = "ar") -> None:
    reads(page, language)
    page.goto("/queue")
    fill_in(page, username)
    expect(page.locator(".st-key-queue-next")).to_be_visible()
    settled(page)


def opens(page: Page, reference: str) -> None:
    page.goto(f"/case?case={reference}")
    expect(page.locator(".mizan-bar").first).to_contain_text(reference)
    settled(page)


def prepares_approval(page: Page) -> None:
    page.locator(".st-key-case-outcome button").first.click()
    settled(page)
    page.locator(".st-key-case-see button").first.click()
    expect(page.locator(".st-key-case-confirm")).to_be_visible()
    settled(page)


def rows(desk, table, reference):
    number = case_of_id(desk, reference)
    with desk.engine.connect() as connection:
        return connection.execute(sa.select(table).where(table.c.application_id == number)).mappings().all()


def case_of_id(desk, reference):
    with desk.engine.connect() as connection:
        wanted = sa.select(applications.c.id).where(applications.c.reference == reference)
        return connection.execute(wanted).scalar_one()


def test_from_the_next_case_to_a_decision_and_the_next_case(page, desk, visits):
    first = received(desk, 10, days_ago=420)
    second = received(desk, 20, days_ago=419)
    comes_in(page, "amal")
    expect(page.locator(".st-key-queue-next button").first).to_be_visible()
    settled(page)
    on_an_arabic_layout = "new KeyboardEvent('keydown', {key: 'ى', code: 'KeyN', bubbles: true})"
    page.evaluate(f"document.activeElement.dispatchEvent({on_an_arabic_layout})")
    expect(page).to_have_url(re.compile(f"case={first}"))
    for number in range(3):
        expect(page.locator("[role=tab][aria-selected=true]")).to_be_visible()
        settled(page)
        page.keyboard.press("1")
        expect(page.get_by_role("tab").filter(has_text="مقبول")).to_have_count(number + 1)
    settled(page)
    prepares_approval(page)
    preview = page.locator(".st-key-case-confirmation .mizan-preview").first
    expect(preview).to_contain_text(first)
    letter = page.locator("a.mizan-link").first.get_attribute("href")
    answer = page.context.request.get(letter)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF")
    page.locator(".st-key-case-confirm button").first.dblclick()
    expect(page).to_have_url(re.compile(f"case={second}"))
    expect(page.locator(".mizan-bar").first).to_contain_text(second)
    assert [row["outcome"] for row in rows(desk, decisions, first)] == ["approve"]
    assert {row["status"] for row in rows(desk, outbox, first)} == {"queued"}
    kinds = [row["kind"] for row in rows(desk, journal, first)]
    assert kinds == ["received", "claimed", *["paper_judged"] * 3, "decided", "entitled"]
    assert {row["what"].split(":")[0] for row in rows(desk, openings, first)} == {"paper"}
    assert len(rows(desk, openings, first)) == 3
    assert case_of(desk, second).assignee == "amal"
    assert not visits.outside
    assert not visits.failures


def test_in_english_an_unreadable_paper_leads_to_a_request(page, desk, visits):
    reference = received(desk, 30, days_ago=1, language="en")
    comes_in(page, "mariam", "en")
    opens(page, reference)
    page.locator(".st-key-case-claim button").first.click()
    expect(page.locator(".st-key-case-verdict_unreadable")).to_be_visible()
    settled(page)
    page.keyboard.press("2")
    expect(page.get_by_role("tab").filter(has_text="Unreadable")).to_have_count(1)
    settled(page)
    expect(page.locator(".mizan-proposals")).to_contain_text("A paper cannot be read")
    expect(page.locator(".st-key-case-reasons")).to_contain_text("A paper cannot be read")
    seen = page.get_by_role("tab").first
    seen.click()
    settled(page)
    expect(seen).to_have_attribute("aria-selected", "true")
    expect(page.locator(".mizan-h").first).to_contain_text("Unreadable")
    page.locator(".st-key-case-see button").first.click()
    expect(page.locator(".st-key-case-confirmation")).to_contain_text("needs completion by")
    settled(page)
    page.locator(".st-key-case-confirm button").first.click()
    expect(page.locator("[data-testid=stToast]").first).to_contain_text(reference)
    assert case_of(desk, reference).state == "needs_completion"
    assert not visits.failures


def test_two_tabs_race_and_the_second_is_told_who_and_when(context, desk):
    reference = received(desk, 40)
    claims(desk, reference)
    judges(desk, reference)
    first, second = context.new_page(), context.new_page()
    comes_in(first, "amal", "en")
    for tab, words in ((first, "one"), (second, "two")):
        opens(tab, reference)
        tab.locator(".st-key-case-note textarea").fill(words)
        tab.keyboard.press("Tab")
        settled(tab)
        if tab.locator(".st-key-case-outcome [aria-checked=true]").count():
            tab.locator(".st-key-case-see button").first.click()
            expect(tab.locator(".st-key-case-confirm")).to_be_visible()
            settled(tab)
        else:
            prepares_approval(tab)
    first.locator(".st-key-case-confirm button").first.click()
    expect(first.locator("[data-testid=stToast]").first).to_be_visible()
    second.locator(".st-key-case-confirm button").first.click()
    told = second.locator("[data-testid=stAlert]").first
    expect(told).to_contain_text("Nothing was saved: Amal Abdelrahman changed")
    expect(second.get_by_text("two", exact=True)).to_be_visible()
    assert [row["note"] for row in rows(desk, decisions, reference)] == ["one"]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_list_fits_a_narrow_screen_with_its_holder(page, desk, language):
    reference = received(desk, 60, days_ago=200, region="eg-14")
    claims(desk, reference, "mariam")
    page.set_viewport_size({"width": 1024, "height": 768})
    comes_in(page, "mariam", language)
    page.goto("/queue?view=mine")
    table = page.locator("table").filter(has=page.locator(f"tr[data-id='{reference}']"))
    expect(table).to_contain_text({"ar": "مريم الشافعي", "en": "Mariam El Shafei"}[language])
    assert table.evaluate("({parentElement: box}) => box.scrollWidth <= box.clientWidth")


def test_the_queue_is_walked_by_keyboard_and_a_link_keeps_its_filters(page, desk):
    reference = received(desk, 50, days_ago=200, region="eg-14")
    comes_in(page, "mariam")
    page.goto("/queue?view=unclaimed&region=eg-14")
    row = page.locator(f"tr[data-id='{reference}']")
    expect(row).to_be_visible()
    row.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"case={reference}"))
    expect(page.locator(".mizan-bar").first).to_contain_text(reference)
    settled(page)
    page.locator(".st-key-case-back button").first.click()
    expect(page).to_have_url(re.compile(r"/queue\?.*view=unclaimed"))
    expect(page).to_have_url(re.compile("region=eg-14"))
    expect(row).to_be_visible()
    settled(page)
    page.reload()
    expect(row).to_be_visible()
