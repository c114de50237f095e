"""Definitions: for everybody who sees figures, in both languages, with a place for each figure."""

import pytest

from ui.definitions import definitions


@pytest.mark.parametrize(("language", "title"), [("ar", "التعريفات"), ("en", "Definitions")])
@pytest.mark.parametrize("who", ["samir", "dalia"])
def test_it_speaks_the_readers_language(office, who, language, title):
    at = office.opened("definitions.py", by=who, language=language)
    assert not at.exception
    assert at.title[0].value == title
    page = "".join(block.proto.body for block in at.get("html"))
    assert all(f'<article id="{key}"' in page for key in definitions().figures)


def test_a_figure_nobody_defined_is_told(office):
    at = office.opened("definitions.py", by="dalia", language="en", figure="luck")
    assert at.info[0].value == "There is no such figure. All of them are below."


@pytest.mark.parametrize("who", ["amal", "yousef"])
def test_who_sees_no_figures_needs_none(office, who):
    at = office.opened("definitions.py", by=who, language="en")
    assert at.error[0].value.startswith("Your role may not")
