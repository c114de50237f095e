"""The decision: reasons, outcome and note; shown as the citizen will read it; then confirmed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from html import escape

import streamlit as st

from casework.applications.evidence import unproven_kinds
from casework.applications.lifecycle import Outcome, State
from casework.applications.reasons import contradictions, route_of
from casework.applications.remarks import LONGEST_WORDS
from casework.errors import PapersNotJudged, Refusal
from casework.grounds import grounds_of, unsupported
from casework.permissions import Permission
from casework.use_cases.decide import Decide, decide
from dashboard.desk import told
from dashboard.forms.case_checks import because_text
from dashboard.forms.case_draft import (
    NOTE,
    OUTCOME,
    PREVIEW,
    REASONS,
    WORDS,
    Draft,
    changed,
    keep,
    keep_anew,
    reasons_changed,
    take_up,
    written,
)
from dashboard.forms.case_letter import message_and_letter
from dashboard.forms.case_work import Work
from dashboard.forms.next_case import go_on
from dashboard.forms.wishes import Wish, command_of, tell_refusal, wish
from dashboard.part import part
from dashboard.session import forget, remember, remembered
from ui.components.markup import literal
from ui.labels import outcome_label, reason_label, route_label
from ui.text import gettext as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """What differs between deciding and deciding otherwise than a colleague did, in the reader's words.

    `wish` makes the act of a draft and the version that was seen; `faults` says what else stands in its way.
    """

    note: str
    note_help: str
    confirm: str
    wish: Callable[[Work, Draft, int], Wish]
    faults: Callable[[Work, Draft], list[Refusal]]


@part
def decision_form(work: Work) -> None:
    """Choose, write, look at it as the citizen will, confirm."""
    if not work.viewer.may(Permission.DECIDE):
        return
    weigh(
        work,
        Weighing(
            note=_("Note for the file"),
            note_help=_("The applicant does not see it. What you write is kept when you leave the field."),
            confirm=_("Confirm: {decision}"),
            wish=_decision,
            faults=lambda _work, _draft: [],
        ),
    )


def weigh(work: Work, weighing: Weighing) -> None:
    """The pieces of a decision in the making, whoever's it is."""
    take_up(work)
    _proposals(work)
    scheme = work.scheme
    titles = {one.code: _reason_with_route(work, one.code) for one in scheme.reasons_on(work.today)}
    st.multiselect(
        _("Reasons"),
        list(titles),
        format_func=titles.get,
        key=REASONS,
        placeholder=_("No reason: approval"),
        on_change=reasons_changed,
        args=(scheme,),
    )
    st.segmented_control(
        _("Decision"),
        list(Outcome),
        format_func={outcome: outcome_label(outcome) for outcome in Outcome}.get,
        key=OUTCOME,
        on_change=changed,
        width="stretch",
    )
    st.text_area(
        weighing.note,
        key=NOTE,
        max_chars=4000,
        height=90,
        on_change=changed,
        help=weighing.note_help,
    )
    st.text_area(
        _("Words for the applicant"),
        key=WORDS,
        max_chars=LONGEST_WORDS,
        height=90,
        on_change=changed,
        help=_("The applicant reads them as they are, in the message and in the letter. Write simply."),
    )
    draft = written()
    keep(work)
    faults = _faults(work, draft, weighing)
    _what_is_wrong(work, draft, faults)
    tell_refusal("decision")
    _preview(work, draft, weighing, ready=draft.outcome is not None and not faults)


def lost_words(work: Work) -> None:
    """What was written for a decision that could not be recorded any more."""
    reference, said = remembered("case.lost", ("", ""))
    if said and reference == work.case.reference and not work.weighing:
        st.info(_("What you had written was not recorded. Copy it if you still need it:"))
        st.text(said)


def _proposals(work: Work) -> None:
    if not work.proposals:
        st.caption(_("No check failed and no paper was found wanting: nothing is proposed."))
        return
    lines = "".join(
        f"<li><b>{escape(reason_label(one.reason, work.case.programme))}</b> "
        f'<span class="mizan-quiet">{escape(because_text(work, one.because))}</span></li>'
        for one in work.proposals
    )
    heading = escape(_("Proposed, because of the checks and the papers"))
    st.html(f'<div class="mizan-proposals"><span class="mizan-quiet">{heading}</span><ul>{lines}</ul></div>')


