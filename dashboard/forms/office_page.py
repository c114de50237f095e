"""What every part of the office's page needs: who reads, what was asked, the figures, and their tables."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import streamlit as st

from casework.actors import Staff
from casework.countries.pack import pack_of
from casework.statistics.figures import Rate
from casework.statistics.office import OfficeFigures
from casework.statistics.periods import Period
from casework.statistics.postings import Measure
from dashboard.forms.export_buttons import export_buttons
from dashboard.forms.office_address import OfficeAddress
from dashboard.forms.office_filters import worded
from data_access.queries.behind_figure import Figure
from data_access.readings import Reading
from data_access.replica import LookBack
from ui.components.linked_table import LinkedCell, LinkedTable, linked_table
from ui.components.way import lead_to
from ui.dates import day, short_day
from ui.definitions import definition_url
from ui.figures import not_enough_text
from ui.numerals import number, numbering, percent
from ui.sheets import ColumnKind, ExportTable, SheetColumn
from ui.text import gettext as _
from ui.text import language, pgettext

Links = Mapping[str, Figure]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficePage:
    """The reader, the address, the answer, and where more of it is asked for."""

    viewer: Staff
    asked: OfficeAddress
    back: LookBack
    reading: Reading[OfficeFigures]

    @property
    def figures(self) -> OfficeFigures:
        """The answer."""
        return self.reading.answer

    @property
    def period(self) -> Period:
        """The days of the page."""
        return self.asked.period

    @property
    def programmes(self) -> tuple[str, ...]:
        """The programmes that are told of."""
        asked = self.asked.asked
        return tuple(
            code
            for code in sorted(self.viewer.programmes)
            if asked.programme in {None, code} and asked.office in {None, pack_of(code).code}
        )

    @property
    def limit(self) -> int | None:
        """The deadline in working days, where all of the programmes have the same."""
        limits = {pack_of(code).programmes[code].decide_within for code in self.programmes}
        return limits.pop() if len(limits) == 1 else None

    @property
    def nothing(self) -> str:
        """Why there is nothing, and what to do about it."""
        if self.asked.places:
            return _("Nothing within these filters and days. Clear them, or choose a longer period.")
        return _("Nothing in your programmes and regions in these days. Choose a longer period.")


@dataclass(frozen=True, slots=True, kw_only=True)
class GridColumn:
    """A column of a table of the page; `definition` is the key of what its numbers mean."""

    name: str
    title: str
    kind: ColumnKind = "count"
    definition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """A row: cells by column (None is "not enough data", a `Rate` a share with what it is of), and its lists.

    The list behind what a share is of is all of its measure, or the one named `column.whole`.

    `period`, `periods` (of one column) and `narrow` say which days and place its lists are of, where they are
    not those of the page.
    """

    cells: Mapping[str, Any]
    links: Links = field(default_factory=dict[str, Figure])
    period: Period | None = None
    periods: Mapping[str, Period] = field(default_factory=dict[str, Period])
    narrow: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table of the page: on screen with a way behind each number, and as a file.

    `figures` are the definitions that explain it.
    """

    title: str
    columns: Sequence[GridColumn]
    rows: Sequence[GridRow]
    figures: Sequence[str]


def behind_figure(page: OfficePage, what: str, make: Callable[[], Grid]) -> None:
    """The table behind a chart, folded, with the way into a file; `what` as in `show_grid`."""
    with st.expander(_("The figures as a table"), key=f"office.{what}.table"):
        show_grid(page, what, make, page.reading)


def show_grid(page: OfficePage, what: str, make: Callable[[], Grid], reading: Reading[Any]) -> None:
    """A table with a way behind each number, and the way into a file.

    It is worded once for all who share the `reading` it is made of, their language, digits and address.
    `what` is its code among the page's tables, and in the log of files taken.
    """
    html, sheet = reading.made(
        (what, language(), numbering(), page.asked), lambda: _worded_grid(page, what, make())
    )
    st.html(html)
    export_buttons(sheet, key=f"office.{what}.export", viewer=page.viewer, read=page.back.moment)


