"""A supervisor's morning, in a real browser: work given to others, a limit set, figures taken home."""

import io
import re
from uuid import uuid4

import openpyxl
import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from casework.use_cases.team import SetCapacity, set_capacity
from data_access.tables import exports
from tests.chromium import settled
from tests.journeys.test_review_desk import comes_in
from tests.pages.cases import case_of, person, receives, version_of

pytestmark = pytest.mark.browser


def limits(desk, username, capacity):
    seen = version_of(desk, username)
    command = SetCapacity(username=username, seen=seen, command_id=uuid4(), capacity=capacity)
    desk.records.act(set_capacity, command, by=person(desk, "samir"))


@pytest.fixture
def mariam_may_hold_one_more(desk):
    held = sa.text("SELECT count(*) FROM applications WHERE assignee = 'mariam' AND stage = 'in_hand'")
    with desk.engine.connect() as connection:
        already = connection.execute(held).scalar_one()
    limits(desk, "mariam", already + 1)
    yield
    limits(desk, "mariam", None)


def test_selected_cases_go_to_a_colleague_and_each_has_its_result(desk, page, mariam_may_hold_one_more):
    references = [receives(desk, days_ago=300, region="eg-01") for _ in range(2)]
    comes_in(page, "samir")
    page.goto("/queue?view=unclaimed&region=eg-01")
    for reference in references:
        page.get_by_role("row", name=reference).get_by_role("checkbox").click()
        settled(page)
    page.locator("[class*='st-key-queue-reassign_box'] button").first.click()
    page.locator(".st-key-queue-reassign_to input").click()
    page.keyboard.type("مريم")
    page.keyboard.press("Enter")
    settled(page)
    page.locator(".st-key-queue-reassign_note textarea").fill("للمساعدة")
    page.locator(".st-key-queue-reassign_send button").click()
    told = page.locator(".mizan-results")
    expect(told).to_contain_text("انتقل إلى زميل آخر: 1 من 2.")
    expect(told.locator("li.done")).to_have_count(1)
    expect(told.locator("li.refused")).to_contain_text("الحد الأقصى")
    assert {case_of(desk, reference).assignee for reference in references} == {"mariam", None}


def test_a_limit_is_set_where_the_person_is_shown(desk, page):
    comes_in(page, "samir")
    page.goto("/team?member=hany")
    page.locator("[class*='st-key-team-capacity_box'] button").first.click()
    page.locator("[class*='st-key-team-capacity-hany'] input").fill("7")
    page.locator(".st-key-team-capacity_send button").click()
    expect(page.locator(".mizan-bar")).to_contain_text("7")
    limits(desk, "hany", None)


def test_the_teams_figures_leave_as_a_file_that_is_on_record(desk, page, context):
    comes_in(page, "samir")
    page.goto("/team")
    link = page.locator(".mizan-exports a").first
    expect(link).to_have_attribute("href", re.compile(r"/exports/.*\.xlsx"))
    with page.expect_download() as taken:
        link.click()
    assert re.fullmatch(r"mizan-team-figures-\d{4}-\d\d-\d\d\.xlsx", taken.value.suggested_filename)
    book = openpyxl.load_workbook(io.BytesIO(taken.value.path().read_bytes()))
    assert book.worksheets[0].sheet_view.rightToLeft
    assert "أمل عبد الرحمن" in {cell.value for cell in book.worksheets[0]["A"]}
    with desk.engine.connect() as connection:
        last = connection.execute(sa.select(exports).order_by(exports.c.id.desc()).limit(1)).one()
    assert (last.username, last.what, last.format) == ("samir", "team.figures", "xlsx")
    address = link.get_attribute("href")
    context.clear_cookies()
    assert page.request.get(address).status == 401


@pytest.mark.parametrize("address", ["/definitions#agreement", "/definitions?figure=agreement"])
def test_a_link_to_a_definition_reaches_it(page, address):
    comes_in(page, "samir")
    page.goto(address)
    expect(page.locator("#agreement")).to_be_in_viewport()
    expect(page.locator("#agreement")).to_be_focused()
