"""Taking a backup while everybody works: first the database as it was at one moment, then its papers.

A paper is on the disk before a row points at it and is not taken away while one does, so every paper of the
snapshot is still there when its turn comes.
"""

import fcntl
import hashlib
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from data_access.backup import take
from data_access.documents import DocumentStore
from data_access.shelf import FolderShelf, reach_disk
from operations.backup.manifest import (
    DATABASES,
    NAME,
    PAPERS,
    UNFINISHED,
    BackupRefused,
    Manifest,
    hash_of,
)

BEGINS: Final = "mizan-"
_IN_HAND: Final = ".in-hand"


def back_up(
    engine: Any, store: DocumentStore, destination: Path, at: datetime, *, beside: Sequence[Path] = ()
) -> tuple[Path, Manifest]:
    """Copy database and papers into a new folder of the destination, which bears its name only when whole.

    Args:
        engine: the office's database.
        store: the office's papers.
        destination: the folder of backups; it is made when it is missing.
        at: this moment, UTC; it names the backup.
        beside: files that go along when they are there.

    Raises:
        BackupRefused: a backup of this second is there, or the destination is within the papers.
        NoClient: PostgreSQL's `pg_dump` is missing or too old.
        StorageError: the database did not answer, or a copy could not be written.
        OSError: the destination cannot be written.
    """
    destination = destination.resolve()
    if isinstance(store.shelf, FolderShelf) and destination.is_relative_to(store.root.resolve()):
        raise BackupRefused(f"{destination} lies within the papers themselves.")
    name = f"{BEGINS}{at:%Y%m%dT%H%M%SZ}"
    whole, half = destination / name, destination / f"{UNFINISHED}{name}"
    if whole.exists() or half.exists():
        raise BackupRefused(f"{whole} is there already.")
    half.mkdir(parents=True, mode=0o700)
    with _in_hand(half):
        database = half / DATABASES[engine.dialect.name]
        snapshot = take(engine, database)
        reach_disk(database)
        lines, missing = _copy_papers(store, snapshot.papers, half)
        (half / PAPERS).write_text("".join(f"{line}\n" for line in lines), encoding="ascii")
        reach_disk(half / PAPERS)
        kept = [_copied(one, half / one.name).name for one in beside if one.is_file()]
        manifest = Manifest(
            at=at.isoformat(),
            database=snapshot.database,
            revision=snapshot.revision,
            counts=snapshot.counts,
            parts={part: hash_of(half / part) for part in (database.name, PAPERS, *kept)},
            papers=len(snapshot.papers) - len(missing),
            pages=len(lines) - len(snapshot.papers) + len(missing),
            missing=missing,
            kept=tuple(kept),
        )
        manifest.write(half)
    (half / _IN_HAND).unlink()
    reach_disk(half)
    half.rename(whole)
    reach_disk(destination)
    return whole, manifest


def finished(destination: Path) -> list[Path]:
    """The whole backups in a folder, the oldest first."""
    return sorted(path for path in destination.glob(f"{BEGINS}*") if (path / NAME).is_file())


def abandoned(destination: Path) -> list[Path]:
    """Backups that were begun and that nobody is writing any more."""
    return [path for path in sorted(destination.glob(f"{UNFINISHED}*")) if not _somebody_writes(path)]


def thin_out(destination: Path, keep: int) -> list[Path]:
    """Remove all whole backups but the newest `keep`, and what was abandoned; returns what went."""
    gone = [*finished(destination)[: -max(1, keep)], *abandoned(destination)]
    for path in gone:
        # Without its name first: what is half removed must not look like a backup.
        if not path.name.startswith(UNFINISHED):
            path = path.rename(path.with_name(f"{UNFINISHED}{path.name}"))  # noqa: PLW2901 - the same folder.
        shutil.rmtree(path)
    return gone


def _copy_papers(
    store: DocumentStore, papers: Sequence[str], folder: Path
) -> tuple[list[str], tuple[str, ...]]:
    """Copy each paper and its page images; the lines of the list, and the papers that are not there."""
    lines: list[str] = []
    missing: list[str] = []
    touched: set[Path] = set()
    for sha256 in papers:
        if not store.has(sha256):
            missing.append(sha256)
            continue
        for place in store.places_of(sha256):
            target = folder / "documents" / place
            found = _written(store.at(place), target)
            if place.name == sha256 and found != sha256:
                missing.append(sha256)
                target.unlink()
                continue
            lines.append(f"{found}  documents/{place.as_posix()}")
            touched.add(target.parent)
    for parent in touched:
        reach_disk(parent)
    return lines, tuple(missing)


def _written(content: bytes, target: Path) -> str:
    """Write a file, wait for the disk, and say the hash of what was written."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        file.write(content)
    reach_disk(target)
    return hashlib.sha256(content).hexdigest()


def _copied(source: Path, target: Path) -> Path:
    _written(source.read_bytes(), target)
    return target


@contextmanager
def _in_hand(folder: Path) -> Iterator[None]:
    """Hold a lock that ends with this process, however it ends."""
    with (folder / _IN_HAND).open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def _somebody_writes(folder: Path) -> bool:
    try:
        with (folder / _IN_HAND).open("r") as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
