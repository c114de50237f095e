"""The looks into cases that were in other hands or none: the list, and how many there were by colleague."""

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from casework.countries.pack import pack_of
from dashboard.desk import colleague
from dashboard.forms.looks_address import SPANS, LooksAddress, follow, moved, put
from dashboard.forms.narrowing import one_or_all
from dashboard.navigation import CASE
from data_access.queries.looks import Look, LooksPage
from ui.components.linked_table import LinkedCell, LinkedTable, linked_table
from ui.components.work_table import Column, table_labels, work_table
from ui.dates import calendar_days, short_moment
from ui.labels import programme_label, region_label
from ui.numerals import number
from ui.staff_words import look_text
from ui.text import gettext as _


def looks_filters(asked: LooksAddress, people: Sequence[str], today: date) -> None:
    """The period with its last day, and whose looks."""
    names = {username: colleague(username) for username in people}
    with st.container(key="looks.filters"):
        span, on, person = st.columns(3, vertical_alignment="bottom")
        with span:
            st.selectbox(
                _("Period"),
                SPANS,
                format_func={days: calendar_days(days) for days in SPANS}.get,
                key=follow("days", asked.period.days),
                on_change=moved,
                args=("days",),
            )
        with on:
            st.date_input(
                _("Up to and with"),
                key=follow("on", asked.period.until),
                max_value=today,
                format="DD/MM/YYYY",
                on_change=moved,
                args=("on",),
            )
        with person:
            one_or_all(
                _("Colleague"),
                list(people),
                lambda username: names.get(username) or colleague(username),
                name="person",
                chosen=asked.person,
                key=follow("person", asked.person),
                on_change=moved,
            )


def looks_list(page: LooksPage) -> None:
    """The looks of the page, each with a way into its case."""
    names = {username: colleague(username) for username in {row.by for row in page.rows}}
    answer = work_table(
        [_cells(row, names) for row in page.rows],
        [
            Column(name="at", title=_("When"), kind="short"),
            Column(name="by", title=_("Who"), row_header=True),
            Column(name="what", title=_("What was looked at")),
            Column(name="reference", title=_("Case"), kind="id", href="link"),
            Column(name="programme", title=_("Programme"), priority=2),
            Column(name="region", title=_("Region"), priority=3),
        ],
        key="looks.list",
        caption=_("Looks into cases that were not in the hands of who looked"),
        labels=table_labels(nothing=_("Nobody looked into a case of others in these days.")),
    )
    if answer.opened:
        CASE.open(case=answer.opened.partition("#")[0])
    _page_buttons(page)


def looks_counts(counts: Mapping[str, int], days: int) -> None:
    """How many looks there were by colleague; each number leads to the list."""
    rows = [
        [
            LinkedCell(text=colleague(username)),
            LinkedCell(text=number(n), href=f"/looks?person={username}"),
        ]
        for username, n in counts.items()
    ]
    if not rows:
        st.text(_("None in the last {days}.").format(days=calendar_days(days)))
        return
    caption = _("By colleague, in the last {days}").format(days=calendar_days(days))
    heads = [(_("Colleague"), ""), (_("Looks"), "")]
    st.html(linked_table(LinkedTable(caption=caption, heads=heads, rows=rows)))


def _cells(row: Look, names: Mapping[str, str]) -> dict[str, str]:
    return {
        "id": f"{row.reference}#{row.id}",
        "link": f"/case?case={row.reference}",
        "at": short_moment(row.at, pack_of(row.programme).zone),
        "by": names[row.by],
        "what": look_text(row.what, row.kind, row.programme),
        "reference": row.reference,
        "programme": programme_label(row.programme),
        "region": region_label(row.region),
    }


def _page_buttons(page: LooksPage) -> None:
    if page.onward is None and page.backward is None:
        return
    with st.container(key="looks.pages", horizontal=True, horizontal_alignment="center"):
        for name, place, label in (
            ("previous", page.backward, _("Previous page")),
            ("next_page", page.onward, _("Following page")),
        ):
            st.button(
                label,
                key=f"looks.{name}",
                disabled=place is None,
                on_click=put,
                kwargs={"at": str(place) if place else ""},
            )
