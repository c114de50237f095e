"""A person presses the button, logs in at the provider, and sits at their desk; and the ways it may end."""

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from dashboard import office as process
from data_access import tables
from operations.bench.loopback import free_port
from tests.journeys.conftest import serving
from tests.sso_provider import running_provider

# One process has the house of all these stories.
pytestmark = pytest.mark.xdist_group("single sign-on")
NAMES = {"amal": "amal@ministry", "samir": "samir@ministry"}
SENTENCE = ".mizan-plain [role=status]"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A desk that knows a provider, and the provider that knows it."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with running_provider(f"{address}/sso/callback", f"{address}/") as provider:
        home = tmp_path_factory.mktemp("sso-desk")
        with serving(home, port, **provider.settings) as desk:
            with desk.engine.begin() as connection:
                for username, name in NAMES.items():
                    known = sa.update(tables.staff).where(tables.staff.c.username == username)
                    connection.execute(known.values(sso_name=name))
            yield desk, provider


@pytest.fixture
def page(windows, house):
    desk, _provider = house
    with windows.again(base_url=desk.address, locale="ar-EG") as context:
        yield context.new_page()


def through_the_provider(page: Page, name: str, *, second: bool = False, to: str = "/account") -> None:
    page.goto(to)
    page.locator(".mizan-sso").click()
    page.get_by_label("name").fill(name)
    if second:
        page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Log in").click()


def test_from_the_button_to_the_desk_and_out_again_on_both_sides(page, house):
    desk, provider = house
    page.goto("/account?x=1")
    expect(page.locator(".mizan-sso")).to_have_text("الدخول عبر النفاذ التجريبي")
    through_the_provider(page, NAMES["amal"], to="/account?x=1")
    expect(page.locator(".st-key-shell-person")).to_contain_text("أمل")
    assert page.url == f"{desk.address}/account?x=1"
    assert page.evaluate("document.documentElement.dir") == "rtl"
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies(desk.address)}
    assert cookies["mizan_session"]["httpOnly"]
    assert "mizan_sso" not in cookies
    page.locator(".st-key-shell-sign_out button").click()
    expect(page.locator(SENTENCE)).to_contain_text("سُجّل خروجك من هنا")
    page.get_by_role("link", name="سجّل الخروج من النفاذ التجريبي أيضًا").click()
    page.wait_for_url(f"{provider.address}/session/end**")
    page.get_by_role("button").first.click()
    page.wait_for_url(f"{desk.address}/")
    page.locator(".mizan-sso").wait_for()
    # The provider forgot them as well: it asks who they are.
    page.locator(".mizan-sso").click()
    page.get_by_label("name").wait_for()


def test_a_name_that_nobody_here_bears(page):
    through_the_provider(page, "nobody@ministry")
    expect(page.locator(SENTENCE)).to_contain_text("لا حساب مفتوحًا في هذا المكتب يحمل اسمك هناك")
    page.get_by_role("link", name="إلى صفحة الدخول").click()
    page.locator(".mizan-sso").wait_for()


def test_a_supervisor_needs_the_second_factor_there(page):
    through_the_provider(page, NAMES["samir"])
    expect(page.locator(SENTENCE)).to_contain_text("دورك يتطلّب عاملًا ثانيًا")
    page.context.clear_cookies()
    through_the_provider(page, NAMES["samir"], second=True)
    expect(page.locator(".st-key-shell-person")).to_contain_text("سمير")


def test_an_answer_replayed_and_a_session_ended(page, house):
    desk, _provider = house
    answers = []
    page.on("request", lambda asked: answers.append(asked.url) if "/sso/callback" in asked.url else None)
    through_the_provider(page, NAMES["amal"])
    page.locator(".st-key-shell-person").wait_for()
    desk.directory.end_others("amal", "", process.now())
    page.locator(".st-key-shell-person").wait_for()
    page.reload()
    page.locator(".mizan-sso").wait_for()
    page.goto(answers[0])
    expect(page.locator(SENTENCE)).to_contain_text("استُعمل من قبل")
    log = desk.log.read_text()
    assert "@ministry" not in log
    assert "a-secret-of-the-tests" not in log
    assert "Traceback" not in log
