"""Folders and zip archives of papers, read with limits and never unpacked to the disk."""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final, Protocol

from casework.written import code_point, hidden_in_name
from operations.intake.source import FileRefused, Limits

_LARGE: Final = 10 * 1024 * 1024
"""Bytes from which a member is asked how well it was packed: small ones of one letter are packed well too."""
SHOWN: Final = 120
"""A path is quoted as far as this, from its end."""

_BAD = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError)


class Documents(Protocol):
    """Papers by their path within a folder or an archive."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every path, with forward slashes, in alphabetical order."""
        ...

    def read(self, name: str, limit: int) -> bytes:
        """At most `limit` + 1 bytes of one file, so that too large shows; a broken one gives b""."""
        ...


@dataclass(frozen=True, slots=True)
class Archive:
    """A zip archive of papers."""

    archive: zipfile.ZipFile
    members: Mapping[str, zipfile.ZipInfo]

    @property
    def names(self) -> tuple[str, ...]:
        """Every path in the archive."""
        return tuple(sorted(self.members))

    def read(self, name: str, limit: int) -> bytes:
        """The bytes as far as the limit, whatever size the archive's own list promises."""
        try:
            with self.archive.open(self.members[name]) as member:
                return member.read(limit + 1)
        except _BAD:
            return b""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of papers."""

    root: Path
    names: tuple[str, ...] = field(default=())

    def read(self, name: str, limit: int) -> bytes:
        """The bytes as far as the limit; a file that cannot be read gives none."""
        try:
            with (self.root / name).open("rb") as file:
                return file.read(limit + 1)
        except OSError:
            return b""


def open_archive(content: bytes | Path, limits: Limits) -> Archive:
    """Open a zip, refusing what is meant to harm: too many members, too much when unpacked, paths that climb.

    Raises:
        FileRefused: `broken_zip`, `encrypted_zip`, `zip_too_large`, `zip_unpacks_too_large`, `zip_bomb`,
            `zip_unsafe_path`, `hidden_in_file_name`.
    """
    try:
        archive = zipfile.ZipFile(content if isinstance(content, Path) else io.BytesIO(content))
    except _BAD as error:
        raise FileRefused("broken_zip") from error
    members = [member for member in archive.infolist() if not member.is_dir()]
    _check_size(members, limits)
    return Archive(
        archive, {_safe(member.filename): member for member in members if not _is_litter(member.filename)}
    )


def open_documents(place: Path | bytes, limits: Limits) -> Documents:
    """Open a folder or a zip of papers.

    Raises:
        FileRefused: what `open_archive` raises; `hidden_in_file_name`.
    """
    if isinstance(place, bytes) or place.is_file():
        return open_archive(place, limits)
    root = place.resolve()
    found = (path for path in root.rglob("*") if path.is_file() and _is_inside(path, root))
    names = sorted(path.relative_to(root).as_posix() for path in found)
    papers = tuple(name for name in names if not _is_litter(name))
    for name in papers:
        fit_to_be_a_name(name)
    return Folder(root, papers)


def _check_size(members: Iterable[zipfile.ZipInfo], limits: Limits) -> None:
    held = tuple(members)
    if len(held) > limits.members:
        raise FileRefused("zip_too_large", limit=limits.members)
    if sum(member.file_size for member in held) > limits.unpacked_bytes:
        raise FileRefused("zip_unpacks_too_large", limit=limits.unpacked_bytes)
    if any(member.flag_bits & 0x1 for member in held):
        raise FileRefused("encrypted_zip")
    for member in held:
        _check_member(member, limits)


def _check_member(member: zipfile.ZipInfo, limits: Limits) -> None:
    shown = member.filename[-SHOWN:]
    if member.file_size > _LARGE and member.file_size > limits.ratio * max(1, member.compress_size):
        raise FileRefused("zip_bomb", path=shown, limit=limits.ratio)
    if stat.S_ISLNK(member.external_attr >> 16):
        raise FileRefused("zip_unsafe_path", path=shown)


def _safe(name: str) -> str:
    fit_to_be_a_name(name)
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or "\0" in name or ":" in path.parts[0]:
        raise FileRefused("zip_unsafe_path", path=name)
    return path.as_posix()


def fit_to_be_a_name(name: str) -> None:
    """Refuse a file whose name is not what it looks like: an override makes `fdp.exe` read `exe.pdf`."""
    if letter := hidden_in_name(name):
        shown = "".join(one if hidden_in_name(one) is None else "\N{REPLACEMENT CHARACTER}" for one in name)
        raise FileRefused("hidden_in_file_name", path=shown[-SHOWN:], character=code_point(letter))


def _is_litter(name: str) -> bool:
    """What desktops leave behind: not papers."""
    parts = PurePosixPath(name).parts
    return (
        "__MACOSX" in parts
        or parts[-1].startswith(".")
        or parts[-1].casefold() in {"thumbs.db", "desktop.ini"}
    )


def _is_inside(path: Path, root: Path) -> bool:
    """A link that leads out of the folder is not followed."""
    return path.resolve().is_relative_to(root)
