"""Text as people type and copy it, made plain: what is harmless goes, what could deceive is refused."""

import unicodedata
from typing import Final

from operations.intake.refusals import BadValue

_DECEIVING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Bidi embeddings, overrides and isolates: they make a name or number look like another."""
_DROPPED: Final = frozenset("\u0640\u200b\u200c\u200d\u200e\u200f\u061c\ufeff\u00ad")
"""Tatweel, joiners, direction marks, byte order marks, soft hyphens: nobody sees or misses them."""
_SPACES: Final = frozenset("\t\n\r\v\f\u0085\u2028\u2029")


def clean(text: str, *, longest: int = 4_000) -> str:
    """The text without tatweel and invisible marks, in ordinary letters, with single spaces.

    Presentation forms (old Arabic fonts, text copied out of a PDF) become the letters they stand for.

    Raises:
        BadValue: `hidden_characters` (control characters, bidi overrides), `too_long`.
    """
    if len(text) > longest:
        raise BadValue("too_long", limit=longest)
    plain = unicodedata.normalize("NFC", "".join(_plain(letter) for letter in text))
    return " ".join(plain.split())


def _plain(letter: str) -> str:
    if letter in _DROPPED:
        return ""
    if letter in _SPACES or unicodedata.category(letter) == "Zs":
        return " "
    if letter in _DECEIVING or unicodedata.category(letter) in {"Cc", "Cs", "Cn"}:
        raise BadValue("hidden_characters", character=f"U+{ord(letter):04X}")
    if "\ufb50" <= letter <= "\ufdff" or "\ufe70" <= letter <= "\ufeff":
        return unicodedata.normalize("NFKC", letter)
    return letter
