"""The reasons themselves: how often, alone or together, month by month."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from casework.countries.pack import Pack
from dashboard.forms.causes_address import toggle
from dashboard.forms.causes_tables import count_column, name_column, offer, sheet, shown_table
from dashboard.forms.causes_words import Page, kept
from dashboard.forms.figure import chart
from data_access.queries.causes import Line, ReasonFigures
from ui.charts import findings
from ui.charts.bars import Bar, Part, StackedBar, stacked_bars
from ui.charts.heat import Cell, Head, heat
from ui.charts.over_time import Series, TimeMark, lines
from ui.charts.pareto import pareto
from ui.dates import month
from ui.figures import of_text
from ui.numerals import number
from ui.sheets import SheetColumn
from ui.text import gettext as _

MOST: Final = 12
"""So many reasons are drawn; the table has them all."""
_TOGETHER: Final = 8


def choose_reason(codes: tuple[str, ...]) -> None:
    """Choose the clicked reason, or take it off; all the others together cannot be chosen."""
    if codes and codes[0]:
        toggle("reason", codes[0])


def often(page: Page) -> None:
    """The reasons from the most stated to the least."""
    reasons, whole = page.causes.reasons, page.causes.rate.cases
    table = sheet(
        page,
        "reasons",
        _("Reasons by how often they are stated"),
        (
            name_column(_("Reason")),
            count_column("stated", _("State this reason")),
            SheetColumn(name="share", title=_("Share of all"), kind="share"),
        ),
        [{"name": page.named(one.reason), "stated": one.stated, "share": one.share} for one in reasons],
        "pareto",
        "reason_cases",
    )
    chart(
        pareto(
            [
                Bar(
                    code=one.reason,
                    name=page.named(one.reason),
                    value=one.stated,
                    note=of_text(one.stated, whole),
                )
                for one in reasons
            ],
            selected=page.selected,
            most=MOST,
            name=_("State this reason"),
        ),
        key="causes.often",
        title=table.title,
        finding=findings.largest(
            [findings.Counted(page.named(one.reason), one.stated or 0) for one in reasons], whole or 0
        ),
        table=shown_table(table),
        definition="pareto",
        empty=page.nothing,
        on_select=choose_reason,
    )
    offer(page, table)


def alone(page: Page) -> None:
    """Whether a reason stood alone: as stated, and in truth."""
    reasons = page.causes.reasons
    table = sheet(
        page,
        "alone",
        _("Sole, joint, and the only obstacle"),
        (
            name_column(_("Reason")),
            count_column("only", _("The only obstacle")),
            count_column("sole", _("Sole reason stated")),
            count_column("joint", _("With other reasons")),
        ),
        [
            {"name": page.named(one.reason), "only": one.only, "sole": one.sole, "joint": one.joint}
            for one in reasons
        ],
        "only_obstacle",
        "sole_cause",
        "joint_cause",
    )
    chart(
        stacked_bars(
            [
                StackedBar(
                    code=one.reason,
                    name=page.named(one.reason),
                    values=[one.only, _more_than_stated(one), one.joint],
                )
                for one in reasons
            ],
            (
                Part(code="only", name=_("The only obstacle"), tone="accent"),
                Part(code="sole", name=_("Sole reason stated, but more stood against it"), tone="warn"),
                Part(code="joint", name=_("With other reasons"), tone="neutral"),
            ),
            selected=page.selected,
            most=MOST,
        ),
        key="causes.alone",
        title=table.title,
        finding=_most_decisive(page),
        table=shown_table(table),
        definition="only_obstacle",
        empty=page.nothing,
        on_select=choose_reason,
    )
    offer(page, table)


def over_time(page: Page) -> None:
    """The most stated reasons month by month, with the days on which their wording changed."""
    told, months = page.causes.trend, page.causes.months
    names = [_line_name(page, line) for line in told]
    table = sheet(
        page,
        "trend",
        _("Reasons by month"),
        (
            name_column(_("Month")),
            *(count_column(str(at), name) for at, name in enumerate(names)),
        ),
        [
            {"name": month(day)} | {str(at): line.counts[row] for at, line in enumerate(told)}
            for row, day in enumerate(months)
        ],
        "reason_trend",
    )
    series = [
        Series(code=line.reason or "", name=name, values=line.counts, tone=None if line.reason else "neutral")
        for line, name in zip(told, names, strict=True)
    ]
    chart(
        lines(months, series, marks=tuple(_marks(page)), selected=page.selected, height=340)
        if told
        else None,
        key="causes.trend",
        title=table.title,
        finding=_highest_month(page, told),
        table=shown_table(table),
        definition="reason_trend",
        empty=page.nothing,
        on_select=choose_reason,
    )
    offer(page, table)


def together(page: Page) -> None:
    """Which reasons are stated by the same decisions."""
    pairs = page.causes.pairs
    table = sheet(
        page,
        "pairs",
        _("Reasons stated together"),
        (
            name_column(_("Reason")),
            SheetColumn(name="other", title=_("Together with")),
            count_column("cases", _("State both")),
        ),
        [
            {"name": page.named(one.first), "other": page.named(one.second), "cases": one.cases}
            for one in pairs
        ],
        "co_occurrence",
    )
    codes = list(dict.fromkeys(code for one in pairs for code in (one.first, one.second)))[:_TOGETHER]
    heads = [Head(code, page.named(code)) for code in codes]
    found = {pair: one.cases for one in pairs for pair in ((one.first, one.second), (one.second, one.first))}
    cells = {
        (row, column): Cell(found.get((row, column), 0)) for row in codes for column in codes if row != column
    }
    chart(
        heat(heads, heads, cells, selected_rows=[code for code in page.selected if code in codes])
        if pairs
        else None,
        key="causes.together",
        title=table.title,
        finding=_most_together(page),
        table=shown_table(table),
        definition="co_occurrence",
        empty=page.nothing if not page.causes.reasons else _("No decision states more than one reason."),
        on_select=choose_reason,
    )
    offer(page, table)


def _more_than_stated(one: ReasonFigures) -> int | None:
    return None if one.sole is None or one.only is None else one.sole - one.only


def _most_decisive(page: Page) -> str:
    told = [one for one in page.causes.reasons if one.only and one.stated]
    if not told:
        return findings.nothing_yet()
    first = max(told, key=lambda one: one.only or 0)
    return _(
        "Most often the only obstacle: “{name}”, in {only} of the {stated} decisions that state it."
    ).format(
        name=kept(page.named(first.reason)), only=number(first.only or 0), stated=number(first.stated or 0)
    )


def _most_together(page: Page) -> str:
    first = next(iter(page.causes.pairs), None)
    if first is None or not first.cases:
        return ""
    return findings.together(page.named(first.first), page.named(first.second), first.cases)


def _highest_month(page: Page, told: tuple[Line, ...]) -> str:
    line = next((one for one in told if one.reason == (page.reason or one.reason)), None)
    if line is None or not any(line.counts):
        return ""
    at = max(range(len(line.counts)), key=lambda place: line.counts[place] or 0)
    return _("“{name}” was stated most in {month}: {cases}.").format(
        name=kept(_line_name(page, line)),
        month=month(page.causes.months[at]),
        cases=findings.cases(line.counts[at] or 0),
    )


def _line_name(page: Page, line: Line) -> str:
    return _("All others") if line.reason is None else page.named(line.reason)


def _marks(page: Page) -> Iterator[TimeMark]:
    """When a reason that is drawn was worded anew or retired."""
    seen: set[tuple[date, str]] = set()
    for line in page.causes.trend:
        for pack in page.countries:
            for on, label in _changes(page, pack, line.reason or ""):
                if (on, label) not in seen:
                    seen.add((on, label))
                    yield TimeMark(on, label)


def _changes(page: Page, pack: Pack, code: str) -> Iterator[tuple[date, str]]:
    reason = pack.reasons.get(code)
    if reason is None:
        return
    if reason.version_from > reason.valid_from:
        yield reason.version_from, _("“{name}” worded anew").format(name=kept(page.named(code)))
    if reason.valid_until is not None:
        yield reason.valid_until, _("“{name}” retired").format(name=kept(page.named(code)))
