import pytest

from casework.countries.pack import BadPack, packs
from casework.countries.places import read_short_names, read_tiles

REGIONS = ["xx-01", "xx-02"]


@pytest.mark.parametrize("country", sorted(packs()))
def test_every_region_has_a_tile_of_its_own(country):
    pack = packs()[country]

    assert set(pack.tiles) == set(pack.regions)
    assert len(set(pack.tiles.values())) == len(pack.regions)


@pytest.mark.parametrize(
    ("country", "western", "eastern"),
    [("eg", "eg-33", "eg-02"), ("eg", "eg-32", "eg-31"), ("eg", "eg-01", "eg-35"), ("sa", "sa-02", "sa-04")],
)
def test_west_is_left_of_east(country, western, eastern):
    tiles = packs()[country].tiles

    assert tiles[western][0] < tiles[eastern][0]


@pytest.mark.parametrize(
    ("country", "southwards"),
    [
        (
            "eg",
            ["02", "16", "17", "21", "22", "24", "25", "26", "29", "28"],
        ),  # Alexandria up the valley to Aswan
        ("sa", ["08", "06", "01", "14", "09"]),  # Northern Borders, Hail, Riyadh, Asir, Jazan
    ],
)
def test_north_is_above_south(country, southwards):
    rows = [packs()[country].tiles[f"{country}-{number}"][1] for number in southwards]

    assert rows == sorted(set(rows))


def test_a_short_name_stands_in_for_a_long_one_only():
    for pack in packs().values():
        for region, name in pack.regions.items():
            short = pack.short_name(region)
            assert len(short.ar) <= len(name.ar)
            assert len(short.en) <= len(name.en)
            assert short is name or region in pack.short_names
    with pytest.raises(KeyError):
        packs()["sa"].short_name("eg-01")


@pytest.mark.parametrize(
    ("given", "trouble"),
    [
        ({"01": [0, 0]}, "no place for xx-02"),
        ({"01": [0, 0], "02": [0, 1], "03": [1, 1]}, "does not know the regions xx-03"),
        ({"01": [0, 0], "02": [0, 0]}, "uses places twice"),
        ({"01": [0, 0], "02": [0]}, "not a column and a row"),
        ({"01": [0, 0], "02": [-1, 0]}, "not a column and a row"),
        ({"01": [0, 0], "02": ["1", 0]}, "not a column and a row"),
        ({"01": [0, 0], "02": [1.5, 0]}, "not a column and a row"),
    ],
)
def test_a_map_that_cannot_be_right_is_refused(given, trouble):
    with pytest.raises(BadPack, match=trouble):
        read_tiles("xx", given, REGIONS)


def test_short_names_are_of_regions_and_in_both_languages():
    assert read_short_names("xx", {"01": {"ar": "أ", "en": "A"}}, REGIONS)["xx-01"].en == "A"
    with pytest.raises(BadPack, match="does not know the regions"):
        read_short_names("xx", {"09": {"ar": "أ", "en": "A"}}, REGIONS)
    with pytest.raises(BadPack, match="has no en"):
        read_short_names("xx", {"01": {"ar": "أ"}}, REGIONS)
