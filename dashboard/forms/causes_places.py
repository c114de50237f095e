"""Where: one tile a region, and which reasons weigh more in which region."""

from collections.abc import Collection, Iterator

from casework.countries.pack import Pack
from dashboard.forms.causes_address import toggle_both, toggle_region
from dashboard.forms.causes_tables import (
    name_column,
    offer,
    part_cells,
    part_columns,
    share_title,
    sheet,
    shown_table,
)
from dashboard.forms.causes_words import Page, kept
from dashboard.forms.figure import chart
from data_access.queries.causes import Part
from ui.charts import findings
from ui.charts.heat import Cell, Head, heat
from ui.charts.tiles import Tile, tiles
from ui.figures import of_text
from ui.labels import country_label, region_label
from ui.numerals import percent
from ui.sheets import SheetColumn
from ui.text import gettext as _
from ui.text import language


def region_map(page: Page, pack: Pack) -> None:
    """The map of one country: every region as large as any other."""
    found = {code: part for code, part in page.causes.regions.items() if code in pack.regions}
    table = sheet(
        page,
        f"regions_{pack.code}",
        _("By region: {country}").format(country=country_label(pack.code)),
        (name_column(_("Region")), *part_columns(page, of_reason=bool(page.reason))),
        [{"name": region_label(code)} | part_cells(part) for code, part in found.items()],
        "tile_map",
        "rate",
    )
    chart(
        tiles(
            [
                Tile(
                    code=code,
                    name=region_label(code),
                    place=pack.tiles[code],
                    value=part.share,
                    short=pack.short_name(code).in_(language()),
                    note=of_text(part.cases, part.of),
                )
                for code, part in found.items()
            ],
            worded=percent,
            selected=_chosen(page, found),
        )
        if any(part.of != 0 for part in found.values())
        else None,
        key=f"causes.map_{pack.code}",
        title=_("{share}: {country}").format(
            share=share_title(page, of_reason=bool(page.reason)), country=country_label(pack.code)
        ),
        finding=highest((region_label(code), part) for code, part in found.items()),
        table=shown_table(table),
        definition="tile_map",
        empty=page.nothing,
        on_select=_choose_region,
    )
    offer(page, table)


def reason_by_region(page: Page, pack: Pack) -> None:
    """The share of a region's decisions that state a reason, reason by region."""
    cells = {
        (reason, region): part
        for (reason, region), part in page.causes.cells.items()
        if region in pack.regions and reason in pack.reasons
    }
    regions = {region: region_label(region) for _reason, region in cells}
    reasons = {reason: page.named(reason) for reason, _region in cells}
    table = sheet(
        page,
        f"cells_{pack.code}",
        _("Reasons by region: {country}").format(country=country_label(pack.code)),
        (
            name_column(_("Region")),
            SheetColumn(name="reason", title=_("Reason")),
            *part_columns(page, of_reason=True),
        ),
        [
            {"name": regions[region], "reason": reasons[reason]} | part_cells(part)
            for (reason, region), part in cells.items()
            if part.cases != 0
        ],
        "reason_region",
    )
    chart(
        heat(
            [Head(code, name) for code, name in reasons.items()],
            [Head(code, name, pack.short_name(code).in_(language())) for code, name in regions.items()],
            {key: Cell(part.share, of_text(part.cases, part.of)) for key, part in cells.items()},
            worded=percent,
            selected_rows=[code for code in page.selected if code in reasons],
            selected_columns=_chosen(page, regions),
        )
        if any(part.cases != 0 for part in cells.values())
        else None,
        key=f"causes.heat_{pack.code}",
        title=table.title,
        finding=highest(
            (_("“{reason}” in {region}").format(reason=kept(reasons[reason]), region=regions[region]), part)
            for (reason, region), part in cells.items()
        ),
        table=shown_table(table),
        definition="reason_region",
        empty=page.nothing,
        on_select=_choose_cell,
    )
    offer(page, table)


def highest(named: Iterator[tuple[str, Part]]) -> str:
    """Where the share is highest, of those with enough cases, made of the figures as shown."""
    return findings.highest_rate(
        [
            findings.Rate(name, min(part.cases, part.of), part.of)
            for name, part in named
            if part.cases is not None and part.of is not None
        ]
    )


def _chosen(page: Page, shown: Collection[str]) -> tuple[str, ...]:
    return tuple(code for code in page.asked.filters.regions if code in shown)


def _choose_region(codes: tuple[str, ...]) -> None:
    toggle_region(codes[0])


def _choose_cell(codes: tuple[str, ...]) -> None:
    reason, region = codes
    toggle_both(reason=reason, region=region)
