"""Papers in a bucket of any store that speaks S3, so that every process of the desk finds the same ones.

A store of this kind has no names to take and no half-written files: an object is whole or is not there, and
once it was answered for it is kept. Its client is loaded when the first bucket is opened, never for a folder.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import Any, Final, cast

from data_access.errors import StorageError

ASIDE: Final = Path("aside")
"""Below it lies what a sweep has set aside: it is still found, and is removed by a later sweep."""

_CONNECTS_WITHIN: Final = 3
_ANSWERS_WITHIN: Final = 20
_TRIES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """The address of a bucket, and who asks. Without a key the machine's own role is used."""

    name: str
    prefix: str = ""
    endpoint: str = ""
    """`https://...` of a store that is not Amazon's."""
    region: str = ""
    key: str = ""
    secret: str = field(default="", repr=False)

    @property
    def access(self) -> dict[str, Any]:
        """What s3fs is told of the store and of who asks."""
        client = {"endpoint_url": self.endpoint, "region_name": self.region}
        return {
            "key": self.key or None,
            "secret": self.secret or None,
            "client_kwargs": {name: value for name, value in client.items() if value},
        }


@dataclass(frozen=True)
class BucketShelf:
    """A bucket as a shelf of papers."""

    bucket: Bucket

    def __str__(self) -> str:
        return str(PurePosixPath(self.bucket.name, self.bucket.prefix))

    def write(self, place: Path, content: bytes) -> None:
        """Send the object; an older one of the name is there until the new one is whole."""
        with self._talking(f"{place} cannot be written"):
            self._store.pipe_file(self._key(place), content)

    def read(self, place: Path) -> bytes:
        """Fetch the object, also from where a sweep has set it aside."""
        with self._talking(f"{place} cannot be read"):
            try:
                return cast("bytes", self._store.cat_file(self._key(place)))
            except FileNotFoundError:
                return cast("bytes", self._store.cat_file(self._key(ASIDE / place)))

    def holds(self, place: Path) -> bool:
        """Whether there is an object, be it set aside."""
        return any(self.age_of(one) is not None for one in (place, ASIDE / place))

    def renew(self, place: Path, size: int) -> bool:
        """Always False: an object is made young by sending it again, and the same bytes change nothing."""
        del place, size
        return False

    def remove(self, place: Path) -> None:
        """Take an object away for good, wherever it is."""
        for one in (place, ASIDE / place):
            if self.age_of(one) is not None:
                self.drop(one)

    def drop(self, place: Path) -> None:
        """Take one object away, and nothing that is set aside."""
        with self._talking(f"{place.name} cannot be removed"):
            self._store.rm_file(self._key(place))

    def below(self, place: Path) -> Iterator[Path]:
        """Every object below a place, listed shard by shard."""
        for one, _ in self.dated_below(place):
            yield one

    def dated_below(self, place: Path) -> Iterator[tuple[Path, datetime]]:
        """Every object below a place with the moment it was sent, UTC."""
        with self._talking(f"{place} cannot be listed"):
            for shard in self._listed(place):
                if shard["type"] != "directory":
                    yield self._place(shard["name"]), shard["LastModified"]
                    continue
                found = self._store.find(shard["name"], detail=True)
                for key, about in sorted(found.items()):
                    yield self._place(key), about["LastModified"]

    def age_of(self, place: Path) -> datetime | None:
        """The moment an object was sent, UTC; None when there is none."""
        with self._talking(f"{place} cannot be looked at"):
            try:
                return cast("datetime", self._store.info(self._key(place))["LastModified"])
            except FileNotFoundError:
                return None

    def move(self, place: Path, to: Path) -> None:
        """Have the store copy an object, and take the first away when the second is there."""
        with self._talking(f"{place} cannot be moved"):
            self._store.copy(self._key(place), self._key(to))
            self._store.rm_file(self._key(place))

    def _listed(self, place: Path) -> list[dict[str, Any]]:
        try:
            return cast("list[dict[str, Any]]", self._store.ls(self._key(place), detail=True))
        except FileNotFoundError:
            return []

    def _key(self, place: Path) -> str:
        return str(PurePosixPath(self.bucket.name, self.bucket.prefix, place.as_posix()))

    def _place(self, key: str) -> Path:
        return Path(PurePosixPath(key).relative_to(PurePosixPath(self.bucket.name, self.bucket.prefix)))

    @cached_property
    def _store(self) -> Any:
        return import_module("s3fs").S3FileSystem(
            **self.bucket.access,
            config_kwargs={
                "connect_timeout": _CONNECTS_WITHIN,
                "read_timeout": _ANSWERS_WITHIN,
                "retries": {"max_attempts": _TRIES, "mode": "standard"},
            },
            # Another process may have sent an object a moment ago.
            use_listings_cache=False,
        )

    @contextmanager
    def _talking(self, failed: str) -> Generator[None]:
        troubles = import_module("botocore.exceptions")
        try:
            yield
        except (OSError, troubles.BotoCoreError, troubles.ClientError) as problem:
            raise StorageError(f"{self}: {failed}") from problem
