"""Where the bytes of papers lie: what any place for them must promise, and the folder that does."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from data_access.errors import StorageError

HALF: Final = ".half-"
"""What a file is called while it is being written."""


class Shelf(Protocol):
    """Files by their place, a relative path. Safe to share between threads and processes."""

    def write(self, place: Path, content: bytes) -> None:
        """Keep the bytes: when this returns they outlive a power cut, and nobody ever sees half of them.

        Raises:
            StorageError: it cannot be done now; what was there before is still there.
        """
        ...

    def read(self, place: Path) -> bytes:
        """Return the bytes.

        Raises:
            StorageError: they are not here, or cannot be read.
        """
        ...

    def holds(self, place: Path) -> bool:
        """Whether there is a file."""
        ...

    def renew(self, place: Path, size: int) -> bool:
        """Make a file of this size young, so that no sweep takes it; False when it has to be written."""
        ...

    def remove(self, place: Path) -> None:
        """Take a file away for good; nothing happens when there is none."""
        ...

    def below(self, place: Path) -> Iterator[Path]:
        """Every file below a place, the half-written ones among them."""
        ...


@dataclass(frozen=True)
class FolderShelf:
    """A folder of this machine, or of a network file system that keeps the promises of `fsync`."""

    root: Path

    def __str__(self) -> str:
        return str(self.root)

    def write(self, place: Path, content: bytes) -> None:
        """Write beside, reach the disk, then take the name: readers see all of the file or nothing."""
        path = self.root / place
        try:
            _make_folders(path.parent)
            descriptor, name = tempfile.mkstemp(prefix=HALF, dir=path.parent)
            half = Path(name)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                half.replace(path)
            except BaseException:
                with contextlib.suppress(OSError):  # What went wrong before it is what matters.
                    half.unlink()
                raise
            reach_disk(path.parent)
        except OSError as error:
            raise StorageError(f"{path} cannot be written") from error

    def read(self, place: Path) -> bytes:
        """Return the bytes, or raise `StorageError`."""
        path = self.root / place
        try:
            return path.read_bytes()
        except OSError as error:
            raise StorageError(f"{path} cannot be read") from error

    def holds(self, place: Path) -> bool:
        """Whether there is a file."""
        return (self.root / place).is_file()

    def renew(self, place: Path, size: int) -> bool:
        """Make a file of this size young."""
        path = self.root / place
        try:
            if path.stat().st_size != size:
                return False
            os.utime(path)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise StorageError(f"{path} cannot be looked at") from error
        return True

    def remove(self, place: Path) -> None:
        """Take a file away for good."""
        try:
            (self.root / place).unlink(missing_ok=True)
        except OSError as error:
            raise StorageError(f"{place.name} cannot be removed") from error

    def below(self, place: Path) -> Iterator[Path]:
        """Every file below a place."""
        for folder, _, names in os.walk(self.root / place):
            for name in names:
                yield Path(folder, name).relative_to(self.root)


def _make_folders(folder: Path) -> None:
    """Make the folder and those above it, each one's name on the disk before the next is made in it."""
    if folder.is_dir():
        return
    _make_folders(folder.parent)
    folder.mkdir(exist_ok=True)
    reach_disk(folder.parent)


def reach_disk(path: Path) -> None:
    """Wait until a file, or a folder with the names in it, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
