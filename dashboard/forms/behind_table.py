"""The list behind a figure: what it is of, its cases, its pages."""

from collections.abc import Mapping
from html import escape

import streamlit as st

from dashboard.forms.behind_address import BehindAddress, turn_to
from dashboard.forms.office_page import as_of_told, days_told
from dashboard.forms.office_words import detail_words, figure_definition, figure_words, what_happened
from data_access.queries.behind_figure import Figure
from data_access.queries.behind_list import BehindPage, BehindRow
from ui.charts.findings import cases
from ui.components.work_table import Column, TableAnswer, table_labels, work_table
from ui.dates import short_day
from ui.definitions import definition_url
from ui.labels import country_label, programme_label, region_label
from ui.numerals import number
from ui.text import gettext as _

_PLACES = {"office": country_label, "programme": programme_label, "region": region_label}


def head(figure: Figure, asked: BehindAddress, page: BehindPage) -> None:
    """How many, where, which days, and how it is counted."""
    when = as_of_told(asked.period.until) if figure.is_stock else days_told(asked.period)
    told = " · ".join(
        [cases(page.total), when, *(_PLACES[name](code) for name, code in asked.places.items())]
    )
    words = escape(_("How it is counted"))
    url = escape(definition_url(figure_definition(figure)))
    st.html(
        f'<p class="mizan-behind"><b>{escape(told)}</b> '
        f'<a class="mizan-link" href="{url}" target="_self">{words}</a></p>'
    )
    if figure.is_stock and not asked.is_now:
        st.caption(_("These cases stood so at the end of that day; they may have moved on since."))


def case_list(figure: Figure, page: BehindPage) -> TableAnswer:
    """The cases; Enter or a click opens one."""
    detailed = any(row.detail for row in page.rows)
    timed = any(row.days is not None for row in page.rows)
    return work_table(
        [_cells(figure, row) for row in page.rows],
        _columns(figure, detailed=detailed, timed=timed),
        key="behind.table",
        caption=figure_words(figure),
        labels=table_labels(nothing=_("No case within these filters and days.")),
    )


def page_buttons(page: BehindPage) -> None:
    """The way to the next and the previous page of the list."""
    if page.onward is None and page.backward is None:
        return
    with st.container(key="behind.pages", horizontal=True, horizontal_alignment="center"):
        for name, place, label in (
            ("previous", page.backward, _("Previous page")),
            ("next_page", page.onward, _("Following page")),
        ):
            st.button(label, key=f"behind.{name}", disabled=place is None, on_click=turn_to, args=(place,))


def _columns(figure: Figure, *, detailed: bool, timed: bool) -> list[Column]:
    columns = [
        Column(name="reference", title=_("Reference"), kind="id", href="link", row_header=True),
        Column(name="name", title=_("Applicant")),
        Column(name="what", title=_("State then") if figure.is_stock else _("What happened")),
    ]
    if detailed:
        columns.append(Column(name="detail", title=_("Of what")))
    columns.append(Column(name="on", title=_("Received") if figure.is_stock else _("On"), kind="short"))
    if timed:
        columns.append(Column(name="days", title=_("Working days"), kind="number"))
    return [
        *columns,
        Column(name="programme", title=_("Programme"), priority=2),
        Column(name="region", title=_("Region"), priority=3),
    ]


def _cells(figure: Figure, row: BehindRow) -> Mapping[str, str | int | None]:
    return {
        # One case may stand in a list more than once; what is opened is what comes before the number.
        "id": f"{row.reference}#{row.id}",
        "reference": row.reference,
        "link": f"/case?case={row.reference}",
        "name": row.name,
        "what": what_happened(figure, row.what),
        "detail": detail_words(figure, row.detail, row.programme),
        "on": short_day(row.on),
        "days": None if row.days is None else number(row.days),
        "programme": programme_label(row.programme),
        "region": region_label(row.region),
    }
