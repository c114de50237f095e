"""What a complaint is about and what happened to it: the citizen's words, the decision, the answer."""

import streamlit as st

from casework.complaints.lifecycle import ComplaintState
from casework.written import closed
from dashboard.forms.case_checks import checks_html
from dashboard.forms.case_letter import facts_of_decision, spoken_first
from dashboard.forms.complaint_work import ComplaintWork
from data_access.queries.case import DecisionView, Line
from ui.complaint_words import amended_line, answer_reason_label
from ui.components.markup import chip_html, facts_html, preview_html, text_html, timeline_html
from ui.dates import moment
from ui.labels import event_label, outcome_chip, reason_label
from ui.letter import letter_facts, letter_text
from ui.text import gettext as _


def what_was_said(work: ComplaintWork) -> None:
    """The citizen's own words."""
    st.subheader(_("What the citizen says"))
    spoken = work.case.case.language if work.case else "ar"
    st.html(preview_html(closed(work.complaint.text), spoken))


def what_was_answered(work: ComplaintWork) -> None:
    """The answer on record."""
    one = work.complaint
    if one.state is not ComplaintState.ANSWERED:
        return
    st.subheader(_("Answer to the citizen"))
    pairs = [(_("Answer"), text_html(one.answer))]
    if one.reasons:
        reasons = (text_html(answer_reason_label(code, one.programme)) for code in one.reasons)
        pairs.append((_("Refused because"), "<br>".join(reasons)))
    if one.note:
        pairs.append((_("Note for the file"), text_html(one.note)))
    st.html(facts_html(pairs))


def decision_complained_about(work: ComplaintWork) -> None:
    """The decision with its reasons, its letter, and what the checks find."""
    case = work.case
    if case is None:
        st.info(_("You may not open the case itself."))
        return
    decision = next((one for one in case.case.decisions if one.id == work.complaint.decision), None)
    if decision is not None:
        st.subheader(_("The decision complained about"))
        _decision(work, decision)
    with st.expander(_("Checks"), key="complaint.checks", expanded=decision is not None):
        st.html(checks_html(case))


def past_of_complaint(work: ComplaintWork) -> None:
    """Everything that happened to the complaint, the newest first."""
    lines = [
        (moment(line.at, work.zone), _happened(work, line), _more(work, line))
        for line in reversed(work.complaint.timeline)
    ]
    with st.expander(_("What happened to the complaint"), key="complaint.timeline", expanded=True):
        st.html(timeline_html(lines))


def _decision(work: ComplaintWork, decision: DecisionView) -> None:
    case, code = work.case, work.complaint.programme
    pairs = [
        (_("Decision"), chip_html(outcome_chip(decision.outcome))),
        (_("Reasons"), "<br>".join(text_html(reason_label(one, code)) for one in decision.reasons)),
        (_("Decided by"), text_html(case.name_of(decision.by) if case else decision.by)),
        (_("Decided on"), text_html(moment(decision.at, work.zone))),
    ]
    written = ((_("Words for the applicant"), decision.words), (_("Note for the file"), decision.note))
    st.html(facts_html([*pairs, *((name, text_html(text)) for name, text in written if text)]))
    if case is not None:
        spoken = spoken_first(case.case)[0]
        with st.expander(_("The letter the citizen has"), key="complaint.letter"):
            told = letter_facts(facts_of_decision(case, decision), decision.outcome, spoken)
            st.html(preview_html(letter_text(told, spoken), spoken))


def _happened(work: ComplaintWork, line: Line) -> str:
    label = event_label(line.kind)
    if line.kind == "amended":
        return f"{label}: {amended_line(line.facts)}"
    return f"{label}: {work.name_of(str(line.facts['to']))}" if line.facts.get("to") else label


def _more(work: ComplaintWork, line: Line) -> str:
    # What the citizen said stands above already.
    note = "" if line.kind == "complaint_filed" else str(line.facts.get("note") or "")
    return " · ".join(part for part in (work.name_of(line.actor), note) if part)
