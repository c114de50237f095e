"""The whole corpus, and papers mutated from its honest ones."""

import random
from collections.abc import Iterator
from functools import cache
from typing import Final

from operations.drills.hostile import acting, broken, odd, pictures
from operations.drills.hostile.drawn import heic, jpeg, page, pdf, saved
from operations.drills.hostile.sample import Sample

_HEADS: Final = 64
_LONGEST_SPLICE: Final = 4096


def corpus() -> tuple[Sample, ...]:
    """Every made paper, with the verdicts that are right for it."""
    return (*odd.SAMPLES, *odd.UNSURE, *acting.SAMPLES, *broken.SAMPLES, *pictures.SAMPLES)


def mutants(count: int, seed: int = 4) -> Iterator[bytes]:
    """So many honest papers with flipped bytes, lost tails, and parts of one another; the same each time."""
    chance = random.Random(seed)  # noqa: S311 - damage, not secrets.
    for _ in range(count):
        yield _mutated(chance)


@cache
def _honest() -> tuple[bytes, ...]:
    return (
        *(one.make() for one in odd.SAMPLES if one.name not in {"fifty pages", "wall sheet"}),
        *(one.make() for one in acting.SAMPLES),
        *(pdf(pages=8), saved(page(), "PDF", resolution=150), jpeg(), jpeg(progressive=True), heic()),
        *(saved(page(), "PNG"), saved(page().convert("P"), "PNG"), saved(page().convert("CMYK"), "TIFF")),
        *(saved(page(), "TIFF", compression=how) for how in ("tiff_lzw", "jpeg", "tiff_deflate")),
        saved(page().convert("1"), "TIFF", compression="group4"),
        saved(page(), "TIFF", save_all=True, append_images=[page(size=30)], compression="tiff_lzw"),
    )


def _mutated(chance: random.Random) -> bytes:
    paper = bytearray(chance.choice(_honest()))
    for _ in range(chance.choice((1, 1, 2, 4))):
        chance.choice(_WAYS)(paper, chance)
    return bytes(paper)


def _flip(paper: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 3, 10, 100))):
        if paper:
            paper[chance.randrange(len(paper))] ^= 1 << chance.randrange(8)


def _flip_near_the_head(paper: bytearray, chance: random.Random) -> None:
    """Where sizes, counts and places stand."""
    for _ in range(chance.choice((1, 3, 10))):
        if paper:
            paper[chance.randrange(min(len(paper), _HEADS * 16))] = chance.choice((0, 0xFF, 0x7F, 0x80, 1))


def _cut(paper: bytearray, chance: random.Random) -> None:
    del paper[chance.randrange(len(paper) + 1) :]


def _cut_out(paper: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(paper) + 1)
    del paper[at : at + chance.randrange(1, _LONGEST_SPLICE)]


def _repeat(paper: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(paper) + 1)
    paper[at:at] = paper[at : at + chance.randrange(1, _LONGEST_SPLICE)] * chance.choice((1, 2, 50))


def _splice(paper: bytearray, chance: random.Random) -> None:
    other = chance.choice(_honest())
    at, start = chance.randrange(len(paper) + 1), chance.randrange(len(other))
    length = chance.randrange(1, _LONGEST_SPLICE)
    paper[at : at + length] = other[start : start + length]


def _change_a_number(paper: bytearray, chance: random.Random) -> None:
    """A written number of a PDF becomes another."""
    digits = [at for at, byte in enumerate(paper[: 64 * 1024]) if 0x30 <= byte <= 0x39]  # noqa: PLR2004 - 0 to 9.
    if digits:
        at = chance.choice(digits)
        paper[at : at + 1] = chance.choice((b"0", b"9", b"-1", b"99999999", b"4294967295", b"1e38", b"NaN"))


_WAYS: Final = (_flip, _flip, _flip_near_the_head, _cut, _cut_out, _repeat, _splice, _change_a_number)
