"""Text from outside: which characters may stand in a name, in a number, in a note.

A name or number must be what it looks like: what cannot be seen, or turns the order of what can, is refused,
and nothing is silently taken out or replaced. A note may hold whatever a person pastes; it is kept as it came
and shown closed, so that what it turns round ends where it ends.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from casework.errors import HiddenCharacter

_LINES: Final = frozenset("\t\n\r")
_JOINERS: Final = frozenset("\u200c\u200d")
"""They shape letters: Persian writes them within words. Between anything else they only hide."""
_MARKS: Final = frozenset("\u200e\u200f\u061c")
"""Direction marks turn nothing but themselves; keyboards and copied text leave them behind."""
_LOOK_EMPTY: Final = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and signs that draw nothing."""
_OPEN: Final = dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c") | dict.fromkeys(
    "\u2066\u2067\u2068", "\u2069"
)
_ENDS_A_PARAGRAPH: Final = frozenset("\n\r\u2029")
_ISOLATE_ENDS: Final = "\u2069"
_CLOSE: Final = frozenset("\u202c\u2069")
_NEVER: Final = frozenset({"Cc", "Cs"})
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_PLANE: Final = 0x10000
_NONCHARACTER: Final = 0xFFFE
_ARABIC_NONCHARACTERS: Final = range(0xFDD0, 0xFDF0)
_TAGS: Final = range(0xE0000, 0xE0080)


def hidden_in_note(text: str) -> str | None:
    """The first character that no text may have (control characters, half ones, tags); None if none."""
    return next((letter for letter in text if _is_never_text(letter)), None)


def hidden_in_name(text: str) -> str | None:
    """The first character that a name, a file's name or another line of text may not have; None if none."""
    return next((letter for at, letter in enumerate(text) if _hides_in_name(text, at)), None)


def hidden_in_words(text: str) -> str | None:
    """The first character that words to an applicant may not have; their lines may break. None if none."""
    return next(
        (letter for at, letter in enumerate(text) if letter not in _LINES and _hides_in_name(text, at)), None
    )


def hidden_in_number(text: str) -> str | None:
    """The first character that hides in a number, once spaces and direction marks around it are gone."""
    return next((letter for letter in trimmed(text) if not _is_seen(letter)), None)


def must_be_a_note(text: str) -> None:
    """Refuse text that cannot be kept.

    Raises:
        HiddenCharacter: it has a character that no text may have.
    """
    _refuse(hidden_in_note(text))


def must_be_a_name(text: str) -> None:
    """Refuse a name that is not what it looks like.

    Raises:
        HiddenCharacter: it has a character that cannot be seen, or that turns the order of others.
    """
    _refuse(hidden_in_name(text))


def must_be_words(text: str) -> None:
    """Refuse words to an applicant that are not what they look like: they travel by SMS and in letters.

    Raises:
        HiddenCharacter: they have a character that cannot be seen, or that turns the order of others.
    """
    _refuse(hidden_in_words(text))


def trimmed(text: str) -> str:
    """The text without spaces, line ends and direction marks at its ends; inside nothing is touched."""
    return text.strip(" \t\n\r\v\f\u0085\u00a0\u2028\u2029\ufeff\u200e\u200f\u061c")


def closed(text: str) -> str:
    """The text with every turn of direction in it closed, and no closing of what was opened before it."""
    open_ones: list[str] = []
    kept: list[str] = []
    for letter in text:
        if letter in _CLOSE:
            kept += _closing(letter, open_ones)
            continue
        if letter in _OPEN:
            open_ones.append(_OPEN[letter])
        elif letter in _ENDS_A_PARAGRAPH:
            kept += reversed(open_ones)
            open_ones.clear()
        kept.append(letter)
    return "".join((*kept, *reversed(open_ones)))


def _closing(letter: str, open_ones: list[str]) -> list[str]:
    """What this closing closes: an isolate all that was opened inside it, any other what was opened last."""
    if letter not in (open_ones if letter == _ISOLATE_ENDS else open_ones[-1:]):
        return []
    closes: list[str] = []
    while not closes or closes[-1] != letter:
        closes.append(open_ones.pop())
    return closes


def code_point(letter: str) -> str:
    """The character by its number, for it cannot be shown: U+202E."""
    return f"U+{ord(letter):04X}"


def _refuse(letter: str | None) -> None:
    if letter is not None:
        raise HiddenCharacter(character=code_point(letter))


def _is_never_text(letter: str) -> bool:
    if letter in _LINES:
        return False
    number = ord(letter)
    return (
        unicodedata.category(letter) in _NEVER
        or number % _PLANE >= _NONCHARACTER
        or number in _ARABIC_NONCHARACTERS
        or number in _TAGS
    )


def _hides_in_name(text: str, at: int) -> bool:
    letter = text[at]
    if letter in _JOINERS:
        around = text[at - 1 : at], text[at + 1 : at + 2]
        return not all(_is_letter(one) for one in around)
    return letter not in _MARKS and not _is_seen(letter)


def _is_letter(letter: str) -> bool:
    return letter != "" and unicodedata.category(letter)[0] in "LM"


def _is_seen(letter: str) -> bool:
    return unicodedata.category(letter) not in _UNSEEN and letter not in _LOOK_EMPTY
