"""Where an archive lies: a folder, or any store that fsspec speaks to. A file is there whole or not at all.

Files bear a part of their hash in their name and are never written over; the manifest, replaced last, says
which of them are the archive. So whoever reads sees one archive, before or after, and never half of one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, Final

from data_access.archive.forms import SCHEMAS
from data_access.archive.manifest import NAME, Manifest, Part
from data_access.arrow import datasets, parquet, stores
from data_access.errors import StorageError
from data_access.queries.archiving import Month
from data_access.shelf import reach_disk

_HALF: Final = ".half-"
_NAMED: Final = rf"(?:{'|'.join(SCHEMAS)})-[0-9a-f]{{16}}\.parquet"
_OURS: Final = re.compile(rf"/(?:{_NAMED}|{re.escape(_HALF)}[^/]+/part)$")
_PIECE: Final = 1 << 20


class Place:
    """An archive's folder or bucket, by a path or an address such as ``s3://bucket/archive``."""

    def __init__(self, address: str, **options: Any) -> None:
        """``options`` are the store's own, such as the endpoint and keys of a bucket.

        Raises:
            StorageError: nothing here speaks to such an address.
        """
        self.address = address
        try:
            self.files, self.root = stores.url_to_fs(address, **options)
        except (ImportError, ValueError) as problem:
            raise StorageError(f"{address} cannot be reached: {problem}") from problem
        self.local = "file" in _protocols(self.files)

    def manifest(self) -> Manifest | None:
        """What is archived here; None where nothing is.

        Raises:
            StorageError: the manifest is not what was written, or cannot be read.
        """
        try:
            return Manifest.read(self.files.cat_file(self._path(NAME)))
        except FileNotFoundError:
            return None
        except OSError as problem:
            raise StorageError(f"{self.address} cannot be read") from problem

    def write_part(self, what: str, month: Month, batches: Iterable[Any]) -> Part | None:
        """Write a file of these batches under the name its content gives it; None where there are no rows.

        Raises:
            StorageError: it cannot be written.
        """
        try:
            with TemporaryDirectory(prefix=_HALF, dir=self._beside()) as folder:
                half = Path(folder) / "part"
                rows = _write(half, SCHEMAS[what], batches)
                return self._take(half, what, month, rows) if rows else None
        except OSError as problem:
            raise StorageError(f"{self.address} cannot be written") from problem

    def replace(self, after: Manifest) -> None:
        """Make a new manifest the archive, and then remove every file of ours that it does not name.

        Those are the files of the archive before, and what a run that was killed left behind.

        Raises:
            StorageError: it cannot be written; the archive is what it was.
        """
        try:
            self._put(after.written(), NAME)
            kept = {self._path(part.place) for part in after.parts}
            for found in self.files.find(self.root):
                if _OURS.search(found) and found not in kept:
                    self.files.rm_file(found)
        except OSError as problem:
            raise StorageError(f"{self.address} cannot be written") from problem

    def dataset(self, manifest: Manifest, what: str) -> Any:
        """The files of one kind as one Arrow dataset, read as far as it is asked."""
        return datasets.dataset(self.paths(manifest, what), schema=SCHEMAS[what], filesystem=self.files)

    def paths(self, manifest: Manifest, what: str) -> list[str]:
        """Where the files of one kind lie, for whoever opens them by path."""
        return [self._path(part.place) for part in manifest.of(what)]

    def wrong_parts(self, manifest: Manifest) -> list[str]:
        """The files that are missing or not what was written."""
        return [part.place for part in manifest.parts if self._hash(part.place) != part.sha256]

    def _beside(self) -> str | None:
        """A file is made where it is to lie, so that taking its name is one step; for a bucket, here."""
        if not self.local:
            return None
        Path(self.root).mkdir(parents=True, exist_ok=True)
        return self.root

    def _take(self, half: Path, what: str, month: Month, rows: int) -> Part:
        with half.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        country = month.programme.partition(".")[0]
        place = f"{country}/{month.programme}/{month.first:%Y-%m}/{what}-{sha256[:16]}.parquet"
        part = Part(
            place=place,
            what=what,
            programme=month.programme,
            month=f"{month.first:%Y-%m}",
            rows=rows,
            bytes=half.stat().st_size,
            sha256=sha256,
        )
        self._move(half, place)
        return part

    def _put(self, content: bytes, place: str) -> None:
        with TemporaryDirectory(prefix=_HALF, dir=self._beside()) as folder:
            half = Path(folder) / "part"
            half.write_bytes(content)
            self._move(half, place)

    def _move(self, half: Path, place: str) -> None:
        """Give a finished file its name; an object store does that in one step itself."""
        if not self.local:
            self.files.put_file(str(half), self._path(place))
            return
        target = Path(self._path(place))
        target.parent.mkdir(parents=True, exist_ok=True)
        reach_disk(half)
        half.replace(target)
        for folder in (target.parent, *target.parent.parents[: len(PurePosixPath(place).parts) - 1]):
            reach_disk(folder)

    def _hash(self, place: str) -> str:
        found = hashlib.sha256()
        try:
            with self.files.open(self._path(place), "rb") as file:
                while piece := file.read(_PIECE):
                    found.update(piece)
        except OSError:
            return ""
        return found.hexdigest()

    def _path(self, place: str) -> str:
        return f"{self.root}/{place}"


def _write(path: Path, schema: Any, batches: Iterable[Any]) -> int:
    rows = 0
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows


def _protocols(files: Any) -> tuple[str, ...]:
    return (files.protocol,) if isinstance(files.protocol, str) else tuple(files.protocol)
