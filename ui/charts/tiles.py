"""The tile map: one tile a region, all of one size, placed roughly as on the map and never mirrored."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from ui.charts.axes import Worded, fixed, plain_number
from ui.charts.cells import Square, scale_keys, squares, told_value, top_of
from ui.charts.style import Figure, drawn, faded, said, wrapped

_ROW: Final = 56
_NAME: Final = 9  # letters in a line of a tile


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A region's tile at (column, row) from the north-west; a value of None is hidden, 0 is none.

    `short` is a name that fits the tile; `note` is a further line on hover, such as "41 of 96 cases".
    """

    code: str
    name: str
    place: tuple[int, int]
    value: float | None
    short: str = ""
    note: str = ""


def tiles(
    items: Sequence[Tile],
    *,
    worded: Worded = plain_number,
    selected: Collection[str] = (),
    highest: float | None = None,
) -> Figure:
    """The map; a point's codes are (region,). West is left in every language.

    Args:
        items: the tiles, each at a place of its own.
        worded: how a value is written.
        selected: codes of chosen regions; the others fade.
        highest: the value at the dark end of the scale; the highest there is where not given.
    """
    placed = [_square(tile, worded, selected) for tile in items]
    top = top_of(placed, highest)
    width = max((square.x for square in placed), default=0)
    depth = max((square.y for square in placed), default=0)
    return drawn(
        [squares(placed, top, size=0.96)],
        height=16 + _ROW * (depth + 1),
        legend=scale_keys(placed, top, worded),
        barmode="overlay",
        uniformtext={"mode": "show", "minsize": 8},
        xaxis={**fixed(), "range": [-0.5, width + 0.5], "visible": False},
        yaxis={**fixed(), "range": [depth + 0.5, -0.5], "visible": False},
    )


def _square(tile: Tile, worded: Worded, selected: Collection[str]) -> Square:
    column, row = tile.place
    name = wrapped(tile.short or tile.name, _NAME, 2)
    value = "" if tile.value is None else said(worded(tile.value))
    return Square(
        x=column,
        y=row,
        codes=(tile.code,),
        value=tile.value,
        text="<br>".join(part for part in (name, value) if part),
        told=(tile.name, told_value(tile.value, worded), tile.note),
        faint=faded(tile.code, selected),
        chosen=tile.code in selected,
    )
