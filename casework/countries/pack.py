"""Country packs: whatever differs between countries, as data. Nothing else may ask which country it is."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from casework.applications.reasons import Reason, Route
from casework.countries.benefits import Benefits
from casework.countries.benefits_reading import read_benefits, read_stops
from casework.countries.entry import BadPack, Entry, read_words
from casework.countries.places import Place, take_places
from casework.countries.programme import (
    Amount,
    DocumentKind,
    Programme,
    RequiredDocument,
    SecondCheckRule,
)
from casework.countries.reading import read_documents, read_programme, read_reasons
from casework.countries.retention import Retention, read_retention
from casework.words import Words

__all__ = [
    "Amount",
    "BadPack",
    "DocumentKind",
    "Pack",
    "Programme",
    "Reason",
    "RequiredDocument",
    "Retention",
    "Route",
    "SecondCheckRule",
    "Words",
    "pack_of",
    "packs",
    "programme",
]

_HERE: Final = Path(__file__).parent
_SHARED: Final = "shared"  # Reasons and papers that every country has; a pack may word them its own way.


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """One country.

    `weekend` holds weekdays as Python counts them (Monday 0). `holidays` are complete up to
    `holidays_until`; those in `approximate_holidays` follow the moon and may move by a day or two.
    `reasons` and `documents` are by code, `regions` by region code, `programmes` by full code. `tiles` says
    where a region stands on a schematic map, as (column, row) from the north-west; `short_names` are of those
    regions whose name does not fit there.
    """

    code: str
    name: Words
    currency: str
    currency_name: Words
    zone: str
    calling_code: str
    id_scheme: str
    id_name: Words
    weekend: frozenset[int]
    holidays: Mapping[date, Words]
    approximate_holidays: frozenset[date]
    holidays_until: date
    regions: Mapping[str, Words]
    tiles: Mapping[str, Place]
    short_names: Mapping[str, Words]
    programmes: Mapping[str, Programme]
    reasons: Mapping[str, Reason]
    documents: Mapping[str, DocumentKind]
    retention: Retention

    def short_name(self, region: str) -> Words:
        """The region's name where there is little room; KeyError for a region of another country."""
        return self.short_names.get(region, self.regions[region])


@cache
def packs() -> Mapping[str, Pack]:
    """Every country pack by code. Raises `BadPack` where a file's data cannot be right."""
    shared = _load(_SHARED)
    codes = sorted(path.stem for path in _HERE.glob("*.toml") if path.stem != _SHARED)
    return MappingProxyType({code: _pack(code, _load(code), shared) for code in codes})


def pack_of(programme_code: str) -> Pack:
    """The pack a programme belongs to; KeyError if no pack has it."""
    return packs()[programme(programme_code).country]


def programme(code: str) -> Programme:
    """The programme with this full code (`eg.takaful`); KeyError if no pack has it."""
    return _programmes()[code]


@cache
def _programmes() -> Mapping[str, Programme]:
    return {code: found for pack in packs().values() for code, found in pack.programmes.items()}


def _benefits_of(
    country: str,
    shared: dict[str, Any],
    documents: Mapping[str, DocumentKind],
    reasons: Mapping[str, Reason],
) -> Callable[[str], Benefits]:
    """What follows an approval, by the name of a programme of the country."""
    given = _load(f"benefits/{country}")
    stops = read_stops(shared["stops"] | given["stops"])
    for stop in stops.values():
        if unknown := [kind for kind in stop.papers if kind not in documents]:
            raise BadPack(f"{country}.stops.{stop.code}", f"has no papers {', '.join(unknown)}")
        if stop.code not in reasons:
            raise BadPack(f"{country}.stops.{stop.code}", "is no reason of the catalogue")

    def read(name: str) -> Benefits:
        own: dict[str, Any] = given["programmes"][name]
        told = own | {"stops": [*own["stops"], *shared["stops"]]}
        return read_benefits(name, told, stops, shared["notice_days"])

    return read


def _load(name: str) -> dict[str, Any]:
    with (_HERE / f"{name}.toml").open("rb") as file:
        return tomllib.load(file, parse_float=Decimal)


def _pack(code: str, given: dict[str, Any], shared: dict[str, Any]) -> Pack:
    entry = Entry(code, given)
    reasons = read_reasons(shared["reasons"] | entry.must("reasons"))
    holidays, approximate = _holidays(entry)
    regions = _regions(code, entry)
    tiles, short_names = take_places(code, entry, regions)
    programmes: dict[str, dict[str, Any]] = entry.must("programmes")
    documents = read_documents(shared["documents"] | entry.take("documents", {}))
    benefits = _benefits_of(code, _load(f"benefits/{_SHARED}"), documents, reasons)
    pack = Pack(
        code=code,
        name=entry.words("name"),
        currency=entry.must("currency"),
        currency_name=entry.words("currency_name"),
        zone=entry.must("zone"),
        calling_code=entry.must("calling_code"),
        id_scheme=entry.must("id_scheme"),
        id_name=entry.words("id_name"),
        weekend=frozenset(entry.must("weekend")),
        holidays=MappingProxyType(holidays),
        approximate_holidays=approximate,
        holidays_until=entry.must("holidays_until"),
        regions=MappingProxyType(regions),
        tiles=MappingProxyType(tiles),
        short_names=MappingProxyType(short_names),
        programmes=MappingProxyType(
            {
                f"{code}.{name}": read_programme(
                    name, code, _with_what_is_shared(table, shared), reasons, benefits(name)
                )
                for name, table in programmes.items()
            }
        ),
        reasons=MappingProxyType(reasons),
        documents=MappingProxyType(documents),
        retention=read_retention(code, entry.must("retention")),
    )
    entry.close()
    return pack


def _with_what_is_shared(table: dict[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    """A programme adds its reasons to those of all; of the rest it says what is otherwise with it."""
    own: list[str] = table["reasons"]
    check: dict[str, Any] = table.get("second_check", {})
    return table | {
        "reasons": list(dict.fromkeys([*own, *shared["reasons"]])),
        "second_check": shared["second_check"] | check,
        "object_within_days": table.get("object_within_days", shared["object_within_days"]),
        "complaints": shared["complaints"] | table.get("complaints", {}),
    }


def _regions(code: str, entry: Entry) -> dict[str, Words]:
    tables: dict[str, dict[str, Any]] = entry.must("regions")
    return {f"{code}-{number}": read_words(f"regions.{number}", given) for number, given in tables.items()}


def _holidays(entry: Entry) -> tuple[dict[date, Words], frozenset[date]]:
    """Each day of each holiday, and those that follow the moon."""
    days: dict[date, Words] = {}
    approximate: set[date] = set()
    for given in entry.must("holidays"):
        holiday = Entry(f"{entry.where}.holidays", given)
        name, moon = holiday.words("name"), holiday.take("approximate", default=False)
        length: int = holiday.take("days", 1)
        for first in holiday.must("on"):
            span = [first + timedelta(days=number) for number in range(length)]
            days |= dict.fromkeys(span, name)
            approximate |= set(span) if moon else set()
        holiday.close()
    return dict(sorted(days.items())), frozenset(approximate)
