"""Pages of figures say of which moment they are, where the office has a copy to read from."""

import pytest

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


def test_without_a_copy_nothing_is_said(office):
    at = office.opened("office.py", by="samir", language="en")
    assert not at.exception
    assert "Figures as of" not in captions(at)
