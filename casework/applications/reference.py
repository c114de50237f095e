"""References: the number by which everybody outside the database names an application.

`TK-2026-000123-C`: the programme's prefix, the year it was received, its number in that year, and one
check character over all the others (ISO 7064, MOD 37,36), which catches every single wrong character.
"""

import re
from typing import Final

from casework.people.digits import to_ascii_digits

_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BODY: Final = re.compile(r"[A-Z]{2}-[0-9]{4}-[0-9]{6,9}")
_LOOSE_SHAPE: Final = re.compile(r"([A-Z]{2})([0-9]{4})([0-9]{6,9})([0-9A-Z])")


def make_reference(prefix: str, year: int, number: int) -> str:
    """The reference of the `number`-th application of `year` in the programme with this `prefix`.

    ValueError if the parts cannot make one (two capital letters, four digits, 1 to 999,999,999).
    """
    body = f"{prefix}-{year:04d}-{number:06d}"
    if number < 1 or not _BODY.fullmatch(body):
        raise ValueError(body)
    return f"{body}-{check_character(body)}"


def is_reference(text: str) -> bool:
    """Whether the text is a reference, whatever digits, case, spaces or dashes it was typed with."""
    return canonical_reference(text) is not None


def canonical_reference(text: str) -> str | None:
    """The reference as it is stored, from what somebody typed; None if it is none."""
    typed = "".join(letter for letter in to_ascii_digits(text).upper() if letter.isalnum())
    parts = _LOOSE_SHAPE.fullmatch(typed)
    if parts is None:
        return None
    reference = "-".join(parts.groups())
    return reference if check_character(reference[:-2]) == reference[-1] else None


def check_character(body: str) -> str:
    """The check character over capital letters and digits, dashes left out (ISO 7064, MOD 37,36)."""
    total = len(_ALPHABET)
    for letter in body.replace("-", ""):
        total = (total + _ALPHABET.index(letter)) % 36 or 36
        total = total * 2 % 37
    return _ALPHABET[(1 - total) % 36]
