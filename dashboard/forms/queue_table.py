"""The queue as a table, with the ways on, back and into a case."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import uuid5

import streamlit as st

from casework.actors import Staff
from casework.applications.lifecycle import STAGE_OF, Stage
from casework.countries.pack import pack_of
from casework.deadlines import Urgency
from casework.local_time import local_date
from casework.permissions import Permission
from casework.use_cases.claim import Claim, claim
from casework.working_days import working_days_between
from dashboard.desk import done, explaining, records
from dashboard.forms.queue_address import Address, put
from dashboard.forms.wishes import kept_command
from dashboard.navigation import CASE
from dashboard.session import forget, remembered
from data_access.queries.caseworker import QueueFilters, QueuePage, QueueRow, QueueView
from ui.components.work_table import Column, TableAnswer, table_labels, work_table
from ui.dates import remaining, short_day
from ui.labels import (
    Chip,
    outcome_chip,
    programme_label,
    region_label,
    state_chip,
    urgency_chip,
    urgency_label,
)
from ui.text import N_, language, ngettext
from ui.text import gettext as _

NOTHING = {
    QueueView.MINE: N_("You have no case in hand. “Next case” gives you the most urgent one."),
    QueueView.UNCLAIMED: N_("Every case in your programmes and regions is in somebody's hands or decided."),
    QueueView.RETURNED: N_("No applicant has sent what was asked for since the last look."),
    QueueView.OVERDUE: N_("No case is past its deadline."),
    QueueView.CHECKING: N_("No decision of a colleague waits for a second check by you."),
    QueueView.TEAM: N_("Nobody in your programmes and regions has a case in hand."),
    QueueView.ALL: N_("No application has been received in your programmes and regions."),
}


def office_day(viewer: Staff, now: datetime) -> date:
    """The date on the wall of the viewer's country."""
    return local_date(min(viewer.programmes), now) if viewer.programmes else now.date()


def deadline_chip(programme: str, due_on: date, urgency: Urgency, today: date) -> Chip:
    """How long is left, in the working days of the programme's country."""
    left = working_days_between(today, due_on, pack_of(programme))
    late_on_a_day_off = urgency is Urgency.RED and left == 0
    return urgency_chip(urgency, urgency_label(urgency) if late_on_a_day_off else remaining(left))


def case_table(
    rows: Sequence[QueueRow],
    viewer: Staff,
    *,
    today: date,
    caption: str,
    nothing: str,
    to_check: bool = False,
) -> TableAnswer:
    """Show cases, or decisions to be checked; Enter or a click opens one, X selects."""
    may_claim = viewer.may(Permission.CLAIM) and any(_waits(row) for row in rows)
    may_select = may_claim or (bool(rows) and not to_check and viewer.may(Permission.REASSIGN))
    return work_table(
        [case_cells(row, today) for row in rows],
        _columns_to_check() if to_check else case_columns(),
        key="queue.table",
        caption=caption,
        marked=remembered("case.last", None),
        selectable=may_select,
        labels=table_labels(nothing=nothing, selectable=may_select),
    )


def why_nothing(asked: Address, searched: str) -> str:
    """Why a list is empty, and what to do about it."""
    if searched:
        return _("Nothing found within your programmes and regions. Check the number or try fewer words.")
    if asked.filters != QueueFilters():
        return _("Nothing fits these filters. Clear them to see the whole list.")
    if asked.at is not None:
        return _("The list ends here. Go back to the pages before.")
    return _(NOTHING[asked.view])


def claim_selected(rows: Sequence[QueueRow], selected: Sequence[str], viewer: Staff) -> None:
    """Offer to claim the selected cases that wait; the one claimed opens, several go to the own list."""
    wanted = [row.reference for row in rows if row.reference in selected and _waits(row)]
    if not wanted:
        return
    label = ngettext("Claim {n} selected case", "Claim {n} selected cases", len(wanted))
    if not st.button(label.format(n=len(wanted)), key="queue.claim"):
        return
    kept, claimed = kept_command("wish.claim"), []
    for reference in wanted:
        with explaining():
            command = Claim(application=reference, command_id=uuid5(kept, reference))
            claimed.append(records().act(claim, command, by=viewer))
    forget("wish.claim")
    if len(claimed) == 1 and len(wanted) == 1:
        CASE.open(case=claimed[0])
    if len(claimed) == len(wanted):
        done(_("The selected cases are yours now."))


def page_buttons(page: QueuePage) -> None:
    """The way to the next and the previous page of the list."""
    if page.onward is None and page.backward is None:
        return
    with st.container(key="queue.pages", horizontal=True, horizontal_alignment="center"):
        for name, place, label in (
            ("previous", page.backward, _("Previous page")),
            ("next_page", page.onward, _("Following page")),
        ):
            st.button(
                label,
                key=f"queue.{name}",
                disabled=place is None,
                on_click=put,
                args=("at", str(place) if place else None),
            )


def _waits(row: QueueRow) -> bool:
    return STAGE_OF[row.state] is Stage.WAITING


def case_columns() -> tuple[Column, ...]:
    """The columns of a list of cases."""
    return (
        Column(name="reference", title=_("Reference"), kind="id", href="link", row_header=True),
        Column(name="name", title=_("Applicant")),
        Column(name="deadline", title=_("Deadline"), kind="deadline"),
        Column(name="state", title=_("State"), kind="chip"),
        Column(name="programme", title=_("Programme"), priority=2),
        Column(name="region", title=_("Region"), priority=3),
        Column(name="submitted", title=_("Received"), kind="short", priority=4),
        Column(name="holder", title=_("Holder"), priority=3),
    )


def _columns_to_check() -> tuple[Column, ...]:
    return (
        Column(name="reference", title=_("Reference"), kind="id", href="link", row_header=True),
        Column(name="name", title=_("Applicant")),
        Column(name="decision", title=_("Decision"), kind="chip"),
        Column(name="decided_by", title=_("Decided by")),
        Column(name="decided_on", title=_("Decided on"), kind="short", priority=2),
        Column(name="programme", title=_("Programme"), priority=2),
        Column(name="region", title=_("Region"), priority=3),
    )


def _decided(row: QueueRow) -> dict[str, str | Chip | None]:
    told = row.to_check
    if told is None:
        return {}
    name = told.by_ar if language() == "ar" else told.by_en
    return {
        "decision": outcome_chip(told.outcome),
        "decided_by": name or told.by,
        "decided_on": short_day(local_date(row.programme, told.at)),
    }


def case_cells(row: QueueRow, today: date) -> dict[str, str | Chip | None]:
    """A case as a row of a list."""
    open_still = STAGE_OF[row.state] in {Stage.WAITING, Stage.IN_HAND}
    holder = row.assignee_ar if language() == "ar" else row.assignee_en
    return {
        "id": row.reference,
        "reference": row.reference,
        "link": None if row.kept else f"/case?case={row.reference}",
        "name": _("protected case") if row.kept else row.name,
        "deadline": deadline_chip(row.programme, row.due_on, row.urgency, today) if open_still else None,
        "state": state_chip(row.state),
        "programme": programme_label(row.programme),
        "region": region_label(row.region),
        "submitted": short_day(local_date(row.programme, row.submitted_at)),
        "holder": holder or row.assignee,
        **_decided(row),
    }
