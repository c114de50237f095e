"""How the work goes, week by week: what came, what was decided, what is unfinished at each week's end."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from casework.applications.lifecycle import State
from casework.statistics.backlog import UNFINISHED
from casework.statistics.office import Week
from casework.statistics.periods import Period
from casework.statistics.postings import Measure
from dashboard.forms.figure import chart
from dashboard.forms.office_page import (
    Grid,
    GridColumn,
    GridRow,
    OfficePage,
    behind_figure,
    days_told,
    of,
    open_list,
)
from dashboard.forms.office_words import FLOWS, flow_name
from data_access.queries.behind_figure import ALL_WAITING
from ui.charts import findings
from ui.charts.over_time import Series, lines
from ui.definitions import title_of
from ui.labels import Tone, state_label
from ui.numerals import number
from ui.text import gettext as _
from ui.text import ngettext

# With the applicant is not with the office: it stays in the background.
_STATE_TONES: Final[dict[str, Tone]] = {State.NEEDS_COMPLETION: "neutral"}


def course(page: OfficePage) -> None:
    """Received and decided, week by week."""
    figures = page.figures
    now, before = figures.now, figures.before
    weeks, earlier = figures.weeks, figures.weeks_before
    empty = not any(_received(weeks) + _decided(weeks) + _received(earlier) + _decided(earlier))
    codes = chart(
        None
        if empty
        else lines(
            [week.days.until for week in weeks],
            [
                Series(
                    code="received",
                    name=title_of("received"),
                    values=_received(weeks),
                    before=_received(earlier),
                ),
                Series(
                    code="decided",
                    name=title_of("decided"),
                    values=_decided(weeks),
                    before=_decided(earlier),
                ),
            ],
        ),
        key="office.course",
        title=_("Received and decided, week by week"),
        finding=" ".join(
            [
                findings.trend(title_of("received"), now.received, before.received),
                findings.trend(title_of("decided"), now.decided, before.decided),
                _weeks_told(len(weeks)),
            ]
        ),
        table=None,
        definition="received",
        empty=page.nothing,
        on_select="rerun",
    )
    if codes:
        figure = of(Measure.FLOW, "received") if codes[0] == "received" else of(Measure.DECIDED)
        open_list(page, figure, _week_of(page, codes))
    if not empty:
        behind_figure(page, "weeks", lambda: _week_grid(page))


def _received(weeks: Sequence[Week]) -> list[float | None]:
    return [week.flows.get("received", 0) for week in weeks]


def _decided(weeks: Sequence[Week]) -> list[float | None]:
    return [sum(week.decided.values()) for week in weeks]


def _week_grid(page: OfficePage) -> Grid:
    """Everything that happened, week by week; the latest first."""
    return Grid(
        title=_("Week by week, the latest first"),
        columns=[
            GridColumn(name="week", title=_("Week"), kind="text"),
            GridColumn(name="received", title=title_of("received"), definition="received"),
            GridColumn(name="decided", title=title_of("decided"), definition="decided"),
            GridColumn(name="waiting", title=_("Waiting at its end"), definition="waiting"),
            *(GridColumn(name=what, title=flow_name(what)) for what in FLOWS),
        ],
        rows=[_week_row(week) for week in reversed((*page.figures.weeks_before, *page.figures.weeks))],
        figures=("received", "decided", "waiting"),
    )


def _week_row(week: Week) -> GridRow:
    return GridRow(
        cells={
            "week": days_told(week.days),
            "received": week.flows.get("received", 0),
            "decided": sum(week.decided.values()),
            "waiting": week.waiting,
            **{what: week.flows.get(what, 0) for what in FLOWS},
        },
        links={
            "received": of(Measure.FLOW, "received"),
            "decided": of(Measure.DECIDED),
            "waiting": of(Measure.STATE, ALL_WAITING),
            **{what: of(Measure.FLOW, what) for what in FLOWS},
        },
        period=week.days,
    )


def unfinished(page: OfficePage) -> None:
    """What is unfinished at the end of each week, by where it is."""
    weeks, earlier = page.figures.weeks, page.figures.weeks_before
    empty = not any(week.states.get(state) for week in (*weeks, *earlier) for state in UNFINISHED)
    now, then = page.figures.backlog, page.figures.backlog_before
    codes = chart(
        None
        if empty
        else lines(
            [week.days.until for week in weeks],
            [
                Series(
                    code=ALL_WAITING,
                    name=title_of("waiting"),
                    values=[week.waiting for week in weeks],
                    before=[week.waiting for week in earlier],
                ),
                *(
                    Series(
                        code=state,
                        name=state_label(state),
                        values=[week.states.get(state, 0) for week in weeks],
                        tone=_STATE_TONES.get(state),
                    )
                    for state in UNFINISHED[2:]
                ),
            ],
        ),
        key="office.unfinished",
        title=_("Unfinished at the end of each week"),
        finding=f"{findings.trend(title_of('waiting'), now.waiting, then.waiting)} {_weeks_told(len(weeks))}",
        table=None,
        definition="waiting",
        empty=_("Nothing was unfinished in these weeks."),
        on_select="rerun",
    )
    if codes:
        open_list(page, of(Measure.STATE, codes[0]), _week_of(page, codes))
    if not empty:
        behind_figure(page, "unfinished", lambda: _state_week_grid(page))


def _state_week_grid(page: OfficePage) -> Grid:
    return Grid(
        title=_("Unfinished at the end of each week, the latest first"),
        columns=[
            GridColumn(name="week", title=_("Week"), kind="text"),
            *(GridColumn(name=state, title=state_label(state)) for state in UNFINISHED),
        ],
        rows=[
            GridRow(
                cells={
                    "week": days_told(week.days),
                    **{state: week.states.get(state, 0) for state in UNFINISHED},
                },
                links={state: of(Measure.STATE, state) for state in UNFINISHED},
                period=week.days,
            )
            for week in reversed((*page.figures.weeks_before, *page.figures.weeks))
        ],
        figures=("backlog_state",),
    )


def _weeks_told(number_of_weeks: int) -> str:
    """What the lines span: never fewer weeks than show how things go."""
    told = ngettext(
        "The lines show {n} week, dotted the one before it.",
        "The lines show {n} weeks, dotted as many before them.",
        number_of_weeks,
    )
    return told.format(n=number(number_of_weeks))


def _week_of(page: OfficePage, codes: Sequence[str]) -> Period | None:
    """The week of a clicked point, by its last day; the page's period where the point names none."""
    ends = [date.fromisoformat(code) for code in codes[1:2]]
    weeks = (*page.figures.weeks_before, *page.figures.weeks)
    return next((week.days for week in weeks if week.days.until in ends), None)
