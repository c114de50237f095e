"""Sentences in the reader's language, looked up at the moment they are worded.

A msgid is the English sentence itself. Arabic lives in `locale/ar/<room>.po`, one file a room, merged on
first use. Interpolate after the look-up: `_("Taken by {name}").format(name=...)`. Never call `_()` at import
time.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Final, Literal

from babel.messages.pofile import read_po

Language = Literal["ar", "en"]
Entry = tuple[str, str]  # (context, msgid); the context is "" where there is none

LOCALE: Final = Path(__file__).parent / "locale"
PLURAL_HEADER: Final = (
    "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;"
)

_source: Callable[[], Language] = lambda: "ar"  # noqa: E731 - a provider, replaced once by the shell
_spoken: ContextVar[Language | None] = ContextVar("spoken", default=None)


def set_language_source(source: Callable[[], Language]) -> None:
    """Name, once for the process, the function that knows the reader's language."""
    global _source  # noqa: PLW0603 - one provider a process; the shell sets it when it starts
    _source = source


def language() -> Language:
    """The language to word in now: what `speaking` says, else what the shell's provider says."""
    return _spoken.get() or _source()


def direction(of: Language | None = None) -> Literal["rtl", "ltr"]:
    """The direction a language is written in, as HTML names it."""
    return "rtl" if (of or language()) == "ar" else "ltr"


@contextmanager
def speaking(spoken: Language) -> Generator[None]:
    """Word everything inside the block in one language, whoever is reading."""
    token = _spoken.set(spoken)
    try:
        yield
    finally:
        _spoken.reset(token)


def arabic_plural(n: int) -> int:
    """The GNU/CLDR class of a count: zero, one, two, few, many, other.

    Babel's own `plural_expr` swaps the last two, so the rule is written out here and pinned by a test.
    """
    if n in (0, 1, 2):
        return n
    hundredth = n % 100
    if 3 <= hundredth <= 10:  # noqa: PLR2004 - the rule's own numbers
        return 3
    return 4 if hundredth >= 11 else 5  # noqa: PLR2004 - the rule's own numbers


@cache
def catalogue() -> dict[Entry, tuple[str, ...]]:
    """Every Arabic wording by context and msgid; a room named earlier in the alphabet wins a clash."""
    merged: dict[Entry, tuple[str, ...]] = {}
    for room in sorted((LOCALE / "ar").glob("*.po")):
        for entry, wording in room_of(room).items():
            merged.setdefault(entry, wording)
    return merged


def room_of(path: Path) -> dict[Entry, tuple[str, ...]]:
    """The finished wordings of one .po file: empty and fuzzy entries are left out."""
    with path.open("rb") as file:
        catalog = read_po(file, locale="ar", charset="utf-8")
    wordings: dict[Entry, tuple[str, ...]] = {}
    for message in catalog:
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        msgid = message.id[0] if isinstance(message.id, tuple) else message.id
        if msgid and not message.fuzzy and all(texts):
            wordings[message.context or "", str(msgid)] = tuple(str(text) for text in texts)
    return wordings


def gettext(message: str) -> str:
    """The sentence in the reader's language; the English itself where Arabic is missing."""
    return pgettext("", message)


def pgettext(context: str, message: str) -> str:
    """The word as used in one context: "Expired" of a paper is not "Expired" of an application."""
    if language() == "en":
        return message
    return catalogue().get((context, message), (message,))[0]


def ngettext(singular: str, plural: str, n: int) -> str:
    """The form of a counted sentence that fits `n`; interpolate `{n}` afterwards."""
    english = singular if n == 1 else plural
    if language() == "en":
        return english
    forms = catalogue().get(("", singular))
    return forms[arabic_plural(n)] if forms and len(forms) == 6 else english  # noqa: PLR2004 - six classes


def N_(message: str) -> str:  # noqa: N802 - gettext's customary name
    """Mark a sentence for translation where it is kept, to be worded later with `_`."""
    return message


def NP_(context: str, message: str) -> tuple[str, str]:  # noqa: N802 - gettext's customary name
    """Mark a word with its context where it is kept, to be worded later with `pgettext`."""
    return context, message


_ = gettext

LRI, RLI, FSI, PDI = "\u2066", "\u2067", "\u2068", "\u2069"


def isolated(text: str) -> str:
    """Latin ids, phones and account numbers keep their own order inside an Arabic sentence."""
    return f"{LRI}{text}{PDI}" if text else text


def in_own_direction(text: str) -> str:
    """A name of either script keeps its own order, and moves nothing around it."""
    return f"{FSI}{text}{PDI}" if text else text


def listed(words: list[str]) -> str:
    """Words in a row, each once, with the comma of the language being spoken."""
    return ("، " if language() == "ar" else ", ").join(dict.fromkeys(words))
