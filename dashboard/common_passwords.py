"""Passwords that guessers try first: common words with a number, keyboard rows, repetitions, dates.

Rules over a list of words instead of a list of passwords: `Ahmed@1990`, `p4ssw0rd2026!` and "password" typed
while the Arabic keyboard was on are found without being written down anywhere.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

WORDS: Final = Path(__file__).parent / "common_words.txt"
# More digits and marks than this after a word are a secret of their own.
LONGEST_ENDING: Final = 8
MOST_WORDS: Final = 2
WALKED: Final = 0.7

LATIN_ROWS: Final = ("`1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./")
# The same keys on the Arabic keyboard, where one key writes lam and alef: here the one sign for both.
_LAM_ALEF: Final = "\ufefb"
ARABIC_ROWS: Final = ("ذ1234567890-=", "ضصثقفغعهخحجد", "شسيبلاتنمكط", f"ئءؤر{_LAM_ALEF}ىةوزظ")
_MARKS: Final = str.maketrans("@431!0$5", "aaeiioss")
_ARABIC: Final = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ـ": None})
_LETTERS: Final = re.compile(r"[^\W\d_]+")


def is_common(password: str, names: Iterable[str] = ()) -> bool:
    """Whether guessers come to this password early; `names` are words of the person it belongs to."""
    said = _folded(password)
    if not _LETTERS.search(said):
        # Numbers alone are dates, telephones and national numbers, however long.
        return True
    if _is_repeated(said) or _is_walked(said, LATIN_ROWS) or _is_walked(said, ARABIC_ROWS):
        return True
    known = words() | {word for name in names for word in _LETTERS.findall(_folded(name))}
    readings = (*_readings(said), *_on_the_other_keyboard(password))
    return any(_is_word_with_ending(form, known) for form in readings)


@cache
def words() -> frozenset[str]:
    """Every word of the list, as it is compared."""
    lines = WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(_folded(word) for line in lines if not line.startswith("#") for word in line.split())


def _folded(text: str) -> str:
    """Capitals, vowel signs, forms of alef and Arabic digits do not make another password."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_ARABIC)
    kept = (letter for letter in plain if not unicodedata.combining(letter))
    return "".join(str(unicodedata.digit(letter, letter)) for letter in kept)


def _readings(said: str) -> Iterable[str]:
    """The password itself, and with marks read as letters."""
    yield said
    yield said.translate(_MARKS)
    # The digits after p4ssw0rd2026 are digits indeed: only what stands before the last letter is read.
    last = max(match.end() for match in _LETTERS.finditer(said))
    yield said[:last].translate(_MARKS) + said[last:]


def _on_the_other_keyboard(password: str) -> Iterable[str]:
    """What the same keys write when the other keyboard is on."""
    typed = unicodedata.normalize("NFKC", password).casefold()
    for on, other in ((LATIN_ROWS, ARABIC_ROWS), (ARABIC_ROWS, LATIN_ROWS)):
        keys = str.maketrans("".join(on), "".join(other))
        yield _folded(typed.replace("لا", _LAM_ALEF).translate(keys))


def _is_word_with_ending(said: str, known: frozenset[str]) -> bool:
    core = "".join(_LETTERS.findall(said))
    return bool(core) and len(said) - len(core) <= LONGEST_ENDING and _is_made_of(_once(core), known)


def _is_made_of(core: str, known: frozenset[str]) -> bool:
    """Whether one or two common words make the whole."""
    if core in known:
        return True
    return any(core[:cut] in known and core[cut:] in known for cut in range(1, len(core)))


def _is_repeated(said: str) -> bool:
    """Whether a few characters come again and again, as in `abc1abc1abc1`."""
    return len(_once(said)) <= max(4, len(said) // 4)


def _once(said: str) -> str:
    """What is said again and again, once."""
    return said[: (said + said).find(said, 1)]


def _is_walked(said: str, rows: tuple[str, ...]) -> bool:
    """Whether most steps lead to a neighbouring key or to the next letter, as in `1q2w3e4r` and `abcdef`."""
    places = {key: (x, y) for y, row in enumerate(rows) for x, key in enumerate(row)}
    steps = [*pairwise(said)]
    walked = sum(_is_near(one, other, places) for one, other in steps)
    return walked >= WALKED * max(1, len(steps))


def _is_near(one: str, other: str, places: dict[str, tuple[int, int]]) -> bool:
    if abs(ord(one) - ord(other)) <= 1:
        return True
    if one not in places or other not in places:
        return False
    (x, y), (other_x, other_y) = places[one], places[other]
    return abs(x - other_x) <= 1 and abs(y - other_y) <= 1
