"""What happened to a case: the decision on record, the timeline, notes, and other cases like it."""

from datetime import date, datetime
from functools import partial

import streamlit as st

from casework.applications.application import UNDO_WINDOW
from casework.permissions import Permission
from casework.use_cases.note import AddNote, add_note
from casework.use_cases.undo import Undo, undo
from casework.written import closed
from dashboard.forms.case_head import said, words_form
from dashboard.forms.case_letter import message_and_letter, messages_of
from dashboard.forms.case_timeline import timeline
from dashboard.forms.case_work import Work
from dashboard.forms.wishes import Wish, command_of, tell_refusal
from dashboard.session import remember
from data_access.queries.case import CheckView, DecisionView, RelatedCase
from ui.components.markup import chip_html, facts_html, literal, quiet_html, section_html, text_html
from ui.components.work_table import Column, table_labels, work_table
from ui.dates import clock, day, moment, short_day, within
from ui.labels import (
    field_label,
    outcome_chip,
    programme_label,
    reason_label,
    second_check_label,
    state_chip,
)
from ui.text import N_
from ui.text import gettext as _

SHARED = {"paper": N_("the same paper")}


def decision_on_record(work: Work) -> None:
    """The decision that stands, its reasons, what the citizen is told, and the way to take it back."""
    tell_refusal("decision")
    standing = work.standing
    if standing is None:
        _past_decisions(work)
        return
    st.subheader(_("First decision") if work.case.awaits_check else _("Decision"))
    st.html(facts_html(_said_of(work, standing)))
    if work.case.awaits_check and not work.checking:
        st.info(_("This decision waits for a second check by a colleague; the applicant is told after it."))
    _undo_form(work, standing)
    if not work.checking:  # Who checks it sees it beside the question whether it stands.
        label = _("What the applicant is told")
        if work.case.awaits_check:
            label = _("What the applicant will be told")
        with st.expander(label, key="case.told"):
            messages_of(work, standing)
            message_and_letter(work, outcome=standing.outcome, reasons=standing.reasons, draft=False)
    _past_decisions(work)


def _past_decisions(work: Work) -> None:
    if not work.past_decisions:
        return
    with st.expander(_("Earlier decisions"), key="case.earlier"):
        for past in reversed(work.past_decisions):
            st.html(facts_html(_said_of(work, past)))


def removed_case(work: Work) -> None:
    """Say that the personal data are gone, and show what stays on record."""
    if work.case.removed_at is not None:
        removed_on = moment(work.case.removed_at, work.pack.zone)
        said = _("The personal data of this case were removed on {day}, when the time to keep them was over.")
        st.info(literal(said.format(day=removed_on)))
    st.subheader(_("Everything that happened"))
    timeline(work)


def notes(work: Work) -> None:
    """Remarks of colleagues, and a field for one's own."""
    tell_refusal("notes")
    written = [line for line in work.case.timeline if line.kind == "noted"]
    if work.viewer.may(Permission.NOTE):
        _note_form(work, len(written))
    for line in reversed(written):
        st.caption(literal(f"{work.name_of(line.actor)} · {moment(line.at, work.pack.zone)}"))
        st.text(closed(str(line.facts.get("note", ""))))
    if not written:
        st.caption(_("Nobody has written a note."))


def related(work: Work) -> str | None:
    """Other cases that share a number, an account, a mobile or a paper; the one to open."""
    heading = _("Other applications like this one")
    if not work.case.related:
        none = _("No other application shares a number, an account, a mobile or a paper with this one.")
        st.html(section_html(heading, quiet_html(none)))
        return None
    st.subheader(heading)
    answer = work_table(
        [_relative(one) for one in work.case.related],
        (
            Column(name="reference", title=_("Reference"), kind="id", href="link", row_header=True),
            Column(name="shares", title=_("Shares")),
            Column(name="name", title=_("Applicant")),
            Column(name="state", title=_("State"), kind="chip"),
            Column(name="programme", title=_("Programme"), priority=2),
            Column(name="submitted", title=_("Received"), kind="short", priority=3),
        ),
        key="case.related",
        caption=heading,
        labels=table_labels(),
    )
    openable = {one.reference for one in work.case.related if one.may_open}
    return answer.opened if answer.opened in openable else None


