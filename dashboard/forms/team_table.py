"""The team's figures as a table: every number leads to the list behind it; the same as a file."""

from html import escape

import streamlit as st

from casework.actors import Staff
from casework.applications.lifecycle import Outcome
from casework.statistics.team import Member, Team, Work
from dashboard.desk import now
from dashboard.forms.export_buttons import export_buttons
from dashboard.forms.team_address import TeamAddress
from ui.dates import day
from ui.definitions import definition_url
from ui.labels import decision_label, field_label, programme_label, region_label
from ui.numerals import number
from ui.sheets import ExportTable, SheetCell, SheetColumn
from ui.team_words import age_text, agreement_text, capacity_text, figure_name, held_text, name_of
from ui.text import gettext as _

_FIGURES = (*(str(outcome) for outcome in Outcome), "handed_back", "lapsed")
_DEFINED = {"handed_back": "handed_back_self", "lapsed": "claims_lapsed"}


def team_table(team: Team, asked: TeamAddress, viewer: Staff) -> None:
    """One row a person, in the order of user names; then what others did within the same competence."""
    if not team.members:
        st.info(_("No caseworker works on your programmes and regions."))
        return
    heads = [
        escape(_("Caseworker")),
        _defined(_("In hand"), "in_hand_load"),
        _defined(_("Held longest"), "in_hand_age"),
        *(_defined(_head(figure), _DEFINED.get(figure, "outcomes")) for figure in _FIGURES),
        _defined(_("Second checks that agreed"), "agreement"),
    ]
    rows = [_member_row(member, asked) for member in team.members]
    if not team.others.is_idle:
        rows.append(_others_row(team.others))
    head = "".join(f'<th scope="col">{one}</th>' for one in heads)
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    caption = escape(_("The team in numbers"))
    st.html(
        f'<div class="mizan-plain mizan-team" tabindex="0"><table><caption>{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
    export_buttons(_sheet(team, asked), key="team.export", viewer=viewer, read=now())


def _member_row(member: Member, asked: TeamAddress) -> str:
    work, who = member.work, member.person.username
    word = escape(_("full"))
    full = f' <span class="mizan-quiet">{word}</span>' if member.is_full else ""
    held = held_text(work.held, member.capacity)
    cells = [
        (_hands_link(held, member, asked) if work.held else escape(held)) + full,
        escape(age_text(work)),
        *(_number_link(_count(work, figure), asked.url(member=who, figure=figure)) for figure in _FIGURES),
        _link(agreement_text(work.agreement), asked.url(member=who, figure="checked"))
        if work.agreement.denominator
        else "–",
    ]
    name = _link(name_of(member.person), asked.url(member=who))
    return f'<th scope="row">{name}</th>' + "".join(f"<td>{cell}</td>" for cell in cells)


def _others_row(work: Work) -> str:
    cells = [
        escape(number(work.held)),
        escape(age_text(work)),
        *(escape(number(_count(work, figure))) for figure in _FIGURES),
        escape(agreement_text(work.agreement)),
    ]
    name = escape(_("Others: supervisors and former colleagues"))
    return f'<th scope="row">{name}</th>' + "".join(f"<td>{cell}</td>" for cell in cells)


def _hands_link(text: str, member: Member, asked: TeamAddress) -> str:
    who = member.person.username
    if not asked.is_now:
        return _link(text, asked.url(member=who))
    narrowed = {"programme": asked.asked.programme, "region": asked.asked.region}
    more = "".join(f"&{name}={code}" for name, code in narrowed.items() if code)
    return _link(text, f"/queue?view=team&assignee={who}{more}")


def _number_link(n: int, url: str) -> str:
    return _link(number(n), url) if n else escape(number(n))


def _link(text: str, url: str) -> str:
    return f'<a class="mizan-link" href="{escape(url)}" target="_self">{escape(text)}</a>'


def _defined(title: str, key: str) -> str:
    return f'<a href="{definition_url(key)}" target="_self">{escape(title)}</a>'


def _head(figure: str) -> str:
    return decision_label(figure) if figure in set(Outcome) else figure_name(figure)


def _count(work: Work, figure: str) -> int:
    return work.acts.get(figure, 0)


def _sheet(team: Team, asked: TeamAddress) -> ExportTable:
    columns = (
        SheetColumn(name="person", title=_("Caseworker")),
        SheetColumn(name="held", title=_("In hand"), kind="count"),
        SheetColumn(name="capacity", title=_("May hold")),
        SheetColumn(name="oldest", title=_("Held longest (working days)"), kind="number"),
        *(SheetColumn(name=figure, title=_head(figure), kind="count") for figure in _FIGURES),
        SheetColumn(name="agreed", title=_("Second checks that agreed"), kind="count"),
        SheetColumn(name="checked", title=_("Second checks made"), kind="count"),
        SheetColumn(name="share", title=_("Agreement"), kind="share"),
    )
    rows = [
        {"person": name_of(member.person), "capacity": capacity_text(member.capacity), **_cells(member.work)}
        for member in team.members
    ]
    if not team.others.is_idle:
        others = _("Others: supervisors and former colleagues")
        rows.append({"person": others, "capacity": "", **_cells(team.others)})
    places = (
        ("programme", asked.asked.programme, programme_label),
        ("region", asked.asked.region, region_label),
    )
    return ExportTable(
        what="team.figures",
        title=_("The team in numbers"),
        columns=columns,
        rows=tuple(rows),
        filters=(
            (_("Period"), f"{day(asked.period.since)} – {day(asked.period.until)}"),
            *((field_label(name), words(code)) for name, code, words in places if code),
        ),
        codes=asked.codes,
        figures=("in_hand_load", "in_hand_age", "capacity", "outcomes", *_DEFINED.values(), "agreement"),
        as_of=asked.period.until,
    )


def _cells(work: Work) -> dict[str, SheetCell]:
    rate = work.agreement
    return {
        "held": work.held,
        "oldest": "" if work.oldest is None else work.oldest,
        **{figure: _count(work, figure) for figure in _FIGURES},
        "agreed": rate.numerator,
        "checked": rate.denominator,
        "share": rate.share,
    }
