"""What the country packs say, they say in both languages. Codes and refusals are proved in tests/ui."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass

import pytest

from casework.applications.reasons import PLACEHOLDERS, placeholders
from casework.countries.pack import packs
from casework.words import Words

REASONS = {
    f"{programme.code}:{reason.code}": reason
    for pack in packs().values()
    for programme in pack.programmes.values()
    for reason in programme.catalogue.values()
}


def parts(thing: object) -> Iterable[tuple[object, object]]:
    """What a thing consists of, by name, key or number."""
    if isinstance(thing, Mapping):
        return thing.items()
    if isinstance(thing, tuple | list):
        return enumerate(thing)
    return (
        [(field.name, getattr(thing, field.name)) for field in fields(thing)] if is_dataclass(thing) else ()
    )


def said(thing: object, where: str) -> Iterator[tuple[str, Words]]:
    """Every pair of words anywhere in a pack, with its place."""
    if isinstance(thing, Words):
        yield where, thing
        return
    for name, part in parts(thing):
        yield from said(part, f"{where}/{name}")


def is_arabic(text: str) -> bool:
    return any("\u0600" <= letter <= "\u06ff" for letter in text)


@pytest.mark.parametrize("country", sorted(packs()))
def test_a_pack_speaks_both_languages_everywhere(country: str) -> None:
    mute = [
        where
        for where, words in said(packs()[country], country)
        if not (is_arabic(words.ar) or words.ar == "{words}") or not words.en.strip() or is_arabic(words.en)
    ]
    assert mute == []


@pytest.mark.parametrize("name", sorted(REASONS))
def test_every_reason_tells_the_citizen_what_and_what_next(name: str) -> None:
    reason = REASONS[name]
    for language in ("ar", "en"):
        assert reason.title.in_(language)
        assert reason.told(language)
        assert reason.remedy.in_(language)
    if reason.detail:
        assert placeholders(reason.detail.ar) == placeholders(reason.detail.en) <= PLACEHOLDERS
