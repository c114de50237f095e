"""Pages of figures say of which moment they are, where the office has a copy to read from."""

import re

import pytest
import sqlalchemy as sa

from dashboard import office as process
from dashboard.settings import settings
from tests.pages.cases import receives

NOBODY_LISTENS = "postgresql://mizan@127.0.0.1:9/mizan"


def captions(at) -> str:
    return " ".join(caption.value for caption in at.caption)


@pytest.mark.parametrize(
    ("page", "who"), [("office.py", "samir"), ("causes.py", "samir"), ("causes.py", "dalia")]
)
def test_a_silent_copy_is_told_and_the_figures_are_there(office, monkeypatch, page, who):
    receives(office, days_ago=1)
    process.close()
    monkeypatch.setenv("MIZAN_REPLICA_URL", NOBODY_LISTENS)
    settings.cache_clear()
    english, arabic = (office.opened(page, by=who, language=one) for one in ("en", "ar"))
    assert not english.exception
    assert "from the records themselves: their copy does not answer" in captions(english)
    assert "نسختها لا تستجيب" in captions(arabic)


def test_figures_are_shared_for_some_seconds_and_say_of_which_moment_they_are(office, monkeypatch):
    process.close()
    monkeypatch.setenv("MIZAN_FIGURES_SECONDS", "60")
    settings.cache_clear()
    first = captions(office.opened("office.py", by="samir", language="en"))
    receives(office, days_ago=1)
    asked = []

    def note(_connection, _cursor, statement, *_more):
        if "tallies" in statement:
            asked.append(statement)

    sa.event.listen(process.engine(), "before_cursor_execute", note)
    again = captions(office.opened("office.py", by="samir", language="en"))
    assert asked == []
    moment = re.search(r"Figures as of \d\d:\d\d:\d\d\.", first)
    assert moment
    assert moment[0] in again


def test_without_a_copy_the_moment_alone_is_said(office):
    at = office.opened("office.py", by="samir", language="en")
    assert not at.exception
    assert re.search(r"Figures as of \d\d:\d\d:\d\d\.", captions(at))
