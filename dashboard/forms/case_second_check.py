"""The second check of a colleague's decision: agree with it, or put another in its place."""

from functools import partial
from typing import Final

import streamlit as st

from casework.applications.lifecycle import Outcome
from casework.errors import NoteMissing, Refusal, SameDecision
from casework.use_cases.second_check import Agree, Replace, agree, replace
from dashboard.desk import done
from dashboard.forms.case_decision import Weighing, not_recorded, recorded, weigh
from dashboard.forms.case_draft import NOTE, Draft, keep_note, take_up_note
from dashboard.forms.case_letter import message_and_letter
from dashboard.forms.case_work import Work
from dashboard.forms.wishes import Wish, command_of, tell_refusal, wish_in_words
from dashboard.navigation import QUEUE
from dashboard.part import draw_whole_page, part
from dashboard.session import remember, remembered
from data_access.queries.caseworker import QueueView
from ui.labels import decision_label
from ui.text import NP_, pgettext
from ui.text import gettext as _

STANCE: Final = "case.stance"
_STANCE_OF: Final = "case.stance_of"
AGREE, REPLACE = "agree", "replace"
STANCES: Final = {
    AGREE: NP_("stance", "I agree with the decision"),
    REPLACE: NP_("stance", "I decide otherwise"),
}


@part
def check_form(work: Work) -> None:
    """Say whether the decision stands; what goes to the applicant is shown before it goes."""
    st.caption(
        _(
            "Look at the papers and the checks as if you were to decide, then say whether the decision "
            "stands. The applicant is told nothing before."
        )
    )
    _take_up_stance(work)
    st.segmented_control(
        _("Does the decision stand?"),
        list(STANCES),
        format_func={stance: pgettext(*words) for stance, words in STANCES.items()}.get,
        key=STANCE,
        # What was chosen on the other side is on record by now, and is read from there.
        on_change=draw_whole_page,
        width="stretch",
    )
    stance = remembered(STANCE, None)
    if stance == AGREE:
        _agreement(work)
    elif stance == REPLACE:
        _replacement(work)
    else:
        tell_refusal("decision")


def _take_up_stance(work: Work) -> None:
    """Take up what this reader had begun with this case; a draft with choices is one of another decision."""
    if remembered(_STANCE_OF, "") == work.case.reference and remembered(STANCE, "") != "":
        return
    remember(_STANCE_OF, work.case.reference)
    kept = work.case.draft
    chosen = kept is not None and (kept.outcome is not None or kept.reasons)
    noted = kept is not None and kept.note
    remember(STANCE, REPLACE if chosen else AGREE if noted else None)


def _agreement(work: Work) -> None:
    standing = work.standing
    if standing is None:
        return
    take_up_note(work)
    st.text_area(
        _("Note for the file, if there is something to say"),
        key=NOTE,
        max_chars=4000,
        height=90,
        help=_("The applicant does not see it. What you write is kept when you leave the field."),
    )
    keep_note(work)
    tell_refusal("decision")
    with st.container(border=True, key="case.agreement"):
        message_and_letter(work, outcome=standing.outcome, reasons=standing.reasons, draft=False)
        st.button(
            _("Confirm: the decision stands ({decision})").format(decision=decision_label(standing.outcome)),
            key="case.agree",
            type="primary",
            on_click=wish_in_words,
            args=(partial(_agreed, work), NOTE),
        )


def _replacement(work: Work) -> None:
    weigh(
        work,
        Weighing(
            note=_("Why do you decide otherwise?"),
            note_help=_(
                "Your colleague reads it, the applicant does not. "
                "What you write is kept when you leave the field."
            ),
            confirm=_("Confirm instead: {decision}"),
            wish=_replaced,
            faults=_in_the_way,
        ),
    )


def _in_the_way(work: Work, draft: Draft) -> list[Refusal]:
    standing = work.standing
    if standing is not None and (draft.outcome, tuple(sorted(draft.reasons))) == (
        standing.outcome,
        standing.reasons,
    ):
        return [SameDecision(application=work.case.reference)]
    return [] if draft.note.strip() else [NoteMissing()]


def _agreed(work: Work, note: str) -> Wish:
    case = work.case
    command_id = command_of(work.viewer, "agree", case.reference, case.version, note)
    sentence = _("The decision on {case} stands; the applicant will be told.")
    return Wish(
        place="decision",
        use_case=agree,
        command=Agree(application=case.reference, seen=case.version, command_id=command_id, note=note),
        then=partial(_checked, case.reference, sentence),
        otherwise=partial(not_recorded, case.reference, note),
    )


def _replaced(work: Work, draft: Draft, seen: int) -> Wish:
    case, outcome = work.case, Outcome(draft.outcome)
    command = Replace(
        application=case.reference,
        seen=seen,
        command_id=command_of(
            work.viewer,
            *("replace", case.reference, seen, outcome, sorted(draft.reasons), draft.note),
            *([draft.words] if draft.words else []),
        ),
        outcome=outcome,
        reasons=draft.reasons,
        note=draft.note,
        words=draft.words,
    )
    sentence = _("Your decision on {case} takes the place of the first one.")
    return Wish(
        place="decision",
        use_case=replace,
        command=command,
        then=partial(_checked, case.reference, sentence),
        otherwise=partial(not_recorded, case.reference, draft.note, draft.words),
    )


def _checked(reference: str, sentence: str, _result: object) -> None:
    recorded(reference)
    done(sentence.format(case=reference), then=QUEUE, view=QueueView.CHECKING)
