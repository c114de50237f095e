"""The cases behind what is filtered, without personal data, for those who may open them."""

from html import escape

import streamlit as st

from dashboard.forms.causes_address import turn_to
from dashboard.forms.causes_tables import SheetColumn, offer, sheet
from dashboard.forms.causes_words import Page
from dashboard.navigation import CASE
from data_access.queries.causes import CaseRow, CasesPage
from ui.components.work_table import Column, table_labels, work_table
from ui.dates import short_day
from ui.figures import count_text
from ui.labels import decision_label, programme_label, region_label
from ui.numerals import number
from ui.text import gettext as _


def case_list(page: Page, cases: CasesPage) -> None:
    """A page of the list, newest decision first."""
    told = escape(_("Decisions: {n}.").format(n=count_text(cases.of)))
    st.html(f'<p class="mizan-quiet">{told}</p>')
    if cases.withheld:
        st.info(_("Single cases are listed only for those who may open them: rows could be counted."))
        return
    answer = work_table(
        [_cells(page, row) for row in cases.rows],
        _columns(),
        key="causes.cases",
        caption=_("The cases behind the figures"),
        opens=True,
        labels=table_labels(nothing=_why_none(page, cases)),
    )
    if answer.opened:
        CASE.open(case=answer.opened)
    _turn(cases)
    if cases.rows:
        offer(page, _as_sheet(page, cases))


def _why_none(page: Page, cases: CasesPage) -> str:
    return page.nothing if cases.of == 0 else _("The list ends here. Go back to the pages before.")


def _columns() -> list[Column]:
    return [
        Column(name="reference", title=_("Reference"), kind="id", href="link", row_header=True),
        Column(name="decided", title=_("Decided on"), kind="short"),
        Column(name="programme", title=_("Programme"), kind="short"),
        Column(name="region", title=_("Region"), kind="short"),
        Column(name="outcome", title=_("Decision"), kind="short", priority=3),
        Column(name="reasons", title=_("Reasons")),
        Column(name="days", title=_("Working days"), kind="number", priority=2),
    ]


def _cells(page: Page, row: CaseRow) -> dict[str, str | None]:
    return {
        "id": row.reference,
        "reference": row.reference,
        "link": f"/case?case={row.reference}",
        "decided": short_day(row.decided_on),
        "programme": programme_label(row.programme),
        "region": region_label(row.region),
        "outcome": decision_label(row.outcome),
        "reasons": _("; ").join(page.named(reason) for reason in row.reasons),
        "days": number(row.days),
    }


def _as_sheet(page: Page, cases: CasesPage):  # noqa: ANN202 - what `sheet` returns
    columns = [
        SheetColumn(
            name=column.name,
            title=column.title,
            kind={"id": "id", "number": "days"}.get(column.kind, "text"),
        )
        for column in _columns()
    ]
    rows = [_cells(page, row) | {"days": row.days} for row in cases.rows]
    return sheet(page, "cases", _("The cases behind the figures"), columns, rows, "reason_cases")


def _turn(cases: CasesPage) -> None:
    if cases.onward is None and cases.backward is None:
        return
    with st.container(key="causes.pages", horizontal=True, horizontal_alignment="center"):
        for name, place, label in (
            ("previous", cases.backward, _("Previous page")),
            ("next_page", cases.onward, _("Following page")),
        ):
            st.button(label, key=f"causes.{name}", disabled=place is None, on_click=turn_to, args=(place,))
