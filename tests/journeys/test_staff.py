"""From the first day of a caseworker to the last: taken on, signed in, kept out while a tab is open."""

import pytest
from playwright.sync_api import expect

from tests.chromium import settled
from tests.journeys.conftest import SCREEN, fill_in, sign_in

pytestmark = pytest.mark.browser

OWN = "seven quiet camels at noon"


@pytest.fixture
def second(windows, desk):
    """The browser of somebody else."""
    opened = windows.fresh(viewport=SCREEN, base_url=desk.address)
    yield opened.new_page()
    opened.close()


def takes_on(page, username):
    """Fill the form of the page Staff; the password that is shown once."""
    page.locator("[class*='st-key-staff-take_on_box'] button").first.click()
    for name, text in (("username", username), ("name_ar", "منى سعيد"), ("name_en", "Mona Said")):
        page.locator(f"[class*='st-key-staff-new_{name}'] input").fill(text)
        page.keyboard.press("Tab")
        settled(page)
    page.locator("[class*='st-key-staff-new_programmes'] input").click()
    page.keyboard.type("تكافل")
    page.keyboard.press("Enter")
    settled(page)
    page.keyboard.press("Tab")
    settled(page)
    page.locator(".st-key-staff-take_on_send button").click()
    shown = page.locator(".st-key-staff-told_box code")
    expect(shown).to_be_visible()
    return shown.inner_text()


def test_a_caseworker_is_taken_on_and_kept_out_while_their_tab_is_open(desk, page, second):
    sign_in(page, "yousef", to="/staff")
    first = takes_on(page, "mona")
    expect(page.get_by_role("heading", name="منى سعيد")).to_be_visible()
    page.locator(".st-key-staff-told_close button").click()
    expect(page.locator(".st-key-staff-told_box")).to_have_count(0)

    second.goto("/queue")
    fill_in(second, "mona", first)
    expect(second.get_by_role("heading", name="حسابي")).to_be_visible()
    for name, text in (("old", first), ("new", OWN), ("again", OWN)):
        second.locator(f".st-key-account-{name} input").fill(text)
    second.locator(".st-key-account-change button").click()
    second.locator(".st-key-sign_in-page input").first.wait_for()
    fill_in(second, "mona", OWN)
    second.locator(".st-key-shell-person").wait_for()
    second.goto("/queue")
    expect(second.locator(".st-key-queue-next").first).to_be_visible()
    settled(second)

    page.reload()
    page.locator("[class*='st-key-staff-access_box'] button").first.click()
    page.locator(".st-key-staff-access_send button").click()
    expect(page.locator(".mizan-timeline li").first).to_contain_text("أُوقف الحساب")

    second.locator(".st-key-queue-next button").first.click()
    expect(second.locator(".st-key-shell-person")).to_have_count(0)
    with desk.engine.connect() as connection:
        done = connection.exec_driver_sql("SELECT count(*) FROM commands WHERE username = 'mona'")
        assert done.scalar_one() == 0
    second.goto("/queue")
    fill_in(second, "mona", OWN)
    expect(second.get_by_test_id("stAlertContainer")).to_have_text("اسم المستخدم أو كلمة المرور غير صحيحة.")


def test_every_box_is_reached_and_opened_by_the_keyboard(page):
    sign_in(page, "yousef", to="/staff")
    table = page.get_by_role("row", name="amal").first
    expect(table).to_be_visible()
    page.get_by_role("link", name="أمل عبد الرحمن").press("Enter")
    expect(page.get_by_role("heading", name="أمل عبد الرحمن")).to_be_visible()
    box = page.locator("[class*='st-key-staff-access_box'] button").first
    box.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-staff-access_send button")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-staff-access_send button")).to_be_hidden()
