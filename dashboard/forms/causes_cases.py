"""The cases behind what is filtered, without personal data; those who may open cases can open them."""

from html import escape

import streamlit as st

from casework.permissions import Permission
from dashboard.forms.causes_address import turn_to
from dashboard.forms.causes_tables import SheetColumn, offer, sheet
from dashboard.forms.causes_words import Page
from dashboard.navigation import CASE
from data_access.queries.causes import CaseRow, CasesPage
from ui.components.work_table import Column, table_labels, work_table
from ui.dates import month, short_day
from ui.figures import count_text
from ui.labels import decision_label, programme_label, region_label
from ui.numerals import number
from ui.text import gettext as _


def case_list(page: Page, cases: CasesPage) -> None:
    """A page of the list, newest decision first."""
    opens = page.viewer.may(Permission.OPEN_CASE)
    told = escape(_("Decisions: {n}.").format(n=count_text(cases.of)))
    st.html(f'<p class="mizan-quiet">{told}</p>')
    answer = work_table(
        [_cells(page, row) for row in cases.rows],
        _columns(opens=opens),
        key="causes.cases",
        caption=_("The cases behind the figures"),
        opens=opens,
        labels=table_labels(nothing=_why_none(page, cases)),
    )
    if answer.opened and opens:
        CASE.open(case=answer.opened)
    _turn(cases)
    if cases.rows:
        offer(page, _as_sheet(page, cases, opens=opens))


def _why_none(page: Page, cases: CasesPage) -> str:
    if cases.withheld:
        return _("For a group of applicants no single cases are listed. Take the group off to see the list.")
    if cases.of == 0:
        return page.nothing
    if page.asked.at is not None:
        return _("The list ends here. Go back to the pages before.")
    return _("Fewer than five cases are not listed one by one.")


def _columns(*, opens: bool) -> list[Column]:
    reference = [Column(name="reference", title=_("Reference"), kind="id", href="link", row_header=True)]
    return [
        *(reference if opens else []),
        Column(name="decided", title=_("Decided on") if opens else _("Month"), kind="short"),
        Column(name="programme", title=_("Programme"), kind="short"),
        Column(name="region", title=_("Region"), kind="short"),
        Column(name="outcome", title=_("Decision"), kind="short", priority=3),
        Column(name="reasons", title=_("Reasons")),
        Column(name="days", title=_("Working days"), kind="number", priority=2),
    ]


def _cells(page: Page, row: CaseRow) -> dict[str, str | None]:
    return {
        "id": row.reference or str(row.id),
        "reference": row.reference,
        "link": f"/case?case={row.reference}" if row.reference else None,
        "decided": short_day(row.decided_on) if row.decided_on else month(row.month),
        "programme": programme_label(row.programme),
        "region": region_label(row.region),
        "outcome": decision_label(row.outcome),
        "reasons": _("; ").join(page.named(reason) for reason in row.reasons),
        "days": number(row.days),
    }


def _as_sheet(page: Page, cases: CasesPage, *, opens: bool):  # noqa: ANN202 - what `sheet` returns
    columns = [
        SheetColumn(
            name=column.name,
            title=column.title,
            kind={"id": "id", "number": "days"}.get(column.kind, "text"),
        )
        for column in _columns(opens=opens)
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
