"""What narrows the causes, as widgets, and as chips that can be taken off one by one."""

from collections.abc import Callable, Sequence

import streamlit as st

from casework.actors import Staff
from casework.countries.pack import pack_of
from casework.statistics.profile import TRAITS
from dashboard.forms.causes_address import (
    CASES,
    GROUPS,
    NAMES,
    Address,
    choose,
    drop,
    follow,
    moved,
    reasons_for,
)
from dashboard.forms.causes_words import chips, outcome_name, reason_name
from dashboard.forms.narrowing import one_or_all
from dashboard.forms.queue_address import offices_of, regions_of
from data_access.queries.causes import OUTCOMES
from ui.dates import month
from ui.groups import group_label, trait_label
from ui.labels import country_label, field_label, programme_label, region_label
from ui.text import gettext as _
from ui.text import pgettext


def outcome_choice(asked: Address) -> None:
    """Rejections or requests for completion."""
    st.segmented_control(
        _("Decisions"),
        list(OUTCOMES),
        format_func={outcome: outcome_name(outcome) for outcome in OUTCOMES}.get,
        key=follow("outcome", asked.filters.outcome),
        required=True,
        on_change=moved,
        args=("outcome",),
        label_visibility="collapsed",
        width="stretch",
    )


def view_choice(asked: Address) -> None:
    """The figures, or the cases behind them."""
    views = {"": _("Figures"), CASES: _("The cases behind them")}
    st.segmented_control(
        _("View"),
        list(views),
        format_func=views.get,
        key=follow("view", CASES if asked.lists_cases else ""),
        required=True,
        on_change=moved,
        args=("view",),
        label_visibility="collapsed",
        width="stretch",
    )


def filter_rows(asked: Address, viewer: Staff) -> None:
    """A choice for each filter: places and months always in sight, reason and groups one click away."""
    several = len(offices_of(viewer)) > 1
    with st.container(key="causes.filters"):
        columns = iter(st.columns(4 + several, vertical_alignment="bottom"))
        if several:
            with next(columns):
                _choice(asked, "office", pgettext("filter", "Country"), offices_of(viewer), country_label)
        with next(columns):
            _choice(asked, "programme", field_label("programme"), _programmes(viewer, asked), programme_label)
        with next(columns):
            _region_choice(asked, _regions(viewer, asked))
        with next(columns):
            _month_choice(asked, "from", _("From month"), asked.filters.since)
        with next(columns):
            _month_choice(asked, "to", _("To month"), asked.filters.until)
        with st.expander(_("Reason and groups of applicants"), key="causes.more"):
            _reason_and_groups(asked, viewer)


def chip_row(asked: Address, viewer: Staff) -> None:
    """What is chosen, each with a way to be rid of it."""
    chosen = list(chips(viewer, asked))
    if not chosen:
        return
    with st.container(key="causes.chips", horizontal=True, gap="small", vertical_alignment="center"):
        for names, label, words in chosen:
            st.button(
                _("{filter}: {value} ✕").format(filter=label, value=words),
                key=f"causes.drop.{names[0]}",
                on_click=drop,
                args=names,
            )
        st.button(_("Clear"), key="causes.clear", type="tertiary", on_click=drop, args=NAMES)


def _reason_and_groups(asked: Address, viewer: Staff) -> None:
    first, *others = st.columns([2, 1, 1], vertical_alignment="bottom")
    with first:
        _choice(
            asked,
            "reason",
            pgettext("filter", "Reason"),
            reasons_for(viewer, asked.filters),
            lambda code: reason_name(code, viewer, asked),
        )
    rest = st.columns(3, vertical_alignment="bottom")
    for place, trait in zip((*others, *rest), TRAITS, strict=True):
        with place:
            _choice(
                asked, trait, trait_label(trait), GROUPS[trait], lambda code, of=trait: group_label(of, code)
            )


def _programmes(viewer: Staff, asked: Address) -> list[str]:
    office = asked.filters.office
    return [code for code in sorted(viewer.programmes) if office in {None, pack_of(code).code}]


def _regions(viewer: Staff, asked: Address) -> list[str]:
    offices = {pack_of(code).code for code in _programmes(viewer, asked)}
    if asked.filters.programme:
        offices = {pack_of(asked.filters.programme).code}
    return [code for code in regions_of(viewer) if code.partition("-")[0] in offices]


def _region_choice(asked: Address, options: Sequence[str]) -> None:
    chosen = list(asked.filters.regions)
    offered = [*options, *(code for code in chosen if code not in options)]
    st.multiselect(
        field_label("region"),
        offered,
        placeholder=_("All"),
        format_func={code: region_label(code) for code in offered}.get,
        key=follow("region", chosen),
        on_change=moved,
        args=("region",),
    )


def _month_choice(asked: Address, name: str, label: str, chosen: object) -> None:
    st.selectbox(
        label,
        asked.months[::-1],
        format_func={one: month(one) for one in asked.months}.get,
        key=follow(name, chosen),
        on_change=moved,
        args=(name,),
    )


def _choice(
    asked: Address, name: str, label: str, options: Sequence[str], words: Callable[[str], str]
) -> None:
    chosen = asked.chosen.get(name)
    one_or_all(label, options, words, name=name, chosen=chosen, key=follow(name, chosen), on_change=moved)


__all__ = ["chip_row", "choose", "filter_rows", "outcome_choice", "view_choice"]
