"""How old figures are, in both languages."""

from datetime import UTC, datetime, timedelta

import pytest

from ui.as_of import copy_text, late_text, silent_text
from ui.text import speaking

AT = datetime(2026, 11, 26, 9, 30, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "arabic", "english"),
    [
        (0, "بلا تأخر", "0 seconds behind"),
        (0.4, "ثانية واحدة", "1 second behind"),
        (2, "ثانيتين", "2 seconds behind"),
        (3, "3 ثوانٍ", "3 seconds behind"),
        (11, "11 ثانية", "11 seconds behind"),
        (100, "100 ثانية", "100 seconds behind"),
    ],
)
def test_of_the_copy(seconds, arabic, english):
    for language, words in (("ar", arabic), ("en", english)):
        with speaking(language):
            told = copy_text(AT, timedelta(seconds=seconds), "Africa/Cairo")
        assert "11:30:05" in told
        assert words in told


def test_of_the_records():
    with speaking("en"):
        assert silent_text(AT, "Asia/Riyadh").startswith("Figures as of 12:30:05, from the records")
        assert "too far behind" in late_text(AT, "Asia/Riyadh")
