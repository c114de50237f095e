"""Names of people as a country bears them: a few given names are very common, most are rare."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from casework.people.names import normalise
from operations.demo.words import NAMES

_DRAWN_FROM: Final = 256


def names_in_sql(moving: str) -> tuple[str, str]:
    """Two SQL expressions for a four-word name: as written and as searched.

    ``moving`` is the expression of a whole number that differs from person to person. How often a given name
    comes follows Zipf's law: the commonest of a list is borne by about one person in five.
    """
    men, women, families = NAMES["eg"].men, NAMES["eg"].women, NAMES["eg"].families
    rows = [_repeated(words) for words in ((*men, *women), men, men[::-1], families)]
    places = [_place(moving, turn, len(row)) for turn, row in enumerate(rows, start=1)]
    written = [_pick(row, place) for row, place in zip(rows, places, strict=True)]
    searched = [_pick(map(normalise, row), place) for row, place in zip(rows, places, strict=True)]
    return " || ' ' || ".join(written), " || ' ' || ".join(searched)


def _repeated(words: Sequence[str]) -> list[str]:
    """The words by Zipf's law, about 256 in all: to draw one evenly is to draw by weight."""
    whole = sum(1 / rank for rank in range(1, len(words) + 1))
    weights = ((word, max(1, round(_DRAWN_FROM / rank / whole))) for rank, word in enumerate(words, start=1))
    return [word for word, times in weights for _ in range(times)]


def _place(moving: str, turn: int, among: int) -> str:
    # PostgreSQL's own hash: the same number gives the same name, and neighbours have nothing in common.
    return f"(1 + mod(abs(hashint8extended(({moving})::bigint, {turn})), {among}))::integer"


def _pick(words: Iterable[str], place: str) -> str:
    return "(ARRAY[" + ",".join(f"'{word}'" for word in words) + f"])[{place}]"
