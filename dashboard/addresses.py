"""Addresses as they stand in settings: of databases, and of where the papers lie."""

import re
from pathlib import Path
from typing import Final

from data_access.bucket import Bucket

_S3: Final = "s3://"
_BUCKET: Final = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[\w./-]*)?")


def absolute(path: Path) -> Path:
    """The folder itself, wherever a process is started."""
    return path.expanduser().resolve()


def folder_or_bucket(where: str) -> str:
    """Refuse another kind of address: it would become a folder of an odd name."""
    if "://" in where and not _BUCKET.fullmatch(where):
        raise ValueError("it is neither a folder nor s3://bucket/prefix")
    return where


def lies_at(where: str, folder: Path, *, endpoint: str, region: str, key: str, secret: str) -> Path | Bucket:
    """The folder or bucket that an address names; empty means the folder."""
    if not where.startswith(_S3):
        return absolute(Path(where)) if where else folder
    name, _, prefix = where.removeprefix(_S3).strip("/").partition("/")
    return Bucket(name=name, prefix=prefix, endpoint=endpoint, region=region, key=key, secret=secret)


def through_psycopg(url: str) -> str:
    """SQLAlchemy's form of a PostgreSQL address; anything else stays as it is."""
    scheme, separator, rest = url.partition("://")
    if scheme in {"postgres", "postgresql"}:
        scheme = "postgresql+psycopg"
    return f"{scheme}{separator}{rest}"
