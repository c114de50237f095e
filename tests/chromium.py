"""The one Chromium of a test run: Playwright may be started once a process, so every story shares it."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from operations.bench.chromium import FLAGS, NoChromium, chromium_path

# A busy build server is slow; what never comes still fails.
expect.set_options(timeout=15_000)


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
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
