"""Two people and one decision, in a real browser: drawn, held, agreed to by keyboard, told."""

import re

import pytest
from playwright.sync_api import Page, expect

from data_access.tables import outbox, second_checks
from tests.chromium import settled
from tests.journeys.conftest import fill_in
from tests.journeys.test_review_desk import comes_in, opens, prepares_approval, received, rows
from tests.lots import put_on_record, seed_drawing
from tests.pages.cases import case_of, claims, judges

pytestmark = pytest.mark.browser
WORDS = "راجعت الأوراق وأؤيد القرار"


@pytest.fixture
def drawn(desk):
    """A case in Amal's hands, its papers judged, whose decision will be drawn today."""
    reference = received(desk, 60)
    claims(desk, reference)
    judges(desk, reference)
    seed = seed_drawing(drawn=[reference])
    put_on_record(desk.engine, lambda _day: seed)
    yield reference
    put_on_record(desk.engine)


def tabs_to(page: Page, within: str) -> None:
    """Press Tab until something inside has the focus."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("place => !!document.activeElement.closest(place)", within):
            return
    pytest.fail(f"Tab does not lead to {within}")


def test_a_decision_waits_for_a_colleague_who_agrees_by_keyboard(context, windows, desk, drawn):
    first, second = context.new_page(), windows.fresh(base_url=desk.address).new_page()
    comes_in(first, "amal")
    opens(first, drawn)
    prepares_approval(first)
    first.locator(".st-key-case-confirm button").first.click()
    expect(first.locator("[data-testid=stToast]").first).to_contain_text("مراجعة ثانية")
    assert [row["status"] for row in rows(desk, outbox, drawn)] == ["held"]

    second.goto("/queue?view=checking")
    fill_in(second, "mariam")
    row = second.locator(f"tr[data-id='{drawn}']")
    expect(row).to_be_visible()
    settled(second)
    row.focus()
    second.keyboard.press("Enter")
    expect(second).to_have_url(re.compile(f"case={drawn}"))
    expect(second.locator(".st-key-case-stance")).to_be_visible()
    settled(second)
    tabs_to(second, ".st-key-case-stance")
    second.keyboard.press("Enter")
    expect(second.locator(".st-key-case-agree")).to_be_visible()
    settled(second)
    tabs_to(second, ".st-key-case-note textarea")
    second.keyboard.type(WORDS)
    tabs_to(second, ".st-key-case-agree button")
    second.keyboard.press("Enter")
    expect(second).to_have_url(re.compile("view=checking"))
    expect(row).to_have_count(0)
    assert [(one["agreed"], one["note"]) for one in checks_of(desk, drawn)] == [(True, WORDS)]
    assert {row["status"] for row in rows(desk, outbox, drawn)} == {"queued"}
    second.context.close()


def checks_of(desk, reference):
    ids = [decision.id for decision in case_of(desk, reference).decisions]
    with desk.engine.connect() as connection:
        found = connection.execute(second_checks.select().where(second_checks.c.decision_id.in_(ids)))
        return found.mappings().all()
