"""Numbers as the reader writes them: Latin digits unless an Arabic reader prefers ٠١٢٣."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal

from babel.numbers import format_decimal, format_percent

from ui.text import NP_, isolated, language, ngettext, pgettext

Numbering = Literal["latn", "arab"]
Number = int | float | Decimal

_ARABIC_INDIC: Final = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_CURRENCIES: Final = {
    "EGP": NP_("currency", "{amount} EGP"),
    "SAR": NP_("currency", "{amount} SAR"),
}

_written: ContextVar[Numbering | None] = ContextVar("written", default=None)
_source: Callable[[], Numbering] = lambda: "latn"  # noqa: E731 - a provider, replaced once by the shell


def set_numbering_source(source: Callable[[], Numbering]) -> None:
    """Name, once for the process, the function that knows which digits the reader prefers."""
    global _source  # noqa: PLW0603 - one provider a process; the shell sets it when it starts
    _source = source


def numbering() -> Numbering:
    """The digits to write now; English is always written with Latin digits."""
    if language() != "ar":
        return "latn"
    return _written.get() or _source()


@contextmanager
def writing(chosen: Numbering) -> Generator[None]:
    """Write every number inside the block with these digits: the reader is asked once, not for each."""
    token = _written.set(chosen)
    try:
        yield
    finally:
        _written.reset(token)


def digits(text: object) -> str:
    """The text with its ASCII digits written as the reader prefers; Babel chooses separators only."""
    written = str(text)
    return written.translate(_ARABIC_INDIC) if numbering() == "arab" else written


def number(value: Number, *, decimals: int | None = None) -> str:
    """A number with thousands separated; `decimals` fixes how many decimals are shown."""
    pattern = None if decimals is None else "#,##0" + ("." + "0" * decimals if decimals else "")
    written = _formatted(value, pattern, _locale(), numbering())
    return _in_order(digits(written), negative=value < 0)


def percent(share: float | Decimal, *, decimals: int = 0) -> str:
    """A share of one as a percentage."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "") + "%"
    written = format_percent(share, pattern, locale=_locale(), numbering_system=numbering())
    return _in_order(digits(written), negative=share < 0)


def money(amount: Decimal | int, currency: str) -> str:
    """An amount with its currency's name; decimals only where there are any."""
    whole = amount == int(amount)
    written = number(amount, decimals=0 if whole else 2)
    known = _CURRENCIES.get(currency)
    return pgettext(*known).format(amount=written) if known else f"{written} {currency}"


def size(count: int) -> str:
    """A file's size in kilobytes or megabytes."""
    mega = 1_000_000
    if count >= mega:
        return pgettext("file size", "{n} MB").format(n=number(count / mega, decimals=1))
    return pgettext("file size", "{n} KB").format(n=number(max(1, round(count / 1000)), decimals=0))


def counted(n: int, *, cap: int = 1000) -> str:
    """A count for a tab or a list: exact up to the cap, then "1,000+"."""
    return number(n) if n <= cap else f"{number(cap)}+"


def papers(n: int) -> str:
    """So many papers, in words that agree with the number."""
    return ngettext("{n} paper", "{n} papers", n).format(n=number(n))


def applications(n: int) -> str:
    """So many applications, in words that agree with the number."""
    return ngettext("{n} application", "{n} applications", n).format(n=number(n))


def persons(n: int) -> str:
    """So many persons, in words that agree with the number."""
    return ngettext("{n} person", "{n} persons", n).format(n=number(n))


@lru_cache(maxsize=8192, typed=True)
def _formatted(value: Number, pattern: str | None, locale: str, system: Numbering) -> str:
    """Babel's wording, kept: a page says the same numbers at every click, and each costs 0.1 ms."""
    return format_decimal(value, pattern, locale=locale, numbering_system=system)


def _in_order(written: str, *, negative: bool) -> str:
    """A minus sign stays in front of its number, also inside an Arabic sentence."""
    return isolated(written) if negative and language() == "ar" else written


def _locale() -> str:
    return "ar" if language() == "ar" else "en"
