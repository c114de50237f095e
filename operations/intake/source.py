"""What a reader hands over: a table of rows as the file gave them, and why a file cannot be read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from ui.sheets import starts_a_formula

OWN: Final = "mizan."
"""Columns whose names begin so are ours (a file of refused rows); they are not read back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How large an import may be. What goes further is refused, whatever it is."""

    file_bytes: int = 200 * 1024 * 1024
    unpacked_bytes: int = 1024 * 1024 * 1024
    members: int = 200_000
    ratio: int = 200
    """How much larger than packed a large member of an archive may be; sheets stay under 50."""
    workbook_bytes: int = 300 * 1024 * 1024
    """Of everything in a workbook when unpacked."""
    strings_bytes: int = 100 * 1024 * 1024
    """Of a workbook's shared texts, which are held in memory."""
    json_bytes: int = 50 * 1024 * 1024
    """Of JSON that is one value; JSON Lines are read line by line and may be as long as any file."""
    rows: int = 200_000
    columns: int = 300
    cells: int = 20_000_000
    """Of the whole table; a full one of 66,000 rows and 300 columns."""
    leaves: int = 2_000
    """Of one JSON record, however it is nested."""
    cell: int = 4_000
    paper_bytes: int = 10 * 1024 * 1024
    form_bytes: int = 1024 * 1024
    """Of one form in a bulk archive."""


class FileRefused(Exception):  # noqa: N818 - named by the fact, like a Refusal.
    """The file as a whole cannot be imported; `kind` and `facts` are worded by `words.file_refused`."""

    def __init__(self, kind: str, **facts: object) -> None:
        super().__init__(f"{kind} {facts}" if facts else kind)
        self.kind = kind
        self.facts = facts


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """One row: `number` as a person would find it in the file, `cells` by column, in the file's order.

    A cell is text unless the format knows better (a date or a number of a workbook, a JSON number).
    `extra` holds the cells beyond the last column, `missing` how many columns the row stopped short of.
    """

    number: int
    cells: Mapping[str, object]
    extra: tuple[str, ...] = ()
    missing: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """An opened file: what it is, how it was read, and its rows, read as they are asked for.

    `columns` is empty where only the rows tell (JSON, bulk archives); `kind` is
    csv, xlsx, jsonl, spdci or kobo.
    """

    kind: str
    columns: tuple[str, ...]
    rows: Iterator[SourceRow]
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    expected: int | None = None
    """How many rows there may be, for a progress bar; None when only reading tells."""
    notes: tuple[str, ...] = field(default=())
    """Kinds of remark about the whole file, worded by `words.note`."""


def unescaped(value: object) -> object:
    """The cell without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    if isinstance(value, str) and value[:1] == "'" and starts_a_formula(value[1:]):
        return value[1:]
    return value


def is_blank(value: object) -> bool:
    """Whether there is nothing in the cell."""
    return value is None or (isinstance(value, str) and not value.strip())
