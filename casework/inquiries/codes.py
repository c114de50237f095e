"""Check codes: the number by which whoever holds a printed answer can ask the office whether it said so.

`7KQM-2XRW-HT9B-C`: twelve characters drawn at random and the check character of references over them. Nothing
in a code can be mistaken for something else when it is read aloud or typed: no 0 and O, 1, I and L, no U.
"""

import re
import secrets
from collections.abc import Callable
from typing import Final

from casework.applications.reference import check_character
from casework.people.digits import to_ascii_digits

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_DRAWN: Final = 12
_GROUP: Final = 4
_SHAPE: Final = re.compile(rf"[{ALPHABET}]{{{_DRAWN + 1}}}")
_LONGEST_TYPED: Final = 64


def new_code(draw: Callable[[str], str] = secrets.choice) -> str:
    """A code nobody can guess; `draw` takes one character of a text."""
    while True:
        drawn = "".join(draw(ALPHABET) for _ in range(_DRAWN))
        # A check character outside the alphabet could be misread: then another code is drawn.
        if check_character(drawn) in ALPHABET:
            return _written(drawn + check_character(drawn))


def canonical_code(text: str) -> str | None:
    """The code as it is stored, from what somebody typed: any digits, case, spaces or dashes; else None."""
    if len(text) > _LONGEST_TYPED:
        return None
    typed = "".join(letter for letter in to_ascii_digits(text).upper() if letter.isalnum())
    if not _SHAPE.fullmatch(typed) or check_character(typed[:-1]) != typed[-1]:
        return None
    return _written(typed)


def _written(characters: str) -> str:
    return "-".join(characters[start : start + _GROUP] for start in range(0, len(characters), _GROUP))
