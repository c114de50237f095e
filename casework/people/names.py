"""Arabic names as they are compared: two spellings of one name become the same text."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from casework.people.digits import to_ascii_digits

__all__ = ["name_terms", "normalise", "to_ascii_digits"]

# Letters that decomposition does not bring together. Hamza and madda above a letter are marks
# after decomposition, so أ إ آ ؤ ئ need no line here.
_SAME_LETTER: Final = str.maketrans(
    {
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ې": "ي",
        "ے": "ي",
        "ة": "ه",
        "ہ": "ه",
        "ھ": "ه",
        "ۀ": "ه",
        "ک": "ك",
        "ڪ": "ك",
        "ـ": "",
        "'": "",
        "’": "",
    }
)
_KUNYA: Final = frozenset({"ابو", "ام"})
_SECOND_HALVES: Final = frozenset({"الله", "الدين", "الاسلام"})
_SON_AND_DAUGHTER: Final = frozenset({"بن", "ابن", "بنت", "bin", "ibn", "bint"})


def normalise(name: str) -> str:
    """The name in the form in which names are compared and searched; normalising twice changes nothing.

    Hamza seats, alef maqsura, taa marbuta, Persian letters, tatweel, marks, presentation forms, bidi
    controls, punctuation, case and spacing no longer count, and compounds are one word:
    `عبد الله`, `أبو زيد`, `نور الدين`.

    >>> normalise("أبو  زَيْد عبد اللّٰه")
    'ابوزيد عبدالله'
    """
    words = _plain(name).split()
    return " ".join(_join_kunya(_join_second_halves(_join_servants(words))))


def name_terms(text: str) -> tuple[str, ...]:
    """The words by which a name is searched: normalised, each once, without `بن` and `بنت`.

    Somebody who leaves out "son of" still finds the person; a text of nothing else is kept whole.
    """
    words = tuple(dict.fromkeys(normalise(text).split()))
    return tuple(word for word in words if word not in _SON_AND_DAUGHTER) or words


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name).casefold().translate(_SAME_LETTER)
    letters = unicodedata.normalize("NFKD", decomposed)
    return to_ascii_digits("".join(map(_kept, letters)))


# Of the letters there are, few are written; each is asked about very often.
@lru_cache(maxsize=4_096)
def _kept(letter: str) -> str:
    category = unicodedata.category(letter)
    if category in {"Mn", "Me", "Cf"}:
        return ""
    return letter if category[0] in "LN" else " "


def _join_servants(words: Iterable[str]) -> list[str]:
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] == "عبد" and (word.startswith("ال") or word == "ربه"):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _join_second_halves(words: Iterable[str]) -> list[str]:
    joined: list[str] = []
    for word in words:
        if joined and word in _SECOND_HALVES:
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _join_kunya(words: Iterable[str]) -> list[str]:
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] in _KUNYA:
            joined[-1] += word
        else:
            joined.append(word)
    return joined
