"""What has no Arabic yet: `python -m ui.words` (`make words`) prints it by room and file."""

import re
import sys
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from babel.messages.catalog import Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.pofile import read_po

from ui.text import LOCALE, PLURAL_HEADER, Entry

ROOT: Final = Path(__file__).parent.parent
SOURCES: Final = ("casework", "ui", "dashboard", "pages", "operations", "data_access")
KEYWORDS: Final = {**DEFAULT_KEYWORDS, "NP_": ((1, "c"), 2)}
_PLACEHOLDER: Final = re.compile(r"{(\w*)[^}]*}")
_SAID_BY_THE_NUMBER: Final = 3  # zero, one and two may be worded without the figure


@dataclass(frozen=True, slots=True, order=True)
class Complaint:
    """Something wrong with one entry."""

    where: str
    what: str
    msgid: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}: {self.msgid!r}"


def spoken_in_sources(root: Path = ROOT) -> dict[Entry, str]:
    """Every marked entry of the product's source, with the first file and line that says it."""
    found: dict[Entry, str] = {}
    for folder in SOURCES:
        for path in sorted((root / folder).rglob("*.py")):
            for line, message, context in _marked_in(path):
                found.setdefault((context, message), f"{path.relative_to(root)}:{line}")
    return found


def complaints(root: Path = ROOT) -> list[Complaint]:
    """What is missing, empty, fuzzy, stale, clashing or has other placeholders than its English."""
    spoken, worded, found = spoken_in_sources(root), dict[Entry, tuple[str, str]](), list[Complaint]()
    for room in sorted((LOCALE / "ar").glob("*.po")):
        found += _complaints_of(room, spoken, worded)
    missing = spoken.keys() - worded.keys()
    found += [Complaint(spoken[entry], "no Arabic", entry[1]) for entry in missing]
    return sorted(found)


def _complaints_of(
    room: Path, spoken: dict[Entry, str], worded: dict[Entry, tuple[str, str]]
) -> Generator[Complaint]:
    if PLURAL_HEADER not in room.read_text(encoding="utf-8"):
        yield Complaint(room.name, "not the GNU plural header for Arabic", "")
    with room.open("rb") as file:
        catalog = read_po(file, locale="ar", charset="utf-8")
    for message in catalog:
        if message.id:
            for what in _complaints_of_message(message, room.name, spoken, worded):
                yield Complaint(room.name, what, _texts(message.id)[0])


def _complaints_of_message(
    message: Message, room: str, spoken: dict[Entry, str], worded: dict[Entry, tuple[str, str]]
) -> Generator[str]:
    ids, texts = _texts(message.id), _texts(message.string)
    entry = (str(message.context or ""), ids[0])
    yield from _faults(entry, ids, texts, spoken)
    if message.fuzzy:
        yield "marked fuzzy"
    first_room, wording = worded.setdefault(entry, (room, " | ".join(texts)))
    if wording != " | ".join(texts):
        yield f"worded otherwise in {first_room}"


def _texts(value: object) -> list[str]:
    several = cast("tuple[str, ...]", value) if isinstance(value, (tuple, list)) else (value,)
    return [str(text or "") for text in several]


def _faults(entry: Entry, ids: list[str], texts: list[str], spoken: dict[Entry, str]) -> Generator[str]:
    if entry not in spoken:
        yield "nothing says it any more"
    if not all(texts):
        yield "empty Arabic"
    expected = {name for text in ids for name in _PLACEHOLDER.findall(text)}
    for index, text in enumerate(texts):
        names = set(_PLACEHOLDER.findall(text))
        silent = len(texts) > 1 and index < _SAID_BY_THE_NUMBER and names < expected
        if text and names != expected and not silent:
            yield f"placeholders {sorted(names)} instead of {sorted(expected)}"


def _marked_in(path: Path) -> Generator[tuple[int, str, str]]:
    for line, message, _comments, context in extract_from_file("python", path, keywords=KEYWORDS):
        first = message[0] if isinstance(message, tuple) else message
        yield line, first, context or ""


if __name__ == "__main__":
    wrong = complaints()
    for complaint in wrong:
        print(complaint)  # noqa: T201 - this is the command's answer
    sys.exit(1 if wrong else 0)
