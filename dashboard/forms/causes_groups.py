"""Whom it concerns: by programme, and by the groups applicants belong to."""

from casework.statistics.profile import TRAITS
from dashboard.forms.causes_address import toggle
from dashboard.forms.causes_places import highest
from dashboard.forms.causes_tables import name_column, offer, part_cells, part_columns, sheet, shown_table
from dashboard.forms.causes_words import Page
from dashboard.forms.figure import chart
from ui.charts.bars import Bar, bars
from ui.figures import of_text
from ui.groups import group_label, trait_label
from ui.labels import field_label, programme_label
from ui.numerals import percent

PROGRAMME = "programme"
PANELS = (PROGRAMME, *TRAITS)


def panel(page: Page, trait: str) -> None:
    """The share in each group; the group that is chosen is marked, the others stay in sight."""
    found = {value: part for value, part in page.causes.groups[trait].items() if part.of != 0}
    chosen = page.asked.chosen.get(trait)
    title = field_label(PROGRAMME) if trait == PROGRAMME else trait_label(trait)
    table = sheet(
        page,
        trait,
        title,
        (name_column(title), *part_columns(page, of_reason=bool(page.reason))),
        [{"name": group_name(trait, value)} | part_cells(part) for value, part in found.items()],
        "traits",
        "rate",
    )
    chart(
        bars(
            [
                Bar(
                    code=value,
                    name=group_name(trait, value),
                    value=part.share,
                    note=of_text(part.cases, part.of),
                )
                for value, part in found.items()
            ],
            worded=percent,
            selected=(chosen,) if chosen in found else (),
        )
        if found
        else None,
        key=f"causes.by_{trait}",
        title=title,
        finding=highest((group_name(trait, value), part) for value, part in found.items()),
        table=shown_table(table),
        definition="traits",
        empty=page.nothing,
        on_select=lambda codes: toggle(trait, codes[0]),
    )
    offer(page, table)


def group_name(trait: str, value: str) -> str:
    """A group, or a programme, in words."""
    return programme_label(value) if trait == PROGRAMME else group_label(trait, value)
