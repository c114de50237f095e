"""A new supervisor's first morning: a password of her own, a code app, and the day her telephone is lost."""

import pytest
from playwright.sync_api import expect
from pyotp.totp import TOTP

from casework.permissions import Role
from dashboard.passwords import hashed
from data_access.staff import Account, NameTaken
from tests.journeys.conftest import fill_in, give_code

pytestmark = pytest.mark.browser
FIRST = "a first password"
OWN = "لا أنام قبل أن أشرب كوبًا من الشاي بالنعناع على شرفة البيت القديم"


@pytest.fixture
def salma(desk):
    account = Account(
        username="salma",
        name_ar="سلمى رشاد",
        name_en="Salma Rashad",
        role=Role.SUPERVISOR,
        programmes=frozenset({"eg.takaful"}),
        must_change_password=True,
    )
    try:
        desk.directory.add(account, hashed(FIRST))
    except NameTaken:
        pytest.fail("this story begins with somebody new")
    return account


def test_she_opens_nothing_before_both_are_set_up_and_a_recovery_code_opens_once(desk, page, visits, salma):
    page.goto("/queue")
    fill_in(page, "salma", FIRST)
    expect(page.locator("h1")).to_contain_text("حسابي")
    expect(page.locator("[data-testid=stTopNavLink]")).to_have_count(0)

    for field, value in (("old", FIRST), ("new", OWN), ("again", OWN)):
        page.locator(f".st-key-account-{field} input").fill(value)
    page.locator(".st-key-account-change button").click()
    page.locator(".st-key-sign_in-page").wait_for()

    fill_in(page, "salma", OWN)
    page.locator(".st-key-account-app_begin button").click()
    secret = page.locator(".mizan-qr + p bdi").inner_text().replace(" ", "")
    page.locator(".st-key-account-app_code input").fill(TOTP(secret).now())
    page.locator(".st-key-account-app_confirm button").click()
    page.locator(".mizan-codes").wait_for()
    kept = page.locator(".mizan-codes bdi").all_inner_texts()
    assert len(kept) == 10
    page.locator(".st-key-account-codes_kept button").click()
    expect(page.locator(".mizan-codes")).to_have_count(0)
    page.goto("/queue")
    expect(page.locator(".st-key-queue-next")).to_be_visible()

    page.locator(".st-key-shell-sign_out button").click()
    page.locator(".st-key-sign_in-page").wait_for()
    fill_in(page, "salma", OWN)
    give_code(page, "000000")
    expect(page.locator("[data-testid=stAlert]")).to_contain_text("هذا الرمز غير صحيح")
    give_code(page, kept[3].upper())
    page.locator(".st-key-shell-person").wait_for()
    assert visits.outside == []
    assert visits.failures == []
