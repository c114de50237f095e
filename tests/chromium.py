"""The one Chromium of a test run: Playwright may be started once a process, so every story shares it."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

MISSING = "Chromium is missing. On Debian: apt-get install chromium; elsewhere put chromium on the PATH."
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# A busy build server is slow; what never comes still fails.
expect.set_options(timeout=15_000)


def chromium_path() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(MISSING)
    return ""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = chromium_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
