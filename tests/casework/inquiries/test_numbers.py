"""National numbers as they are typed at a counter."""

from datetime import UTC, datetime

import pytest

from casework.inquiries.errors import NumberUnfit
from casework.inquiries.numbers import read_number

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("29001011234567", "29001011234567"),
        ("٢٩٠٠١٠١١٢٣٤٥٦٧", "29001011234567"),
        ("۲۹۰۰۱۰۱۱۲۳۴۵۶۷", "29001011234567"),
        (" 290 0101-1234 567 ", "29001011234567"),
        ("\u20662900101\u20691234567", "29001011234567"),
        ("1000000008", "1000000008"),
        ("١٠٠٠٠٠٠٠٠٨", "1000000008"),
    ],
)
def test_any_digits_and_spaces_are_read(typed: str, number: str) -> None:
    assert read_number(typed, AT) == number


@pytest.mark.parametrize(
    ("typed", "faults", "digits"),
    [
        ("", ("empty",), 0),
        (" - ", ("empty",), 0),
        ("2900101123456", ("length",), 13),
        ("290010112345678", ("length",), 15),
        ("2900101123456O", ("not_digits",), 0),
        ("أمينة محمود", ("not_digits",), 0),
        ("2900101123456²", ("not_digits",), 0),
        ("49001011234567", ("century",), 14),
        ("29013011234567", ("date",), 14),
        ("32703021234567", ("future",), 14),
        ("29001011034567", ("governorate",), 14),
        ("1000000009", ("checksum",), 10),
        ("3000000008", ("first_digit",), 10),
        ("2" * 100_000, ("length",), 100_000),
    ],
)
def test_what_is_wrong_is_told_without_what_was_typed(
    typed: str, faults: tuple[str, ...], digits: int
) -> None:
    with pytest.raises(NumberUnfit) as refused:
        read_number(typed, AT)
    assert (refused.value.faults, refused.value.digits) == (faults, digits)
    assert not typed.strip(" -") or typed not in str(refused.value)
    assert refused.value.__cause__ is None
