"""What was said against rejections: how many were objected to, and how many of those did not stand."""

from dataclasses import replace
from typing import Final

import streamlit as st

from dashboard.forms.causes_reasons import MOST, choose_reason
from dashboard.forms.causes_tables import Row, count_column, name_column, offer, sheet, shown_table
from dashboard.forms.causes_words import Page
from dashboard.forms.figure import chart
from data_access.queries.causes import Objected, Part
from ui.charts import findings
from ui.charts.bars import Part as Piece
from ui.charts.bars import StackedBar, stacked_bars
from ui.components.figure_table import FigureTable, figure_table
from ui.figures import not_enough_text
from ui.labels import programme_label
from ui.numerals import percent
from ui.sheets import ExportTable, SheetCell, SheetColumn
from ui.text import gettext as _

_INTERVALS: Final = {"objected_share": "objected_interval", "overturned_share": "overturned_interval"}
_FEWEST: Final = 5  # As little as an interval can be told of.


def objections(page: Page) -> None:
    """Objections by reason, what came of them, and the reasons that are looked at twice for it."""
    told = [one for one in page.causes.objections if one.objected.cases != 0]
    table = sheet(
        page,
        "objections",
        _("Objections and overturns by reason"),
        (
            name_column(_("Reason")),
            count_column("of", _("Rejections that state it")),
            count_column("objected", _("Objected to")),
            SheetColumn(name="objected_share", title=_("Share objected to"), kind="share"),
            SheetColumn(name="objected_interval", title=_("Objected to: 95 % interval")),
            count_column("answered", _("Objection answered")),
            count_column("overturned", _("Overturned")),
            SheetColumn(name="overturned_share", title=_("Share overturned"), kind="share"),
            SheetColumn(name="overturned_interval", title=_("Overturned: 95 % interval")),
            SheetColumn(name="checked", title=_("Second check")),
        ),
        [_row(page, one) for one in told],
        "objected",
        "overturned",
        "overturned_check",
    )
    chart(
        stacked_bars(
            [
                StackedBar(
                    code=one.reason or "", name=_name(page, one), values=_pieces(one), note=_mark(page, one)
                )
                for one in told
            ],
            [
                Piece(code="overturned", name=_("Overturned"), tone="bad"),
                Piece(code="stood", name=_("Objection refused"), tone="good"),
                Piece(code="open", name=_("Not answered yet"), tone="accent"),
            ],
            selected=page.selected,
            most=MOST + 1,
        )
        if told
        else None,
        key="causes.objections",
        title=table.title,
        finding=_finding(page),
        table=None,
        definition="overturned",
        empty=_("Nobody has objected to these rejections so far."),
        on_select=choose_reason,
    )
    if told:
        st.html(figure_table(_shown(table)))
        offer(page, table)


def _shown(table: ExportTable) -> FigureTable:
    """The table as it is read: each interval stands beside its share."""
    columns = [column for column in table.columns if column.name not in _INTERVALS.values()]
    rows = [{**row, **{share: _share_told(row, share) for share in _INTERVALS}} for row in table.rows]
    return shown_table(replace(table, columns=columns, rows=rows))


def _share_told(row: Row, share: str) -> str:
    told = row[share]
    interval = row[_INTERVALS[share]]
    return f"{percent(told)} ({interval})" if isinstance(told, float) else not_enough_text()


def _row(page: Page, one: Objected) -> dict[str, SheetCell]:
    return {
        "name": _name(page, one),
        "of": one.objected.of,
        "objected": one.objected.cases,
        "objected_share": one.objected.share,
        "objected_interval": _interval(one.objected),
        "answered": one.overturned.of,
        "overturned": one.overturned.cases,
        "overturned_share": one.overturned.share,
        "overturned_interval": _interval(one.overturned),
        "checked": _mark(page, one),
    }


def _pieces(one: Objected) -> list[int | None]:
    """Overturned, refused and open, as far as the shown counts tell; a hidden one hides what it leaves."""
    overturned, answered, objected = one.overturned.cases, one.overturned.of, one.objected.cases
    stood = None if overturned is None or answered is None else max(0, answered - overturned)
    still = None if answered is None or objected is None else max(0, objected - answered)
    return [overturned, stood, still]


def _interval(part: Part) -> str:
    if part.interval is None:
        return not_enough_text()
    low, high = part.interval
    return _("{low} to {high}").format(low=percent(low), high=percent(high))


def _mark(page: Page, one: Objected) -> str:
    """Where every decision for the reason is looked at twice now; of several programmes, in which."""
    codes = page.doubted.get(one.reason or "", ())
    if not codes:
        return ""
    if page.asked.filters.programme:
        return _("every decision")
    names = _(", ").join(map(programme_label, codes))
    return _("every decision: {programmes}").format(programmes=names)


def _finding(page: Page) -> str:
    """The share overturned of the chosen reason's answered objections, or of all of them."""
    every = page.causes.objections
    one = next((one for one in every if one.reason == page.reason), every[0])
    part, whole = one.overturned.cases, one.overturned.of
    if part is None or whole is None or not whole:
        return ""
    return findings.share(_("Overturned after an objection"), min(part, whole), whole, fewest=_FEWEST)


def _name(page: Page, one: Objected) -> str:
    return _("All together") if one.reason is None else page.named(one.reason)