def _reason_with_route(work: Work, code: str) -> str:
    return f"{reason_label(code, work.case.programme)} · {route_label(work.scheme.catalogue[code].route)}"


def _faults(work: Work, draft: Draft, weighing: Weighing) -> list[Refusal]:
    """Everything that stands in the way of this decision."""
    if draft.outcome is None:
        return []
    found = list(contradictions(work.scheme, draft.outcome, draft.reasons, draft.words, work.today))
    found += _unsupported(work, draft)
    open_still = unproven_kinds(work.required_kinds, work.case.papers)
    if draft.outcome is Outcome.APPROVE and open_still:
        found.append(PapersNotJudged(kinds=open_still))
    return found or weighing.faults(work, draft)


def _unsupported(work: Work, draft: Draft) -> tuple[Refusal, ...]:
    """The reasons of which the letter could not say what they rest on."""
    known = [code for code in draft.reasons if code in work.scheme.catalogue]
    grounds = grounds_of(
        work.scheme,
        known,
        verdicts=work.verdicts,
        papers=work.case.papers,
        declared=work.facts,
        on=work.today,
    )
    return unsupported(work.scheme, grounds, draft.words)


def _what_is_wrong(work: Work, draft: Draft, faults: list[Refusal]) -> None:
    if draft.reasons and not route_of([work.scheme.catalogue[code] for code in draft.reasons]):
        st.warning(
            _("These reasons contradict each other: some reject, others ask for completion. Keep one kind.")
        )
    for fault in faults:
        st.warning(literal(told(fault)))


def _preview(work: Work, draft: Draft, weighing: Weighing, *, ready: bool) -> None:
    asked: Draft | None = remembered(PREVIEW, None)
    if asked is None or not ready:
        st.button(
            _("See the message and the letter"),
            key="case.see",
            type="primary",
            disabled=not ready,
            on_click=_show,
            args=(work.case.version, draft),
        )
        return
    with st.container(border=True, key="case.confirmation"):
        message_and_letter(
            work, outcome=Outcome(draft.outcome), reasons=draft.reasons, draft=True, words=draft.words
        )
        with st.container(horizontal=True, key="case.confirm_row"):
            st.button(
                weighing.confirm.format(decision=outcome_label(Outcome(draft.outcome))),
                key="case.confirm",
                type="primary",
                on_click=wish,
                args=(weighing.wish(work, draft, remembered("case.seen", work.case.version)),),
            )
            st.button(_("Change it"), key="case.change", on_click=changed)


def _show(seen: int, draft: Draft) -> None:
    remember(PREVIEW, draft)
    remember("case.seen", seen)
    keep_anew()


def _decision(work: Work, draft: Draft, seen: int) -> Wish:
    case, outcome = work.case, Outcome(draft.outcome)
    command = Decide(
        application=case.reference,
        seen=seen,
        command_id=command_of(
            work.viewer,
            *("decide", case.reference, seen, outcome, sorted(draft.reasons), draft.note),
            *([draft.words] if draft.words else []),
        ),
        outcome=outcome,
        reasons=draft.reasons,
        note=draft.note,
        words=draft.words,
    )
    return Wish(
        place="decision",
        use_case=decide,
        command=command,
        then=partial(_decided, work, command),
        otherwise=partial(not_recorded, command.application, command.note, command.words),
    )


def recorded(reference: str) -> None:
    """Forget what was written for a decision: it is on record now."""
    forget(PREVIEW, "case.writing", "case.lost")
    remember("case.last", reference)


def not_recorded(reference: str, *written: str) -> None:
    """Keep what was written for a decision that was refused, so that it can be copied."""
    forget(PREVIEW)
    remember("case.lost", (reference, "\n\n".join(filter(None, written))))


def _decided(work: Work, command: Decide, state: str) -> None:
    recorded(command.application)
    remember("case.last_decided", command.application)
    sentence = _("The decision on {case} is recorded.")
    if state == State.AWAITING_CHECK:
        sentence = _(
            "The decision on {case} is recorded; a colleague checks it before the applicant is told."
        )
    go_on(work.viewer, command.command_id, sentence.format(case=command.application))
