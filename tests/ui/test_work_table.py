"""The desk's table in a real browser: it mirrors, walks by keyboard, keeps its focus, shows text as text."""

from collections.abc import Callable, Generator
from functools import cache

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.chromium import Windows

# One process serves the sample desk to all who look at it.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("sample desk")]


@pytest.fixture
def desk(context: BrowserContext, sample_address: str) -> Page:
    return opened(context, sample_address, "ar", 1440)


@pytest.fixture(scope="module")
def read(windows: Windows, sample_address: str) -> Generator[Callable[[str, int], Page]]:
    """Pages that tests only read: opened once in each language and at each width."""
    context = windows.fresh()
    yield cache(lambda language, width: opened(context, sample_address, language, width))
    context.close()


def opened(context: BrowserContext, address: str, language: str, width: int) -> Page:
    context.add_cookies([{"name": "mizan_language", "value": language, "url": address}])
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 1000})
    page.asked = []
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(address)
    page.locator("tbody tr").first.wait_for(timeout=20_000)
    return page


def focused(page: Page) -> str | None:
    return page.evaluate(
        """() => { let at = document.activeElement;
                   while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
                   return at?.closest?.('tr')?.dataset.id ?? null }"""
    )


def as_typed_on_an_arabic_keyboard(page: Page, code: str, letter: str) -> None:
    page.evaluate(
        """([code, key]) => { let at = document.activeElement;
             while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
             const how = {code, key, bubbles: true, composed: true, cancelable: true};
             at.dispatchEvent(new KeyboardEvent('keydown', how)) }""",
        [code, letter],
    )


def row_id(index: int) -> str:
    return f"TK-2026-{index:06d}-C"


def test_fifty_rows_with_headers_a_reader_hears(read) -> None:
    desk = read("ar", 1440)
    expect(desk.locator("tbody tr")).to_have_count(50)
    assert desk.locator("thead th[scope=col]").count() == 8
    assert desk.locator("tbody th[scope=row]").count() == 50
    assert desk.locator("caption").text_content() == "طلباتي"


def test_the_first_column_is_at_the_right_in_arabic_and_at_the_left_in_english(read) -> None:
    sides = {}
    for language in ("ar", "en"):
        page = read(language, 1440)
        reference = page.locator("tbody th").first.bounding_box()
        deadline = page.locator("tbody td.deadline").first.bounding_box()
        sides[language] = reference["x"] > deadline["x"]
    assert sides == {"ar": True, "en": False}


def test_arrows_and_letters_walk_one_row_at_a_time(desk: Page) -> None:
    desk.locator("tbody tr").first.focus()
    desk.keyboard.press("ArrowDown")
    assert focused(desk) == row_id(1)
    desk.keyboard.press("j")
    assert focused(desk) == row_id(2)
    desk.keyboard.press("k")
    assert focused(desk) == row_id(1)
    desk.keyboard.press("End")
    assert focused(desk) == row_id(49)
    desk.keyboard.press("ArrowDown")
    assert focused(desk) == row_id(49)
    desk.keyboard.press("Home")
    assert focused(desk) == row_id(0)


def test_the_letters_work_on_an_arabic_keyboard(desk: Page) -> None:
    desk.locator("tbody tr").first.focus()
    as_typed_on_an_arabic_keyboard(desk, "KeyJ", "ت")
    assert focused(desk) == row_id(1)
    as_typed_on_an_arabic_keyboard(desk, "KeyX", "ء")
    desk.get_by_text(f"selected={row_id(1)}").wait_for()
    as_typed_on_an_arabic_keyboard(desk, "KeyK", "ن")
    assert focused(desk) == row_id(0)


def test_one_row_alone_is_reached_by_tab(desk: Page) -> None:
    desk.locator("tbody tr").nth(4).focus()
    assert desk.locator("tbody tr[tabindex='0']").count() == 1
    assert desk.locator("tbody a[tabindex='0'], tbody input[tabindex='0']").count() == 0


def test_j_reaches_the_table_from_the_page(desk: Page) -> None:
    desk.evaluate("document.activeElement?.blur()")
    desk.keyboard.press("j")
    assert focused(desk) == row_id(0)


def test_enter_opens_the_row(desk: Page) -> None:
    desk.locator("tbody tr").nth(3).focus()
    desk.keyboard.press("Enter")
    desk.get_by_text(f"opened={row_id(3)}").wait_for()


def test_x_selects_and_again_lets_go(desk: Page) -> None:
    desk.locator("tbody tr").nth(2).focus()
    desk.keyboard.press("x")
    desk.get_by_text(f"selected={row_id(2)}").wait_for()
    assert focused(desk) == row_id(2)
    desk.keyboard.press("x")
    desk.get_by_text(f"selected={row_id(2)}").wait_for(state="detached")


def test_focus_stays_on_its_row_when_the_rows_change(desk: Page) -> None:
    desk.locator("tbody tr").nth(5).focus()
    desk.evaluate(
        "document.querySelector('.st-key-sample\\\\.fewer input, .st-key-sample-fewer input').click()"
    )
    expect(desk.locator("tbody tr")).to_have_count(49)
    assert focused(desk) == row_id(5)


def test_a_link_is_a_real_link_and_a_plain_click_stays_in_the_session(desk: Page) -> None:
    link = desk.locator("tbody a").nth(1)
    assert link.get_attribute("href") == f"/?reference={row_id(1)}"
    with desk.context.expect_page() as other:
        link.click(modifiers=["Control"])
    other.value.wait_for_url(f"**{row_id(1)}*")
    link.click()
    desk.get_by_text(f"opened={row_id(1)}").wait_for()
    assert "reference" not in desk.url


def test_names_are_text_never_markup(read) -> None:
    desk = read("ar", 1440)
    assert desk.locator("tbody b").count() == 0
    assert "<b>" in desk.locator("tbody tr").nth(3).inner_text()


@pytest.mark.parametrize("width", [1440, 1024])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_nothing_is_cut_off(read, language: str, width: int) -> None:
    page = read(language, width)
    cut = page.locator(".wrap").evaluate("wrap => wrap.scrollWidth - wrap.clientWidth")
    sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert (cut <= 0, sideways <= 0) == (True, True)


def test_nothing_is_asked_from_outside(read, sample_address: str) -> None:
    desk = read("ar", 1440)
    outside = [url for url in desk.asked if not url.startswith((sample_address, "data:", "blob:"))]
    assert desk.asked
    assert outside == []


def test_the_page_speaks_its_own_font(read) -> None:
    desk = read("ar", 1440)
    assert desk.evaluate("document.fonts.check('16px \"IBM Plex Sans Arabic\"')")
    assert any("plex-arabic-400" in url for url in desk.asked)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_collapsed_sidebar_is_gone_and_comes_back(context, sample_address: str, language) -> None:
    page = opened(context, sample_address, language, 1024)
    sidebar = page.get_by_test_id("stSidebar")
    assert sidebar.bounding_box()["width"] < 220
    sidebar.hover()
    page.get_by_test_id("stSidebarCollapseButton").locator("button").click()
    expect(sidebar.get_by_text("أمل حسن")).not_to_be_in_viewport()
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(sidebar.get_by_text("أمل حسن")).to_be_in_viewport()


def test_streamlits_own_words_are_arabic(desk: Page, sample_address: str) -> None:
    desk.goto(f"{sample_address}/widgets")
    expect(desk.get_by_test_id("stFileUploaderDropzone")).to_contain_text("رفع ملف")
    expect(desk.get_by_label("الصفحة التالية")).to_have_count(1)
