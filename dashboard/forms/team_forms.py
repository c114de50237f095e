"""What a supervisor changes about somebody's work: programmes and regions, and how many cases at once."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from casework.actors import Staff
from casework.countries.pack import pack_of
from casework.permissions import Permission
from casework.statistics.team import Member
from casework.team import MOST_IN_HAND, regions_within
from casework.use_cases.team import ChangeCompetence, SetCapacity, change_competence, set_capacity
from dashboard.forms.wishes import Wish, kept_command, tell_refusal, wish
from dashboard.session import forget, remember, remembered
from ui.labels import programme_label, region_label
from ui.text import gettext as _

COMPETENCE, CAPACITY = "team.competence", "team.capacity"


def work_forms(member: Member, viewer: Staff) -> None:
    """The two forms, for those who may change somebody's work; a refusal is told in its box."""
    if not viewer.may(Permission.MANAGE_TEAM):
        return
    with st.container(key="team.forms", horizontal=True):
        # Under a new key a box is closed again, and shows what is on record now: what was sent is done.
        done = remembered("team.changed", 0)
        with st.popover(_("Programmes and regions"), key=f"team.competence_box{done}"):
            _competence(member, viewer, done)
            tell_refusal(COMPETENCE)
        with st.popover(_("Capacity"), key=f"team.capacity_box{done}"):
            _capacity(member, done)
            tell_refusal(CAPACITY)


def _competence(member: Member, viewer: Staff, done: int) -> None:
    person = member.person
    programmes, regions = sorted(viewer.programmes), _regions(person, viewer)
    keys = [f"team.{name}.{person.username}.{done}" for name in ("programmes", "regions")]
    st.multiselect(
        _("Programmes"),
        programmes,
        default=sorted(person.programmes & viewer.programmes),
        format_func={code: programme_label(code) for code in programmes}.get,
        key=keys[0],
        placeholder=_("Choose"),
    )
    st.multiselect(
        _("Regions"),
        regions,
        default=[code for code in regions if code in person.regions],
        format_func={code: region_label(code) for code in regions}.get,
        key=keys[1],
        placeholder=_("Every region"),
    )
    st.caption(
        _("No region chosen means every region. What lies outside your own competence stays as it is.")
    )

    def asked() -> Wish:
        # Read at the click: what was chosen last may come with it.
        chosen, within = (frozenset[str](remembered(key, ())) for key in keys)
        return Wish(
            place=COMPETENCE,
            use_case=change_competence,
            command=ChangeCompetence(
                username=person.username,
                seen=member.version,
                command_id=kept_command(f"wish.competence.{person.username}"),
                programmes=chosen | (person.programmes - viewer.programmes),
                regions=within | _beyond(person, viewer),
            ),
            then=partial(_changed, f"wish.competence.{person.username}"),
            otherwise=partial(forget, f"wish.competence.{person.username}"),
        )

    _button(_("Change the work"), "team.competence_send", asked)


def _capacity(member: Member, done: int) -> None:
    person, key = member.person, f"team.capacity.{member.person.username}.{done}"
    st.number_input(
        _("Most cases at once"),
        min_value=0,
        max_value=MOST_IN_HAND,
        value=member.capacity,
        step=1,
        placeholder=_("No limit"),
        key=key,
    )
    st.caption(
        _("Empty means no limit. With 0 nothing new is taken, for instance during leave; cases in hand stay.")
    )

    def asked() -> Wish:
        limit: int | None = remembered(key, None)
        return Wish(
            place=CAPACITY,
            use_case=set_capacity,
            command=SetCapacity(
                username=person.username,
                seen=member.version,
                command_id=kept_command(f"wish.capacity.{person.username}"),
                capacity=limit,
            ),
            then=partial(_changed, f"wish.capacity.{person.username}"),
            otherwise=partial(forget, f"wish.capacity.{person.username}"),
        )

    _button(_("Set the capacity"), "team.capacity_send", asked)


def _button(label: str, key: str, asked: Callable[[], Wish]) -> None:
    st.button(label, key=key, type="primary", on_click=lambda: wish(asked()))


def _changed(kept: str, _result: object) -> None:
    forget(kept)
    remember("team.changed", remembered("team.changed", 0) + 1)
    st.toast(_("Changed. It holds from the next click."))


def _regions(person: Staff, viewer: Staff) -> list[str]:
    """The regions that may be given: the supervisor's, in the countries the person works for."""
    packs = {pack.code: pack for pack in map(pack_of, sorted(person.programmes & viewer.programmes))}
    within = regions_within(viewer)
    return [code for pack in packs.values() for code in pack.regions if code in within]


def _beyond(person: Staff, viewer: Staff) -> frozenset[str]:
    """The person's regions that are not the supervisor's."""
    return person.regions - regions_within(viewer)
