"""Where each region's tile stands on a schematic map, and the shorter names that fit into it."""

from collections import Counter
from collections.abc import Collection, Mapping

from casework.countries.entry import BadPack, Entry, Table, read_words
from casework.words import Words

Place = tuple[int, int]


def read_tiles(country: str, given: Mapping[str, list[int]], regions: Collection[str]) -> dict[str, Place]:
    """The place of every region as (column, row), counted from the north-west corner.

    Raises:
        BadPack: a region has no place, a place has no region, or two regions share a place.
    """
    where = f"{country}.tiles"
    tiles = {f"{country}-{number}": _place(f"{where}.{number}", place) for number, place in given.items()}
    _must_be_regions(where, tiles, regions)
    if missing := [code for code in regions if code not in tiles]:
        raise BadPack(where, f"has no place for {', '.join(missing)}")
    if shared := [place for place, times in Counter(tiles.values()).items() if times > 1]:
        raise BadPack(where, f"uses places twice: {shared}")
    return tiles


def read_short_names(country: str, given: Mapping[str, Table], regions: Collection[str]) -> dict[str, Words]:
    """The shorter names of those regions that need one; `BadPack` for what is no region."""
    where = f"{country}.short_names"
    names = {f"{country}-{number}": read_words(f"{where}.{number}", words) for number, words in given.items()}
    _must_be_regions(where, names, regions)
    return names


def take_places(
    country: str, entry: Entry, regions: Collection[str]
) -> tuple[dict[str, Place], dict[str, Words]]:
    """Tiles and short names of a pack."""
    tiles = read_tiles(country, entry.must("tiles"), regions)
    return tiles, read_short_names(country, entry.take("short_names", {}), regions)


def _must_be_regions(where: str, named: Collection[str], regions: Collection[str]) -> None:
    if unknown := [code for code in named if code not in regions]:
        raise BadPack(where, f"does not know the regions {', '.join(unknown)}")


def _place(where: str, given: list[int]) -> Place:
    match given:
        case [int(column), int(row)] if column >= 0 and row >= 0:
            return column, row
        case _:
            raise BadPack(where, "is not a column and a row")
