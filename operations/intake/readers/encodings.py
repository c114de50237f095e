"""Which encoding a text file was written in: told by its bytes, and shown to the person who imports it."""

import codecs
import re
from typing import Final

from operations.intake.source import FileRefused

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEQUENCE: Final = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f]")
_HIGH: Final = bytes(range(0x80, 0x100))
_HEAD: Final = 4096
_WIDE_FROM: Final = 0.05
"""Above this share of zeros a file is no text of single bytes; a stray one is a fault of its row."""
_SAMPLE: Final = 256 * 1024
_ALEF_LAM: Final = "ال"


def encoding_of(content: bytes) -> str:
    """The name of the encoding, as Python knows it: UTF-8, UTF-16 with or without mark, cp1256 or iso8859-6.

    Raises:
        FileRefused: `damaged_text` (UTF-8 that breaks off somewhere), `not_text`.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return _checked(content, name)
    if content[:_HEAD].count(0) > _WIDE_FROM * len(content[:_HEAD]):
        return _checked(content, _wide(content[:_HEAD]))
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        if _is_mostly_utf8(content):
            raise FileRefused("damaged_text", byte=error.start + 1) from None
        return _single_byte(content)
    return "utf-8"


def _checked(content: bytes, name: str) -> str:
    try:
        content.decode(name)
    except UnicodeDecodeError as error:
        raise FileRefused("damaged_text", byte=error.start + 1) from None
    return name


def _wide(head: bytes) -> str:
    """UTF-16 without a mark: in ordinary text the separators and line ends have their zero on one side."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    name = "utf-16-le" if odd > even else "utf-16-be"
    text = head[: len(head) // 2 * 2].decode(name, "replace")
    if max(even, odd) <= 4 * min(even, odd) or _CONTROL.search(text):
        raise FileRefused("not_text")
    return name


def _is_mostly_utf8(content: bytes) -> bool:
    high = len(content[:_SAMPLE]) - len(content[:_SAMPLE].translate(None, _HIGH))
    whole = sum(len(found) for found in _SEQUENCE.findall(content[:_SAMPLE]))
    return high > 0 and whole >= 0.9 * high


def _single_byte(content: bytes) -> str:
    """Windows' Arabic unless the article "ال" is commoner when read as ISO 8859-6."""
    sample = content[:_SAMPLE]
    windows = sample.decode("cp1256", "replace").count(_ALEF_LAM)
    iso = sample.decode("iso8859-6", "replace").count(_ALEF_LAM)
    return _checked(content, "iso8859-6" if iso > windows else "cp1256")
