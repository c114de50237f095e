"""The answer to a complaint: what it is, why, and the words the citizen will read."""

from functools import partial
from typing import Final

import streamlit as st

from casework.applications.remarks import LONGEST_NOTE, LONGEST_WORDS
from casework.complaints.lifecycle import ComplaintKind, ComplaintOutcome
from casework.countries.pack import programme
from casework.use_cases.answer_complaint import AnswerComplaint, answer_complaint
from dashboard.desk import done
from dashboard.forms.complaint_work import ComplaintWork
from dashboard.forms.wishes import Wish, command_of, tell_refusal, wish
from dashboard.navigation import CASE, COMPLAINTS
from dashboard.session import forget, remember, remembered
from ui.complaint_words import answer_reason_label, complaint_answer_label
from ui.text import gettext as _
from ui.text import isolated

_PLACE: Final = "answer"
_OF: Final = "complaint.answering"
_FIELDS: Final = ("outcome", "reasons", "words", "note")


def answer_form(work: ComplaintWork) -> None:
    """Say what the office answers; what is half written stays until it is recorded."""
    _take_up(work)
    st.subheader(_("Answer"))
    st.segmented_control(
        _("What is the answer?"),
        list(ComplaintOutcome),
        format_func={one: complaint_answer_label(one) for one in ComplaintOutcome}.get,
        key="complaint.outcome",
        width="stretch",
    )
    outcome = remembered("complaint.outcome", None)
    if outcome == ComplaintOutcome.REFUSED:
        code = work.complaint.programme
        known = programme(code).complaints.refusals
        st.multiselect(
            _("Refused because"),
            list(known),
            format_func={one: answer_reason_label(one, code) for one in known}.get,
            key="complaint.reasons",
            placeholder=_("Choose"),
        )
    elif outcome is not None and (follows := _what_follows(work)):
        st.info(follows)
    st.text_area(
        _("Answer that the citizen will read"), key="complaint.words", max_chars=LONGEST_WORDS, height=120
    )
    st.text_area(_("Note for the file"), key="complaint.note", max_chars=LONGEST_NOTE, height=80)
    keep_what_is_written()
    tell_refusal(_PLACE)
    st.button(
        _("Send the answer"),
        key="complaint.answer",
        type="primary",
        disabled=outcome is None,
        on_click=partial(_ask, work),
    )


def keep_what_is_written() -> None:
    """Keep it where a run that does not draw the form cannot lose it."""
    remember("complaint.kept", {name: remembered(f"complaint.{name}", None) for name in _FIELDS})


def _take_up(work: ComplaintWork) -> None:
    """Fill the widgets with what this reader had begun with this complaint; nothing of another one."""
    if remembered(_OF, "") != work.complaint.tracking:
        forget("complaint.kept", *(f"complaint.{name}" for name in _FIELDS))
        remember(_OF, work.complaint.tracking)
    for name, value in remembered("complaint.kept", dict[str, object]()).items():
        if remembered(f"complaint.{name}", None) is None and value is not None:
            remember(f"complaint.{name}", value)


def _what_follows(work: ComplaintWork) -> str:
    one = work.complaint
    if one.decision is not None and one.kind in {ComplaintKind.OBJECTION, ComplaintKind.NOT_ENTITLED}:
        return _(
            "The case is reopened into your hands. You decide it anew on its page, with papers, checks and "
            "letter as for any other case; nobody who took part in the first decision works on it."
        )
    if one.kind is ComplaintKind.CORRECTION:
        return _("Amend the data below first: the answer needs an amendment made for this complaint.")
    if one.kind in {ComplaintKind.PAYMENT_STOPPED, ComplaintKind.NOT_ENTITLED}:
        return _(
            "Payment is taken up again with the months that were missed; a notice that is out is lifted."
        )
    return ""


def _ask(work: ComplaintWork) -> None:
    """Keep the answer for the run that follows; a callback."""
    one, outcome = work.complaint, ComplaintOutcome(remembered("complaint.outcome", None))
    reasons = tuple(remembered("complaint.reasons", None) or ()) if outcome == "refused" else ()
    words, note = (str(remembered(f"complaint.{name}", "") or "") for name in ("words", "note"))
    command = AnswerComplaint(
        complaint=one.tracking,
        seen=one.version,
        command_id=command_of(
            work.viewer, "answer_complaint", one.tracking, one.version, outcome, sorted(reasons), words, note
        ),
        outcome=outcome,
        words=words,
        note=note,
        reasons=reasons,
    )
    wish(
        Wish(
            place=_PLACE,
            use_case=answer_complaint,
            command=command,
            then=partial(_answered, one.tracking, reopened=outcome != "refused" and one.decision is not None),
        )
    )


def _answered(tracking: str, reference: str, *, reopened: bool) -> None:
    forget(_OF, "complaint.kept", *(f"complaint.{name}" for name in _FIELDS))
    sentence = _("The complaint {tracking} is answered; the citizen will be told.").format(
        tracking=isolated(tracking)
    )
    if reopened:
        done(sentence + " " + _("The case is in your hands: decide it anew."), then=CASE, case=reference)
    done(sentence, then=COMPLAINTS)
