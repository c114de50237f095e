"""The paper viewer in a real browser: lazy pages, zoom, rotation, keyboard, both directions."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect

ROOT = Path(__file__).resolve().parents[2]

# One process draws the papers of all these tests.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("paper viewer")]


@pytest.fixture(scope="module")
def stand(tmp_path_factory):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "tests/ui/viewer_stand/stand.py", f"--server.port={port}"],
        cwd=ROOT,
        env=os.environ | {"VIEWER_STAND": str(tmp_path_factory.mktemp("papers")), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/asked")
        yield address
    finally:
        server.terminate()
        server.wait(10)


def wait_for(address):
    for _ in range(300):
        try:
            return read(address)
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"{address} does not answer")


def read(address):
    with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own server.
        return json.load(answer)


@pytest.fixture
def page(windows):
    with windows.again(viewport={"width": 1440, "height": 900}) as context:
        yield context.new_page()


class Desk:
    """A page with the viewer, and what a person can see of it."""

    def __init__(self, page, stand):
        self.page = page
        self.stand = stand
        self.asked = []
        page.on(
            "request",
            lambda request: "/papers/" in request.url and self.asked.append(request.url.split("/papers/")[1]),
        )

    def opened(self, lang="ar"):
        self.page.goto(f"{self.stand}/?lang={lang}")
        self.sheet(1).locator("img[src]").wait_for()
        return self

    def sheet(self, number):
        return self.page.locator(f".viewer .sheet[data-page='{number}']")

    def button(self, does):
        return self.page.locator(f".viewer [data-does={does}]")

    @property
    def stage(self):
        return self.page.locator(".viewer .stage")

    @property
    def percent(self):
        return int(self.page.locator(".viewer .percent").inner_text().rstrip("%"))

    def tab(self, number):
        return self.page.locator(f".viewer [role=tab][data-paper='{number}']")

    def says(self, words):
        expect(self.page.get_by_text(words)).to_be_visible()


@pytest.fixture(params=["ar", "en"])
def desk(page, stand, request):
    return Desk(page, stand).opened(request.param)


@pytest.fixture
def arabic(page, stand):
    return Desk(page, stand).opened("ar")


def big(desk):
    return [one for one in desk.asked if "pages" in one and not one.endswith("w=160")]


def test_pages_are_fetched_as_they_are_reached(desk):
    desk.page.wait_for_timeout(500)
    fetched = {one.split("?")[0] for one in big(desk)}
    assert "1/pages/1" in fetched
    assert not fetched & {f"1/pages/{number}" for number in range(5, 13)}
    assert desk.asked.count("1") == 1
    desk.stage.focus()
    desk.page.keyboard.press("End")
    expect(desk.sheet(12).locator("img[src]")).to_be_attached()
    assert re.search(r"12 \S+ 12", desk.page.locator(".viewer .where").inner_text())
    assert not {one.split("?")[0] for one in big(desk)} & {f"1/pages/{number}" for number in (5, 6, 7)}


def test_zooming_is_in_the_browser_alone(desk):
    before, width = desk.percent, desk.sheet(1).bounding_box()["width"]
    desk.button("zoom_in").click()
    desk.button("zoom_in").click()
    assert desk.percent == pytest.approx(before * 1.5625, abs=1)
    assert desk.sheet(1).bounding_box()["width"] == pytest.approx(width * 1.5625, abs=2)
    desk.stage.focus()
    desk.page.keyboard.press("-")
    assert desk.percent == pytest.approx(before * 1.25, abs=1)
    desk.page.keyboard.press("0")
    assert desk.percent == before
    desk.page.keyboard.press("0")
    box, stage = desk.sheet(1).bounding_box(), desk.stage.bounding_box()
    assert box["height"] <= stage["height"]
    desk.says("paper 1 run 1")


def test_ctrl_and_the_wheel_zoom_where_the_pointer_is(desk):
    stage, width = desk.stage.bounding_box(), desk.sheet(1).bounding_box()["width"]
    desk.page.mouse.move(stage["x"] + 200, stage["y"] + 200)
    desk.page.keyboard.down("Control")
    desk.page.mouse.wheel(0, -100)
    desk.page.keyboard.up("Control")
    expect(desk.button("fit_width")).to_have_attribute("aria-pressed", "false")
    assert desk.sheet(1).bounding_box()["width"] > width * 1.1
    assert desk.page.evaluate("visualViewport.scale") == 1


def test_a_sharper_picture_is_fetched_when_it_is_needed(desk):
    for _ in range(6):
        desk.button("zoom_in").click()
    expect(desk.sheet(1).locator("img")).to_have_attribute("src", re.compile("w=full"))


def test_a_scan_on_its_side_is_turned_and_stays_turned(desk):
    desk.tab(3).click()
    expect(desk.sheet(1).locator("img[src]")).to_be_visible()
    upright = desk.sheet(1).bounding_box()
    desk.stage.focus()
    desk.page.keyboard.press("]")
    lying = desk.sheet(1).bounding_box()
    assert upright["height"] / upright["width"] == pytest.approx(lying["width"] / lying["height"], rel=0.02)
    picture = desk.sheet(1).locator("img").bounding_box()
    assert picture["width"] == pytest.approx(lying["width"], abs=2)
    assert picture["x"] == pytest.approx(lying["x"], abs=2)
    desk.tab(1).click()
    expect(desk.sheet(12)).to_be_attached()
    desk.tab(3).click()
    assert "rotate(90deg)" in desk.sheet(1).locator("img").get_attribute("style")
    desk.page.keyboard.press("BracketLeft")
    assert "rotate(0deg)" in desk.sheet(1).locator("img").get_attribute("style")


def test_the_form_beside_learns_which_paper_is_in_view(desk):
    desk.says("paper 1 run 1")
    desk.tab(2).click()
    desk.says("paper 2 run 2")
    desk.tab(4).click()
    desk.says("paper 4 run 3")


def test_a_rerun_leaves_images_zoom_and_place_alone(desk):
    desk.button("zoom_in").click()
    desk.stage.evaluate("stage => stage.scrollTo(30, 700)")
    desk.page.wait_for_timeout(400)
    desk.sheet(1).evaluate("sheet => { sheet.marked = true }")
    percent, asked = desk.percent, len(desk.asked)
    desk.page.get_by_role("button", name="again").click()
    desk.says("paper 1 run 2")
    desk.page.wait_for_timeout(300)
    assert desk.percent == percent
    assert desk.stage.evaluate("stage => [stage.scrollLeft, stage.scrollTop]") == [30, 700]
    assert desk.sheet(1).evaluate("sheet => sheet.marked")
    assert len(desk.asked) == asked


def test_a_paper_seen_again_is_not_fetched_again(desk):
    desk.tab(2).click()
    expect(desk.sheet(1).locator("img[src*='papers/2']")).to_be_visible()
    desk.page.wait_for_timeout(400)
    asked = len(desk.asked)
    desk.tab(1).click()
    desk.says("paper 1 run 3")
    desk.page.wait_for_timeout(300)
    assert [one for one in desk.asked[asked:] if one == "1" or "w=160" not in one] == []


def test_a_paper_kept_aside_shows_its_reason_and_is_not_asked_for(desk):
    desk.tab(4).click()
    expect(desk.page.locator(".viewer .message")).to_contain_text("الملف محمي بكلمة مرور.")
    expect(desk.stage).not_to_be_visible()
    expect(desk.button("zoom_in")).to_be_disabled()
    assert not [one for one in desk.asked if one.startswith("4")]


def test_a_paper_that_cannot_be_fetched_says_so_and_may_be_tried_again(desk):
    desk.tab(5).click()
    again = desk.page.locator(".viewer .message .again")
    expect(again).to_be_visible()
    again.click()
    expect(again).to_be_visible()
    assert desk.asked.count("5") == 2


def test_words_from_outside_are_never_markup(desk):
    expect(desk.tab(2)).to_contain_text("<b>x</b>")
    assert desk.page.locator(".viewer b").count() == 0


def test_dragging_moves_the_page(desk):
    stage = desk.stage.bounding_box()
    desk.page.mouse.move(stage["x"] + 200, stage["y"] + 400)
    desk.page.mouse.down()
    desk.page.mouse.move(stage["x"] + 200, stage["y"] + 150, steps=5)
    desk.page.mouse.up()
    assert desk.stage.evaluate("stage => stage.scrollTop") == pytest.approx(250, abs=3)


def test_small_pages_lead_to_theirs(desk):
    desk.page.locator(".viewer .thumb[data-page='3']").click()
    expect(desk.page.locator(".viewer .thumb[data-page='3']")).to_have_attribute("aria-current", "true")
    desk.button("show_thumbnails").click()
    expect(desk.page.locator(".viewer .thumbs")).to_be_hidden()


def test_controls_and_small_pages_follow_the_reader_but_pages_do_not(page, stand):
    seen = {}
    for lang in ("ar", "en"):
        page.set_viewport_size({"width": 1024, "height": 768})
        desk = Desk(page, stand).opened(lang)
        zoom, turn = desk.button("zoom_in").bounding_box(), desk.button("turn_right").bounding_box()
        seen[lang] = zoom["x"] < turn["x"]
        assert desk.stage.evaluate("stage => getComputedStyle(stage).direction") == "ltr"
        assert desk.page.locator(".viewer .bar").evaluate("bar => bar.scrollWidth <= bar.clientWidth")
        for button in desk.page.locator(".viewer .bar button").all():
            assert button.get_attribute("aria-label")
    assert seen == {"ar": False, "en": True}


def test_the_keyboard_walks_the_tabs_in_reading_order(arabic):
    arabic.tab(1).focus()
    arabic.page.keyboard.press("ArrowLeft")
    expect(arabic.tab(2)).to_be_focused()
    expect(arabic.tab(2)).to_have_attribute("aria-selected", "true")
    arabic.says("paper 2 run 2")
    expect(arabic.tab(2)).to_be_focused()
    arabic.page.keyboard.press("ArrowRight")
    expect(arabic.tab(1)).to_have_attribute("aria-selected", "true")