def _relative(one: RelatedCase) -> dict[str, object]:
    shares = "، ".join(_(SHARED[name]) if name in SHARED else field_label(name) for name in one.shares)
    return {
        "id": one.reference,
        "reference": one.reference,
        "link": f"/case?case={one.reference}" if one.may_open else None,
        "shares": shares,
        "name": _name_of(one),
        "state": state_chip(one.state),
        "programme": programme_label(one.programme),
        "submitted": short_day(one.submitted_at.date()),
    }


def _name_of(one: RelatedCase) -> str:
    if one.kept:
        return _("protected case")
    return one.name if one.may_open else _("outside your competence")


def _said_of(work: Work, standing: DecisionView) -> list[tuple[str, str]]:
    code, zone = work.case.programme, work.pack.zone
    pairs = [
        (_("Decision"), chip_html(outcome_chip(standing.outcome))),
        (_("Decided by"), text_html(work.name_of(standing.by))),
        (_("Decided on"), text_html(moment(standing.at, zone))),
    ]
    if standing.reasons:
        pairs.append(
            (_("Reasons"), "<br>".join(text_html(reason_label(one, code)) for one in standing.reasons))
        )
    if complete_by := _to_be_completed_by(work, standing):
        pairs.append((_("To be completed by"), text_html(day(complete_by))))
    if standing.undone_by and standing.undone_at:
        undone = f"{work.name_of(standing.undone_by)} · {moment(standing.undone_at, zone)}"
        pairs.append((_("undone"), text_html(f"{undone} · {standing.undone_note or ''}")))
    written = ((_("Words for the applicant"), standing.words), (_("Note for the file"), standing.note))
    pairs += [(name, text_html(text)) for name, text in written if text]
    if standing.check:
        pairs.append((_("Second check"), _said_of_check(work, standing.check)))
    return pairs


def _to_be_completed_by(work: Work, decision: DecisionView) -> date | None:
    """The last day to complete; it is counted from the day the applicant is told, after a second check."""
    if decision is not work.standing:
        return decision.complete_by
    return None if work.case.awaits_check else work.case.complete_by or decision.complete_by


def _said_of_check(work: Work, check: CheckView) -> str:
    said = [second_check_label(check.agreed), work.name_of(check.by), moment(check.at, work.pack.zone)]
    return text_html(" · ".join([*said, *([check.note] if check.note else [])]))


def _undo_form(work: Work, standing: DecisionView) -> None:
    until = standing.at + UNDO_WINDOW
    theirs = standing.by == work.viewer.username and work.viewer.may(Permission.UNDO)
    if not theirs or standing.check is not None or work.now >= until:
        return
    case = work.case

    def make(note: str) -> Wish:
        command_id = command_of(work.viewer, "undo", case.reference, case.version, note)
        return Wish(
            place="decision",
            use_case=undo,
            command=Undo(application=case.reference, seen=case.version, command_id=command_id, note=note),
            then=partial(said, _("The decision is undone; the case is yours again.")),
        )

    st.caption(_undo_until(work, until))
    words_form(
        _("Undo the decision"),
        "case.undo",
        make,
        send=_("Undo it"),
        ask=_("Why must it be undone?"),
        of=case.reference,
    )


def _undo_until(work: Work, until: datetime) -> str:
    minutes = max(1, int((until - work.now).total_seconds() // 60))
    return _("Can be undone until {time}, for another {minutes}.").format(
        time=clock(until, work.pack.zone), minutes=within(minutes)
    )


def _note_form(work: Work, count: int) -> None:
    case = work.case

    def make(text: str) -> Wish:
        command_id = command_of(work.viewer, "note", case.reference, count, text)
        return Wish(
            place="notes",
            use_case=add_note,
            command=AddNote(application=case.reference, command_id=command_id, text=text),
            then=lambda _result: remember("case.add_note_note", ""),
        )

    words_form(
        _("Write a note"),
        "case.add_note",
        make,
        send=_("Keep the note"),
        ask=_("A remark for colleagues"),
        of=case.reference,
    )
