"""What a backup says of itself: what is in it, and the hash of every part, its own included."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, Self

from data_access.shelf import reach_disk

NAME: Final = "manifest.json"
PAPERS: Final = "papers.sha256"
DATABASES: Final = {"sqlite": "database.sqlite", "postgresql": "database.dump"}
UNFINISHED: Final = ".unfinished-"
FORM: Final = 1
_PIECE: Final = 1 << 20


class BackupRefused(Exception):  # noqa: N818 - named by the fact.
    """The backup cannot be taken, or is not one that may be trusted; the sentence says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One backup: `parts` are its files and their hashes, `counts` the rows of every table."""

    at: str
    database: str
    revision: str
    counts: Mapping[str, int]
    parts: Mapping[str, str]
    papers: int
    pages: int
    missing: tuple[str, ...] = ()
    """Papers that rows point at and that were not in the office when the backup was taken."""
    form: int = FORM
    kept: tuple[str, ...] = field(default=())
    """Files beside the papers that came along, such as the heads of the seals."""

    def write(self, folder: Path) -> None:
        """Write it into the backup, last of all."""
        said: dict[str, Any] = asdict(self)
        text = json.dumps(said | {"sha256": _own_hash(said)}, indent=1, sort_keys=True, ensure_ascii=False)
        path = folder / NAME
        path.write_text(text, encoding="utf-8")
        reach_disk(path)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read it back.

        Raises:
            BackupRefused: there is none, it was never finished, or a byte of it is another.
        """
        if folder.name.startswith(UNFINISHED):
            raise BackupRefused(f"{folder} was never finished: take the one before it.")
        path = folder / NAME
        if not path.is_file():
            raise BackupRefused(f"{folder} is no backup: it has no {NAME}.")
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
            own = said.pop("sha256")
            if _own_hash(said) != own:
                raise BackupRefused(f"{path} is not what was written.")
            return cls(**said | {"missing": tuple(said["missing"]), "kept": tuple(said["kept"])})
        except (ValueError, KeyError, TypeError, AttributeError, OSError) as problem:
            raise BackupRefused(f"{path} is not what was written.") from problem


def papers_listed(folder: Path) -> Iterator[tuple[str, str]]:
    """Hash and place of every file of the papers, as `sha256sum -c` reads them."""
    for line in (folder / PAPERS).read_text(encoding="ascii").splitlines():
        sha256, _, name = line.partition("  ")
        yield sha256, name


def wrong_parts(folder: Path, manifest: Manifest) -> Iterator[str]:
    """The files of a backup that are missing, or that are not what was written; names within it."""
    for name, sha256 in manifest.parts.items():
        if hash_of(folder / name) != sha256:
            yield name
    if hash_of(folder / PAPERS) != manifest.parts.get(PAPERS):
        return  # The list itself is not to be believed.
    for sha256, name in papers_listed(folder):
        if hash_of(folder / name) != sha256:
            yield name


def hash_of(path: Path) -> str:
    """The SHA-256 of a file; "" when it cannot be read."""
    found = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                found.update(piece)
    except OSError:
        return ""
    return found.hexdigest()


def _own_hash(said: Mapping[str, Any]) -> str:
    return hashlib.sha256(
        json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    ).hexdigest()
