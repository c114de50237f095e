"""Several cases into other hands: each decided by itself, and what came of each is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from uuid import uuid5

import streamlit as st

from casework.actors import Staff
from casework.errors import Refusal
from casework.permissions import Permission
from casework.use_cases.reassign import Reassign, reassign
from dashboard.calm import SILENT
from dashboard.desk import colleague, records, told
from dashboard.forms.wishes import kept_command
from dashboard.session import forget, remember, remembered
from data_access.errors import StorageError
from data_access.queries.caseworker import assignees
from data_access.queries.team import Movable, movable
from ui.components.markup import id_html, literal
from ui.numerals import number
from ui.team_words import name_of
from ui.text import gettext as _
from ui.text import ngettext

LONGEST = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What came of one case: the sentence that says so, and whether it is in other hands now."""

    reference: str
    done: bool
    sentence: str


def reassign_results(viewer: Staff, *, key: str) -> None:
    """Do what was asked for by the last click, and tell what came of each case. Stands above the list.

    A run that was cut short goes on here, and no case is moved twice.
    """
    pending: list[Reassign] = remembered(f"{key}_pending", [])
    while pending:
        came = move(pending[0], viewer)
        remember(f"{key}_results", [*remembered(f"{key}_results", []), came])
        pending = pending[1:]
        remember(f"{key}_pending", pending)
    forget(f"{key}_pending")
    _tell(key)


def reassign_many(references: Sequence[str], viewer: Staff, *, key: str) -> None:
    """Offer to put the selected cases into a colleague's hands.

    Args:
        references: what is selected; cases that are with their applicant or closed are left aside.
        viewer: who would do it.
        key: the key of the place, `page.thing`; the same as for :func:`reassign_results`.
    """
    if references and viewer.may(Permission.REASSIGN):
        cases = records().ask(movable, viewer=viewer, references=references)
        _form(cases, len(references) - len(cases), viewer, key)


def move(command: Reassign, viewer: Staff) -> Moved:
    """Decide one case, whatever comes of the others."""
    try:
        records().act(reassign, command, by=viewer)
    except Refusal as refusal:
        return Moved(reference=command.application, done=False, sentence=told(refusal))
    except StorageError:
        sentence = _(SILENT)
        return Moved(reference=command.application, done=False, sentence=sentence)
    sentence = _("With {colleague} now.").format(colleague=colleague(command.to))
    return Moved(reference=command.application, done=True, sentence=sentence)


def _form(cases: Sequence[Movable], left: int, viewer: Staff, key: str) -> None:
    if left:
        said = ngettext(
            "{n} of the selected cases is with its applicant or closed, and stays where it is.",
            "{n} of the selected cases are with their applicants or closed, and stay where they are.",
            left,
        )
        st.info(said.format(n=number(left)))
    if not cases:
        return
    label = ngettext(
        "Put {n} selected case into other hands", "Put {n} selected cases into other hands", len(cases)
    )
    people = {one.username: one for one in records().ask(assignees, viewer=viewer)}
    # Under a new key it is closed again: what was sent is done.
    sent = remembered(f"{key}_sent", 0)
    with st.popover(label.format(n=number(len(cases))), key=f"{key}_box{sent}"):
        st.selectbox(
            _("Into whose hands?"),
            sorted(people, key=lambda name: name_of(people[name])),
            index=None,
            placeholder=_("Choose a colleague"),
            format_func={name: name_of(one) for name, one in people.items()}.get,
            key=f"{key}_to",
        )
        st.text_area(_("Why?"), key=f"{key}_note", max_chars=LONGEST, height=100)
        st.caption(_("Each case is decided by itself; what came of each is told afterwards."))
        st.button(
            _("Put into these hands"),
            key=f"{key}_send",
            type="primary",
            on_click=partial(_ask, tuple(cases), key),
        )
        if missing := remembered(f"{key}_missing", ""):
            forget(f"{key}_missing")
            st.error(literal(missing))


def _ask(cases: Sequence[Movable], key: str) -> None:
    """Keep what is to be done for the run that follows; the callback of the button."""
    to, note = remembered(f"{key}_to", None), str(remembered(f"{key}_note", "") or "").strip()
    if not to or not note:
        remember(f"{key}_missing", _("Choose a colleague, and write in a few words why."))
        return
    asked = kept_command(f"{key}_asked")
    forget(f"{key}_asked", f"{key}_results")
    remember(f"{key}_sent", remembered(f"{key}_sent", 0) + 1)
    remember(
        f"{key}_pending",
        [
            Reassign(
                application=case.reference,
                seen=case.version,
                command_id=uuid5(asked, case.reference),
                to=str(to),
                note=note,
            )
            for case in cases
        ],
    )


def _tell(key: str) -> None:
    results: list[Moved] = remembered(f"{key}_results", [])
    if not results:
        return
    moved = sum(one.done for one in results)
    title = _("In other hands now: {n} of {m}.").format(n=number(moved), m=number(len(results)))
    lines = "".join(
        f'<li class="{"done" if one.done else "refused"}">{id_html(one.reference)} '
        f"<span>{escape(one.sentence)}</span></li>"
        for one in results
    )
    with st.container(key=f"{key}_told", border=True):
        st.html(f'<section class="mizan-results"><h3>{escape(title)}</h3><ul>{lines}</ul></section>')
        st.button(_("Close"), key=f"{key}_close", on_click=forget, args=(f"{key}_results",))
