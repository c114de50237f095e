"""One person: what they may do, where they are signed in, what was changed, and the ways to change it."""

from functools import partial

import streamlit as st

from casework.actors import Staff
from casework.permissions import NEEDS_SECOND_FACTOR
from casework.use_cases.staff import EndSessionsOf, end_sessions_of
from dashboard.desk import clock, colleague, records
from dashboard.forms.intake_tables import zone_of
from dashboard.forms.staff_address import put
from dashboard.forms.staff_forms import account_forms
from dashboard.forms.staff_list import alive
from dashboard.forms.staff_passwords import tell_password
from dashboard.forms.wishes import Wish, kept_command, tell_refusal, wish
from dashboard.session import forget
from data_access.queries.staff import StaffPerson, StaffRow, one_person
from ui.components.markup import bar_html, chip_html, id_html, literal, text_html, timeline_html
from ui.dates import moment, short_moment
from ui.labels import actor_label, role_label
from ui.numerals import number
from ui.staff_words import access_chip, change_text, method_text, second_factor_chip
from ui.team_words import name_of, programmes_text, regions_text
from ui.text import gettext as _
from ui.text import isolated

_SESSIONS = "staff.sessions"


def staff_person(username: str, viewer: Staff) -> None:
    """Everything about one account."""
    st.button(_("Back to everybody"), key="staff.back", on_click=put, kwargs={"member": ""})
    person = records().ask(one_person, viewer=viewer, username=username, alive=alive(clock()()))
    _head(person.row, person.in_hand, viewer)
    tell_password(username)
    account_forms(person, viewer)
    signed_in, changed = st.columns(2, gap="large")
    with signed_in:
        _sessions(person, viewer)
    with changed:
        _changes(person, viewer)


def _head(row: StaffRow, in_hand: int, viewer: Staff) -> None:
    st.subheader(literal(name_of(row.staff)))
    needed = row.staff.role in NEEDS_SECOND_FACTOR
    access = access_chip(disabled=row.disabled_at is not None, must_change_password=row.must_change_password)
    seen = "–" if row.last_seen is None else short_moment(row.last_seen, zone_of(viewer))
    st.html(
        bar_html(
            [
                (_("User name"), id_html(row.username)),
                (_("Role"), text_html(role_label(row.staff.role))),
                (_("Programmes"), text_html(programmes_text(row.staff.programmes))),
                (_("Regions"), text_html(regions_text(row.staff.regions))),
                (_("Access"), chip_html(access)),
                (_("Second factor"), chip_html(second_factor_chip(there=row.second_factor, needed=needed))),
                (_("Name at the single sign-on"), id_html(row.sso_name) if row.sso_name else "–"),
                (_("In hand"), text_html(number(in_hand))),
                (_("Last seen"), text_html(seen)),
            ]
        )
    )


def _sessions(person: StaffPerson, viewer: Staff) -> None:
    st.subheader(_("Open sessions"))
    tell_refusal(_SESSIONS)
    if not person.sessions:
        st.text(_("Not signed in anywhere."))
        return
    username, zone = person.row.username, zone_of(viewer)
    for place, one in enumerate(person.sessions):
        with st.container(
            key=f"staff.session{place}",
            horizontal=True,
            vertical_alignment="center",
            horizontal_alignment="distribute",
        ):
            where = isolated(one.address) if one.address else _("unknown address")
            st.text(
                _("{method} · {address} · since {opened} · last seen {seen}").format(
                    method=method_text(one.method),
                    address=where,
                    opened=short_moment(one.opened_at, zone),
                    seen=short_moment(one.last_seen_at, zone),
                )
            )
            st.button(
                _("End this session"),
                key=f"staff.end{place}",
                on_click=_end,
                args=(username, one.handle),
            )
    st.button(_("End all sessions"), key="staff.end_all", on_click=_end, args=(username, None))


def _end(username: str, session: str | None) -> None:
    kept = f"wish.staff.end.{username}.{session or ''}"
    command = EndSessionsOf(username=username, command_id=kept_command(kept), session=session)
    wish(
        Wish(
            place=_SESSIONS,
            use_case=end_sessions_of,
            command=command,
            then=lambda _result: forget(kept),
            otherwise=partial(forget, kept),
        )
    )


def _changes(person: StaffPerson, viewer: Staff) -> None:
    st.subheader(_("What was changed"))
    if not person.changes:
        st.text(_("Nothing was changed."))
        return
    zone = zone_of(viewer)
    st.html(
        timeline_html(
            (
                moment(line.at, zone),
                change_text(line.what, line.facts),
                actor_label("system") if line.by == "system" else colleague(line.by),
            )
            for line in person.changes
        )
    )
