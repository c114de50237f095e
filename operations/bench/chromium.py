"""Where this machine has its Chromium: for the measurements and the tests that click."""

import shutil
from typing import Final

MISSING: Final = (
    "Chromium is missing. On Debian: apt-get install chromium-headless-shell; "
    "elsewhere put chromium on the PATH."
)
FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Without a screen, and asking nothing of anybody outside."""


class NoChromium(RuntimeError):  # noqa: N818 - named by the fact.
    """This machine has no Chromium to click in."""


def chromium_path() -> str:
    """The browser's program: where there is one, the shell without a window, which draws for half the work.

    Raises:
        NoChromium: there is none.
    """
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise NoChromium(MISSING)
