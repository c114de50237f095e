"""Everything that happened to a case, line by line, in words."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import streamlit as st

from dashboard.forms.case_work import Work
from dashboard.forms.folded import unfolded
from data_access.queries.case import OPENED, Line
from ui.complaint_words import amended_line, complaint_line
from ui.components.markup import timeline_html
from ui.dates import moment
from ui.entitlement_words import (
    amount_changed_line,
    card_label,
    entitled_line,
    reactivated_line,
    stop_line,
)
from ui.inquiry_words import purpose_label
from ui.labels import (
    decision_label,
    event_label,
    fault_label,
    field_label,
    paper_label,
    reason_label,
    second_check_label,
    verdict_label,
)
from ui.message_words import message_line
from ui.payment_words import payment_line, review_line
from ui.text import N_
from ui.text import gettext as _

_LOOKS: Final = {"paper": "paper_opened", "original": "original_taken"}


def timeline(work: Work) -> None:
    """Everything that happened and every look at what is masked, the newest first."""
    zone = work.pack.zone
    lines = [
        (moment(line.at, zone), _happened(work, line), _more(work, line))
        for line in reversed(work.case.timeline)
    ]
    st.html(timeline_html(lines))


def folded_timeline(work: Work) -> None:
    """The same in a box, which most readers leave closed."""
    box = unfolded(st.expander, _("Everything that happened"), "case.timeline", work.case.reference)
    if box is not None:
        with box:
            timeline(work)


def _happened(work: Work, line: Line) -> str:
    if line.kind == OPENED:
        return _looked_at(work, str(line.facts.get("what", "")))
    more = _TOLD_OF.get(line.kind)
    word = event_label(line.kind)
    return f"{word}: {more(work, line.facts)}" if more else word


def _looked_at(work: Work, what: str) -> str:
    looked, _colon, number = what.partition(":")
    if looked == "inquiry":
        return _("Inquiry: {purpose}").format(purpose=purpose_label(number))
    if looked not in _LOOKS:
        return f"{event_label('revealed')}: {field_label(what)}"
    kinds = {str(paper.id): paper.kind for paper in work.case.papers}
    known = kinds.get(number)
    return f"{event_label(_LOOKS[looked])}: {paper_label(known, work.case.programme) if known else what}"


def _judged(work: Work, facts: Mapping[str, Any]) -> str:
    paper = paper_label(str(facts["paper_kind"]), work.case.programme)
    return f"{paper} · {verdict_label(str(facts['verdict']))}"


def _rechecked(work: Work, facts: Mapping[str, Any]) -> str:
    paper = paper_label(str(facts["paper_kind"]), work.case.programme)
    return f"{paper} · {fault_label(str(facts['fault']))}" if facts.get("fault") else paper


def _decided(_work: Work, facts: Mapping[str, Any]) -> str:
    drawn = (facts.get("draw") or {}).get("drawn")
    sent = " · " + _("sent to a second check") if drawn else ""
    return decision_label(str(facts["outcome"])) + sent


# What a line of this kind says after its own word.
_TOLD_OF: Final[Mapping[str, Callable[[Work, Mapping[str, Any]], str]]] = {
    "paper_judged": _judged,
    "paper_checked": _rechecked,
    "decided": _decided,
    "checked": lambda _work, facts: second_check_label(bool(facts["agreed"])),
    "amended": lambda _work, facts: amended_line(facts),
    "reopened": lambda _work, facts: complaint_line(facts),
    **dict.fromkeys(
        ("complaint_filed", "complaint_handed_back", "complaint_answered"),
        lambda _work, facts: complaint_line(facts),
    ),
    "complaint_taken": lambda work, facts: f"{complaint_line(facts)} · {work.name_of(str(facts['to']))}",
    "reassigned": lambda work, facts: work.name_of(str(facts["to"])),
    **dict.fromkeys(
        ("message_sent", "message_delivered", "message_undelivered", "message_retried", "message_told"),
        lambda _work, facts: message_line(facts),
    ),
    **dict.fromkeys(
        ("payment_scheduled", "payment_paid", "payment_returned", "payment_stopped"),
        lambda work, facts: payment_line(facts, work.case.programme),
    ),
    "reviewed": lambda _work, facts: review_line(facts),
    "entitled": lambda _work, facts: entitled_line(facts),
    "amount_changed": lambda _work, facts: amount_changed_line(facts),
    "card_moved": lambda _work, facts: card_label(str(facts["card"])),
    **dict.fromkeys(
        ("stop_notice_given", "stop_notice_lifted", "suspended", "entitlement_ended"),
        lambda work, facts: stop_line(facts, work.case.programme),
    ),
    "reactivated": lambda work, facts: reactivated_line(facts, work.case.programme),
}


def _more(work: Work, line: Line) -> str:
    named = work.case.names.get(line.actor)
    who = work.name_of(line.actor) if named else _ACTORS_OF.get(line.actor, line.actor)
    known_word = _(who) if who in _ACTORS_OF.values() else who
    # Who replaced a decision said why once; it stands beside their own decision.
    said_again = line.facts.get("agreed") is False
    parts = [known_word, "" if said_again else str(line.facts.get("note") or "")]
    parts += [reason_label(str(code), work.case.programme) for code in line.facts.get("reasons") or ()]
    return " · ".join(part for part in parts if part)


_ACTORS_OF = {"system": N_("The system"), "citizen": N_("The applicant")}
