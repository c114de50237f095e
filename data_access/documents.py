"""The bytes of the papers: each file once, named by its own hash, never half written.

Two trees under one root. `originals` holds what the applicant sent, untouched; `pages` holds the page images
made from it, which can be made again. Both are sharded, so that no folder grows past a few thousand names.
"""

import contextlib
import hashlib
import io
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from PIL import Image

from data_access.errors import StorageError

PAGE_WIDTHS: Final = (160, 900, 1600)
"""The only widths, in pixels, a page image is scaled to; anything else is shown in full."""

_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_SCALED_QUALITY: Final = 78
_TREES: Final = ("originals", "pages")
HALF: Final = ".half-"
"""What a file is called while it is being written."""


class DocumentStore:
    """A folder of papers. Several processes may use it at once; a crash leaves a whole file or none."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, content: bytes) -> str:
        """Keep the bytes and return their SHA-256 in hexadecimal; the same bytes again change nothing.

        When this returns, the file and its name are on the disk: a row may point at it. A file that was there
        is young again, so that a sweep gives its row the time to come.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.path(sha256)
        if not _still_holds(path, len(content)):
            _write(path, content)
        return sha256

    def get(self, sha256: str) -> bytes:
        """Return the bytes as they came, or raise `StorageError` when they are not here or have changed."""
        content = _read(self.path(sha256))
        if hashlib.sha256(content).hexdigest() != sha256:
            raise StorageError(f"the stored bytes of {sha256} are not what was stored")
        return content

    def has(self, sha256: str) -> bool:
        """Tell whether the paper with this hash is kept."""
        return self.path(sha256).is_file()

    def path(self, sha256: str) -> Path:
        """Return where the paper with this hash lies, or would lie."""
        return self.root / "originals" / _shards(sha256) / sha256

    def pages_of(self, sha256: str) -> Path:
        """Return the folder of the page images of the paper with this hash."""
        return self.root / "pages" / _shards(sha256) / sha256

    def put_page(self, sha256: str, number: int, jpeg: bytes) -> None:
        """Keep the image of one page of a paper; pages are numbered from 1."""
        _write(self._page_path(sha256, number), jpeg)

    def put_pages(self, sha256: str, images: Sequence[bytes]) -> None:
        """Keep the page images of a paper that are not here yet."""
        for number, jpeg in enumerate(images, start=1):
            if not self.has_page(sha256, number):
                self.put_page(sha256, number, jpeg)

    def has_page(self, sha256: str, number: int) -> bool:
        """Tell whether the image of this page is kept."""
        return self._page_path(sha256, number).is_file()

    def page(self, sha256: str, number: int, width: int | None = None) -> bytes:
        """Return the JPEG of one page, counted from 1, in full or at most `width` pixels wide.

        Widths other than `PAGE_WIDTHS` raise ValueError: each width that was asked for is kept on the disk.
        """
        if width is None:
            return _read(self._page_path(sha256, number))
        if width not in PAGE_WIDTHS:
            raise ValueError(f"pages are not kept at a width of {width}")
        scaled = self._page_path(sha256, number, width)
        if scaled.is_file():
            return _read(scaled)
        jpeg = _scaled(self.page(sha256, number), width)
        _write(scaled, jpeg)
        return jpeg

    def remove(self, sha256: str) -> None:
        """Take the bytes away for good: they are harmful, and no row points at them any more."""
        try:
            self.path(sha256).unlink(missing_ok=True)
        except OSError as error:
            raise StorageError(f"{sha256} cannot be removed") from error

    def places_of(self, sha256: str) -> tuple[Path, ...]:
        """Where the paper and its page images lie, from the root on; scaled images are not worth keeping."""
        images = sorted(page for page in self.pages_of(sha256).glob("*.jpg") if "-" not in page.name)
        return tuple(one.relative_to(self.root) for one in (self.path(sha256), *images))

    def take_back(self, place: Path, content: bytes) -> None:
        """Put a file of a backup where `places_of` had found it."""
        if place.is_absolute() or ".." in place.parts or place.parts[0] not in _TREES:
            raise ValueError(f"{place} is no place of a paper")
        _write(self.root / place, content)

    def everything(self) -> Iterator[Path]:
        """Every file of the two trees, from the root on, the half-written ones among them."""
        for tree in _TREES:
            for folder, _, names in os.walk(self.root / tree):
                for name in names:
                    yield Path(folder, name).relative_to(self.root)

    def check(self) -> None:
        """Raise `StorageError` unless a file can be written to the store and read back."""
        probe = os.urandom(16)
        path = self.root / f".check-{os.getpid()}-{probe.hex()}"
        try:
            _write(path, probe)
            if _read(path) != probe:
                raise StorageError(f"{self.root} does not give back what was written")
        finally:
            _forget(path)

    def _page_path(self, sha256: str, number: int, width: int | None = None) -> Path:
        name = f"{number:04d}.jpg" if width is None else f"{number:04d}-{width}.jpg"
        return self.pages_of(sha256) / name


def _shards(sha256: str) -> Path:
    """Two levels of 256 folders. Refuses what is not a hash: it would become part of a path."""
    if not _SHA256.fullmatch(sha256):
        raise ValueError("a paper is named by its SHA-256, 64 small hexadecimal digits")
    return Path(sha256[:2], sha256[2:4])


def _still_holds(path: Path, size: int) -> bool:
    try:
        if path.stat().st_size != size:
            return False
        os.utime(path)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise StorageError(f"{path} cannot be looked at") from error
    return True


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise StorageError(f"{path} cannot be read") from error


def _write(path: Path, content: bytes) -> None:
    """Write beside, reach the disk, then take the name: readers see all of the file or nothing."""
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
            _forget(half)
            raise
        _reach_disk(path.parent)
    except OSError as error:
        raise StorageError(f"{path} cannot be written") from error


def _make_folders(folder: Path) -> None:
    """Make the folder and those above it, each one's name on the disk before the next is made in it."""
    if folder.is_dir():
        return
    _make_folders(folder.parent)
    folder.mkdir(exist_ok=True)
    _reach_disk(folder.parent)


def _reach_disk(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _forget(path: Path) -> None:
    with contextlib.suppress(OSError):  # What went wrong before it is what matters.
        path.unlink()


def _scaled(jpeg: bytes, width: int) -> bytes:
    """Scale one of our own page images down; never up."""
    try:
        with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as image:
            if image.width <= width:
                return jpeg
            height = max(1, round(image.height * width / image.width))
            image.draft(image.mode, (width, height))
            small = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
    except (OSError, ValueError) as error:
        raise StorageError("a page image cannot be read") from error
    buffer = io.BytesIO()
    small.save(buffer, "JPEG", quality=_SCALED_QUALITY)
    return buffer.getvalue()
