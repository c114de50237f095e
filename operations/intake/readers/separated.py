"""Text tables: CSV whatever its separator, line ends and encoding."""

import csv
import io
import itertools
import re
from collections.abc import Iterator
from typing import Final

from operations.intake.readers.encodings import encoding_of
from operations.intake.readers.header import header_of
from operations.intake.source import FileRefused, Limits, SourceRow, Table, unescaped

SEPARATORS: Final = (",", ";", "\t", "|", "،", "؛")
_DECLARED: Final = re.compile(r"sep=(.)\s*\Z", re.IGNORECASE)
_SAMPLE_ROWS: Final = 50


def read_separated(content: bytes, limits: Limits) -> Table:
    """Open a CSV.

    Raises:
        FileRefused: `empty`, `no_header`, `one_column`, `quotes`, and what encodings and headers raise.
    """
    encoding = encoding_of(content)
    text = content.decode(encoding).lstrip("\ufeff")
    if not text.strip():
        raise FileRefused("empty")
    if "\n" not in text:
        text = text.replace("\r", "\n")  # The line ends of old Macs.
    declared = _DECLARED.match(text.split("\n", 1)[0])
    separator = declared.group(1) if declared else _separator(text)
    lines = _lines(text, separator)
    if declared:
        next(lines)
    filled = ((number, row) for number, row in lines if any(cell.strip() for cell in row))
    number, first = next(filled, (0, ()))
    columns = header_of(first)
    if len(columns) > limits.columns:
        raise FileRefused("too_many_columns", limit=limits.columns)
    return Table(
        kind="csv",
        columns=columns,
        rows=_rows(columns, lines),
        encoding=encoding,
        separator=separator,
        expected=max(0, text.count("\n") - number + (not text.endswith("\n"))),
    )


def _separator(text: str) -> str:
    """The separator that cuts the first rows most evenly into most columns; a comma when none cuts them."""
    sample = "".join(itertools.islice(io.StringIO(text), _SAMPLE_ROWS))

    def evenness(separator: str) -> tuple[float, int]:
        try:
            rows = [row for row in csv.reader(io.StringIO(sample), delimiter=separator) if any(row)]
        except csv.Error:
            return 0.0, 0
        width = len(rows[0]) if rows else 0
        return (sum(len(row) == width for row in rows) / len(rows) if width > 1 else 0.0), width

    return max(SEPARATORS, key=evenness)


def _lines(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of the line it begins on.

    Strict: a quotation mark that never closes would otherwise swallow the rest of the file in silence.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "field limit" in str(error):
                raise FileRefused("cell_too_large", row=begins, limit=csv.field_size_limit()) from None
            raise FileRefused("quotes", row=begins) from None
        yield begins, row
        begins = reader.line_num + 1


def _rows(columns: tuple[str, ...], lines: Iterator[tuple[int, list[str]]]) -> Iterator[SourceRow]:
    for number, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        extra = cells[len(columns) :]
        while extra and not extra[-1].strip():
            extra.pop()
        yield SourceRow(
            number=number,
            cells={name: unescaped(cell) for name, cell in zip(columns, cells, strict=False)},
            extra=tuple(extra),
            missing=max(0, len(columns) - len(cells)),
        )
