"""Files that no row points at: left by an import that was killed, or by papers whose time was over.

How that goes in a folder; `bucket_sweep` says how in a bucket.

A paper is stored before its row is written. It is therefore taken away only when it is old; it is set aside
under another name first, and whoever stores the same bytes meanwhile either made it young, which is seen
before it goes, or no longer finds it and writes it anew.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from data_access.bucket import BucketShelf
from data_access.bucket_sweep import set_aside, sweep_bucket
from data_access.documents import DocumentStore, original_of
from data_access.errors import StorageError
from data_access.shelf import HALF

_ASIDE: Final = ".aside-"
_ASKED_AT_ONCE: Final = 500
_SHA256_LENGTH: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class SweptPapers:
    """How many papers without a row, and how many half-written files, were removed."""

    papers: int
    halves: int


def sweep_papers(
    store: DocumentStore, referenced: Callable[[Sequence[str]], Collection[str]], before: float
) -> SweptPapers:
    """Remove the papers that no row points at and what was left half written, if older than `before`.

    Args:
        store: the office's papers.
        referenced: of some hashes, those that rows point at now.
        before: seconds since the epoch; what was stored later stays.

    Raises:
        StorageError: a file cannot be looked at or removed; the others stay for the next sweep.
    """
    if isinstance(store.shelf, BucketShelf):
        return SweptPapers(papers=sweep_bucket(store.shelf, referenced, before), halves=0)
    try:
        _put_back_all(store)
        halves = _remove_halves(store, before)
        papers = 0
        for hashes in _parts(_old(store, before)):
            kept = referenced(hashes)
            papers += sum(_remove(store, one, before) for one in hashes if one not in kept)
    except OSError as problem:
        raise StorageError(f"{store.root} cannot be swept") from problem
    return SweptPapers(papers=papers, halves=halves)


def remove_freed(
    store: DocumentStore,
    hashes: Sequence[str],
    referenced: Callable[[Sequence[str]], Collection[str]],
    before: float,
) -> int:
    """Remove papers whose rows were removed a moment ago; what is young, or has a row again, stays.

    Raises:
        StorageError: a file cannot be removed; the next sweep does it.
    """
    if isinstance(store.shelf, BucketShelf):
        return set_aside(store.shelf, _dated(store.shelf, hashes, before), referenced)
    try:
        return sum(
            _remove(store, one, before)
            for part in _parts(list(hashes))
            for kept in (referenced(part),)
            for one in part
            if one not in kept
        )
    except OSError as problem:
        raise StorageError(f"{store.root} cannot be swept") from problem


def _dated(shelf: BucketShelf, hashes: Sequence[str], before: float) -> Iterator[tuple[Path, datetime]]:
    """Of these papers those that are there and old enough."""
    for sha256 in hashes:
        place = original_of(sha256)
        at = shelf.age_of(place)
        if at is not None and at.timestamp() < before:
            yield place, at


def _old(store: DocumentStore, before: float) -> list[str]:
    """Papers older than that, and old page images whose paper is gone."""
    found: set[str] = set()
    for place in store.everything():
        original = place.parts[0] == "originals"
        name = place.name if original else place.parent.name
        if len(name) != _SHA256_LENGTH or name in found or not _older(store.root / place, before):
            continue
        if original or not store.has(name):
            found.add(name)
    return sorted(found)


def _remove(store: DocumentStore, sha256: str, before: float) -> bool:
    """Set a paper aside, look whether it was stored again a moment ago, and only then let it go."""
    original, pages = store.path(sha256), store.pages_of(sha256)
    for path in (pages, original):
        if path.exists():
            path.rename(_aside(path))
    young = _aside(original).exists() and not _older(_aside(original), before)
    for path in (original, pages):
        if young:
            _put_back(_aside(path), path)
        _remove_all(_aside(path))
    return not young


def _aside(path: Path) -> Path:
    return path.with_name(f"{_ASIDE}{path.name}")


def _put_back_all(store: DocumentStore) -> None:
    """What a killed sweep had set aside stands in its place again before anything is judged."""
    for tree in ("originals", "pages"):
        for aside in sorted((store.root / tree).glob(f"*/*/{_ASIDE}*")):
            _put_back(aside, aside.with_name(aside.name.removeprefix(_ASIDE)))
            _remove_all(aside)


def _put_back(aside: Path, path: Path) -> None:
    """Give files their names again, where nobody has written them anew."""
    if aside.is_dir():
        path.mkdir(exist_ok=True)
        for file in aside.iterdir():
            _put_back(file, path / file.name)
    elif aside.exists() and not path.exists():
        os.link(aside, path)


def _remove_all(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _remove_halves(store: DocumentStore, before: float) -> int:
    halves = [
        store.root / place
        for place in store.everything()
        if place.name.startswith(HALF) and _older(store.root / place, before)
    ]
    for half in halves:
        half.unlink(missing_ok=True)
    return len(halves)


def _older(path: Path, before: float) -> bool:
    try:
        return path.stat().st_mtime < before
    except FileNotFoundError:
        return False


def _parts(hashes: Sequence[str]) -> Iterator[Sequence[str]]:
    return (hashes[start : start + _ASKED_AT_ONCE] for start in range(0, len(hashes), _ASKED_AT_ONCE))
