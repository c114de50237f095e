"""What narrows the queue: the list, the filters, the search."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import streamlit as st

from casework.actors import Staff
from casework.applications.lifecycle import State
from casework.deadlines import Urgency
from casework.permissions import Permission
from dashboard.forms.narrowing import one_or_all
from dashboard.forms.queue_address import NAMES, Address, follow, moved, put, regions_of
from data_access.queries.caseworker import QueueFilters, QueueView
from ui.labels import programme_label, region_label, state_label, urgency_label
from ui.numerals import counted
from ui.text import NP_, language, pgettext
from ui.text import gettext as _

LISTS: Final[Mapping[QueueView, tuple[str, str]]] = {
    QueueView.MINE: NP_("list", "My cases"),
    QueueView.UNCLAIMED: NP_("list", "Unclaimed"),
    QueueView.RETURNED: NP_("list", "Back from the applicant"),
    QueueView.OVERDUE: NP_("list", "Overdue"),
    QueueView.CHECKING: NP_("list", "For a second check"),
    QueueView.TEAM: NP_("list", "With the team"),
    QueueView.ALL: NP_("list", "All cases"),
}


def list_label(view: QueueView, counts: Mapping[QueueView, int] | None = None) -> str:
    """A list's name, with its count where there is one."""
    name = pgettext(*LISTS[view])
    return f"{name} ({counted(counts[view])})" if counts and view in counts else name


def list_choice(asked: Address, views: Sequence[QueueView], counts: Mapping[QueueView, int]) -> None:
    """The lists side by side, each with its count."""
    st.segmented_control(
        _("List"),
        list(views),
        format_func={view: list_label(view, counts) for view in views}.get,
        key=follow("view", asked.view),
        required=True,
        on_change=moved,
        args=("view",),
        label_visibility="collapsed",
        width="stretch",
    )


def filter_row(asked: Address, viewer: Staff, team: Sequence[Staff]) -> None:
    """One choice for each filter, and a way to be rid of them all."""
    sees_team = viewer.may(Permission.SEE_TEAM)
    names = {person.username: person.name_ar if language() == "ar" else person.name_en for person in team}
    with st.container(key="queue.filters"):
        columns = st.columns([*[3] * (len(NAMES) - (not sees_team)), 1.4], vertical_alignment="bottom")
        with columns[0]:
            _choice(asked, "programme", _("Programme"), sorted(viewer.programmes), programme_label)
        with columns[1]:
            _choice(asked, "region", _("Region"), regions_of(viewer), region_label)
        with columns[2]:
            _choice(asked, "state", _("State"), list(State), state_label)
        with columns[3]:
            _choice(asked, "urgency", _("Deadline"), list(Urgency), urgency_label)
        if sees_team:
            with columns[4]:
                _choice(asked, "assignee", _("Holder"), list(names), lambda name: names.get(name, name))
        columns[-1].button(
            _("Clear"),
            key="queue.clear",
            disabled=asked.filters == QueueFilters(),
            on_click=_clear,
            width="stretch",
        )


def search_box() -> str:
    """What is searched for; it stays out of the address, because it names a person."""
    typed = st.text_input(
        _("Search"),
        key="queue.search",
        type="search",
        placeholder=_("National number, reference or name"),
        max_chars=120,
        autocomplete="off",
        label_visibility="collapsed",
    )
    return (typed or "").strip()


def _choice(
    asked: Address, name: str, label: str, options: Sequence[str], words: Callable[[str], str]
) -> None:
    chosen = getattr(asked.filters, name)
    one_or_all(label, options, words, name=name, chosen=chosen, key=follow(name, chosen), on_change=moved)


def _clear() -> None:
    for name in (*NAMES, "at"):
        put(name, None)
