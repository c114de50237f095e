"""Kobo's bulk archive: a folder for each submission, with its answers (submission.xml) and its media."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from operations.intake.archives import Archive
from operations.intake.source import FileRefused, Limits, SourceRow, Table

FORM: Final = "submission.xml"
_DEEPEST: Final = 20
FOLDER: Final = "_folder"
"""The column that says which folder of the archive a submission's media lie in."""


def is_bulk(archive: Archive) -> bool:
    """Whether the archive holds submissions."""
    return any(PurePosixPath(name).name == FORM for name in archive.names)


def read_kobo(archive: Archive, limits: Limits) -> Table:
    """Open a bulk archive; a submission that cannot be read is refused for the whole archive, by its path.

    Raises:
        FileRefused: `broken_form`.
    """
    forms = [name for name in archive.names if PurePosixPath(name).name == FORM]
    return Table(
        kind="kobo", columns=(), rows=_rows(archive, forms, limits), encoding="utf-8", expected=len(forms)
    )


def _rows(archive: Archive, forms: list[str], limits: Limits) -> Iterator[SourceRow]:
    for number, name in enumerate(forms, start=1):
        content = archive.read(name, limits.form_bytes)
        if len(content) > limits.form_bytes:
            raise FileRefused("broken_form", path=name)
        try:
            root = fromstring(content, forbid_dtd=True)
        except (ParseError, DefusedXmlException, ValueError) as error:
            raise FileRefused("broken_form", path=name) from error
        cells: dict[str, object] = {FOLDER: PurePosixPath(name).parent.as_posix()}
        for child in root:
            _collect(child, "", cells, depth=0)
        yield SourceRow(number=number, cells=cells)


def _collect(element: Any, path: str, cells: dict[str, object], *, depth: int) -> None:
    """Answers by path (`group/question`); a question answered several times has its answers joined by ;."""
    name = str(element.tag).rpartition("}")[2]
    here = f"{path}/{name}" if path else name
    if len(element) and depth < _DEEPEST:
        for child in element:
            _collect(child, here, cells, depth=depth + 1)
        return
    text = (element.text or "").strip()
    cells[here] = f"{cells[here]}; {text}" if here in cells else text
