"""What every figure means, in both languages: one source for the page, docs/figures.md and exported files."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from casework.words import Words
from ui.text import language

_FILE: Final = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One figure.

    ``text`` says what is counted and what is not; ``unit``, ``records`` (from which records) and ``restated``
    (when a past value changes) are None for what is no figure by itself, such as "not enough data".
    ``formula`` says in words how it is reckoned, ``maths`` in signs.
    """

    key: str
    group: str
    title: Words
    text: Words
    unit: Words | None
    records: Words | None
    restated: Words | None
    formula: Words | None
    maths: str | None
    source: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """All of them, by key in reading order, and the names of their groups."""

    groups: Mapping[str, Words]
    figures: Mapping[str, Definition]

    def of_group(self, group: str) -> tuple[Definition, ...]:
        """The definitions of a group, in reading order."""
        return tuple(one for one in self.figures.values() if one.group == group)


@cache
def definitions() -> Definitions:
    """Everything in `definitions.toml`."""
    with _FILE.open("rb") as file:
        given = tomllib.load(file)
    figures = {key: _definition(key, one, given["words"]) for key, one in given["figures"].items()}
    return Definitions(
        groups=MappingProxyType({code: Words(**words) for code, words in given["groups"].items()}),
        figures=MappingProxyType(figures),
    )


def definition(key: str) -> Definition:
    """The definition of one figure; KeyError where nobody has written it."""
    return definitions().figures[key]


def title_of(key: str) -> str:
    """What a figure is called, in the reader's language."""
    return definition(key).title.in_(language())


def text_of(key: str) -> str:
    """What a figure counts, in the reader's language."""
    return definition(key).text.in_(language())


def definition_url(key: str) -> str:
    """Where a figure's definition is on this site; KeyError where nobody has written it."""
    return f"/definitions?figure={definition(key).key}"


def _definition(key: str, given: Mapping[str, Any], words: Mapping[str, Any]) -> Definition:
    def one_of(name: str) -> Words | None:
        return Words(**words[name][given[name]]) if name in given else None

    return Definition(
        key=key,
        group=given["group"],
        title=Words(**given["title"]),
        text=_joined(given["text"]),
        unit=one_of("unit"),
        records=one_of("records"),
        restated=one_of("restated"),
        formula=_joined(given["formula"]) if "formula" in given else None,
        maths=given.get("maths"),
        source=given.get("source"),
    )


def _joined(given: Mapping[str, str]) -> Words:
    """A text of several lines in the file is one paragraph."""
    return Words(ar=" ".join(given["ar"].split()), en=" ".join(given["en"].split()))
