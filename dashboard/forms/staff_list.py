"""Everybody who works here, to be searched, with what they may do and whether they can come in."""

from datetime import datetime

import streamlit as st

from casework.actors import Staff
from casework.permissions import NEEDS_SECOND_FACTOR, Role
from dashboard.desk import clock, directory, records
from dashboard.forms.intake_tables import zone_of
from dashboard.forms.narrowing import one_or_all
from dashboard.forms.staff_address import ACCESS, StaffAddress, follow, moved, put
from dashboard.forms.staff_take_on import take_on_form
from dashboard.session import remembered
from data_access.queries.staff import Alive, StaffFilters, StaffRow, everybody
from ui.components.work_table import Column, table_labels, work_table
from ui.dates import short_moment
from ui.labels import role_label
from ui.numerals import number
from ui.staff_words import access_chip, second_factor_chip
from ui.team_words import name_of, programmes_text, regions_text
from ui.text import gettext as _
from ui.text import ngettext, pgettext

_NAMED = 2


def alive(now: datetime) -> Alive:
    """Which sessions are open now, by the office's own limits."""
    return Alive(now=now, idle=directory().idle, longest=directory().longest)


def staff_list(asked: StaffAddress, viewer: Staff) -> None:
    """The list with its search, and the form that takes somebody on."""
    take_on_form()
    _filters(asked)
    filters = StaffFilters(
        words=str(remembered("staff.words", "") or ""),
        role=asked.role,
        disabled=None if asked.access is None else ACCESS[asked.access],
    )
    page = records().ask(everybody, viewer=viewer, filters=filters, alive=alive(clock()()))
    counted = ngettext("{n} person", "{n} people", page.total).format(n=number(page.total))
    if len(page.rows) < page.total:
        shown = _("The first {n} are shown; search to find others.").format(n=number(len(page.rows)))
        counted = f"{counted}. {shown}"
    st.caption(counted)
    answer = work_table(
        [_cells(row, zone_of(viewer)) for row in page.rows],
        _columns(),
        key="staff.everybody",
        caption=_("Everybody who works here"),
        labels=table_labels(nothing=_("Nobody answers to this search.")),
    )
    if answer.opened:
        put(member=answer.opened)
        st.rerun()


def _filters(asked: StaffAddress) -> None:
    # A plain text: Streamlit would take a member of an enumeration for something of its own.
    chosen = asked.role.value if asked.role else None
    with st.container(key="staff.filters"):
        words, role, access = st.columns([2, 1, 1], vertical_alignment="bottom")
        with words:
            st.text_input(_("Search"), key="staff.words", max_chars=120, placeholder=_("Name or user name"))
        with role:
            one_or_all(
                _("Role"),
                [str(one) for one in Role],
                role_label,
                name="role",
                chosen=chosen,
                key=follow("role", chosen),
                on_change=moved,
            )
        with access:
            one_or_all(
                _("Access"),
                list(ACCESS),
                _access_text,
                name="access",
                chosen=asked.access,
                key=follow("access", asked.access),
                on_change=moved,
            )


def _access_text(code: str) -> str:
    return pgettext("access", "Disabled") if ACCESS[code] else pgettext("access", "Enabled")


def _columns() -> list[Column]:
    return [
        Column(name="name", title=_("Name"), href="link", row_header=True),
        Column(name="username", title=_("User name"), kind="id"),
        Column(name="role", title=_("Role"), kind="short"),
        Column(name="programmes", title=_("Programmes"), priority=3),
        Column(name="regions", title=_("Regions"), priority=4),
        Column(name="access", title=_("Access"), kind="chip"),
        Column(name="second_factor", title=_("Second factor"), kind="chip", priority=2),
        Column(name="sessions", title=_("Open sessions"), kind="number", priority=3),
        Column(name="last_seen", title=_("Last seen"), kind="short", priority=3),
    ]


def _programmes(codes: frozenset[str]) -> str:
    """By name, or how many where their names would fill the row; the person's own page names them all."""
    said = ngettext("{n} programme", "{n} programmes", len(codes)).format(n=number(len(codes)))
    return programmes_text(codes) if len(codes) <= _NAMED else said


def _regions(codes: frozenset[str]) -> str:
    said = ngettext("{n} region", "{n} regions", len(codes)).format(n=number(len(codes)))
    return regions_text(codes) if len(codes) <= _NAMED else said


def _cells(row: StaffRow, zone: str) -> dict[str, object]:
    return {
        "id": row.username,
        "link": f"/staff?member={row.username}",
        "name": name_of(row.staff),
        "username": row.username,
        "role": role_label(row.staff.role),
        "programmes": _programmes(row.staff.programmes),
        "regions": _regions(row.staff.regions),
        "access": access_chip(
            disabled=row.disabled_at is not None, must_change_password=row.must_change_password
        ),
        "second_factor": second_factor_chip(
            there=row.second_factor, needed=row.staff.role in NEEDS_SECOND_FACTOR
        ),
        "sessions": row.sessions,
        "last_seen": "–" if row.last_seen is None else short_moment(row.last_seen, zone),
    }
