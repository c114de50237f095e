"""Objects of a bucket that no row points at.

An object cannot be taken away on the condition that nobody has sent it again. So it is set aside first, where
readers still find it; a later sweep, when every row had time to come, gives it back or lets it go.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Final

from data_access.bucket import ASIDE, BucketShelf

Known = Callable[[Sequence[str]], Collection[str]]
_ORIGINALS: Final = Path("originals")
_ASKED_AT_ONCE: Final = 500


def sweep_bucket(shelf: BucketShelf, known: Known, before: float) -> int:
    """Let go what was set aside before a moment, and set aside what is as old; how many papers went.

    Args:
        shelf: the office's papers.
        known: of some hashes, those that rows point at now.
        before: seconds since the epoch.

    Raises:
        StorageError: the store did not do it; the next sweep goes on.
    """
    moment = datetime.fromtimestamp(before, UTC)
    gone = 0
    for part in _parts(shelf.dated_below(ASIDE / _ORIGINALS)):
        kept = known([place.name for place in part])
        for place, at in part.items():
            gone += _settle(shelf, place, known=place.name in kept, old=at < moment)
    set_aside(shelf, (one for one in shelf.dated_below(_ORIGINALS) if one[1] < moment), known)
    return gone


def set_aside(shelf: BucketShelf, papers: Iterator[tuple[Path, datetime]], known: Known) -> int:
    """Set aside those of some papers that no row points at; how many."""
    many = 0
    for part in _parts(papers):
        kept = known([place.name for place in part])
        for place in part:
            if place.name not in kept:
                shelf.move(place, ASIDE / place)
                many += 1
    return many


def _settle(shelf: BucketShelf, aside: Path, *, known: bool, old: bool) -> int:
    """Give a paper back that has a row by now, or let an old one go with its page images; 1 when it went."""
    place = aside.relative_to(ASIDE)
    if known:
        shelf.move(aside, place)
        return 0
    if not old:
        return 0
    stored_again = shelf.age_of(place) is not None
    if not stored_again:
        for page in list(shelf.below(Path("pages", *place.parts[1:]))):
            shelf.drop(page)
    shelf.drop(aside)
    return not stored_again


def _parts(papers: Iterator[tuple[Path, datetime]]) -> Iterator[dict[Path, datetime]]:
    while part := dict(islice(papers, _ASKED_AT_ONCE)):
        yield part
