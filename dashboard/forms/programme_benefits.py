"""What an approval brings, as the programme's pack says it: amount, payment, reviews, reasons to stop."""

from html import escape

import streamlit as st

from casework.countries.benefits import Award, AwardPart, StopReason
from casework.countries.pack import Pack, Programme
from dashboard.forms.entitlement_head import invented_html
from dashboard.forms.programme_facts import condition_text
from ui.components.markup import facts_html, text_html
from ui.dates import calendar_days, day
from ui.entitlement_words import papers_named
from ui.labels import field_label
from ui.numerals import digits, money, number
from ui.text import gettext as _
from ui.text import isolated, language, listed, ngettext


def benefits(programme: Programme, pack: Pack) -> None:
    """How the amount is made up, when it is paid and how, when it is looked at again."""
    award, rule = programme.award, programme.review
    months = ngettext("every {n} month", "every {n} months", rule.months).format(n=number(rule.months))
    version = _("Formula of version {version}, from {day}").format(
        version=isolated(award.version), day=day(award.valid_from)
    )
    source = text_html(award.source.in_(language()))
    quiet = f'<br><span class="mizan-quiet">{text_html(version)}<br>{source}</span>'
    st.html(
        facts_html(
            [
                *((part.name.in_(language()), _part(part, programme, pack)) for part in award.parts),
                *_bounds(award, pack),
                (_("How it is worked out"), invented_html(invented=award.invented).strip() + quiet),
                (
                    _("Paid on"),
                    text_html(_("day {n} of the month").format(n=digits(programme.payment.day))),
                ),
                (_("How it is paid"), text_html(programme.payment.instructions.in_(language()))),
                (_("Reviewed"), text_html(months)),
                (_("Notice before a stop"), text_html(calendar_days(programme.benefits.notice_days))),
            ]
        )
    )


def stop_reasons(programme: Programme) -> None:
    """Why payment may stop, what the family reads, and the papers that have it paid again."""
    lines = "".join(_stop(stop, programme.code) for stop in programme.stops.values())
    st.html(f'<div class="mizan-checks">{lines}</div>')


def _part(part: AwardPart, programme: Programme, pack: Pack) -> str:
    said = [money(part.amount, pack.currency)]
    if part.per:
        said.append(_("for each: {field}").format(field=field_label(part.per)))
    if part.most is not None:
        said.append(_("{n} at most").format(n=number(part.most)))
    if part.when:
        said.append(_("Only where: {condition}").format(condition=condition_text(part.when, programme.code)))
    return text_html(" · ".join(said))


def _bounds(award: Award, pack: Pack) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    if award.less:
        pairs.append((_("Less"), text_html(listed([field_label(name) for name in award.less]))))
    if award.lowest:
        pairs.append((_("At the least"), text_html(money(award.lowest, pack.currency))))
    if award.highest is not None:
        pairs.append((_("At the most"), text_html(money(award.highest, pack.currency))))
    return pairs


def _stop(stop: StopReason, programme: str) -> str:
    papers = _("Papers needed: {papers}").format(papers=papers_named(stop.papers, programme))
    if stop.ends:
        ended = _("the entitlement ends")
        papers = f"{papers} · {ended}"
    return (
        f"<details><summary><b>{escape(stop.title.in_(language()))}</b></summary>"
        f"<p>{text_html(stop.citizen.in_(language()))}</p><p>{text_html(stop.remedy.in_(language()))}</p>"
        f'<p class="mizan-quiet">{escape(papers)}</p></details>'
    )
