"""An applicant whose name is a page of tricks, in a real browser: nothing is fetched or made of it."""

import pytest
from playwright.sync_api import expect

from tests.chromium import settled
from tests.journeys.test_review_desk import comes_in, received
from tests.pages.cases import claims, judges
from tests.pages.test_hostile_applicant import NAME, NOTE

pytestmark = pytest.mark.browser


def test_a_hostile_name_is_words_and_nothing_else(page, desk, visits):
    reference = received(desk, 77, full_name=NAME, address=NAME)
    claims(desk, reference)
    judges(desk, reference, verdict="does_not_match", note=NOTE)
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    comes_in(page, "amal", "en")
    for address in (
        "/queue",
        f"/case?case={reference}",
        f"/case?case={NAME.replace(' ', '%20').replace('$', '')}",
    ):
        page.goto(address)
        settled(page)
        expect(
            page.locator("img[src='x'], a[href*='evil'], .katex, [data-testid='stIconMaterial'] >> text=face")
        ).to_have_count(0)
    page.goto(f"/case?case={reference}")
    expect(
        page.get_by_text("**b** [x](http://evil.example) <img src=x onerror=alert(1)>").first
    ).to_be_visible()
    assert visits.outside == []
    assert dialogs == []
