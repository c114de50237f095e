"""The table behind a figure, for those who cannot see it: real HTML, escaped, mirrored by the stylesheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from ui.charts.keys import hidden_words
from ui.figures import hidden_text
from ui.numerals import number

FigureCell = str | int | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureTable:
    """A table: its caption, its column heads, and rows whose first cell names the row.

    Numbers are written as the reader writes them and stand at the end of their column; text is worded
    already (percentages, days); None is a value that is hidden.
    """

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[FigureCell]]


def figure_table(table: FigureTable) -> str:
    """The table as HTML; nothing in it is taken for markup."""
    numeric = [_is_numeric(table, at) for at in range(len(table.heads))]
    heads = "".join(
        f'<th scope="col"{_kind(numeric[at])}>{escape(head)}</th>' for at, head in enumerate(table.heads)
    )
    rows = "".join(_row(row, numeric) for row in table.rows)
    hidden = any(cell is None for row in table.rows for cell in row)
    note = f'<p class="mizan-figure-note">{_mark()} {escape(hidden_words())}</p>' if hidden else ""
    return (
        f'<div class="mizan-figure-table" tabindex="0" role="region" aria-label="{escape(table.caption)}">'
        f"<table><caption>{escape(table.caption)}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>{note}"
    )


def _row(row: Sequence[FigureCell], numeric: Sequence[bool]) -> str:
    cells = "".join(f"<td{_kind(numeric[at])}>{_cell(cell)}</td>" for at, cell in enumerate(row) if at)
    return f'<tr><th scope="row">{_cell(row[0]) if row else ""}</th>{cells}</tr>'


def _cell(cell: FigureCell) -> str:
    if cell is None:
        return f"{_mark()} {escape(hidden_text())}"
    if isinstance(cell, str):
        return escape(cell) if _starts_as_number(cell) else f'<span dir="auto">{escape(cell)}</span>'
    return escape(number(cell, decimals=None if float(cell).is_integer() else 1))


def _mark() -> str:
    return '<span class="mizan-hidden-mark" aria-hidden="true"></span>'


def _kind(numeric: bool) -> str:  # noqa: FBT001 - one flag, one meaning
    return ' class="number"' if numeric else ""


def _is_numeric(table: FigureTable, at: int) -> bool:
    """A column of numbers, hidden values and worded numbers, after the first."""
    cells = [row[at] for row in table.rows if at < len(row)]
    return at > 0 and all(
        cell is None or not isinstance(cell, str) or _starts_as_number(cell) for cell in cells
    )


def _starts_as_number(text: str) -> bool:
    bare = text.lstrip("\u2066\u2067\u2068 -+−")
    return not bare or bare[0].isdigit()
