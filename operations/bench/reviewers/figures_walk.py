"""Who looks at figures while others decide: one page of figures after the other, at the same pace."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import cycle
from typing import Final

from operations.bench.reviewers.shift import Astray, Interrupted, Over, Shift

PAGES: Final[Mapping[str, str]] = {"office": "Office", "team": "Team", "causes": "Causes"}


async def walk(shift: Shift) -> None:
    """Open the pages of figures in turn until the shift is over."""
    for path in list(PAGES) * shift.cases or cycle(PAGES):
        try:
            await shift.step(PAGES[path], lambda path=path: shift.browser.tab.open(path))
        except Over:
            return
        except Interrupted:
            continue
        except Astray as astray:
            shift.trouble(str(astray))
