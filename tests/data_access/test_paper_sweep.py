"""Only old files that no row points at go; whoever stores the same bytes meanwhile finds them."""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Sequence
from pathlib import Path

import pytest

from data_access.documents import DocumentStore
from data_access.paper_sweep import sweep_papers

OLD = time.time() - 3 * 24 * 3600
YESTERDAY = time.time() - 24 * 3600


@pytest.fixture
def store(tmp_path: Path) -> DocumentStore:
    return DocumentStore(tmp_path / "documents")


def stored(store: DocumentStore, content: bytes, *, at: float = OLD) -> str:
    sha256 = store.put(content)
    store.put_page(sha256, 1, b"\xff\xd8 page")
    for place in store.places_of(sha256):
        os.utime(store.root / place, (at, at))
    return sha256


def none_known(_hashes: Sequence[str]) -> Collection[str]:
    return ()


def test_an_old_paper_without_a_row_goes_with_its_pages(store: DocumentStore) -> None:
    orphan, kept = stored(store, b"orphan"), stored(store, b"kept")
    swept = sweep_papers(store, lambda hashes: {kept} & set(hashes), YESTERDAY)
    assert swept.papers == 1
    assert not store.has(orphan)
    assert not store.pages_of(orphan).exists()
    assert store.get(kept) == b"kept"
    assert store.has_page(kept, 1)


def test_a_young_paper_waits_for_its_row(store: DocumentStore) -> None:
    young = stored(store, b"young", at=time.time())
    assert sweep_papers(store, none_known, YESTERDAY).papers == 0
    assert store.has(young)


def test_a_paper_stored_again_while_it_is_looked_for_stays(store: DocumentStore) -> None:
    sha256 = stored(store, b"again")

    def asked_just_before(_hashes: Sequence[str]) -> Collection[str]:
        store.put(b"again")  # An import stores it now; its row comes a moment later.
        return ()

    assert sweep_papers(store, asked_just_before, YESTERDAY).papers == 0
    assert store.get(sha256) == b"again"
    assert store.has_page(sha256, 1)


def test_half_written_files_and_pages_without_a_paper_go(store: DocumentStore) -> None:
    sha256 = stored(store, b"gone")
    store.path(sha256).unlink()
    half = store.path(sha256).parent / ".half-abc"
    half.write_bytes(b"ha")
    os.utime(half, (OLD, OLD))
    swept = sweep_papers(store, none_known, YESTERDAY)
    assert (swept.papers, swept.halves) == (1, 1)
    assert list(store.everything()) == []


def test_what_a_killed_sweep_had_set_aside_is_put_back_first(store: DocumentStore) -> None:
    sha256 = stored(store, b"aside")
    for path in (store.path(sha256), store.pages_of(sha256)):
        path.rename(path.with_name(f".aside-{path.name}"))
    sweep_papers(store, lambda hashes: hashes, YESTERDAY)
    assert store.get(sha256) == b"aside"
    assert store.has_page(sha256, 1)
