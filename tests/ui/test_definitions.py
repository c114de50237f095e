"""Every figure is defined once, in both languages, where everybody links to it."""

import re

import pytest

from ui.components.definition_list import definitions_html, index_html
from ui.definitions import definition, definition_url, definitions, text_of, title_of
from ui.text import speaking

FIGURES = definitions().figures
# Promised to the charts and to readers of addresses: a key is never renamed.
PROMISED = {
    *("received", "decided", "waiting", "backlog_state", "backlog_age", "deadline_near", "overdue"),
    *("in_time", "outcomes", "breach_outlook", "first_decision_days", "final_result_days"),
    *("sent_back", "requests_per_case", "first_time_right", "documents_refused", "second_check_share"),
    *("agreement", "in_hand_load", "in_hand_age", "capacity", "handed_back_self", "claims_lapsed"),
    *("reason_mentions", "reason_cases", "sole_cause", "joint_cause", "only_obstacle", "pareto"),
    *("reason_trend", "reason_region", "tile_map", "co_occurrence", "traits", "completed_after_asked"),
    *("percentile", "rate", "not_enough_data", "comparison", "as_of", "restated", "small_cells"),
}


def is_arabic(text):
    return bool(re.search("[\u0600-\u06ff]", text))


def test_the_promised_figures_are_there():
    assert set(FIGURES) >= PROMISED


@pytest.mark.parametrize("key", sorted(FIGURES))
def test_a_definition_speaks_both_languages(key):
    one = definition(key)
    for words in (one.title, one.text, one.unit, one.records, one.restated, one.formula):
        if words is not None:
            assert is_arabic(words.ar)
            assert words.en.strip()
            assert not is_arabic(words.en)
    assert "\n" not in one.text.ar + one.text.en
    with speaking("ar"):
        assert (title_of(key), text_of(key)) == (one.title.ar, one.text.ar)


@pytest.mark.parametrize("key", sorted(FIGURES))
def test_a_figure_says_what_it_is_counted_in_and_whence_and_when_it_changes(key):
    one = definition(key)
    assert one.group in definitions().groups
    stated = {one.unit is None, one.records is None, one.restated is None}
    assert stated == {one.group == "reading"}


def test_every_group_has_figures():
    assert all(definitions().of_group(group) for group in definitions().groups)


def test_methods_taken_from_others_name_their_source():
    for key in ("agreement", "percentile", "breach_outlook", "small_cells"):
        assert definition(key).source
        assert definition(key).maths


def test_an_unknown_figure_has_no_address():
    assert definition_url("agreement") == "/definitions?figure=agreement"
    with pytest.raises(KeyError):
        definition_url("no_such_figure")


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_figure_has_its_place_on_the_page_and_in_the_index(language):
    with speaking(language):
        page, index = definitions_html("agreement"), index_html()
    for key in FIGURES:
        assert f'<article id="{key}"' in page
        assert f'href="#{key}"' in index
    assert page.count('class="asked"') == 1
