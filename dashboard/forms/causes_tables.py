"""The tables of the causes: one source for what stands behind a chart and for what leaves as a file."""

from collections.abc import Mapping, Sequence

from casework.applications.lifecycle import Outcome
from dashboard.forms.causes_words import Page, worded_filters
from dashboard.forms.export_buttons import export_buttons
from data_access.queries.causes import Part
from ui.components.figure_table import FigureCell, FigureTable
from ui.figures import share_text
from ui.sheets import ExportTable, SheetCell, SheetColumn
from ui.text import gettext as _

Row = Mapping[str, SheetCell]


def sheet(
    page: Page,
    what: str,
    title: str,
    columns: Sequence[SheetColumn],
    rows: Sequence[Row],
    *figures: str,
) -> ExportTable:
    """A table of the page with what narrows it and which definitions explain it."""
    return ExportTable(
        what=f"causes.{what}",
        title=title,
        columns=columns,
        rows=rows,
        filters=worded_filters(page.viewer, page.asked),
        codes=page.asked.codes,
        figures=figures,
    )


def shown_table(table: ExportTable) -> FigureTable:
    """The same table as it stands behind a chart."""
    return FigureTable(
        caption=table.title,
        heads=[column.title for column in table.columns],
        rows=[[_cell(column, row.get(column.name)) for column in table.columns] for row in table.rows],
    )


def offer(page: Page, table: ExportTable) -> None:
    """The table as a file, for those who may take it."""
    key = f"causes.export_{table.what.partition('.')[2]}"
    export_buttons(table, key=key, viewer=page.viewer, read=page.back.moment)


def name_column(title: str) -> SheetColumn:
    """The column that names a row."""
    return SheetColumn(name="name", title=title)


def count_column(name: str, title: str) -> SheetColumn:
    """A column of counts as shown."""
    return SheetColumn(name=name, title=title, kind="count")


def part_columns(page: Page, *, of_reason: bool) -> tuple[SheetColumn, ...]:
    """So many, of so many, and the share."""
    return (
        count_column("cases", part_title(page, of_reason=of_reason)),
        count_column("of", whole_title(page, of_reason=of_reason)),
        SheetColumn(name="share", title=_("Share"), kind="share"),
    )


def part_cells(part: Part) -> dict[str, SheetCell]:
    """The cells of :func:`part_columns`."""
    return {"cases": part.cases, "of": part.of, "share": part.share}


def part_title(page: Page, *, of_reason: bool) -> str:
    """What a share counts: decisions that state a reason, or decisions with the outcome."""
    if of_reason:
        return _("State this reason")
    return _("Rejections") if _rejects(page) else _("Requests for completion")


def whole_title(page: Page, *, of_reason: bool) -> str:
    """What it is a share of."""
    if of_reason:
        return _("All rejections") if _rejects(page) else _("All requests for completion")
    return _("Approvals and rejections") if _rejects(page) else _("All decisions")


def share_title(page: Page, *, of_reason: bool) -> str:
    """What the share is called where it stands alone."""
    if of_reason:
        rejects = _("Share of rejections that state the reason")
        asks = _("Share of requests for completion that state the reason")
    else:
        rejects = _("Rejections, as a share of approvals and rejections")
        asks = _("Requests for completion, as a share of all decisions")
    return rejects if _rejects(page) else asks


def _rejects(page: Page) -> bool:
    return page.asked.filters.outcome is Outcome.REJECT


def _cell(column: SheetColumn, cell: SheetCell) -> FigureCell:
    if column.kind == "share":
        return cell if isinstance(cell, str) else share_text(cell if isinstance(cell, float) else None)
    return cell if isinstance(cell, str | int) or cell is None else str(cell)
