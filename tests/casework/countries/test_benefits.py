"""What a pack says of what follows an approval, and what it may not say."""

from copy import deepcopy
from datetime import date

import pytest

from casework.countries.benefits_reading import read_benefits, read_stops
from casework.countries.entry import BadPack
from casework.countries.pack import packs, programme

WORDS = {"ar": "نعم", "en": "yes"}
STOP = {"title": WORDS, "citizen": WORDS, "remedy": WORDS, "papers": ["identity_card"]}
GOOD = {
    "stops": ["moved"],
    "payment": {"day": 15, "instructions": WORDS},
    "review": {"months": 36},
    "award": {
        "version": "1",
        "valid_from": date(2026, 1, 1),
        "source": WORDS,
        "lowest": 10,
        "highest": 20,
        "less": ["monthly_income"],
        "parts": [{"code": "base", "name": WORDS, "amount": 10, "per": "dependants", "most": 2}],
    },
}
PROGRAMMES = sorted(code for pack in packs().values() for code in pack.programmes)


def read(given):
    return read_benefits("x", given, read_stops({"moved": STOP}), 30)


def but(*path, **changes):
    """The good table with something else in it."""
    table = deepcopy(GOOD)
    place = table
    for step in path:
        place = place[step]
    place.update(changes)
    return table


def test_what_is_good_is_read():
    benefits = read(GOOD)
    assert benefits.award.parts[0].per == "dependants"
    assert (benefits.notice_days, benefits.payment.day, list(benefits.stops)) == (30, 15, ["moved"])
    assert read(but(notice_days=60)).notice_days == 60


@pytest.mark.parametrize(
    ("table", "trouble"),
    [
        (but(stops=["nonsense"]), "has no stops nonsense"),
        (but(stops=["moved", "moved"]), "names a stop twice"),
        (but(notice_days=0), "whole number"),
        (but(surprise=1), "does not know surprise"),
        (but("payment", day=31), "pays on a day"),
        (but("payment", fee=1), "does not know fee"),
        (but("review", months=True), "whole number"),
        (but("award", highest=5), "highest amount below the lowest"),
        (but("award", lowest=-1), "below the lowest"),
        (but("award", parts=[]), "has no parts"),
        (but("award", parts=GOOD["award"]["parts"] * 2), "two with one code"),
        (but("award", less=["shoe_size"]), "does not know the facts"),
        (but("award", less=["dependants"]), "cannot reckon with dependants"),
        (but("award", rounding="up"), "does not know rounding"),
        (but("award", "parts", 0, amount=0), "adds nothing"),
        (but("award", "parts", 0, per="monthly_income"), "cannot reckon with monthly_income"),
        (but("award", "parts", 0, per=None), "counts nothing"),
        (but("award", "parts", 0, most=0), "whole number"),
        (but("award", "parts", 0, when={"check": "eval", "fact": "vehicles"}), "does not know the check"),
    ],
)
def test_what_nobody_would_mean_is_refused(table, trouble):
    with pytest.raises(BadPack, match=trouble):
        read(table)


@pytest.mark.parametrize("change", [{"papers": []}, {"remedy": {"ar": "", "en": "x"}}, {"until": 1}])
def test_a_stop_without_a_way_back_is_refused(change):
    with pytest.raises(BadPack):
        read_stops({"moved": STOP | change})


@pytest.mark.parametrize("code", PROGRAMMES)
def test_each_programme_stops_only_for_reasons_of_its_catalogue_with_papers_it_knows(code):
    scheme = programme(code)
    pack = next(pack for pack in packs().values() if code in pack.programmes)
    assert set(scheme.stops) <= set(scheme.reasons)
    assert all(set(stop.papers) <= set(pack.documents) and stop.papers for stop in scheme.stops.values())
    assert scheme.stops["applicant_deceased"].ends


@pytest.mark.parametrize("code", PROGRAMMES)
def test_a_formula_without_a_published_source_says_so(code):
    assert programme(code).award.invented
    assert programme(code).award.source.ar
