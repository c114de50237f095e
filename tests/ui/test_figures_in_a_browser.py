"""Figures in a real browser: drawn in both directions, and their cells, tiles and bars can be clicked."""

from collections.abc import Generator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.chromium import Windows, click_plot, settled

# One process serves the sample desk to all who look at it.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("sample desk")]

DRAWN = ".stPlotlyChart .js-plotly-plot .main-svg .bglayer"


def opened(context: BrowserContext, address: str, language: str, width: int = 1440) -> Page:
    context.add_cookies([{"name": "mizan_language", "value": language, "url": address}])
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 2200})
    page.asked, page.failed = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("pageerror", lambda error: page.failed.append(str(error)))
    page.goto(f"{address}/figures")
    expect(page.locator(DRAWN)).to_have_count(4, timeout=60_000)
    return page


@pytest.fixture
def desk(context: BrowserContext, sample_address: str) -> Generator[Page]:
    page = opened(context, sample_address, "ar")
    yield page
    assert page.failed == []


@pytest.fixture(scope="module")
def read(windows: Windows, sample_address: str) -> Generator[Page]:
    """A page of all the tests that only read it."""
    page = opened(windows.fresh(), sample_address, "ar")
    yield page
    assert page.failed == []
    page.context.close()


def points(page: Page, figure: str, layer: int = 0):
    layers = page.locator(f".st-key-sample-{figure} .trace.bars")
    return layers.nth(layer).locator(".point path")


def click(page: Page, figure: str, point: int, layer: int = 0) -> None:
    expect(page.locator(DRAWN)).to_have_count(4)
    at = points(page, figure, layer).nth(point)
    expect(at).to_be_attached()
    settled(page)
    box = at.bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    click_plot(page, f".st-key-sample-{figure} .js-plotly-plot", *middle)


def asks_for(page: Page, query: str) -> None:
    page.wait_for_function("query => location.search === query", arg=query, timeout=20_000)


def test_a_tile_is_chosen_and_given_up_again_by_clicking_it(desk: Page) -> None:
    for _time in range(2):
        click(desk, "tiles", 0)
        asks_for(desk, "?region=eg-01")
        expect(points(desk, "tiles").nth(1)).to_have_css("opacity", "0.3")
        expect(points(desk, "tiles").nth(0)).to_have_css("opacity", "1")
        click(desk, "tiles", 0)
        asks_for(desk, "")
        expect(points(desk, "tiles").nth(1)).to_have_css("opacity", "1")


def test_a_cell_of_a_heat_map_is_chosen_by_its_row_and_its_column(desk: Page) -> None:
    click(desk, "heat", 5)
    asks_for(desk, "?cell=b%2Fc")
    click(desk, "heat", 3)
    asks_for(desk, "?cell=b%2Fa")


def test_going_back_gives_back_what_was_chosen(desk: Page) -> None:
    click(desk, "heat", 5)
    asks_for(desk, "?cell=b%2Fc")
    click(desk, "heat", 5)
    asks_for(desk, "")
    desk.go_back()
    asks_for(desk, "?cell=b%2Fc")
    expect(points(desk, "heat").nth(0)).to_have_css("opacity", "0.3")


def test_a_part_of_a_bar_is_chosen_and_the_ground_beside_it_is_the_whole_bar(desk: Page) -> None:
    click(desk, "parts", 0, layer=1)
    asks_for(desk, "?part=a%2Fjoint")
    click(desk, "parts", 0, layer=2)
    asks_for(desk, "?part=a")


def test_a_bar_of_none_can_be_clicked_on_its_ground_and_is_told_once(desk: Page) -> None:
    click(desk, "bars", 0)
    expect(desk.get_by_text("clicked=none")).to_be_visible()
    click(desk, "tiles", 0)
    expect(desk.get_by_text("clicked=none")).to_have_count(0)


def test_the_first_column_stands_at_the_right_in_arabic_and_the_map_stands_still(
    context: BrowserContext, sample_address: str
) -> None:
    where = {}
    for language in ("ar", "en"):
        page = opened(context, sample_address, language, 1024)
        boxes = [points(page, "heat").nth(n).bounding_box()["x"] for n in (0, 1)]
        where[language] = boxes[0] > boxes[1]
        west, east = (points(page, "tiles").nth(n).bounding_box()["x"] for n in (24, 25))
        assert west < east, "Matrouh lies west of North Sinai in every language"
        names = page.locator(".st-key-sample-heat .ytick text").first.bounding_box()["x"]
        assert (names > boxes[0]) is (language == "ar")
        page.close()
    assert where == {"ar": True, "en": False}


def test_words_fit_the_tiles_in_half_a_narrow_page(context: BrowserContext, sample_address: str) -> None:
    for language in ("ar", "en"):
        page = opened(context, sample_address, language, 620)
        over = page.evaluate(
            """() => [...document.querySelectorAll('.st-key-sample-tiles .point')].filter(point => {
                 const tile = point.querySelector('path').getBoundingClientRect();
                 const text = point.querySelector('text').getBoundingClientRect();
                 return text.left < tile.left - 1 || text.right > tile.right + 1
                     || text.top < tile.top - 1 || text.bottom > tile.bottom + 1;
               }).map(point => point.textContent)"""
        )
        assert over == []
        page.close()


def test_headings_and_findings_are_text_and_the_table_is_there_for_those_who_hear(read: Page) -> None:
    expect(read.get_by_role("heading", name="<b>عنوان</b>")).to_be_visible()
    expect(read.get_by_text("جملة <i>واحدة</i>.")).to_be_visible()
    expect(read.get_by_role("figure", name="<b>عنوان</b>. جملة <i>واحدة</i>.")).to_be_visible()
    read.get_by_text("الأرقام في جدول").click()
    table = read.get_by_role("table")
    expect(table.locator("th[scope=row]")).to_have_count(27)
    expect(table.locator("caption")).to_have_text("المحافظات")
    link = read.get_by_role("link", name="كيف يُحسب هذا")
    assert link.get_attribute("href") == "/definitions?figure=tile_map"


def test_nothing_to_show_says_why(read: Page) -> None:
    expect(read.get_by_text("لا طلبات.")).to_be_visible()
    expect(read.get_by_text("لا تظهر")).to_have_count(0)


def test_nothing_is_asked_of_another_server(read: Page, sample_address: str) -> None:
    outside = [url for url in read.asked if not url.startswith((sample_address, "data:", "blob:"))]
    assert outside == []
