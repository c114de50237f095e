"""What a browser is told of the theme: word for word what Streamlit reads from its options."""

from collections.abc import Iterator

import pytest
from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

from dashboard import theme

SECTIONS = ["theme", *(f"theme.{category.value}" for category in config.CustomThemeCategories)]


@pytest.fixture(autouse=True)
def as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    config.get_config_options()
    monkeypatch.setattr(app_session, "_populate_theme_msg", app_session._populate_theme_msg)
    theme._of.cache_clear()
    yield
    theme._of.cache_clear()


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_is_told_as_streamlit_reads_it(section: str) -> None:
    theme.read_theme_once()
    for _ in range(2):
        read, told = CustomThemeConfig(), CustomThemeConfig()
        theme._READ(read, section)
        app_session._populate_theme_msg(told, section)
        assert told == read
    assert section != "theme" or told.font_faces


def test_one_who_changes_what_they_were_told_changes_nothing_for_the_next() -> None:
    theme.read_theme_once()
    first, second = CustomThemeConfig(), CustomThemeConfig()
    app_session._populate_theme_msg(first)
    first.light.primary_color, first.primary_color = "#ffffff", "#ffffff"
    del first.font_faces[:]
    app_session._populate_theme_msg(second)
    assert second.primary_color == config.get_option("theme.primaryColor") != "#ffffff"
    assert second.font_faces


def test_streamlit_still_words_its_message_by_this_function() -> None:
    """Where a later version names it otherwise, this fails, and the theme would be read anew at each run."""
    theme.read_theme_once()
    assert "_populate_theme_msg" in app_session.AppSession._create_new_session_message.__code__.co_names
    assert app_session._populate_theme_msg is theme._tell