def open_list(page: OfficePage, figure: Figure, period: Period | None = None) -> None:
    """Go to the list behind a figure, as after a click on a chart."""
    lead_to(page.asked.behind(figure, period), key="office.way")


def of(measure: Measure, a: str = "", b: str = "") -> Figure:
    """A figure by its measure and parts."""
    return Figure(measure, str(a), str(b))


def rate_text(rate: Rate) -> str:
    """A rate with what it is of: "84% (42 of 50)"; of too few cases only the counts."""
    counts = _("{part} of {whole}").format(part=number(rate.numerator), whole=number(rate.denominator))
    return counts if rate.share is None else f"{percent(rate.share)} ({counts})"


def days_told(period: Period) -> str:
    """A period in words."""
    if period.since == period.until:
        return day(period.since)
    return _("{first} to {last}").format(first=short_day(period.since), last=short_day(period.until))


def as_of_told(on: date) -> str:
    """The day a stock is told of."""
    return _("As of {day}").format(day=short_day(on))


def _worded_grid(page: OfficePage, what: str, grid: Grid) -> tuple[str, ExportTable]:
    return linked_table(_linked(page, grid)), _sheet(page, what, grid)


def _linked(page: OfficePage, grid: Grid) -> LinkedTable:
    return LinkedTable(
        caption=grid.title,
        heads=[
            (column.title, definition_url(column.definition) if column.definition else "")
            for column in grid.columns
        ],
        rows=[[_cell(page, column, row) for column in grid.columns] for row in grid.rows],
    )


def _cell(page: OfficePage, column: GridColumn, row: GridRow) -> LinkedCell:
    value, figure = row.cells.get(column.name), row.links.get(column.name)
    period = row.periods.get(column.name, row.period)
    href = page.asked.behind(figure, period, **row.narrow) if figure is not None and value else ""
    if isinstance(value, Rate):
        whole = row.links.get(f"{column.name}.whole", figure and Figure(figure.measure))
        return _rate_cell(value, href, page.asked.behind(whole, period, **row.narrow) if whole else "")
    if value is None:
        return LinkedCell(text=not_enough_text())
    return LinkedCell(text=number(value) if isinstance(value, int) else str(value), href=href)


def _rate_cell(rate: Rate, part: str, whole: str) -> LinkedCell:
    counts = {
        "part": (number(rate.numerator), part if rate.numerator else ""),
        "whole": (number(rate.denominator), whole if rate.denominator else ""),
    }
    told = not_enough_text() if rate.share is None else percent(rate.share)
    return LinkedCell(text=told, note=_("{part} of {whole}"), numbers=counts)


def _sheet(page: OfficePage, what: str, grid: Grid) -> ExportTable:
    columns: list[SheetColumn] = []
    for column in grid.columns:
        if column.kind == "share":
            title = _("{figure}: cases").format(figure=column.title)
            whole = _("{figure}: of").format(figure=column.title)
            columns += [
                SheetColumn(name=f"{column.name}.part", title=title, kind="count"),
                SheetColumn(name=f"{column.name}.whole", title=whole, kind="count"),
            ]
        columns.append(SheetColumn(name=column.name, title=column.title, kind=column.kind))
    return ExportTable(
        what=f"office.{what}",
        title=grid.title,
        columns=columns,
        rows=[_sheet_row(row) for row in grid.rows],
        filters=(*worded(page.asked), (pgettext("filter", "Days"), days_told(page.period))),
        codes=page.asked.codes,
        figures=tuple(grid.figures),
        as_of=page.period.until,
    )


def _sheet_row(row: GridRow) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for name, value in row.cells.items():
        if isinstance(value, Rate):
            cells |= {f"{name}.part": value.numerator, f"{name}.whole": value.denominator, name: value.share}
        else:
            cells[name] = value
    return cells
