"""Asking why, in a real browser: a bar, a tile and a cell narrow the rest, and the browser goes back."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import expect

from tests.chromium import click_plot, settled
from tests.journeys.conftest import sign_in
from tests.journeys.test_review_desk import comes_in
from tests.pages.decided import rejects_for_land

pytestmark = pytest.mark.browser
MIDDLES = """key => [...document.querySelectorAll(`.st-key-causes-${key}-figure .barlayer .trace`)].map(
  trace => [...trace.querySelectorAll('.point path')].map(path => {
    const box = path.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
  }))"""


def clicks(page, key, number):
    """Click a bar, a tile or a cell of a figure."""
    plot = f".st-key-causes-{key}-figure .js-plotly-plot"
    figure = page.locator(plot)
    expect(figure).to_have_count(1)  # For a moment after a run the figure before it is there too.
    figure.scroll_into_view_if_needed()
    expect(figure.locator(".barlayer .point").first).to_be_visible()
    click_plot(page, plot, *middle(page, key, number))
    settled(page)


def middle(page, key, number):
    """Where it is, as soon as it stays there: on a busy machine the page above is still growing."""
    seen = []
    while len(seen) < 4 or seen[-4:] != [seen[-1]] * 4:
        page.wait_for_timeout(100)
        seen.append(page.evaluate(MIDDLES, key)[0][number])
        assert len(seen) < 150
    return seen[-1]


def codes_in(url):
    return dict(parse_qsl(urlsplit(url).query))


def chosen(page, name):
    """The code the address holds under this name, as soon as it does."""
    page.wait_for_url(lambda url: name in codes_in(url), wait_until="commit")
    return codes_in(page.url)[name]


def shows(page, **codes):
    """The address holds these codes, and there is a chip for each of them."""
    page.wait_for_url(lambda url: codes_in(url) == codes, wait_until="commit")
    expect(page.locator(".st-key-causes-chips [class*='st-key-causes-drop-']")).to_have_count(len(codes))
    settled(page)


def test_what_is_clicked_narrows_the_rest_and_the_browser_goes_back(desk, page, visits):
    rejects_for_land(desk)
    comes_in(page, "samir")
    page.goto("/causes")
    settled(page)
    clicks(page, "often", 0)
    reason = chosen(page, "reason")
    shows(page, reason=reason)
    clicks(page, "map_eg", 0)
    shows(page, reason=reason, region="eg-01")
    expect(page.locator(".mizan-headline dt")).to_have_count(5)
    clicks(page, "by_sex", 0)
    sex = chosen(page, "sex")
    shows(page, reason=reason, region="eg-01", sex=sex)

    page.go_back()
    shows(page, reason=reason, region="eg-01")
    page.go_back()
    shows(page, reason=reason)
    page.go_forward()
    shows(page, reason=reason, region="eg-01")

    clicks(page, "map_eg", 0)  # The chosen one again: it is taken off.
    shows(page, reason=reason)
    page.locator(".st-key-causes-drop-reason button").click()
    settled(page)
    shows(page)
    clicks(page, "heat_eg", 0)  # A reason and a region in one step.
    page.wait_for_url(lambda url: codes_in(url).keys() == {"reason", "region"}, wait_until="commit")
    settled(page)
    page.go_back()
    shows(page)
    assert visits.outside == visits.failures == []


def test_an_analyst_comes_here_first_and_finds_no_way_to_a_case(desk, page):
    rejects_for_land(desk)
    sign_in(page, "dalia", to="/")
    expect(page.get_by_role("heading", name="الأسباب", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile("/causes$"))
    page.goto("/causes?view=cases&programme=eg.takaful")
    expect(page.get_by_text("لا تُسرد الحالات المفردة")).to_be_visible()
    assert page.locator(".st-key-causes-cases table").count() == 0
    assert not re.search(r"TK-\d{4}", page.locator("[data-testid=stMain]").inner_text())
