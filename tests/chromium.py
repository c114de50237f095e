"""The one Chromium of a test run: Playwright may be started once a process, so every story shares it.

`windows` hands a browser context from test to test: in a new one, every page fetches and compiles all of
Streamlit's scripts again. What a test leaves there is cleared, save those scripts. Where a story is about
somebody else's browser, or a new one, it asks for a fresh one.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect, sync_playwright

from operations.bench.chromium import FLAGS, NoChromium, chromium_path

# A busy build server is slow; what never comes still fails.
expect.set_options(timeout=15_000)
PATIENCE = 30_000
# Pages of one desk in one context share a process: what one has compiled, Plotly above all, the next one has.
SHARING = ("--process-per-site",)
BREATH = 25
STILL = 4
# What left for the server and is not answered yet; every page of ours keeps this account.
WIRE = """
(() => {
  const wire = window.wire = {due: false, asking: 0, still: 0, asked: 0};
  const answered = () => { wire.due = false; wire.still = 0; };
  const {send} = WebSocket.prototype;
  WebSocket.prototype.send = function (data) {
    this.addEventListener('message', answered);
    this.addEventListener('close', answered);
    wire.due = true;
    wire.still = 0;
    return send.call(this, data);
  };
  const ask = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (...data) {
    wire.asking += 1;
    this.addEventListener('loadend', () => { wire.asking -= 1; wire.still = 0; });
    return ask.apply(this, data);
  };
})()
"""
STORES = {"origin": "*", "storageTypes": "local_storage,indexeddb"}
SETTLED = """
([asked, still]) => {
  const {wire} = window;
  if (wire.asked !== asked) Object.assign(wire, {asked, still: 0});
  const app = document.querySelector('[data-testid=stApp]');
  const waits = wire.due || wire.asking || app?.dataset.testScriptState !== 'notRunning';
  wire.still = waits ? 0 : wire.still + 1;
  return wire.still > still;
}
"""
UNDER_THE_POINTER = """([plot, something]) =>
  Boolean(document.querySelector(plot)?._hoverdata?.length) === something"""
_asked = count(1)


def settled(page: Page) -> None:
    """Wait until what was done has been answered, the script has run, and for some breaths nothing came."""
    page.wait_for_function(SETTLED, arg=[next(_asked), STILL], polling=BREATH)


def found_chromium() -> str:
    try:
        return chromium_path()
    except NoChromium as missing:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(str(missing))
        raise


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = found_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*FLAGS, *SHARING])
        yield browser
        browser.close()


def click_plot(page: Page, plot: str, x: float, y: float) -> None:
    """Click in a figure once Plotly knows what is there: a click is told of what was under the pointer."""
    page.mouse.move(0, 0)
    page.wait_for_function(UNDER_THE_POINTER, arg=[plot, False])
    page.mouse.move(x - 2, y)
    page.mouse.move(x, y)
    page.wait_for_function(UNDER_THE_POINTER, arg=[plot, True])
    page.mouse.click(x, y)


class Windows:
    """Contexts of the one browser, by what they were opened with."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self._kept: dict[str, tuple[BrowserContext, CDPSession]] = {}

    def fresh(self, **options: Any) -> BrowserContext:
        """A browser in which nobody has been; whoever asks closes it."""
        opened = self.browser.new_context(**options)
        opened.set_default_timeout(PATIENCE)
        opened.add_init_script(WIRE)
        return opened

    @contextmanager
    def again(self, **options: Any) -> Iterator[BrowserContext]:
        """A browser that keeps the scripts it knows, and nothing else of whoever was there before."""
        context, wipe = self._kept_with(options)
        blank = context.pages[0]
        try:
            yield context
        finally:
            for page in context.pages:
                if page != blank:
                    page.close()
            context.clear_cookies()
            context.clear_permissions()
            context.unroute_all()
            wipe.send("Storage.clearDataForOrigin", STORES)

    def _kept_with(self, options: dict[str, Any]) -> tuple[BrowserContext, CDPSession]:
        name = repr(sorted(options.items()))
        if name not in self._kept:
            context = self.fresh(**options)
            # One page stays: through it the stores are cleared.
            self._kept[name] = context, context.new_cdp_session(context.new_page())
        return self._kept[name]


@pytest.fixture(scope="session")
def windows(chromium: Browser) -> Windows:
    return Windows(chromium)
