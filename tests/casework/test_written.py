"""Which characters may stand in a name, a number and a note, and how a note is closed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.errors import HiddenCharacter
from casework.written import (
    closed,
    code_point,
    hidden_in_name,
    hidden_in_note,
    hidden_in_number,
    must_be_a_name,
    must_be_a_note,
    must_be_words,
    trimmed,
)

TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
NEVER = [*"\0\x01\x07\x1b\x7f\x85\x9f\ud800\udfff\ufffe\uffff\ufdd0\U0001ffff\U000e0041\U000e0001"]
UNSEEN = [*TURNING, *"\u200b\u2060\u2064\ufeff\u00ad\u180e\u2028\u2029\u206a\ue000\u3164\u2800\n\t"]
NAMES = [
    "منى عبد الله",
    "مُحَمَّدٌ بْنُ عَبْدِ اللّٰهِ",
    "محـــمد",
    "ﷲ ﷺ ﻻ",
    "می\u200cخواهم",
    "ک‌\u200dی گچ پ",
    "منى\u200f (الأولى)",
    "José O'Neill-Ångström",
    "Jose\u0301",
    "李小龍",
    "**b** [x](http://evil) <img src=x onerror=alert(1)>",
]


@pytest.mark.parametrize("name", [name for name in NAMES if "\u200c\u200d" not in name])
def test_a_name_may_be_any_that_people_have(name):
    must_be_a_name(name)


@pytest.mark.parametrize("letter", [*NEVER, *UNSEEN], ids=code_point)
def test_what_cannot_be_seen_is_refused_in_a_name(letter):
    assert hidden_in_name(f"منى{letter}علي") == letter
    with pytest.raises(HiddenCharacter) as refused:
        must_be_a_name(f"منى{letter}علي")
    assert refused.value.character == code_point(letter)


@pytest.mark.parametrize("name", ["\u200cمنى", "منى\u200d", "منى \u200cعلي", "1\u200c2", "م\u200c\u200cن"])
def test_joiners_stand_between_letters_or_hide(name):
    assert hidden_in_name(name) in {"\u200c", "\u200d"}


@pytest.mark.parametrize("letter", [*NEVER, *UNSEEN, *"\u200c\u200d\u200e\u200f\u061c"], ids=code_point)
def test_nothing_hides_within_a_number(letter):
    assert hidden_in_number(f"29001{letter}01") == letter


def test_marks_around_a_number_are_no_part_of_it():
    assert hidden_in_number("\u200f٢٩٠ ٠١-٠١\u200e ") is None
    assert trimmed("\u200f 29 \u200e\n") == "29"


@pytest.mark.parametrize("letter", NEVER, ids=code_point)
def test_no_text_may_have_what_cannot_be_kept(letter):
    assert hidden_in_note(f"a{letter}b") == letter
    with pytest.raises(HiddenCharacter):
        must_be_a_note(f"a{letter}b")


@pytest.mark.parametrize("text", ["line\nline\ttab\r\n", f"turned {TURNING}", "می\u200cخواهم \u200b\ufeff"])
def test_a_note_is_kept_as_it_came(text):
    must_be_a_note(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("a\u202eb", "a\u202eb\u202c"),
        ("a\u2067b\u202ac", "a\u2067b\u202ac\u202c\u2069"),
        ("a\u202c\u2069b", "ab"),
        ("\u2067a\u202eb\u2069c", "\u2067a\u202eb\u202c\u2069c"),
        ("\u202ea\nb", "\u202ea\u202c\nb"),
        ("\u202ea\u202cb", "\u202ea\u202cb"),
        ("\u202b\u2066a\u202cb", "\u202b\u2066ab\u2069\u202c"),
    ],
)
def test_what_a_note_turns_round_ends_where_it_ends(text, shown):
    assert closed(text) == shown


@given(st.text(alphabet=[*TURNING, "a", "ب", "\n", " "], max_size=30))
def test_a_closed_text_is_closed(text):
    once = closed(text)
    assert closed(once) == once
    assert [one for one in once if one not in TURNING] == [one for one in text if one not in TURNING]
    for line in once.split("\n"):
        opened = sum(line.count(one) for one in "\u202a\u202b\u202d\u202e")
        isolated = sum(line.count(one) for one in "\u2066\u2067\u2068")
        assert (opened, isolated) == (line.count("\u202c"), line.count("\u2069"))


@pytest.mark.parametrize("text", ["أعيدوا تصوير البطاقة.\nشكراً لكم", "a\tb", "می\u200cخواهم", ""])
def test_words_to_an_applicant_may_take_lines(text):
    must_be_words(text)


@pytest.mark.parametrize("text", ["a\u202eb", "a\u2067b\u2069", "a\u200bb", "a\x00", "\u2800", "a \u200db"])
def test_words_to_an_applicant_are_what_they_look_like(text):
    with pytest.raises(HiddenCharacter):
        must_be_words(text)
