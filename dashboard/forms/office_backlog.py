"""What is unfinished at the end of the last day: where it is, how old, and how its deadlines stand."""

from typing import Final

from casework.deadlines import Urgency
from casework.statistics.backlog import UNFINISHED, Age
from casework.statistics.postings import Measure
from dashboard.forms.figure import chart
from dashboard.forms.office_page import (
    Grid,
    GridColumn,
    GridRow,
    OfficePage,
    as_of_told,
    behind_figure,
    of,
    open_list,
)
from dashboard.forms.office_words import age_name
from ui.charts import findings
from ui.charts.bars import Bar, Part, StackedBar, bars, stacked_bars
from ui.definitions import title_of
from ui.labels import Tone, state_label, urgency_label
from ui.text import gettext as _

_TONES: Final[dict[str, Tone]] = {Urgency.ON_TIME: "good", Urgency.AMBER: "warn", Urgency.RED: "bad"}


def states(page: OfficePage) -> None:
    """The backlog by state."""
    backlog = page.figures.backlog
    counts = {state: backlog.states.get(state, 0) for state in UNFINISHED}
    total = sum(counts.values())
    codes = chart(
        bars([Bar(code=state, name=state_label(state), value=n) for state, n in counts.items()])
        if total
        else None,
        key="office.states",
        title=title_of("backlog_state"),
        finding=as_of_told(backlog.on)
        + ": "
        + findings.largest([findings.Counted(state_label(state), n) for state, n in counts.items()], total),
        table=None,
        definition="backlog_state",
        empty=_("No case is unfinished as of this day within these filters."),
        on_select="rerun",
    )
    if codes:
        open_list(page, of(Measure.STATE, codes[0]))
    if total:
        behind_figure(page, "states", lambda: _state_grid(page))


def _state_grid(page: OfficePage) -> Grid:
    now, then = page.figures.backlog, page.figures.backlog_before
    return Grid(
        title=title_of("backlog_state"),
        columns=[
            GridColumn(name="state", title=_("State"), kind="text"),
            GridColumn(name="now", title=as_of_told(now.on)),
            GridColumn(name="before", title=as_of_told(then.on)),
        ],
        rows=[
            GridRow(
                cells={
                    "state": state_label(state),
                    "now": now.states.get(state, 0),
                    "before": then.states.get(state, 0),
                },
                links={"now": of(Measure.STATE, state), "before": of(Measure.STATE, state)},
                periods={"before": page.period.before},
            )
            for state in UNFINISHED
        ],
        figures=("backlog_state",),
    )


def ages(page: OfficePage) -> None:
    """The backlog by age, each age by how its deadlines stand."""
    backlog = page.figures.backlog
    total = sum(backlog.open.values())
    codes = chart(
        stacked_bars(
            [
                StackedBar(
                    code=age,
                    name=age_name(age),
                    values=[backlog.open.get((age, urgency), 0) for urgency in Urgency],
                )
                for age in Age
            ],
            [Part(code=late, name=urgency_label(late), tone=_TONES[late]) for late in Urgency],
        )
        if total
        else None,
        key="office.ages",
        title=_("Backlog by age and deadline"),
        finding=findings.share(title_of("overdue"), backlog.by_urgency(Urgency.RED), total),
        table=None,
        definition="backlog_age",
        empty=_("No case waits or is under review as of this day within these filters."),
        on_select="rerun",
    )
    if codes:
        open_list(page, of(Measure.OPEN, *codes))
    if total:
        behind_figure(page, "ages", lambda: _age_grid(page))


def _age_grid(page: OfficePage) -> Grid:
    every: list[Age | str] = [*Age, ""]
    return Grid(
        title=_("Backlog by age and deadline"),
        columns=[
            GridColumn(name="age", title=_("Working days since receipt"), kind="text"),
            *(GridColumn(name=late, title=urgency_label(late)) for late in Urgency),
            GridColumn(name="all", title=_("All")),
        ],
        rows=[
            GridRow(
                cells={"age": age_name(age) if age else _("All ages")}
                | {late: _standing(page, age, late) for late in Urgency}
                | {"all": sum(_standing(page, age, late) for late in Urgency)},
                links={late: of(Measure.OPEN, age, late) for late in Urgency}
                | {"all": of(Measure.OPEN, age)},
            )
            for age in every
        ],
        figures=("backlog_age", "deadline_near", "overdue"),
    )


def _standing(page: OfficePage, age: Age | str, late: Urgency) -> int:
    backlog = page.figures.backlog
    return backlog.open.get((Age(age), late), 0) if age else backlog.by_urgency(late)
