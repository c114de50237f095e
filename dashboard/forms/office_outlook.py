"""What each queue will miss in the next two weeks if the office goes on as it did of late."""

from collections.abc import Sequence
from datetime import date

from casework.actors import Staff
from casework.statistics.outlook import LOOKS_AHEAD, LOOKS_BACK, Outlook
from dashboard.forms.figure import chart
from data_access.queries.outlook import QueueOutlook, breach_outlook
from data_access.queries.scope import Asked
from data_access.replica import LookBack
from ui.charts.bars import Part, StackedBar, stacked_bars
from ui.components.figure_table import FigureTable
from ui.labels import programme_label
from ui.numerals import number
from ui.text import gettext as _
from ui.text import ngettext


def outlook(back: LookBack, viewer: Staff, asked: Asked, *, today: date, until: date | None = None) -> None:
    """Show the outlook of the queues asked for; `until` is an earlier day as of which it is told."""
    queues = back.shared(breach_outlook, viewer=viewer, asked=asked, today=today, until=until).answer
    told = [queue for queue in queues if queue.outlook.missed is not None]
    chart(
        stacked_bars([_bar(queue) for queue in told], _parts()) if told else None,
        key="office.outlook",
        title=_("Deadlines that will be missed in the next two weeks"),
        finding=_finding(told),
        table=_table(queues),
        definition="breach_outlook",
        empty=_(
            "In the last {days} working days too few cases were open to tell the pace. "
            "Choose more programmes or regions, or look again later."
        ).format(days=number(LOOKS_BACK)),
    )


def _parts() -> tuple[Part, ...]:
    return (
        Part(code="kept", name=_("Will be decided in time"), tone="good"),
        Part(code="missed", name=_("Will miss the deadline"), tone="bad"),
        Part(code="past", name=_("Late already"), tone="warn"),
    )


def _bar(queue: QueueOutlook) -> StackedBar:
    found, missed = queue.outlook, round(queue.outlook.missed or 0)
    return StackedBar(
        code=queue.programme,
        name=programme_label(queue.programme),
        values=[found.due - missed, missed, found.past],
        note=_range(found),
    )


def _finding(told: Sequence[QueueOutlook]) -> str:
    due = sum(queue.outlook.due for queue in told)
    missed = round(sum(queue.outlook.missed or 0 for queue in told))
    if not due:
        return _("No case is due in the next two weeks.")
    sentence = ngettext(
        "At the present pace about {n} case of the {due} due by then will miss its deadline.",
        "At the present pace about {n} cases of the {due} due by then will miss their deadline.",
        missed,
    )
    return sentence.format(n=number(missed), due=number(due))


def _table(queues: Sequence[QueueOutlook]) -> FigureTable:
    return FigureTable(
        caption=_("Outlook of the next {days} working days, by programme").format(days=number(LOOKS_AHEAD)),
        heads=[_("Programme"), _("Due"), _("Will miss the deadline"), _("Likely range"), _("Late already")],
        rows=[
            [
                programme_label(queue.programme),
                queue.outlook.due,
                _("not enough data") if queue.outlook.missed is None else round(queue.outlook.missed),
                _range(queue.outlook),
                queue.outlook.past,
            ]
            for queue in queues
        ],
    )


def _range(found: Outlook) -> str:
    if found.low is None or found.high is None:
        return _("not enough data")
    return _("{low} to {high}").format(low=number(round(found.low)), high=number(round(found.high)))
