"""The office side by side: programme by programme, or region by region."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from casework.applications.lifecycle import Outcome
from casework.deadlines import Urgency
from casework.statistics.postings import Measure
from dashboard.forms.figure import loading
from dashboard.forms.office_address import follow, moved
from dashboard.forms.office_page import Grid, GridColumn, GridRow, OfficePage, of, show_grid
from data_access.queries.behind_figure import ALL_WAITING
from data_access.queries.office_places import Place, SideBySide, office_places
from ui.definitions import title_of
from ui.labels import decision_label, field_label, programme_label, region_label
from ui.text import gettext as _

_LINKS = {
    "received": of(Measure.FLOW, "received"),
    "decided": of(Measure.DECIDED),
    "rejected": of(Measure.DECIDED, Outcome.REJECT),
    "waiting": of(Measure.STATE, ALL_WAITING),
    "overdue": of(Measure.OPEN, "", Urgency.RED),
    "median": of(Measure.DAYS_FINAL),
    "in_time": of(Measure.IN_TIME, "in_time"),
    "right": of(Measure.RIGHT, "right"),
}


def side_by_side(page: OfficePage) -> None:
    """The table, told apart as the reader chooses."""
    title, choice = st.columns([5, 2], vertical_alignment="center")
    title.html(f'<div class="mizan-figure-head"><h3>{escape(_("Side by side"))}</h3></div>')
    with choice:
        st.segmented_control(
            _("Side by side"),
            list(SideBySide),
            format_func={by: field_label(by) for by in SideBySide}.get,
            key=follow("by", page.asked.by),
            required=True,
            on_change=moved,
            args=("by",),
            label_visibility="collapsed",
        )
    with loading():
        places = page.back.shared(
            office_places,
            viewer=page.viewer,
            asked=page.asked.asked,
            period=page.period,
            by=page.asked.by,
        )
    if places.answer:
        with st.container(key="office.places"):
            show_grid(page, f"by_{page.asked.by}", lambda: _grid(page, places.answer), places)
    else:
        st.html(f'<p class="mizan-figure-empty">{escape(page.nothing)}</p>')


def _grid(page: OfficePage, places: Sequence[Place]) -> Grid:
    name = field_label(page.asked.by)
    return Grid(
        title=_("The period by {name}").format(name=name),
        columns=[
            GridColumn(name="place", title=name, kind="text"),
            GridColumn(name="received", title=title_of("received"), definition="received"),
            GridColumn(name="decided", title=title_of("decided"), definition="decided"),
            GridColumn(name="rejected", title=decision_label(Outcome.REJECT), definition="outcomes"),
            GridColumn(name="waiting", title=title_of("waiting"), definition="waiting"),
            GridColumn(name="overdue", title=title_of("overdue"), definition="overdue"),
            GridColumn(
                name="median",
                title=_("Median days to the result"),
                kind="days",
                definition="final_result_days",
            ),
            GridColumn(name="in_time", title=title_of("in_time"), kind="share", definition="in_time"),
            GridColumn(
                name="right", title=title_of("first_time_right"), kind="share", definition="first_time_right"
            ),
        ],
        rows=[_row(page, place) for place in places],
        figures=("received", "decided", "waiting", "overdue", "in_time", "first_time_right"),
    )


def _row(page: OfficePage, place: Place) -> GridRow:
    by_region, results = page.asked.by is SideBySide.REGION, place.results
    return GridRow(
        cells={
            "place": region_label(place.code) if by_region else programme_label(place.code),
            "received": results.received,
            "decided": results.decided,
            "rejected": results.outcome(Outcome.REJECT),
            "waiting": place.waiting,
            "overdue": place.overdue,
            "median": results.final_days.median,
            "in_time": results.in_time,
            "right": results.right,
        },
        links=_LINKS,
        narrow={page.asked.by.value: place.code},
    )
