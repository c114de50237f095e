"""A table as a file: a workbook that reads from the reader's side, or CSV; nothing in it becomes a formula.

Both say what they show, narrowed how, when and by whom they were taken, and what each figure means.
"""

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final, Literal

import xlsxwriter  # pyright: ignore[reportMissingTypeStubs]

from ui.dates import day, moment, moment_with_seconds
from ui.definitions import definition
from ui.figures import hidden_text, not_enough_text, rounding_note
from ui.text import gettext as _
from ui.text import isolated, language

ColumnKind = Literal["text", "id", "count", "number", "share", "days", "day"]
SheetCell = str | int | float | date | None
FileFormat = Literal["xlsx", "csv"]

_STARTS_A_FORMULA: Final = frozenset("=+-@＝＋－＠﹢﹣﹫﹦")
"""The wide and small forms too: a spreadsheet set to Japanese or Chinese reads them as the plain ones."""
_BREAKS: Final = frozenset("\t\r\n")
MEDIA_TYPES: Final[Mapping[str, str]] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
_WIDTHS: Final[Mapping[ColumnKind, tuple[int, int]]] = {
    # Characters: the least and the most a column of this kind is wide.
    "text": (12, 60),
    "id": (12, 30),
    "count": (10, 24),
    "number": (10, 24),
    "share": (10, 24),
    "days": (10, 24),
    "day": (12, 24),
}
_FORMATS: Final[Mapping[ColumnKind, Mapping[str, object]]] = {
    "text": {"text_wrap": True, "valign": "top"},
    "id": {"num_format": "@", "reading_order": 1, "valign": "top"},
    "count": {"num_format": "#,##0", "valign": "top"},
    "number": {"valign": "top"},
    "share": {"num_format": "0.0%", "valign": "top"},
    "days": {"num_format": "0", "valign": "top"},
    "day": {"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetColumn:
    """One column: the key of its cells, its title as worded, and what its cells are."""

    name: str
    title: str
    kind: ColumnKind = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportTable:
    """What a page shows, as it shows it.

    Attributes:
        what: a code for the log, at most 32 characters: `causes.reasons`.
        title: worded.
        columns: in reading order.
        rows: cells by column name. None is a hidden count, or a share or percentile of too few cases.
        filters: what narrows it, worded: ("Programme", "Takaful").
        codes: the same as codes, for the log; never personal data.
        figures: the definitions to be written out.
        as_of: the day the figures are of, where they are of one.
    """

    what: str
    title: str
    columns: Sequence[SheetColumn]
    rows: Sequence[Mapping[str, SheetCell]]
    filters: Sequence[tuple[str, str]] = ()
    codes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    figures: Sequence[str] = ()
    as_of: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Who takes a table out, when, by which clock; and whether its counts are rounded for them.

    `read` is the moment its figures are of, UTC, as the page told it.
    """

    by: str
    at: datetime
    zone: str
    rounded: bool
    read: datetime | None = None


def harmless(text: str) -> str:
    """The text, kept from being taken for a formula by an apostrophe before it."""
    return f"'{text}" if starts_a_formula(text) else text


def starts_a_formula(text: str) -> bool:
    """Whether some spreadsheet would calculate the text, with whatever cannot be seen before it."""
    if text and text[0] in _BREAKS:
        return True
    for letter in text:
        if not (letter.isspace() or unicodedata.category(letter) in {"Cf", "Cc"}):
            return letter in _STARTS_A_FORMULA
    return False


def workbook(table: ExportTable, taken: Taken) -> bytes:
    """The table as XLSX in the language spoken; text is always written as text."""
    buffer = io.BytesIO()
    book: Any = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    book.set_properties({"title": table.title, "author": taken.by, "created": taken.at.replace(tzinfo=None)})
    figures, about = book.add_worksheet(_("Figures")), book.add_worksheet(_("About this file"))
    for sheet in (figures, about):
        if language() == "ar":
            sheet.right_to_left()
    _fill_figures(book, figures, table)
    _fill_about(book, about, table, taken)
    book.close()
    return buffer.getvalue()


def separated(table: ExportTable, taken: Taken) -> bytes:
    """The table as CSV in the language spoken (UTF-8 with a byte order mark, which spreadsheets need).

    What the file is about comes first, on lines that begin with `#`: a person reads them, and programs skip
    them as comments (`comment="#"`). They are one cell each, so they hold no comma and no quotation mark.
    """
    text = io.StringIO(newline="")
    for name, said in _about(table, taken):
        text.write(f"# {_one_cell(f'{name}: {said}' if said else name)}\r\n")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([harmless(column.title) for column in table.columns])
    for row in table.rows:
        writer.writerow([_written(column.kind, row.get(column.name)) for column in table.columns])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8", "replace")


def file_of(table: ExportTable, taken: Taken, kind: FileFormat) -> bytes:
    """The table as a file of this kind."""
    return workbook(table, taken) if kind == "xlsx" else separated(table, taken)


def _about(table: ExportTable, taken: Taken) -> Iterator[tuple[str, str]]:
    """What the file says of itself: names and what is said, plain."""
    yield table.title, ""
    yield _("Taken on"), moment(taken.at, taken.zone)
    yield _("Taken by"), taken.by
    if taken.read:
        yield _("Figures as of"), moment_with_seconds(taken.read, taken.zone)
    if table.as_of:
        yield _("As of"), day(table.as_of)
    yield from table.filters or ((_("Filters"), _("none")),)
    yield _("Number of rows"), str(len(table.rows))
    if taken.rounded:
        yield _("Rounding"), rounding_note()
    for key in table.figures:
        yield from _meaning(key)


def _meaning(key: str) -> Iterator[tuple[str, str]]:
    one, spoken = definition(key), language()
    yield one.title.in_(spoken), one.text.in_(spoken)
    if one.formula:
        yield _("Formula"), one.formula.in_(spoken)
    if one.maths:
        yield _("Formula"), isolated(one.maths)
    if one.source:
        yield _("Source"), one.source


def _fill_figures(book: Any, sheet: Any, table: ExportTable) -> None:
    head = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E6EFEC", "bottom": 1}
    )
    said = book.add_format({"valign": "top", "font_color": "#4A5B5D"})
    formats = {kind: book.add_format(dict(given)) for kind, given in _FORMATS.items()}
    for position, column in enumerate(table.columns):
        sheet.set_column(position, position, _width(column, table.rows))
        sheet.write_string(0, position, column.title, head)
        for number, row in enumerate(table.rows, start=1):
            _write(sheet, number, position, column.kind, row.get(column.name), formats[column.kind], said)
    sheet.freeze_panes(1, 0)


def _write(  # noqa: PLR0917 - a place, what is there, and how it looks.
    sheet: Any, number: int, position: int, kind: ColumnKind, cell: SheetCell, look: Any, said: Any
) -> None:
    if cell is None:
        sheet.write_string(number, position, _absent(kind), said)
    elif isinstance(cell, str):
        sheet.write_string(number, position, cell, look)
    elif isinstance(cell, date):
        sheet.write_datetime(number, position, datetime(cell.year, cell.month, cell.day), look)  # noqa: DTZ001
    else:
        sheet.write_number(number, position, cell, look)


def _fill_about(book: Any, sheet: Any, table: ExportTable, taken: Taken) -> None:
    wrap = {"text_wrap": True, "valign": "top"}
    name, said = book.add_format({**wrap, "bold": True}), book.add_format(wrap)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 100)
    for number, (first, second) in enumerate(_about(table, taken)):
        sheet.write_string(number, 0, first, name)
        sheet.write_string(number, 1, second, said)


def _width(column: SheetColumn, rows: Sequence[Mapping[str, SheetCell]]) -> int:
    least, most = _WIDTHS[column.kind]
    longest = max((len(str(row.get(column.name) or "")) for row in rows), default=0)
    return min(most, max(least, len(column.title) + 2, longest + 2 if column.kind in {"text", "id"} else 0))


def _written(kind: ColumnKind, cell: SheetCell) -> str:
    """A cell of the CSV: text made harmless, numbers with a point, days as ISO writes them."""
    if cell is None:
        return _absent(kind)
    if isinstance(cell, str):
        return harmless(cell)
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    return f"{cell:.4f}" if kind == "share" else str(cell)


def _absent(kind: ColumnKind) -> str:
    if kind in {"text", "id", "day"}:
        return ""
    return hidden_text() if kind == "count" else not_enough_text()


def _one_cell(text: str) -> str:
    """A line that a spreadsheet keeps in one cell, whichever program reads it."""
    plain = " ".join(text.split())
    return plain.replace(",", ";").replace('"', "'")
