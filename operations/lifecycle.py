"""`lifecycle`: write docs/lifecycle.md from the tables of what may happen to applications and complaints."""

from collections.abc import Callable
from typing import Final

import click

from casework.applications.lifecycle import STAGE_OF, TRANSITIONS, Action, State
from casework.complaints.lifecycle import TRANSITIONS as COMPLAINT_TRANSITIONS
from casework.complaints.lifecycle import ComplaintAction, ComplaintState
from dashboard.settings import ROOT
from ui.complaint_words import complaint_action_label, complaint_state_label
from ui.labels import action_label, stage_label, state_label
from ui.text import speaking

LIFECYCLE: Final = ROOT / "docs" / "lifecycle.md"
# Who acts, where it is not the caseworker who holds the case.
SECOND: Final = ("second person", "المراجع الثاني")
BY: Final = {
    Action.SEND_TO_CHECK: ("the draw", "السحب العشوائي"),
    Action.REASSIGN: ("supervisor", "المشرف"),
    Action.COMPLETE: ("applicant", "مقدم الطلب"),
    Action.WITHDRAW: ("applicant", "مقدم الطلب"),
    Action.EXPIRE: ("timer", "المؤقت"),
    Action.REOPEN: ("who upholds a complaint", "من يقبل الشكوى"),
}
STAFF: Final = ("caseworker", "الموظف")
COMPLAINT_BY: Final = {ComplaintAction.ASSIGN: ("supervisor", "المشرف")}
_TOP: Final = """\
# The life of an application · دورة حياة الطلب

Written by `python -m operations lifecycle` from `casework/applications/lifecycle.py`; do not edit it by hand.
What is not in the table is refused. A release returns a case as what it was before it was claimed; the timer
releases claims that are too old. A decision that is drawn goes to its second check in the same act, before
the applicant is told.
"""
_COMPLAINTS: Final = """\
## The life of a complaint · دورة حياة الشكوى

From `casework/complaints/lifecycle.py`. Nobody who took part in what is complained about takes, is given or
answers it. An objection that is upheld reopens its case.
"""


def lifecycle_page() -> str:
    """The whole page, as it should stand in the documents."""
    return "\n".join(
        [_TOP, *_diagram(), "", *_states(), "", *_transitions(), "", _COMPLAINTS, *_complaints(), ""]
    )


def _diagram() -> list[str]:
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{_both(state_label, state)}" as {state}' for state in State]
    lines.append(f"    [*] --> {State.SUBMITTED}")
    lines += [
        f"    {state} --> {following}: {_english(action_label, action)}"
        for (state, action), following in TRANSITIONS.items()
        if following is not state
    ]
    moving = {state for (state, _), following in TRANSITIONS.items() if following is not state}
    lines += [f"    {state} --> [*]" for state in State if state not in moving]
    return [*lines, "```"]


def _states() -> list[str]:
    rows = [
        f"| `{state}` | {_english(state_label, state)} | {_arabic(state_label, state)} "
        f"| {_english(stage_label, STAGE_OF[state])} | {_arabic(stage_label, STAGE_OF[state])} |"
        for state in State
    ]
    return ["| State | English | العربية | Whose turn | الدور على |", "|---|---|---|---|---|", *rows]


def _transitions() -> list[str]:
    rows = [
        f"| {_english(state_label, state)} | {_english(action_label, action)} "
        f"| {_english(state_label, following)} | {_by(state, action)[0]} "
        f"| {_arabic(state_label, state)} ← {_arabic(action_label, action)} "
        f"← {_arabic(state_label, following)} ({_by(state, action)[1]}) |"
        for (state, action), following in TRANSITIONS.items()
    ]
    return ["| From | Action | To | By | بالعربية |", "|---|---|---|---|---|", *rows]


def _complaints() -> list[str]:
    rows = [
        f"| {_english(complaint_state_label, state)} | {_english(complaint_action_label, action)} "
        f"| {_english(complaint_state_label, following)} | {COMPLAINT_BY.get(action, STAFF)[0]} "
        f"| {_arabic(complaint_state_label, state)} ← {_arabic(complaint_action_label, action)} "
        f"← {_arabic(complaint_state_label, following)} ({COMPLAINT_BY.get(action, STAFF)[1]}) |"
        for (state, action), following in COMPLAINT_TRANSITIONS.items()
    ]
    first = f"A complaint begins as “{_english(complaint_state_label, ComplaintState.FILED)}”."
    return [first, "", "| From | Action | To | By | بالعربية |", "|---|---|---|---|---|", *rows]


def _by(state: State, action: Action) -> tuple[str, str]:
    """Who does this; what is decided or judged while a check is awaited is the second person's."""
    seconds = state is State.AWAITING_CHECK and action is not Action.UNDO
    return BY.get(action, SECOND if seconds else STAFF)


def _english(label: Callable[[str], str], code: str) -> str:
    with speaking("en"):
        return label(code)


def _arabic(label: Callable[[str], str], code: str) -> str:
    with speaking("ar"):
        return label(code)


def _both(label: Callable[[str], str], code: str) -> str:
    return f"{_english(label, code)} · {_arabic(label, code)}"


@click.command("lifecycle")
def lifecycle_command() -> None:
    """Write docs/lifecycle.md anew from the table of transitions."""
    LIFECYCLE.write_text(lifecycle_page(), encoding="utf-8")
    click.echo(f"Written: {LIFECYCLE.relative_to(ROOT)}")
