"""A complaint at a glance: who, what about, by when, in whose hands, and the ways to give it on."""

from functools import partial

import streamlit as st

from casework.complaints.lifecycle import ComplaintState
from casework.deadlines import urgency
from casework.permissions import Permission
from casework.use_cases.complaints import (
    AssignComplaint,
    HandBackComplaint,
    TakeComplaint,
    assign_complaint,
    hand_back_complaint,
    take_complaint,
)
from dashboard.desk import records
from dashboard.forms.case_head import said, words_form
from dashboard.forms.complaint_work import ComplaintWork
from dashboard.forms.queue_table import deadline_chip
from dashboard.forms.wishes import Wish, command_of, tell_refusal, wish
from dashboard.navigation import CASE, COMPLAINTS
from dashboard.session import remembered
from data_access.queries.caseworker import assignees
from ui.complaint_words import complaint_channel_label, complaint_chip, complaint_kind_label
from ui.components.markup import bar_html, chip_html, id_html, literal, text_html
from ui.dates import day, short_moment
from ui.labels import programme_label, state_chip
from ui.text import gettext as _
from ui.text import language


def complaint_bar(work: ComplaintWork) -> None:
    """Tracking number, kind, case, deadline, state and holder."""
    one = work.complaint
    pairs = [
        (_("Tracking number"), id_html(one.tracking)),
        (_("Kind"), text_html(complaint_kind_label(one.kind))),
        (_("State"), chip_html(complaint_chip(one.state, one.outcome))),
        *_deadline(work),
        (_("Holder"), text_html(work.name_of(one.assignee) if one.assignee else _("Nobody"))),
        (_("Applicant"), text_html(one.name)),
        (_("Case"), f"{id_html(one.reference)} {chip_html(state_chip(one.case_state))}"),
        (_("Programme"), text_html(programme_label(one.programme))),
    ]
    st.html(bar_html(pairs))
    came = " · ".join(
        (
            short_moment(one.filed_at, work.zone),
            complaint_channel_label(one.channel),
            work.name_of(one.filed_by),
        )
    )
    st.caption(literal(_("Filed: {how}").format(how=came)))


def complaint_actions(work: ComplaintWork) -> None:
    """Back to the list, the case, take, assign, hand back."""
    one = work.complaint
    with st.container(key="complaint.actions", horizontal=True, vertical_alignment="center"):
        _ways_out(one.reference)
        if one.state is ComplaintState.FILED and not one.barred:
            _take_button(work)
        if one.state is not ComplaintState.ANSWERED and work.viewer.may(Permission.REASSIGN):
            _assign_form(work)
        if work.mine:
            _hand_back_form(work)
    if one.barred and one.state is not ComplaintState.ANSWERED:
        st.info(_("You took part in what this complaint is about, so another colleague works on it."))
    tell_refusal("complaint")


def _ways_out(reference: str) -> None:
    if st.button(_("Back to the complaints"), key="complaint.back", type="tertiary"):
        COMPLAINTS.open()
    if st.button(_("Open the case"), key="complaint.case", type="tertiary"):
        CASE.open(case=reference)


def _deadline(work: ComplaintWork) -> list[tuple[str, str]]:
    one = work.complaint
    if one.answered_at is not None:
        return [(_("Answered on"), text_html(short_moment(one.answered_at, work.zone)))]
    pressing = urgency(work.today, one.due_on, one.amber_on)
    chip = deadline_chip(one.programme, one.due_on, pressing, work.today)
    return [(_("Deadline"), f"{chip_html(chip)} {text_html(day(one.due_on))}")]


def _take_button(work: ComplaintWork) -> None:
    one = work.complaint
    asked = Wish(
        place="complaint",
        use_case=take_complaint,
        command=TakeComplaint(
            complaint=one.tracking,
            command_id=command_of(work.viewer, "take_complaint", one.tracking, one.version),
        ),
        then=partial(said, _("The complaint is in your hands.")),
    )
    st.button(_("Take this complaint"), key="complaint.take", type="primary", on_click=wish, args=(asked,))


def _assign_form(work: ComplaintWork) -> None:
    one = work.complaint
    people = {
        person.username: person.name_ar if language() == "ar" else person.name_en
        for person in records().ask(assignees, viewer=work.viewer)
        if person.username != one.assignee and person.is_competent_for(one.programme, one.region)
    }
    with st.popover(_("Assign"), key="complaint.assign_box"):
        st.selectbox(_("Into whose hands?"), list(people), format_func=people.get, key="complaint.assign_to")
        st.caption(_("Whoever took part in the decision is refused."))
        st.button(
            _("Put into these hands"),
            key="complaint.assign_send",
            type="primary",
            on_click=partial(_assign, work),
        )


def _assign(work: ComplaintWork) -> None:
    one, to = work.complaint, str(remembered("complaint.assign_to", "") or "")
    command_id = command_of(work.viewer, "assign_complaint", one.tracking, one.version, to)
    wish(
        Wish(
            place="complaint",
            use_case=assign_complaint,
            command=AssignComplaint(complaint=one.tracking, seen=one.version, command_id=command_id, to=to),
            then=partial(said, _("The complaint is in other hands now.")),
        )
    )


def _hand_back_form(work: ComplaintWork) -> None:
    one = work.complaint

    def make(note: str) -> Wish:
        command_id = command_of(work.viewer, "hand_back_complaint", one.tracking, one.version, note)
        return Wish(
            place="complaint",
            use_case=hand_back_complaint,
            command=HandBackComplaint(
                complaint=one.tracking, seen=one.version, command_id=command_id, note=note
            ),
            then=partial(said, _("The complaint is back in the queue.")),
        )

    words_form(
        _("Hand back"),
        "complaint.hand_back",
        make,
        send=_("Hand it back"),
        ask=_("Why do you hand it back?"),
        of=one.tracking,
    )
