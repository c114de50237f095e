"""Text as people type and copy it: kept as it was written, or made plain so that it can be looked up.

What could deceive is refused either way (`casework.written` has the rule).
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from casework.written import code_point, hidden_in_name, hidden_in_number, trimmed
from operations.intake.refusals import BadValue

_DECEIVING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Bidi embeddings, overrides and isolates: they make a name or number look like another."""
_DROPPED: Final = frozenset("\u0640\u200b\u200c\u200d\u200e\u200f\u061c\ufeff\u00ad")
"""Tatweel, joiners, direction marks, byte order marks, soft hyphens: nobody sees or misses them."""
_SPACES: Final = frozenset("\t\n\r\v\f\u0085\u2028\u2029")
_BREAKS: Final = re.compile(r"\s*[\t\n\r]\s*")


def kept(text: str, *, longest: int = 4_000) -> str:
    """A name or an address letter for letter as it was written: vowel signs, tatweel, joiners, old ligatures.

    Only what surrounds it goes, and a line break within the cell is a space.

    Raises:
        BadValue: `hidden_characters`, `too_long`.
    """
    line = _BREAKS.sub(" ", trimmed(text))
    if len(line) > longest:
        raise BadValue("too_long", limit=longest)
    _refuse(hidden_in_name(line))
    return line


def plainly_written(text: str) -> str:
    """A number, or what is made of digits, cleaned; it may hide nothing.

    Raises:
        BadValue: `hidden_characters`.
    """
    _refuse(hidden_in_number(_BREAKS.sub(" ", text)))
    return clean(text)


def clean(text: str, *, longest: int = 4_000) -> str:
    """The text without tatweel and invisible marks, in ordinary letters, with single spaces.

    Presentation forms (old Arabic fonts, text copied out of a PDF) become the letters they stand for.

    Raises:
        BadValue: `hidden_characters` (control characters, bidi overrides), `too_long`.
    """
    if len(text) > longest:
        raise BadValue("too_long", limit=longest)
    plain = unicodedata.normalize("NFC", "".join(map(_plain, text)))
    return " ".join(plain.split())


def _refuse(letter: str | None) -> None:
    if letter is not None:
        raise BadValue("hidden_characters", character=code_point(letter))


@lru_cache(maxsize=4_096)
def _plain(letter: str) -> str:
    if letter in _DROPPED:
        return ""
    if letter in _SPACES or unicodedata.category(letter) == "Zs":
        return " "
    if letter in _DECEIVING or unicodedata.category(letter) in {"Cc", "Cs", "Cn"}:
        raise BadValue("hidden_characters", character=code_point(letter))
    if "\ufb50" <= letter <= "\ufdff" or "\ufe70" <= letter <= "\ufeff":
        return unicodedata.normalize("NFKC", letter)
    return letter
