import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.people.names import name_terms, normalise

LETTERS = st.text(alphabet="اأإآٱىيةهؤئءبعدلمـًَُِّْٰرنوحكسAß-'.٣۳ﻣﺤﷲ \u200f\u2067\u200c", max_size=40)
NAMES = st.lists(
    st.sampled_from(
        ["عبد", "الله", "الرحمن", "أبو", "أم", "نور", "الدين", "بن", "محمد", "ربه", "الإسلام", "عبدالله"]
    ),
    max_size=7,
).map(" ".join)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("أحمد إبراهيم", "احمد ابراهيم"),
        ("آمنة", "امنه"),
        ("ٱلحسن", "الحسن"),
        ("هدى علي", "هدي على"),
        ("فاطمة", "فاطمه"),
        ("مؤمن", "مومن"),
        ("عائشة", "عايشه"),
        ("محـــمد", "محمد"),
        ("مُحَمَّد", "محمد"),
        ("ﻣﺤﻤﺪ", "محمد"),
        ("عبد الله", "عبدالله"),
        ("عَبْدُ الرَّحْمٰن", "عبدالرحمن"),
        ("عبد ربه", "عبدربه"),
        ("أبو زيد", "ابوزيد"),
        ("أبو عبد الله", "أبوعبدالله"),
        ("أم كلثوم", "امكلثوم"),
        ("نور الدين", "نورالدين"),
        ("  محمد \t علي\r\n", "محمد علي"),
        ("\u202bمحمد\u202c علي\u200f", "محمد علي"),
        ("عبد\u200cالله", "عبدالله"),
        ("محمد علی", "محمد علي"),
        ("کریم", "كريم"),
        ("Ahmed O'Neil", "AHMED ONEIL"),
        ("محمد ٢", "محمد 2"),
    ],
)
def test_spellings_of_one_name_are_one_name(typed: str, meant: str):
    assert normalise(typed) == normalise(meant)


@pytest.mark.parametrize(
    ("one", "other"), [("محمد", "محمود"), ("سعيد", "سعد"), ("عبد الله", "عبد الرحمن"), ("علي", "عالي")]
)
def test_different_names_stay_different(one: str, other: str):
    assert normalise(one) != normalise(other)


def test_what_is_compared_is_plain():
    assert normalise("أبو  زَيْد عبد اللّٰه") == "ابوزيد عبدالله"


@given(LETTERS | NAMES | st.text(max_size=30))
def test_normalising_twice_changes_nothing(name: str):
    assert normalise(normalise(name)) == normalise(name)


@given(NAMES)
def test_spaces_at_the_edges_and_between_never_count(name: str):
    assert normalise(f"  {name.replace(' ', '   ')} ") == normalise(name)


@given(NAMES)
def test_what_is_searched_stands_in_the_name(name: str):
    assert set(name_terms(name)) <= set(normalise(name).split())


def test_son_of_is_not_searched_for():
    assert name_terms("محمد بن سلمان") == ("محمد", "سلمان")
    assert name_terms("محمد محمد علي") == ("محمد", "علي")
    assert name_terms("بن") == ("بن",)
    assert name_terms(" ـ ") == ()
