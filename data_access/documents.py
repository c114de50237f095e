"""The bytes of the papers: each file once, named by its own hash, never half written.

Two trees under one root. `originals` holds what the applicant sent, untouched; `pages` holds the page images
made from it, which can be made again. Both are sharded, so that no folder grows past a few thousand names.
"""

import hashlib
import io
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from PIL import Image

from data_access.bucket import Bucket, BucketShelf
from data_access.errors import StorageError
from data_access.shelf import FolderShelf, Shelf

FIRST_SEEN: Final = 900
"""The width at which most screens ask for the first page of a paper: it lies ready."""
PAGE_WIDTHS: Final = (160, FIRST_SEEN, 1600)
"""The only widths, in pixels, a page image is scaled to; anything else is shown in full."""

_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_SCALED_QUALITY: Final = 78
_TREES: Final = ("originals", "pages")


class DocumentStore:
    """Papers in a folder or a bucket. Several processes may use it; a crash leaves a whole file or none."""

    def __init__(self, where: Path | Bucket) -> None:
        self.shelf: Shelf = FolderShelf(where) if isinstance(where, Path) else BucketShelf(where)

    @property
    def root(self) -> Path:
        """The folder of the papers.

        Raises:
            StorageError: they lie in a bucket.
        """
        if not isinstance(self.shelf, FolderShelf):
            raise StorageError(f"the papers lie in {self.shelf}, not in a folder")
        return self.shelf.root

    def put(self, content: bytes) -> str:
        """Keep the bytes and return their SHA-256 in hexadecimal; the same bytes again change nothing.

        When this returns, the file and its name are on the disk: a row may point at it. A file that was there
        is young again, so that a sweep gives its row the time to come.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        place = original_of(sha256)
        if not self.shelf.renew(place, len(content)):
            self.shelf.write(place, content)
        return sha256

    def get(self, sha256: str) -> bytes:
        """Return the bytes as they came, or raise `StorageError` when they are not here or have changed."""
        content = self.shelf.read(original_of(sha256))
        if hashlib.sha256(content).hexdigest() != sha256:
            raise StorageError(f"the stored bytes of {sha256} are not what was stored")
        return content

    def has(self, sha256: str) -> bool:
        """Tell whether the paper with this hash is kept."""
        return self.shelf.holds(original_of(sha256))

    def path(self, sha256: str) -> Path:
        """Return where in the folder the paper with this hash lies, or would lie."""
        return self.root / original_of(sha256)

    def pages_of(self, sha256: str) -> Path:
        """Return the folder of the page images of the paper with this hash."""
        return self.root / _pages(sha256)

    def put_page(self, sha256: str, number: int, jpeg: bytes) -> None:
        """Keep the image of one page of a paper; pages are numbered from 1."""
        self.shelf.write(_page(sha256, number), jpeg)

    def put_pages(self, sha256: str, images: Sequence[bytes]) -> None:
        """Keep the page images of a paper that are not here yet, and the first as it will be asked for first.

        Whoever opens the paper would wait for that scaling, and so would everybody beside them.
        """
        for number, jpeg in enumerate(images, start=1):
            if not self.has_page(sha256, number):
                self.put_page(sha256, number, jpeg)
                if number == 1:
                    self._fitted(sha256, number, FIRST_SEEN, jpeg)

    def has_page(self, sha256: str, number: int) -> bool:
        """Tell whether the image of this page is kept."""
        return self.shelf.holds(_page(sha256, number))

    def page(self, sha256: str, number: int, width: int | None = None) -> bytes:
        """Return the JPEG of one page, counted from 1, in full or at most `width` pixels wide.

        Widths other than `PAGE_WIDTHS` raise ValueError: each width that was asked for is kept on the disk.
        """
        if width is None:
            return self.shelf.read(_page(sha256, number))
        if width not in PAGE_WIDTHS:
            raise ValueError(f"pages are not kept at a width of {width}")
        scaled = _page(sha256, number, width)
        if self.shelf.holds(scaled):
            return self.shelf.read(scaled)
        return self._fitted(sha256, number, width, self.page(sha256, number))

    def _fitted(self, sha256: str, number: int, width: int, whole: bytes) -> bytes:
        """The page at most so wide; kept where that is not the page as it is."""
        jpeg = _scaled(whole, width)
        if jpeg is not whole:
            self.shelf.write(_page(sha256, number, width), jpeg)
        return jpeg

    def remove(self, sha256: str) -> None:
        """Take the bytes away for good: they are harmful, and no row points at them any more."""
        self.shelf.remove(original_of(sha256))

    def places_of(self, sha256: str) -> tuple[Path, ...]:
        """Where the paper and its page images lie, from the root on; scaled images are not worth keeping."""
        pages = self.shelf.below(_pages(sha256))
        images = sorted(page for page in pages if page.suffix == ".jpg" and "-" not in page.name)
        return (original_of(sha256), *images)

    def at(self, place: Path) -> bytes:
        """The bytes of a place of `places_of`, as they are; raises `StorageError` when they are not here."""
        return self.shelf.read(place)

    def hash_at(self, place: Path) -> str:
        """The SHA-256 of what lies at a place; "" when nothing does."""
        return hashlib.sha256(self.shelf.read(place)).hexdigest() if self.shelf.holds(place) else ""

    def take_back(self, place: Path, content: bytes) -> None:
        """Put a file of a backup where `places_of` had found it."""
        if place.is_absolute() or ".." in place.parts or place.parts[0] not in _TREES:
            raise ValueError(f"{place} is no place of a paper")
        self.shelf.write(place, content)

    def everything(self) -> Iterator[Path]:
        """Every file of the two trees, from the root on, the half-written ones among them."""
        for tree in _TREES:
            yield from self.shelf.below(Path(tree))

    def check(self) -> None:
        """Raise `StorageError` unless a file can be written to the store and read back."""
        probe = os.urandom(16)
        place = Path(f".check-{os.getpid()}-{probe.hex()}")
        try:
            self.shelf.write(place, probe)
            if self.shelf.read(place) != probe:
                raise StorageError(f"{self.shelf} does not give back what was written")
        finally:
            with suppress(StorageError):  # What went wrong before it is what matters.
                self.shelf.remove(place)


def original_of(sha256: str) -> Path:
    """The place of a paper, from the root on."""
    return Path("originals") / _shards(sha256) / sha256


def _pages(sha256: str) -> Path:
    return Path("pages") / _shards(sha256) / sha256


def _page(sha256: str, number: int, width: int | None = None) -> Path:
    return _pages(sha256) / (f"{number:04d}.jpg" if width is None else f"{number:04d}-{width}.jpg")


def _shards(sha256: str) -> Path:
    """Two levels of 256 folders. Refuses what is not a hash: it would become part of a path."""
    if not _SHA256.fullmatch(sha256):
        raise ValueError("a paper is named by its SHA-256, 64 small hexadecimal digits")
    return Path(sha256[:2], sha256[2:4])


def _scaled(jpeg: bytes, width: int) -> bytes:
    """Scale one of our own page images down; never up."""
    try:
        with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as image:
            if image.width <= width:
                return jpeg
            height = max(1, round(image.height * width / image.width))
            image.draft(image.mode, (width, height))
            small = image.resize((width, height), Image.Resampling.HAMMING, reducing_gap=2.0)
    except (OSError, ValueError) as error:
        raise StorageError("a page image cannot be read") from error
    buffer = io.BytesIO()
    small.save(buffer, "JPEG", quality=_SCALED_QUALITY)
    return buffer.getvalue()
