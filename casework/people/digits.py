"""Digits as people type them: ASCII, Arabic-Indic, Persian or full-width."""

import unicodedata
from functools import lru_cache


def to_ascii_digits(text: str) -> str:
    """The text with every decimal digit of any script as 0-9; the rest is untouched.

    >>> to_ascii_digits("٢٩٠ ۱۲")
    '290 12'
    """
    return text if text.isascii() else "".join(map(_ascii, text))


def only_digits(text: str) -> str:
    """A typed number without spaces, dashes, bidi controls and tatweel, in ASCII digits.

    Letters stay, so that a wrong character is still seen as wrong.
    """
    return "".join(letter for letter in to_ascii_digits(text) if not _is_padding(letter))


@lru_cache(maxsize=4_096)
def _ascii(letter: str) -> str:
    digit = unicodedata.decimal(letter, None)
    return letter if digit is None else str(digit)


def _is_padding(letter: str) -> bool:
    return letter in "-‐‑–ـ" or letter.isspace() or unicodedata.category(letter) == "Cf"
