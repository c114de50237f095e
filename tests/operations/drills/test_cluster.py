"""How the drill of a whole office counts; `make drill-cluster` runs it."""

from datetime import UTC, datetime, timedelta

import pytest

from operations.drills.cluster.load import Decided, Told
from operations.drills.cluster.watching import Seen
from ui.as_of import copy_text, late_text, silent_text
from ui.text import speaking

AT = datetime(2026, 11, 26, 9, tzinfo=UTC)


def test_who_came_back_and_when():
    told = Told(
        decided=[
            Decided(who=who, case=str(at), at=at)
            for who, at in (("one", 9.0), ("one", 12.0), ("two", 14.0), ("one", 15.0), ("three", 9.5))
        ]
    )
    assert told.since(10.0, ("one", "two", "three")) == {"one": 2.0, "two": 4.0}


@pytest.mark.parametrize("language", ["ar", "en"])
def test_what_a_page_of_figures_says_is_understood(language):
    seen = Seen()
    with speaking(language):
        for seconds in (0, 1, 5, 12):
            seen.note(copy_text(AT, timedelta(seconds=seconds), "Africa/Cairo"))
        seen.note(silent_text(AT, "Africa/Cairo"))
        seen.note(late_text(AT, "Africa/Cairo"))
    seen.note("nothing of the kind")
    assert (seen.of_copy, seen.of_records, seen.without_answer, seen.oldest) == (4, 2, 1, 12)
