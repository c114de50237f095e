"""Every sentence of the product has its Arabic, in the room it belongs to."""

import pytest

from ui.text import NP_, arabic_plural, catalogue, language, ngettext, pgettext, speaking
from ui.text import gettext as _
from ui.words import complaints


def test_every_sentence_is_worded_in_arabic() -> None:
    found = complaints()
    assert not found, "\n" + "\n".join(map(str, found))


@pytest.mark.parametrize(
    ("n", "form"),
    [(0, 0), (1, 1), (2, 2), (3, 3), (10, 3), (11, 4), (99, 4), (100, 5), (101, 5), (103, 3), (111, 4)],
)
def test_arabic_counts_in_six_classes(n: int, form: int) -> None:
    assert arabic_plural(n) == form


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (0, "لا مستندات"),
        (1, "مستند واحد"),
        (2, "مستندان"),
        (3, "3 مستندات"),
        (11, "11 مستندًا"),
        (100, "100 مستند"),
    ],
)
def test_a_counted_thing_agrees_with_its_number(n: int, said: str) -> None:
    with speaking("ar"):
        assert ngettext("{n} paper", "{n} papers", n).format(n=n) == said


def test_every_plural_has_six_forms() -> None:
    assert {len(forms) for forms in catalogue().values()} == {1, 6}


def test_the_language_is_looked_up_when_the_sentence_is_worded() -> None:
    with speaking("en"):
        assert _("Due today") == "Due today"
        with speaking("ar"):
            assert language() == "ar"
            assert _("Due today") == "يستحق اليوم"
        assert language() == "en"


def test_one_english_word_has_an_arabic_word_a_context() -> None:
    with speaking("ar"):
        application, paper = pgettext(*NP_("state", "Expired")), pgettext(*NP_("paper verdict", "Expired"))
    assert application != paper


def test_what_nobody_worded_stays_english() -> None:
    with speaking("ar"):
        assert pgettext("nowhere", "A sentence nobody worded") == "A sentence nobody worded"
