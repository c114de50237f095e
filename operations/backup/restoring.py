"""Putting a backup into a fresh office, and proving that it is what was taken."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data_access.backup import counted, give_back, is_empty
from data_access.documents import DocumentStore
from operations.backup.manifest import (
    DATABASES,
    BackupRefused,
    Manifest,
    papers_listed,
    wrong_parts,
)

_TOLD = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came back, and everything that differs from what the backup says."""

    manifest: Manifest
    differences: tuple[str, ...]


def checked(source: Path) -> Manifest:
    """Read a backup through: every file is there and is what was written.

    Raises:
        BackupRefused: it is none, was never finished, or is damaged; names what.
    """
    manifest = Manifest.read(source)
    wrong = list(wrong_parts(source, manifest))
    if wrong:
        more = f" and {len(wrong) - _TOLD} more" if len(wrong) > _TOLD else ""
        raise BackupRefused(f"{source} is damaged: {', '.join(wrong[:_TOLD])}{more} differ.")
    return manifest


def restore(engine: Any, store: DocumentStore, source: Path, home: Path | None = None) -> Restored:
    """Check a backup, put papers and then the database into an empty office, and compare.

    Files that went along go to `home`; without one, to the folder above the papers.
    An interrupted one is run again: papers that are there already are the same papers.

    Raises:
        BackupRefused: the backup is not to be trusted, is of the other kind of database, or the office is
            not empty; nothing was written.
        NoClient: PostgreSQL's `pg_restore` is missing or too old.
        StorageError: the database did not take it; it is empty, and the papers stay.
    """
    manifest = checked(source)
    _must_fit(engine, store, source, manifest)
    for sha256, name in papers_listed(source):
        place = Path(name).relative_to("documents")
        if store.hash_at(place) != sha256:
            store.take_back(place, (source / name).read_bytes())
    for name in manifest.kept:
        target = (home or store.root.parent) / name
        if not target.exists():
            target.write_bytes((source / name).read_bytes())
    give_back(engine, source / DATABASES[manifest.database])
    return Restored(manifest=manifest, differences=tuple(_differences(engine, store, source, manifest)))


def _must_fit(engine: Any, store: DocumentStore, source: Path, manifest: Manifest) -> None:
    if manifest.database != engine.dialect.name:
        raise BackupRefused(
            f"This is a backup of {manifest.database}, and DATABASE_URL names {engine.dialect.name}."
        )
    if not is_empty(engine):
        raise BackupRefused("The database is not empty. A backup is restored into a new one only.")
    ours = {name for _, name in papers_listed(source)}
    foreign = next((one for one in store.everything() if f"documents/{one.as_posix()}" not in ours), None)
    if foreign is not None:
        raise BackupRefused(f"{store.shelf} holds papers that are not of this backup, such as {foreign}.")


def _differences(engine: Any, store: DocumentStore, source: Path, manifest: Manifest) -> Iterator[str]:
    found = counted(engine)
    if found.revision != manifest.revision:
        yield f"the database's form is {found.revision}, not {manifest.revision}"
    for table in sorted({*manifest.counts, *found.counts}):
        said, now = manifest.counts.get(table), found.counts.get(table)
        if said != now:
            yield f"{table}: {now} rows, not {said}"
    for sha256, name in papers_listed(source):
        if store.hash_at(Path(name).relative_to("documents")) != sha256:
            yield f"{name} is not what was backed up"
