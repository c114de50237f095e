"""From bytes to a table: what the file is, by its content first and its name last."""

from pathlib import PurePath
from typing import Final

from operations.intake.archives import Archive, Documents, open_archive
from operations.intake.readers.json_rows import read_json
from operations.intake.readers.kobo import is_bulk, read_kobo
from operations.intake.readers.separated import read_separated
from operations.intake.readers.workbook import read_workbook
from operations.intake.source import FileRefused, Limits, Table

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_NOT_TABLES: Final = (
    (b"%PDF", "pdf"),
    (b"\xff\xd8\xff", "picture"),
    (b"\x89PNG", "picture"),
    (b"GIF8", "picture"),
    (b"Rar!", "other_archive"),
    (b"7z\xbc\xaf", "other_archive"),
    (b"\x1f\x8b", "other_archive"),
    (b"{\\rtf", "word_processor"),
)


def open_table(content: bytes, name: str, limits: Limits | None = None) -> tuple[Table, Documents | None]:
    """The table in the file, and the papers that came inside it (a bulk archive carries its own).

    Raises:
        FileRefused: with a kind that `words.file_refused` turns into what to do.
    """
    held = limits or Limits()
    if len(content) > held.file_bytes:
        raise FileRefused("file_too_large", limit=held.file_bytes)
    if not content.strip():
        raise FileRefused("empty")
    _refuse_what_is_no_table(content)
    if content.startswith(b"PK"):
        return _opened_archive(content, held)
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start in {b"{", b"["} or PurePath(name).suffix.casefold() in {".json", ".jsonl", ".ndjson"}:
        return read_json(content, held), None
    return read_separated(content, held), None


def _refuse_what_is_no_table(content: bytes) -> None:
    if content.startswith(_OLE):
        raise FileRefused("protected_workbook" if _ENCRYPTED in content else "old_excel")
    for signature, kind in _NOT_TABLES:
        if content.startswith(signature):
            raise FileRefused("not_a_table", what=kind)
    head = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml")):
        raise FileRefused("markup")


def _opened_archive(content: bytes, limits: Limits) -> tuple[Table, Documents | None]:
    archive = open_archive(content, limits)
    if "xl/workbook.xml" in archive.members:
        _refuse_large_workbook(archive, limits)
        return read_workbook(content, limits), None
    if "xl/workbook.bin" in archive.members:
        raise FileRefused("binary_workbook")
    if is_bulk(archive):
        return read_kobo(archive, limits), archive
    raise FileRefused(_other_archive(archive))


def _refuse_large_workbook(archive: Archive, limits: Limits) -> None:
    """A workbook's texts are held in memory whole, so it is smaller than an archive of papers may be."""
    sizes = {name: member.file_size for name, member in archive.members.items()}
    texts = sum(size for name, size in sizes.items() if "sharedstrings" in name.casefold())
    if sum(sizes.values()) > limits.workbook_bytes:
        raise FileRefused("zip_unpacks_too_large", limit=limits.workbook_bytes)
    if texts > limits.strings_bytes:
        raise FileRefused("zip_unpacks_too_large", limit=limits.strings_bytes)


def _other_archive(archive: Archive) -> str:
    if "mimetype" in archive.members and archive.read("mimetype", 100).startswith(b"application/vnd.oasis"):
        return "open_document"
    return "no_submissions"
