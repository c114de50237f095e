"""Check codes: drawn, read aloud, typed loosely, and never taken for another."""

from itertools import cycle

import pytest

from casework.inquiries.codes import ALPHABET, canonical_code, new_code


def test_a_code_is_three_groups_of_four_and_a_check_character_nobody_can_misread() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    for code in codes:
        assert [len(group) for group in code.split("-")] == [4, 4, 4, 1]
        assert set(code) - {"-"} <= set(ALPHABET)
        assert canonical_code(code) == code


def test_a_draw_whose_check_character_could_be_misread_is_drawn_again() -> None:
    drawn = cycle("23456789ABCDEFGHJKMNPQRSTVWXYZ")
    assert canonical_code(new_code(lambda _: next(drawn))) is not None


def test_it_is_typed_in_any_digits_case_and_spacing() -> None:
    code = new_code()
    eastern = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    persian = code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    for typed in (
        code.lower(),
        code.replace("-", " "),
        code.replace("-", ""),
        f"  {code}  ",
        eastern,
        persian,
    ):
        assert canonical_code(typed) == code


def test_every_single_wrong_character_is_caught() -> None:
    code = new_code()
    for place, right in enumerate(code):
        for wrong in set(ALPHABET) - {right}:
            if right != "-":
                assert canonical_code(code[:place] + wrong + code[place + 1 :]) is None


@pytest.mark.parametrize("typed", ["", "-", "7KQM", "7KQM-2XRW-HT9B", "O" * 13, "2" * 100_000, "طلب" * 5])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert canonical_code(typed) is None
