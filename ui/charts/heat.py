"""Rows by columns: reasons by region, or reasons stated together."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from ui.charts.axes import Worded, fixed, plain_number, row_axis, row_room
from ui.charts.cells import Square, scale_keys, squares, told_value, top_of
from ui.charts.keys import cut_keys
from ui.charts.style import INK, MOST_POINTS, Figure, drawn, faded, folded, is_rtl, room_for, said, said_lines

_ROW: Final = 40
_LETTERS: Final = 52  # of all columns' names side by side, where the figure has half a narrow page
_MUTE: Final = 14  # columns; beyond them cells bear no text


@dataclass(frozen=True, slots=True)
class Head:
    """A row or a column; `short` is written where there is little room."""

    code: str
    name: str
    short: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's value; None is hidden, 0 is none. `note` is a further line on hover."""

    value: float | None
    note: str = ""


def heat(
    rows: Sequence[Head],
    columns: Sequence[Head],
    cells: Mapping[tuple[str, str], Cell],
    *,
    worded: Worded = plain_number,
    selected_rows: Collection[str] = (),
    selected_columns: Collection[str] = (),
    highest: float | None = None,
) -> Figure:
    """A heat map; a point's codes are (row, column). A pair that `cells` does not have is left empty.

    Args:
        rows: from the top down; those that would make too many points are left to the table.
        columns: in reading order: in Arabic the first stands on the right.
        cells: by (row code, column code).
        worded: how a value is written.
        selected_rows: codes of chosen rows; the cells of others fade.
        selected_columns: codes of chosen columns; the cells of others fade.
        highest: the value at the dark end of the scale; the highest there is where not given.
    """
    shown = rows[: MOST_POINTS // max(len(columns), 1)]
    mute = len(columns) > _MUTE
    placed = [
        _square((x, y), (row, column), cells[row.code, column.code], worded, mute=mute)
        for y, row in enumerate(shown)
        for x, column in enumerate(columns)
        if (row.code, column.code) in cells
    ]
    placed = [_marked(square, selected_rows, selected_columns) for square in placed]
    top = top_of(placed, highest)
    names, upright = _column_names(columns)
    above = room_for(line for name in names for line in name) if upright else 16 * _most_lines(names)
    rows_named = [row.name for row in shown]
    return drawn(
        [squares(placed, top)],
        height=_ROW * max(len(shown), 1) + above + 12,
        legend=[*scale_keys(placed, top, worded), *cut_keys(len(rows) - len(shown))],
        beside=row_room(rows_named),
        above=above,
        barmode="overlay",
        uniformtext={"mode": "hide", "minsize": 9},
        xaxis=_column_axis(names, upright=upright),
        yaxis=row_axis(rows_named),
    )


def _square(
    place: tuple[int, int], heads: tuple[Head, Head], cell: Cell, worded: Worded, *, mute: bool
) -> Square:
    row, column = heads
    written = told_value(cell.value, worded)
    return Square(
        x=place[0],
        y=place[1],
        codes=(row.code, column.code),
        value=cell.value,
        text="" if mute or cell.value is None else said(written),
        told=(row.name, column.name, written, cell.note),
        faint=False,
        chosen=False,
    )


def _marked(square: Square, rows: Collection[str], columns: Collection[str]) -> Square:
    row, column = square.codes
    faint = faded(row, rows) or faded(column, columns)
    chosen = row in rows and column in columns
    return replace(square, faint=faint, chosen=chosen)


def _column_names(columns: Sequence[Head]) -> tuple[list[tuple[str, ...]], bool]:
    """The names in lines, and whether they stand upright because they would not fit side by side."""
    names = [column.short or column.name for column in columns]
    letters = _LETTERS // max(len(columns), 1)
    if all(len(word) <= letters for name in names for word in name.split()):
        side_by_side = [folded(name, letters, 4) for name in names]
        if _most_lines(side_by_side) <= 3:  # noqa: PLR2004 - more lines than this are read better upright
            return side_by_side, False
    return [folded(name, 24, 1 if len(columns) > _MUTE else 2) for name in names], True


def _most_lines(names: Sequence[tuple[str, ...]]) -> int:
    return max(map(len, names), default=1)


def _column_axis(names: Sequence[tuple[str, ...]], *, upright: bool) -> dict[str, Any]:
    ends = [-0.5, len(names) - 0.5]
    return {
        **fixed(),
        "range": ends[::-1] if is_rtl() else ends,
        "side": "top",
        "tickvals": list(range(len(names))),
        "ticktext": [said_lines(*name) for name in names],
        "tickfont": {"size": 12, "color": INK},
        "tickangle": -90 if upright else 0,
        "showgrid": False,
    }
