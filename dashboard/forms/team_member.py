"""One caseworker: what they work on, what they hold, what they did; each number with the list behind it."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from casework.actors import Staff
from casework.statistics.team import Member, Team
from dashboard.desk import colleague, records
from dashboard.forms.intake_tables import zone_of
from dashboard.forms.queue_table import case_cells, case_columns
from dashboard.forms.reassign_many import reassign_many
from dashboard.forms.team_address import TeamAddress, follow, moved, put
from dashboard.forms.team_forms import work_forms
from dashboard.navigation import CASE, LOOKS
from data_access.queries.behind_list import BehindPage, BehindRow
from data_access.queries.caseworker import QueueFilters, QueueView, queue
from data_access.queries.team import StaffChange, changes
from data_access.queries.team_work import FIGURES, work_of
from ui.components.markup import bar_html, literal, text_html, timeline_html
from ui.components.work_table import Column, table_labels, work_table
from ui.dates import moment, short_day
from ui.figures import days_text
from ui.labels import decision_label, programme_label, region_label
from ui.numerals import number
from ui.staff_words import change_text
from ui.team_words import (
    age_text,
    agreement_text,
    capacity_text,
    event_name,
    figure_name,
    name_of,
    programmes_text,
    regions_text,
    sign_text,
)
from ui.text import gettext as _


def team_member(team: Team, asked: TeamAddress, viewer: Staff) -> None:
    """Everything about one person, or a sentence where the address names nobody of the team."""
    st.button(_("Back to the team"), key="team.back", on_click=put, kwargs={"member": "", "figure": ""})
    member = next((one for one in team.members if one.person.username == asked.member), None)
    if member is None:
        st.info(_("This person is not in your team."))
        return
    _head(member)
    work_forms(member, viewer)
    if asked.is_now:
        _hands(member, asked, viewer)
    _past(member, asked, viewer)
    if st.button(_("Looks into cases"), key="team.member_looks"):
        LOOKS.open(person=member.person.username)
    with st.expander(_("Changes to the work"), key="team.changes"):
        _changes(records().ask(changes, viewer=viewer, username=member.person.username), viewer)


def _head(member: Member) -> None:
    person, work = member.person, member.work
    st.subheader(literal(name_of(person)))
    st.html(
        bar_html(
            [
                (_("Programmes"), text_html(programmes_text(person.programmes))),
                (_("Regions"), text_html(regions_text(person.regions))),
                (_("In hand"), text_html(number(work.held))),
                (_("May hold"), text_html(capacity_text(member.capacity))),
                (_("Held longest"), text_html(age_text(work))),
                (_("Second checks that agreed"), text_html(agreement_text(work.agreement))),
            ]
        )
    )
    if found := [sign_text(sign, n) for sign, n in work.signs().items()]:
        label = escape(_("Where help may be needed"))
        st.html(f'<p class="mizan-signs"><b>{label}</b> {escape(" · ".join(found))}</p>')


def _hands(member: Member, asked: TeamAddress, viewer: Staff) -> None:
    """The cases in hand, with boxes for those that shall go into other hands."""
    filters = QueueFilters(
        assignee=member.person.username, programme=asked.asked.programme, region=asked.asked.region
    )
    page = records().ask(
        queue, viewer=viewer, view=QueueView.TEAM, filters=filters, today=asked.today, limit=200
    )
    st.subheader(_("Cases in hand"))
    answer = work_table(
        [case_cells(row, asked.today) for row in page.rows],
        [column for column in case_columns() if column.name != "holder"],
        key=f"team.hands.{member.person.username}",
        caption=_("Cases in hand"),
        selectable=bool(page.rows),
        labels=table_labels(nothing=_("No case in hand."), selectable=bool(page.rows)),
    )
    reassign_many(answer.selected, viewer, key="team.reassign")
    if answer.opened:
        CASE.open(case=answer.opened)


def _past(member: Member, asked: TeamAddress, viewer: Staff) -> None:
    """What was done in the period: a choice of figures with their counts, and the list behind one."""
    st.subheader(_("Work of the period"))
    counts = {figure: sum(member.work.did(act) for act in acts) for figure, acts in FIGURES.items()}
    offered = [figure for figure, n in counts.items() if n or figure == asked.figure]
    st.pills(
        _("Figure"),
        offered,
        format_func={figure: f"{figure_name(figure)} ({number(counts[figure])})" for figure in offered}.get,
        key=follow("figure", asked.figure),
        required=True,
        on_change=moved,
        args=("figure",),
        label_visibility="collapsed",
    )
    page = records().ask(
        work_of,
        viewer=viewer,
        username=member.person.username,
        figure=asked.figure,
        asked=asked.asked,
        period=asked.period,
        at=asked.at,
    )
    answer = work_table(
        [_cells(row) for row in page.rows],
        _columns(page.rows),
        key=f"team.past.{member.person.username}.{asked.figure}",
        caption=figure_name(asked.figure),
        labels=table_labels(nothing=_("Nothing in these days.")),
    )
    if answer.opened:
        CASE.open(case=answer.opened.partition("#")[0])
    _page_buttons(page)


def _columns(rows: Sequence[BehindRow]) -> list[Column]:
    columns = [
        Column(name="reference", title=_("Reference"), kind="id", href="link", row_header=True),
        Column(name="name", title=_("Applicant")),
        Column(name="what", title=_("What happened"), kind="short"),
        Column(name="on", title=_("On"), kind="short"),
        Column(name="programme", title=_("Programme"), priority=2),
        Column(name="region", title=_("Region"), priority=3),
    ]
    if any(row.days is not None for row in rows):
        columns.append(Column(name="days", title=_("Since receipt"), kind="short", priority=3))
    return columns


def _cells(row: BehindRow) -> dict[str, str | None]:
    return {
        "id": f"{row.reference}#{row.id}",
        "link": f"/case?case={row.reference}",
        "reference": row.reference,
        "name": row.name,
        "what": decision_label(row.what) if row.days is not None else event_name(row.what),
        "on": short_day(row.on),
        "programme": programme_label(row.programme),
        "region": region_label(row.region),
        "days": None if row.days is None else days_text(row.days),
    }


def _page_buttons(page: BehindPage) -> None:
    if page.onward is None and page.backward is None:
        return
    with st.container(key="team.pages", horizontal=True, horizontal_alignment="center"):
        for name, place, label in (
            ("previous", page.backward, _("Previous page")),
            ("next_page", page.onward, _("Following page")),
        ):
            st.button(
                label,
                key=f"team.{name}",
                disabled=place is None,
                on_click=put,
                kwargs={"at": str(place) if place else ""},
            )


def _changes(lines: Sequence[StaffChange], viewer: Staff) -> None:
    if not lines:
        st.text(_("Nothing was changed."))
        return
    zone = zone_of(viewer)
    st.html(
        timeline_html(
            (moment(line.at, zone), change_text(line.what, line.facts), colleague(line.by)) for line in lines
        )
    )
