"""Signing in and out, in both languages, in a real browser."""

import httpx
import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import fill_in, sign_in

pytestmark = pytest.mark.browser


def test_a_person_signs_in_and_nothing_is_asked_of_the_outside(page, visits):
    page.goto("/account")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.get_by_role("heading", name="ميزان")).to_be_visible()
    fill_in(page, "amal")
    expect(page.get_by_role("heading", name="حسابي")).to_be_visible()
    expect(page.locator(".mizan-person")).to_contain_text("أمل عبد الرحمن")
    assert visits.outside == []
    assert visits.failures == []


def test_no_cookie_of_ours_is_within_reach_of_scripts(page, context):
    sign_in(page, "amal")
    cookie = next(cookie for cookie in context.cookies() if cookie["name"] == "mizan_session")
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (True, "Strict", -1)
    assert "mizan" not in page.evaluate("document.cookie")


def test_the_ticket_never_stands_in_an_address(page):
    addresses = []
    page.on("request", lambda request: addresses.append(request.url))
    sign_in(page, "amal")
    assert all("ticket" not in address for address in addresses)


def test_a_wrong_password_and_a_strangers_name_read_the_same(page):
    page.goto("/account")
    fill_in(page, "amal", "wrong")
    alert = page.get_by_test_id("stAlertContainer")
    expect(alert).to_have_text("اسم المستخدم أو كلمة المرور غير صحيحة.")
    fill_in(page, "nobody", "wrong")
    expect(alert).to_have_text("اسم المستخدم أو كلمة المرور غير صحيحة.")


def test_a_deep_link_survives_signing_in(page):
    sign_in(page, "amal", to="/account?from=letter")
    expect(page.get_by_role("heading", name="حسابي")).to_be_visible()
    assert page.url.endswith("/account?from=letter")


def test_a_link_on_another_site_brings_no_cookie_along_and_still_finds_the_person(page, desk):
    """SameSite=Strict: the request that the link causes is a stranger's, the page's own websocket is not."""
    sign_in(page, "amal")
    link = f'<a href="{desk.address}/account">my desk</a>'
    page.route("http://mail.example/", lambda route: route.fulfill(content_type="text/html", body=link))
    page.goto("http://mail.example/")
    with page.expect_request(f"{desk.address}/account") as asked:
        page.get_by_role("link").click()
    assert "mizan_session" not in asked.value.all_headers().get("cookie", "")
    expect(page.get_by_role("heading", name="حسابي")).to_be_visible()


def test_a_reload_keeps_the_person_signed_in(page):
    sign_in(page, "amal")
    page.reload()
    expect(page.get_by_role("heading", name="حسابي")).to_be_visible()


def test_a_copied_cookie_opens_nothing_after_signing_out(page, context, desk):
    sign_in(page, "amal")
    copied = [cookie for cookie in context.cookies() if cookie["name"] == "mizan_session"]
    page.locator(".st-key-shell-sign_out button").click()
    expect(page.locator(".st-key-sign_in-page input").first).to_be_visible()
    page.wait_for_url("**/")
    assert not [cookie for cookie in context.cookies() if cookie["name"] == "mizan_session"]
    context.add_cookies(copied)
    page.goto("/account")
    expect(page.locator(".st-key-sign_in-page input").first).to_be_visible()
    assert page.locator(".st-key-shell-person").count() == 0
    answer = httpx.get(f"{desk.address}/papers/1", cookies={"mizan_session": copied[0]["value"]})
    assert answer.status_code == 401


def test_signing_out_ends_the_other_tab_on_its_next_click(page, context):
    sign_in(page, "amal")
    other = context.new_page()
    other.goto("/account")
    expect(other.get_by_role("heading", name="حسابي")).to_be_visible()
    page.locator(".st-key-shell-sign_out button").click()
    page.wait_for_url("**/")
    other.locator(".st-key-account-end_others button").click()
    expect(other.locator(".st-key-sign_in-page input").first).to_be_visible()


def test_the_language_is_changed_there_and_back_and_remembered(page, context, desk):
    sign_in(page, "hany")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="My account")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    expect(page.locator(".mizan-person")).to_contain_text("Hany Girgis")
    assert page.url.endswith("/account")
    assert desk.directory.account("hany").language == "en"
    context.clear_cookies()
    sign_in(page, "hany")
    expect(page.get_by_role("heading", name="My account")).to_be_visible()
    page.get_by_role("link", name="العربية").click()
    expect(page.get_by_role("heading", name="حسابي")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "ar")


def test_the_language_can_be_chosen_before_signing_in(page):
    page.goto("/account")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    fill_in(page, "noura")
    expect(page.get_by_role("heading", name="My account")).to_be_visible()


def test_each_persons_day_begins_on_a_screen_of_theirs(page):
    sign_in(page, "dalia", to="/")
    expect(page.locator(".mizan-person")).to_contain_text("داليا منصور")
    page.wait_for_url(lambda url: not url.endswith("/"))


def middle(box):
    return box["x"] + box["width"] / 2


@pytest.mark.parametrize("width", [1440, 1024])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_nothing_overlaps_in_the_top_bar_and_nothing_scrolls_sideways(page, context, desk, width, language):
    context.add_cookies([{"name": "mizan_language", "value": language, "url": desk.address}])
    page.set_viewport_size({"width": width, "height": 768})
    sign_in(page, "samir")
    expect(page.get_by_test_id("stTopNavLink").first).to_be_visible()
    person = page.locator(".st-key-shell-person").bounding_box()
    named = "[data-testid=stTopNavLink], [data-testid=stTopNavSection]"
    links = [link for link in page.locator(named).all() if link.is_visible()]
    assert len(links) > 2
    boxes = [link.bounding_box() for link in links]
    overlapping = [
        box for box in boxes if abs(middle(box) - middle(person)) < (box["width"] + person["width"]) / 2
    ]
    assert overlapping == [], person
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
