"""What came of it: how long cases took, how they were decided, how often they were sent back."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from casework.applications.lifecycle import Outcome
from casework.statistics.figures import Rate, Spread
from casework.statistics.office import Results
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
    rate_text,
)
from dashboard.forms.office_words import requests_name
from ui.charts import findings
from ui.charts.bars import Bar, bars
from ui.charts.over_time import Series, columns
from ui.charts.spread import days_taken
from ui.definitions import title_of
from ui.labels import Tone, decision_label
from ui.text import gettext as _

_KEYS: Final = {Measure.DAYS_FIRST: "first_decision_days", Measure.DAYS_FINAL: "final_result_days"}
_LONGEST: Final = 90  # Working days; with a request and an answer between, results take their time.
OUTCOME_TONES: Final[dict[str, Tone]] = {
    Outcome.APPROVE: "good",
    Outcome.REJECT: "bad",
    Outcome.NEEDS_COMPLETION: "warn",
}


def first_days(page: OfficePage) -> None:
    """How many working days cases took to their first decision."""
    _days(page, Measure.DAYS_FIRST)


def final_days(page: OfficePage) -> None:
    """How many working days cases took to their result."""
    _days(page, Measure.DAYS_FINAL)


def _days(page: OfficePage, measure: Measure) -> None:
    first, key = measure is Measure.DAYS_FIRST, _KEYS[measure]
    now, before = page.figures.now, page.figures.before
    spread, earlier = (now.first_days, before.first_days) if first else (now.final_days, before.final_days)
    codes = chart(
        days_taken(
            spread.cases,
            median=spread.median,
            ninetieth=spread.ninetieth,
            # A case that came back has a new deadline, so only first decisions can be held to this one.
            limit=page.limit if first else None,
            longest=_LONGEST,
        )
        if spread.size
        else None,
        key=f"office.{measure}",
        title=title_of(key),
        finding=findings.how_long(spread.median, spread.ninetieth, spread.size),
        table=None,
        definition=key,
        empty=page.nothing,
        on_select="rerun",
    )
    if codes:
        open_list(page, of(measure, codes[0]))
    if spread.size:
        behind_figure(page, measure.value, lambda: _day_grid(page, measure, spread, earlier))


def _day_grid(page: OfficePage, measure: Measure, spread: Spread, before: Spread) -> Grid:
    key = _KEYS[measure]
    return Grid(
        title=title_of(key),
        columns=[
            GridColumn(name="days", title=_("Working days"), kind="number"),
            GridColumn(name="now", title=_("Cases")),
            GridColumn(name="before", title=_("The period before")),
        ],
        rows=[
            GridRow(
                cells={"days": day, "now": spread.cases.get(day, 0), "before": before.cases.get(day, 0)},
                links=dict.fromkeys(("now", "before"), of(measure, str(day))),
                periods={"before": page.period.before},
            )
            for day in sorted({*spread.cases, *before.cases})
        ],
        figures=(key, "percentile"),
    )


def outcomes(page: OfficePage) -> None:
    """Decisions by outcome, week by week."""
    weeks, now = page.figures.weeks, page.figures.now
    empty = not any(any(week.decided.values()) for week in weeks)
    codes = chart(
        None
        if empty
        else columns(
            [week.days.until for week in weeks],
            [
                Series(
                    code=outcome,
                    name=decision_label(outcome),
                    values=[week.decided.get(outcome, 0) for week in weeks],
                    tone=OUTCOME_TONES[outcome],
                )
                for outcome in Outcome
            ],
        ),
        key="office.outcomes",
        title=_("Outcomes, week by week"),
        finding=_("In the period: {outcomes}").format(
            outcomes=" · ".join(
                f"{decision_label(outcome)} {rate_text(_share(now, outcome))}" for outcome in Outcome
            )
        ),
        table=None,
        definition="outcomes",
        empty=page.nothing,
        on_select="rerun",
    )
    if codes:
        _open_outcome(page, codes)
    if not empty:
        behind_figure(page, "outcomes", lambda: _outcome_grid(page))


def _share(results: Results, outcome: Outcome) -> Rate:
    return Rate(results.outcome(outcome), results.decided)


def _open_outcome(page: OfficePage, codes: Sequence[str]) -> None:
    week = next(week.days for week in page.figures.weeks if week.days.until == date.fromisoformat(codes[0]))
    open_list(page, of(Measure.DECIDED, *codes[1:]), week)


def _outcome_grid(page: OfficePage) -> Grid:
    return Grid(
        title=_("Outcomes, week by week, the latest first"),
        columns=[
            GridColumn(name="week", title=_("Week"), kind="text"),
            *(GridColumn(name=outcome, title=decision_label(outcome)) for outcome in Outcome),
        ],
        rows=[
            GridRow(
                cells={
                    "week": days_told(week.days),
                    **{outcome: week.decided.get(outcome, 0) for outcome in Outcome},
                },
                links={outcome: of(Measure.DECIDED, outcome) for outcome in Outcome},
                period=week.days,
            )
            for week in reversed(page.figures.weeks)
        ],
        figures=("outcomes",),
    )


def requests(page: OfficePage) -> None:
    """How often a case was sent back before it had its result."""
    results = page.figures.now
    total = sum(results.requests.values())
    shown = sorted({0, 1, *results.requests})
    codes = chart(
        bars(
            [
                Bar(
                    code=str(times),
                    name=requests_name(times),
                    value=results.requests.get(times, 0),
                    tone="warn" if times else "good",
                )
                for times in shown
            ]
        )
        if total
        else None,
        key="office.requests",
        title=title_of("requests_per_case"),
        finding=_("First time right: {right}. Requests among all decisions: {back}.").format(
            right=rate_text(results.right), back=rate_text(results.sent_back)
        ),
        table=None,
        definition="requests_per_case",
        empty=page.nothing,
        on_select="rerun",
    )
    if codes:
        open_list(page, of(Measure.REQUESTS, codes[0]))
    if total:
        behind_figure(page, "requests", lambda: _request_grid(page, shown))


def _request_grid(page: OfficePage, shown: Sequence[int]) -> Grid:
    now, before = page.figures.now, page.figures.before
    return Grid(
        title=title_of("requests_per_case"),
        columns=[
            GridColumn(name="times", title=_("Before the result"), kind="text"),
            GridColumn(name="now", title=_("Cases")),
            GridColumn(name="before", title=_("The period before")),
        ],
        rows=[
            GridRow(
                cells={
                    "times": requests_name(times),
                    "now": now.requests.get(times, 0),
                    "before": before.requests.get(times, 0),
                },
                links=dict.fromkeys(("now", "before"), of(Measure.REQUESTS, str(times))),
                periods={"before": page.period.before},
            )
            for times in shown
        ],
        figures=("requests_per_case", "first_time_right"),
    )
