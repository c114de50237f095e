"""The desk's table: HTML rows that mirror, with a keyboard; `st.dataframe` is a canvas and never does."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal, cast

from streamlit.components.v2 import component
from streamlit.components.v2.types import ComponentRenderer

from ui.labels import Chip
from ui.text import gettext as _

ColumnKind = Literal["text", "short", "id", "number", "chip", "deadline"]
Cell = str | int | Chip | None

_HERE: Final = Path(__file__).parent
_HTML: Final = """
<div class="wrap">
  <table aria-describedby="hint">
    <caption></caption>
    <thead></thead>
    <tbody></tbody>
  </table>
  <p class="hint" id="hint"></p>
</div>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column.

    Attributes:
        name: the key of its cells in each row.
        title: its header, worded.
        kind: text wraps, short does not; id is isolated left to right; chip and deadline hold a `Chip`.
        priority: 1 is always shown; 4, 3 and 2 are hidden in this order where the table is narrow.
        href: the row's key that holds this cell's address on this site, for a real link.
        row_header: whether this cell names its row.
    """

    name: str
    title: str
    kind: ColumnKind = "text"
    priority: Literal[1, 2, 3, 4] = 1
    href: str = ""
    row_header: bool = False


@dataclass(frozen=True, slots=True)
class TableLabels:
    """The table's own words, worded already."""

    select: str
    select_all: str
    nothing: str
    hint: str


@dataclass(frozen=True, slots=True)
class TableAnswer:
    """What the reader did: the row opened in this run, and the rows selected now."""

    opened: str | None
    selected: tuple[str, ...]


def table_labels(*, nothing: str = "", selectable: bool = False) -> TableLabels:
    """The table's own words in the reader's language; `nothing` says why there are no rows."""
    move = _("Move with the arrow keys or J and K, open with Enter.")
    choose = _("Select with X.")
    return TableLabels(
        select=_("Select"),
        select_all=_("Select all"),
        nothing=nothing or _("Nothing here."),
        hint=f"{move} {choose}" if selectable else move,
    )


def work_table(
    rows: Sequence[Mapping[str, Cell]],
    columns: Sequence[Column],
    *,
    key: str,
    caption: str,
    current: str | None = None,
    selected: Sequence[str] = (),
    marked: str | None = None,
    on_open: Callable[[], None] | None = None,
    on_select: Callable[[], None] | None = None,
    opens: bool = True,
    selectable: bool = False,
    labels: TableLabels | None = None,
) -> TableAnswer:
    """Show rows and tell what was opened or selected.

    Args:
        rows: cells by column name; each row has an `id` of text, which is what is opened or selected.
        columns: what to show, in reading order.
        key: the widget's key, `page.thing`.
        caption: what the table is, for those who hear it.
        current: the row the keyboard starts from, where the page knows one.
        selected: rows selected the first time the table is shown.
        marked: a row to mark at its edge, such as the case just left.
        on_open: called before the next run when a row was opened.
        on_select: called before the next run when the selection changed.
        opens: whether Enter, a link or a double click opens a row.
        selectable: whether rows carry check boxes.
        labels: the table's own words; `table_labels()` where none are given.
    """
    chosen = [str(one) for one in selected]
    result = _component()(
        key=key,
        data={
            "rows": [
                {"id": str(row["id"]), "cells": {name: _plain(cell) for name, cell in row.items()}}
                for row in rows
            ],
            "columns": [asdict(column) for column in columns],
            "caption": caption,
            "current": current,
            "marked": marked,
            "selected": chosen,
            "opens": opens,
            "selectable": selectable,
            "labels": asdict(labels or table_labels(selectable=selectable)),
        },
        default={"selected": chosen},
        on_opened_change=on_open or _nothing,
        on_selected_change=on_select or _nothing,
    )
    opened = cast("str | None", result.get("opened"))
    now = cast("list[str] | None", result.get("selected"))
    shown = {str(row["id"]) for row in rows}
    return TableAnswer(opened, tuple(one for one in now or () if one in shown))


@cache
def _component() -> ComponentRenderer:
    """Registered once a process, when the first table is shown."""
    return component(
        "mizan_work_table",
        html=_HTML,
        css=(_HERE / "work_table.css").read_text(encoding="utf-8"),
        js=(_HERE / "work_table.js").read_text(encoding="utf-8"),
    )


def _plain(cell: Cell) -> object:
    return asdict(cell) if isinstance(cell, Chip) else cell


def _nothing() -> None:
    """Named so that Streamlit always returns the table's two answers."""
