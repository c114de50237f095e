"""The key numbers: each with its list, what it is of, the period before, and what it means."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

import streamlit as st

from casework.applications.lifecycle import Outcome
from casework.deadlines import Urgency
from casework.statistics.figures import Rate, Spread
from casework.statistics.periods import Period
from casework.statistics.postings import Measure
from dashboard.forms.office_page import OfficePage, as_of_told, days_told, of
from data_access.queries.behind_figure import ALL_WAITING, Figure
from ui.components.linked_table import link_html, sentence_html
from ui.definitions import definition_url, title_of
from ui.figures import days_text, not_enough_text
from ui.numerals import number, percent
from ui.text import gettext as _


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyNumber:
    """One of them: the key of its definition; the rest is HTML, worded, with its links."""

    key: str
    value: str
    more: str
    before: str


def key_numbers(page: OfficePage) -> None:
    """The numbers of the period and of its last day, with those of the period before."""
    told = _("{days}. The period before, {before}, stands under each number.").format(
        days=days_told(page.period), before=days_told(page.period.before)
    )
    cards = "".join(_card(one) for one in _numbers(page))
    st.html(f'<p class="mizan-quiet">{escape(told)}</p><div class="mizan-numbers">{cards}</div>')


def _numbers(page: OfficePage) -> Iterator[KeyNumber]:
    now, before = page.figures.now, page.figures.before
    came_back, asked = of(Measure.FLOW, "completed"), of(Measure.DECIDED, Outcome.NEEDS_COMPLETION)
    yield KeyNumber(
        key="received",
        value=_link(page, of(Measure.FLOW, "received"), number(now.received)),
        more=sentence_html(
            _("{n} came back completed"), n=_link(page, came_back, number(now.flows.get("completed", 0)))
        ),
        before=_before(page, of(Measure.FLOW, "received"), number(before.received)),
    )
    yield KeyNumber(
        key="decided",
        value=_link(page, of(Measure.DECIDED), number(now.decided)),
        more=sentence_html(
            _("{n} of them requests for completion"),
            n=_link(page, asked, number(now.outcome(Outcome.NEEDS_COMPLETION))),
        ),
        before=_before(page, of(Measure.DECIDED), number(before.decided)),
    )
    yield from _stocks(page)
    yield _days(page, now.final_days, before.final_days)
    yield _rate(page, "in_time", of(Measure.IN_TIME, "in_time"), now.in_time, before.in_time)
    yield _rate(page, "first_time_right", of(Measure.RIGHT, "right"), now.right, before.right)


def _stocks(page: OfficePage) -> Iterator[KeyNumber]:
    now, before = page.figures.backlog, page.figures.backlog_before
    waiting = of(Measure.STATE, ALL_WAITING)
    stocks = [
        ("waiting", waiting, now.waiting, before.waiting),
        *(
            (key, of(Measure.OPEN, "", late), now.by_urgency(late), before.by_urgency(late))
            for key, late in (("deadline_near", Urgency.AMBER), ("overdue", Urgency.RED))
        ),
    ]
    for key, figure, n, earlier in stocks:
        yield KeyNumber(
            key=key,
            value=_link(page, figure, number(n)),
            more=escape(as_of_told(now.on)),
            before=_before(page, figure, number(earlier)),
        )


def _days(page: OfficePage, now: Spread, before: Spread) -> KeyNumber:
    figure = of(Measure.DAYS_FINAL)
    size = _link(page, figure, number(now.size))
    ninetieth = sentence_html(
        _("Median of {size}; nine in ten within {days}"),
        size=size,
        days=f"<bdi>{escape(days_text(now.ninetieth))}</bdi>",
    )
    results = sentence_html(_("{n} results"), n=size)
    return KeyNumber(
        key="final_result_days",
        value=_link(page, figure, days_text(now.median)),
        more=results if now.ninetieth is None else ninetieth,
        before=_before(page, figure, days_text(before.median)),
    )


def _rate(page: OfficePage, key: str, part: Figure, now: Rate, before: Rate) -> KeyNumber:
    earlier = page.period.before
    return KeyNumber(
        key=key,
        value=f"<bdi>{escape(_share(now))}</bdi>",
        more=_counts(page, part, now),
        before=sentence_html(_("Before: {value}"), value=f"<bdi>{escape(_share(before))}</bdi>")
        + (f" ({_counts(page, part, before, earlier)})" if before.denominator else ""),
    )


def _counts(page: OfficePage, part: Figure, rate: Rate, period: Period | None = None) -> str:
    return sentence_html(
        _("{part} of {whole}"),
        part=_link(page, part, number(rate.numerator), period),
        whole=_link(page, Figure(part.measure), number(rate.denominator), period),
    )


def _share(rate: Rate) -> str:
    return not_enough_text() if rate.share is None else percent(rate.share)


def _before(page: OfficePage, figure: Figure, value: str) -> str:
    return sentence_html(_("Before: {value}"), value=_link(page, figure, value, page.period.before))


def _link(page: OfficePage, figure: Figure, text: str, period: Period | None = None) -> str:
    there_is_none = text in {number(0), not_enough_text()}
    return link_html(text, "" if there_is_none else page.asked.behind(figure, period))


def _card(one: KeyNumber) -> str:
    return (
        f'<div class="mizan-number"><a class="what" href="{escape(definition_url(one.key))}" target="_self">'
        f"{escape(title_of(one.key))}</a><strong>{one.value}</strong>"
        f"<span>{one.more}</span><span>{one.before}</span></div>"
    )
