from hypothesis import given
from hypothesis import strategies as st

from casework.people.digits import only_digits, to_ascii_digits


def test_digits_of_any_script_are_read():
    assert to_ascii_digits("٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹ ０９") == "0123456789 0123456789 09"


def test_what_is_no_digit_is_kept():
    assert to_ascii_digits("رقم ٣/ب²") == "رقم 3/ب²"


def test_padding_goes_and_letters_stay():
    assert only_digits(" ٢٩٠-0101\u200f 21ـ0x ") == "2900101210x"


@given(st.text())
def test_reading_twice_changes_nothing(text: str):
    assert to_ascii_digits(to_ascii_digits(text)) == to_ascii_digits(text)
    assert len(to_ascii_digits(text)) == len(text)
