"""The team at a glance: where help may be needed, who holds what, what was done. No ranking, no blame."""

from html import escape

import streamlit as st

from casework.actors import Staff
from casework.applications.lifecycle import Outcome
from casework.permissions import Permission
from casework.statistics.team import LONG, Member, Team, Work
from dashboard.forms.figure import chart
from dashboard.forms.team_address import TeamAddress, put
from dashboard.forms.team_files import files_taken
from dashboard.forms.team_table import team_table
from dashboard.navigation import LOOKS, MESSAGES, QUEUE
from ui.charts.bars import Part, StackedBar, stacked_bars
from ui.components.figure_table import FigureTable
from ui.labels import decision_label
from ui.numerals import number
from ui.team_words import held_for_text, name_of, sign_text
from ui.text import gettext as _

_FRESH = 1
_TONES = {Outcome.APPROVE: "good", Outcome.REJECT: "bad", Outcome.NEEDS_COMPLETION: "warn"}


def team_overview(team: Team, asked: TeamAddress, viewer: Staff) -> None:
    """Signs, two figures, and the table with a way into every number."""
    signs(team, asked)
    load, decided = st.columns(2, gap="large")
    with load:
        _load(team, asked)
    with decided:
        _decided(team)
    team_table(team, asked, viewer)
    with st.container(horizontal=True, key="team.elsewhere"):
        if viewer.may(Permission.SEE_MESSAGES) and st.button(_("Messages"), key="team.messages"):
            MESSAGES.open()
        if st.button(_("Looks into cases"), key="team.looks"):
            LOOKS.open()
    files_taken(viewer)


def signs(team: Team, asked: TeamAddress) -> None:
    """Who may need help, and why that may be; everybody else is not named."""
    title = escape(_("Where help may be needed"))
    lines = "".join(_sign_line(member, asked) for member in team.members if member.work.signs())
    if lines:
        note = escape(_("These are reasons to ask, not judgements."))
        inside = f'<ul>{lines}</ul><p class="mizan-quiet">{note}</p>'
    else:
        nothing = escape(_("No sign in these days that anybody needs help."))
        inside = f"<p>{nothing}</p>"
    st.html(f'<section class="mizan-signs"><h2>{title}</h2>{inside}</section>')


def _sign_line(member: Member, asked: TeamAddress) -> str:
    found = " · ".join(sign_text(sign, n) for sign, n in member.work.signs().items())
    link = escape(asked.url(member=member.person.username))
    name = escape(name_of(member.person))
    return (
        f'<li><a class="mizan-link" href="{link}" target="_self">{name}</a> <span>{escape(found)}</span></li>'
    )


def _load(team: Team, asked: TeamAddress) -> None:
    parts = (
        Part(code="fresh", name=_("Up to {n} working day").format(n=number(_FRESH)), tone="accent"),
        Part(
            code="held", name=_("{n} to {m} working days").format(n=number(2), m=number(LONG)), tone="neutral"
        ),
        Part(code="long", name=_("Longer"), tone="warn"),
    )
    rows = {member.person.username: _by_age(member.work) for member in team.members}
    names = {member.person.username: name_of(member.person) for member in team.members}
    held = [member.work for member in team.members if member.work.held]
    total = sum(work.held for work in held)
    oldest = max((work.oldest or 0 for work in held), default=0)
    codes = chart(
        stacked_bars([StackedBar(code=who, name=names[who], values=row) for who, row in rows.items()], parts)
        if total
        else None,
        key="team.load",
        title=_("Cases in hand, by how long they have been held"),
        finding=_("In hand: {n}. Held longest: {days}.").format(n=number(total), days=held_for_text(oldest)),
        table=FigureTable(
            caption=_("Cases in hand"),
            heads=[_("Caseworker"), *(part.name for part in parts)],
            rows=[[names[who], *row] for who, row in rows.items()],
        ),
        definition="in_hand_age",
        empty=_("Nobody in your team has a case in hand."),
        on_select="rerun",
    )
    if codes:
        _open_hands(codes[0], asked)


def _open_hands(username: str, asked: TeamAddress) -> None:
    """The list behind a bar: the queue as it is now; of an earlier day there is only the person's page."""
    if asked.is_now:
        narrowed = {"programme": asked.asked.programme, "region": asked.asked.region}
        QUEUE.open(view="team", assignee=username, **{name: code for name, code in narrowed.items() if code})
    put(member=username)
    st.rerun()


def _decided(team: Team) -> None:
    parts = tuple(
        Part(code=outcome, name=decision_label(outcome), tone=_TONES[outcome]) for outcome in Outcome
    )
    rows = {
        member.person.username: [member.work.decided(outcome) for outcome in Outcome]
        for member in team.members
    }
    names = {member.person.username: name_of(member.person) for member in team.members}
    total = sum(sum(row) for row in rows.values())
    codes = chart(
        stacked_bars([StackedBar(code=who, name=names[who], values=row) for who, row in rows.items()], parts)
        if total
        else None,
        key="team.decided",
        title=_("Decisions of the period"),
        finding=_("Standing decisions: {n}. How hard the cases were, a bar does not say.").format(
            n=number(total)
        ),
        table=FigureTable(
            caption=_("Decisions of the period"),
            heads=[_("Caseworker"), *(part.name for part in parts)],
            rows=[[names[who], *row] for who, row in rows.items()],
        ),
        definition="decided",
        empty=_("Nobody in your team decided a case in these days."),
        on_select="rerun",
    )
    if codes:
        put(member=codes[0], figure=codes[1] if len(codes) > 1 else "decided")
        st.rerun()


def _by_age(work: Work) -> list[int]:
    long, beyond_fresh = work.held_longer_than(LONG), work.held_longer_than(_FRESH)
    return [work.held - beyond_fresh, beyond_fresh - long, long]
