"""The lists of complaints: by deadline or by answer, with the way into each and to the next one."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import streamlit as st

from casework.actors import Staff
from casework.complaints.lifecycle import ComplaintKind, ComplaintState
from casework.deadlines import urgency
from casework.permissions import Permission
from casework.use_cases.complaints import TakeNextComplaint, take_next_complaint
from dashboard.forms.complaints_address import Address, follow, moved, put, views_of
from dashboard.forms.narrowing import one_or_all
from dashboard.forms.queue_table import deadline_chip
from dashboard.forms.wishes import Wish, kept_command, wish
from dashboard.navigation import COMPLAINT
from dashboard.session import forget
from data_access.queries.complaints import ComplaintList, ComplaintPage, ComplaintRow
from ui.complaint_words import complaint_chip, complaint_kind_label
from ui.components.work_table import Cell, Column, TableAnswer, table_labels, work_table
from ui.labels import programme_label
from ui.numerals import counted
from ui.text import NP_, language, pgettext
from ui.text import gettext as _

LISTS: Final[Mapping[ComplaintList, tuple[str, str]]] = {
    ComplaintList.OPEN: NP_("complaints", "Open"),
    ComplaintList.MINE: NP_("complaints", "In my hands"),
    ComplaintList.OVERDUE: NP_("complaints", "Overdue"),
    ComplaintList.TEAM: NP_("complaints", "With colleagues"),
    ComplaintList.ANSWERED: NP_("complaints", "Answered"),
}
_KEPT: Final = "wish.next_complaint"


def next_complaint_button(viewer: Staff) -> None:
    """Offer the most pressing complaint that is not about one's own decision."""
    if not viewer.may(Permission.ANSWER_COMPLAINT):
        return
    asked = Wish(
        place="complaints",
        use_case=take_next_complaint,
        command=TakeNextComplaint(command_id=kept_command(_KEPT)),
        then=_open,
    )
    st.button(
        _("Next complaint"),
        key="complaints.next",
        type="primary",
        help=_("Takes the most pressing complaint that you may work on, and opens it."),
        on_click=wish,
        args=(asked,),
        width="stretch",
    )


def list_choice(asked: Address, viewer: Staff, counts: Mapping[ComplaintList, int]) -> None:
    """The lists side by side, each with its count, and what narrows them."""
    views = views_of(viewer)
    words = {
        view: pgettext(*LISTS[view]) + (f" ({counted(counts[view])})" if view in counts else "")
        for view in views
    }
    st.segmented_control(
        _("List"),
        list(views),
        format_func=words.get,
        key=follow("view", asked.view),
        required=True,
        on_change=moved,
        args=("view",),
        label_visibility="collapsed",
        width="stretch",
    )
    kind, programme = st.columns(2)
    with kind:
        one_or_all(
            _("Kind"),
            list(ComplaintKind),
            complaint_kind_label,
            name="kind",
            chosen=asked.filters.kind,
            key=follow("kind", asked.filters.kind),
            on_change=moved,
        )
    with programme:
        one_or_all(
            _("Programme"),
            sorted(viewer.programmes),
            programme_label,
            name="programme",
            chosen=asked.filters.programme,
            key=follow("programme", asked.filters.programme),
            on_change=moved,
        )


def search_box() -> str:
    """A tracking number or the reference of a case."""
    typed = st.text_input(
        _("Search"),
        key="complaints.search",
        type="search",
        placeholder=_("Tracking number or reference"),
        max_chars=40,
        autocomplete="off",
        label_visibility="collapsed",
    )
    return (typed or "").strip()


def complaint_table(
    rows: Sequence[ComplaintRow], *, today: date, key: str, caption: str, nothing: str = ""
) -> TableAnswer:
    """Show complaints; Enter or a click opens one."""
    return work_table(
        [_cells(row, today) for row in rows],
        (
            Column(name="tracking", title=_("Tracking number"), kind="id", href="link", row_header=True),
            Column(name="kind", title=_("Kind")),
            Column(name="deadline", title=_("Deadline"), kind="deadline"),
            Column(name="state", title=_("State"), kind="chip"),
            Column(name="name", title=_("Applicant"), priority=2),
            Column(name="reference", title=_("Case"), kind="id", priority=2),
            Column(name="holder", title=_("Holder"), priority=3),
        ),
        key=key,
        caption=caption,
        labels=table_labels(nothing=nothing),
    )


def page_buttons(page: ComplaintPage) -> None:
    """The way to the next and the previous page of the list."""
    if page.onward is None and page.backward is None:
        return
    with st.container(key="complaints.pages", horizontal=True, horizontal_alignment="center"):
        for name, place, label in (
            ("previous", page.backward, _("Previous page")),
            ("next_page", page.onward, _("Following page")),
        ):
            st.button(
                label,
                key=f"complaints.{name}",
                disabled=place is None,
                on_click=put,
                kwargs={"at": str(place or "")},
            )


def _cells(row: ComplaintRow, today: date) -> dict[str, Cell]:
    answered = row.state is ComplaintState.ANSWERED
    pressing = urgency(today, row.due_on, row.amber_on)
    holder = row.assignee_ar if language() == "ar" else row.assignee_en
    own = _("about your own decision") if row.barred and not answered else None
    return {
        "id": row.tracking,
        "tracking": row.tracking,
        "link": f"/complaint?c={row.tracking}",
        "kind": complaint_kind_label(row.kind),
        "deadline": None if answered else deadline_chip(row.programme, row.due_on, pressing, today),
        "state": complaint_chip(row.state, row.outcome),
        "name": row.name,
        "reference": row.reference,
        "holder": holder or row.assignee or own,
    }


def _open(tracking: str) -> None:
    forget(_KEPT)
    COMPLAINT.open(c=tracking)
