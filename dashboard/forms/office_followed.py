"""What followed the decisions: complaints by kind, and what became of payments and entitlements."""

from collections.abc import Mapping
from functools import partial
from typing import Final

import streamlit as st

from casework.complaints.lifecycle import ComplaintKind
from casework.statistics.after_decision import Said
from dashboard.forms.office_page import Grid, GridColumn, GridRow, OfficePage, days_told, show_grid
from data_access.queries.office_followed import FollowedFigures, office_followed
from data_access.queries.overturned import overturned
from ui.components.markup import facts_html, text_html
from ui.definitions import title_of
from ui.labels import programme_label, reason_label
from ui.text import NP_, pgettext
from ui.text import gettext as _

_KINDS: Final[Mapping[ComplaintKind, tuple[str, str]]] = {
    ComplaintKind.NOT_ENTITLED: NP_("complaints counted", "Found not entitled"),
    ComplaintKind.PAYMENT_STOPPED: NP_("complaints counted", "Payment stopped"),
    ComplaintKind.OBJECTION: NP_("complaints counted", "Objection to a rejection"),
    ComplaintKind.CORRECTION: NP_("complaints counted", "Correction of data"),
    ComplaintKind.SERVICE: NP_("complaints counted", "Service"),
}
# What happens to payments and entitlements, and the definition of each count.
_PAYMENTS: Final = {
    "scheduled": "payments_scheduled",
    "paid": "payments_paid",
    "returned": "payments_returned",
    "stopped": "payments_stopped",
}
_ENTITLEMENTS: Final = {
    "opened": "entitlements_opened",
    "noticed": "stop_notices",
    "suspended": "entitlements_suspended",
    "reactivated": "entitlements_reactivated",
    "ended": "entitlements_ended",
}


def followed(page: OfficePage) -> None:
    """Complaints, payments and entitlements of the period, and the reasons that are looked at twice."""
    reading = page.back.shared(
        office_followed, viewer=page.viewer, asked=page.asked.asked, period=page.asked.period
    )
    figures = reading.answer
    st.subheader(pgettext("figures", "After the decision"))
    if figures.now.complaints:
        show_grid(page, "complaints", lambda: _complaint_grid(figures), reading)
    else:
        st.caption(_("No complaint came or was open in these days within these filters."))
    for what, title, keys in (
        ("payments", pgettext("figures", "Payments"), _PAYMENTS),
        ("entitlements", pgettext("figures", "Entitlements"), _ENTITLEMENTS),
    ):
        show_grid(page, what, partial(_flow_grid, page, figures, what, title, keys), reading)
    _doubted(page)


def _complaint_grid(figures: FollowedFigures) -> Grid:
    now = figures.now
    columns = {
        "filed": "complaints_filed",
        "open": "complaints_open",
        "overdue": "complaints_overdue",
        "in_time": "complaints_in_time",
        "found_right": "complaints_upheld",
    }
    rows = [*((pgettext(*_KINDS[kind]), said) for kind, said in now.complaints.items())]
    return Grid(
        title=pgettext("figures", "Complaints and objections"),
        columns=[
            GridColumn(name="kind", title=pgettext("figures", "Kind"), kind="text"),
            *(
                GridColumn(
                    name=name,
                    title=title_of(key),
                    kind="share" if name in {"in_time", "found_right"} else "count",
                    definition=key,
                )
                for name, key in columns.items()
            ),
        ],
        rows=[_complaint_row(name, said) for name, said in (*rows, (_("All"), now.every_complaint))],
        figures=tuple(columns.values()),
    )


def _complaint_row(name: str, said: Said) -> GridRow:
    return GridRow(
        cells={
            "kind": name,
            "filed": said.filed,
            "open": said.open,
            "overdue": said.overdue,
            "in_time": said.in_time,
            "found_right": said.found_right,
        }
    )


def _flow_grid(
    page: OfficePage, figures: FollowedFigures, what: str, title: str, keys: Mapping[str, str]
) -> Grid:
    """How often each thing happened in the period, and in the period before."""
    period = page.asked.period
    rows = {
        days_told(period): getattr(figures.now, what),
        days_told(period.before): getattr(figures.before, what),
    }
    return Grid(
        title=title,
        columns=[
            GridColumn(name="days", title=pgettext("filter", "Days"), kind="text"),
            *(GridColumn(name=name, title=title_of(key), definition=key) for name, key in keys.items()),
        ],
        rows=[
            GridRow(cells={"days": days, **{name: counts.get(name, 0) for name in keys}})
            for days, counts in rows.items()
        ],
        figures=tuple(keys.values()),
    )


def _doubted(page: OfficePage) -> None:
    """The reasons whose decisions are all looked at twice now, by programme."""
    found = page.back.shared(overturned, viewer=page.viewer, on=page.asked.period.until).answer
    listed = [
        (
            programme_label(code),
            "<br>".join(text_html(reason_label(one, code)) for one in sorted(found[code])),
        )
        for code in page.programmes
        if found[code]
    ]
    if listed:
        st.caption(_("Looked at twice now, because too many were overturned after an objection:"))
        st.html(facts_html(listed))
