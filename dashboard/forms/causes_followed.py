"""What came of it: requests that were answered or not, rejections that a second person looked at."""

from collections.abc import Mapping
from typing import Final

from casework.applications.lifecycle import Outcome
from dashboard.forms.causes_reasons import MOST, choose_reason
from dashboard.forms.causes_tables import count_column, name_column, offer, sheet, shown_table
from dashboard.forms.causes_words import Page
from dashboard.forms.figure import chart
from data_access.queries.causes import Followed
from ui.charts import findings
from ui.charts.bars import Part, StackedBar, stacked_bars
from ui.labels import Tone
from ui.text import NP_, pgettext
from ui.text import gettext as _

_WAYS: Final[Mapping[str, tuple[tuple[str, str], Tone]]] = {
    "completed": (NP_("what followed", "Completed by the applicant"), "good"),
    "expired": (NP_("what followed", "Time ran out"), "bad"),
    "withdrawn": (NP_("what followed", "Withdrawn"), "neutral"),
    "open": (NP_("what followed", "Still open"), "accent"),
    "agreed": (NP_("what followed", "Stood after a second check"), "good"),
    "replaced": (NP_("what followed", "Replaced after a second check"), "bad"),
}


def followed(page: Page) -> None:
    """What came of the decisions since, by reason."""
    asks = page.asked.filters.outcome is Outcome.NEEDS_COMPLETION
    told = [one for one in page.causes.followed if one.of != 0]
    ways = {way: pgettext(*_WAYS[way][0]) for way in page.causes.followed[0].ways}
    table = sheet(
        page,
        "followed",
        _("What came of the requests") if asks else _("What second checks said of them"),
        (
            name_column(_("Reason")),
            count_column("of", _("Requests") if asks else _("Looked at again")),
            *(count_column(way, words) for way, words in ways.items()),
        ),
        [{"name": _name(page, one), "of": one.of} | dict(one.ways) for one in told],
        "completed_after_asked" if asks else "agreement",
    )
    chart(
        stacked_bars(
            [
                StackedBar(code=one.reason or "", name=_name(page, one), values=list(one.ways.values()))
                for one in told
            ],
            [Part(code=way, name=words, tone=_WAYS[way][1]) for way, words in ways.items()],
            selected=page.selected,
            most=MOST + 1,
        )
        if told
        else None,
        key="causes.followed",
        title=table.title,
        finding=_finding(page),
        table=shown_table(table),
        definition="completed_after_asked" if asks else "agreement",
        empty=page.nothing if asks else _("None of them was looked at by a second person."),
        on_select=choose_reason,
    )
    offer(page, table)


def _finding(page: Page) -> str:
    """The share of the chosen reason's decisions, or of all of them."""
    one = next((one for one in page.causes.followed if one.reason == page.reason), page.causes.followed[0])
    asks = page.asked.filters.outcome is Outcome.NEEDS_COMPLETION
    part = one.ways["completed" if asks else "replaced"]
    if part is None or one.of is None:
        return ""
    what = _("Completed after being asked") if asks else _("Replaced after a second check")
    return findings.share(what, min(part, one.of), one.of)


def _name(page: Page, one: Followed) -> str:
    return _("All together") if one.reason is None else page.named(one.reason)
