"""Workbooks (.xlsx): the first visible sheet that has rows, formulas by the value they were saved with."""

import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

import openpyxl

from operations.intake.readers.header import header_of
from operations.intake.source import FileRefused, Limits, SourceRow, Table, is_blank, unescaped

_BAD = (zipfile.BadZipFile, KeyError, ValueError, OSError, IndexError, TypeError, AttributeError, EOFError)


def read_workbook(content: bytes, limits: Limits) -> Table:
    """Open a workbook.

    Raises:
        FileRefused: `broken_workbook`, `empty`, `xlsform` (a form's definition, not its answers) and what
            headers raise.
    """
    sheet, stated = _sheet(_open(content, values=True))
    twin = _open(content, values=False)[sheet.title] if _has_formulas(content) else None
    if twin is not None:
        twin.reset_dimensions()
    rows = _numbered(sheet, twin, limits)
    first, number = _header(rows)
    columns = header_of(first)
    if {"type", "name"} <= set(columns) and sheet.title == "survey":
        raise FileRefused("xlsform")
    if len(columns) > limits.columns:
        raise FileRefused("too_many_columns", limit=limits.columns)
    expected = None if stated is None else max(0, stated - number)
    return Table(
        kind="xlsx", columns=columns, rows=_rows(columns, rows), sheet=sheet.title, expected=expected
    )


def _open(content: bytes, *, values: bool) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl remarks on styles and extensions we do not read.
        try:
            return openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=values, keep_links=False
            )
        except _BAD as error:
            raise FileRefused("broken_workbook") from error


def _sheet(book: Any) -> tuple[Any, int | None]:
    """The first visible sheet with something in it, and how many rows it says it has, for a progress bar.

    Its own word for its size is not asked: rows beyond it would be lost in silence.
    """
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        stated = sheet.max_row
        sheet.reset_dimensions()
        if any(not is_blank(cell) for row in sheet.iter_rows(max_row=50, values_only=True) for cell in row):
            return sheet, stated
    raise FileRefused("empty")


def _has_formulas(content: bytes) -> bool:
    """Whether any sheet calculates. A formula saved without its value reads as an empty cell otherwise."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and _mentions(archive, name, b"<f"):
                return True
    return False


def _mentions(archive: zipfile.ZipFile, name: str, mark: bytes) -> bool:
    tail = b""
    with archive.open(name) as member:
        while block := member.read(1 << 20):
            if mark in tail + block:
                return True
            tail = block[-len(mark) :]
    return False


def _numbered(sheet: Any, twin: Any, limits: Limits) -> Iterator[tuple[int, tuple[object, ...]]]:
    """Each row that has something in it, by its number in the sheet."""
    width = limits.columns + 1
    values = sheet.iter_rows(values_only=True, max_col=width)
    written = twin.iter_rows(values_only=True, max_col=width) if twin is not None else None
    try:
        for number, row in enumerate(values, start=1):
            beside = None if written is None else next(written)
            # A sheet may be a million empty rows long: those are passed over without looking at each cell.
            if _is_empty(row) and (beside is None or _is_empty(beside)):
                continue
            cells = row if beside is None else _calculated(row, beside)
            if any(not is_blank(cell) for cell in cells):
                yield number, cells
    except _BAD as error:
        raise FileRefused("broken_workbook") from error


def _is_empty(row: Sequence[object]) -> bool:
    return row.count(None) == len(row)


def _calculated(values: Sequence[object], written: Sequence[object]) -> tuple[object, ...]:
    """The values; where a formula was saved without one, the formula itself, so that checking can say so."""
    return tuple(
        formula if value is None and isinstance(formula, str) and formula.startswith("=") else value
        for value, formula in zip(values, written, strict=False)
    )


def _header(rows: Iterator[tuple[int, tuple[object, ...]]]) -> tuple[tuple[object, ...], int]:
    """The first row with two names in it: a title over the table fills one (merged) cell."""
    for number, cells in rows:
        if sum(not is_blank(cell) for cell in cells) > 1:
            return cells, number
    raise FileRefused("no_header", value="")


def _rows(columns: tuple[str, ...], rows: Iterator[tuple[int, tuple[object, ...]]]) -> Iterator[SourceRow]:
    for number, cells in rows:
        extra = [cell for cell in cells[len(columns) :] if not is_blank(cell)]
        named = zip(columns, (*cells, *[None] * len(columns)), strict=False)
        yield SourceRow(
            number=number,
            cells={name: unescaped(cell) for name, cell in named},
            extra=tuple(str(cell) for cell in extra),
        )
