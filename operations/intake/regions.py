"""Regions by the name people write: Arabic or English, with or without "governorate", nearly right."""

import difflib
import re
from functools import cache
from typing import Final

from casework.countries.pack import packs
from casework.people.digits import to_ascii_digits
from casework.people.names import normalise
from operations.intake.cleaning import clean
from operations.intake.refusals import BadValue

_KIND_OF_PLACE: Final = re.compile(
    r"\b(محافظه|منطقه|اماره|مدينه|governorate|governate|province|region|emirate|city|of|the|el|al|ash|as|ad|ar)\b|-"
)
_NEAR: Final = 0.8
_CLEARLY: Final = 0.06
_OTHER_NAMES: Final = {
    "eg": {
        "eg-12": ("Daqahliya", "Dakahlia", "Dakahleya"),
        "eg-13": ("Sharkia", "Sharqiyah", "Sharkeya"),
        "eg-14": ("Qaliubiya", "Kalyoubia", "Qalyubia"),
        "eg-16": ("Gharbiya", "Gharbeya"),
        "eg-17": ("Menofia", "Monufia", "Menoufia"),
        "eg-18": ("Behera", "Beheira"),
        "eg-21": ("Giza", "Gizeh"),
        "eg-23": ("Fayoum", "Faiyum"),
        "eg-24": ("Minya", "Menia"),
        "eg-25": ("Assiut", "Asyut"),
        "eg-26": ("Sohag", "Suhag"),
        "eg-27": ("Qena", "Kena"),
        "eg-32": ("New Valley", "Wadi Gedid", "Wadi Jadid"),
        "eg-33": ("Matrouh", "Marsa Matruh"),
    },
    "sa": {
        "sa-01": ("Riyadh", "Riyad"),
        "sa-02": ("Makkah", "Mecca", "Makkah Al Mukarramah"),
        "sa-03": ("Madinah", "Medina", "المدينة"),
        "sa-04": ("Eastern", "Sharqiyah", "Eastern Province"),
        "sa-05": ("Qassim", "Qasim"),
        "sa-06": ("Hail", "Ha'il"),
        "sa-12": ("Jouf", "Jawf"),
    },
}


def region_of(value: object, country: str) -> tuple[str, bool]:
    """The region's code, and whether it was guessed from a near spelling (to be remarked).

    A bare number is refused: files number the regions each in its own way.

    Raises:
        BadValue: `region`.
    """
    text = clean(str(value))
    code = to_ascii_digits(text).casefold().replace("_", "-")
    if code in packs()[country].regions:
        return code, False
    names = _names(country)
    key = _plain(text)
    if key in names:
        return names[key], False
    return _nearest(key, names), True


def _nearest(key: str, names: dict[str, str]) -> str:
    if not any(letter.isalpha() for letter in key):
        raise BadValue("region")
    scores: dict[str, float] = {}
    for name, code in names.items():
        score = difflib.SequenceMatcher(None, key, name).ratio()
        scores[code] = max(score, scores.get(code, 0.0))
    best, second = sorted(scores, key=lambda code: scores[code], reverse=True)[:2]
    if scores[best] < _NEAR or scores[best] - scores[second] < _CLEARLY:
        raise BadValue("region")
    return best


@cache
def _names(country: str) -> dict[str, str]:
    known: dict[str, str] = {}
    for code, words in packs()[country].regions.items():
        for name in (words.ar, words.en, *_OTHER_NAMES.get(country, {}).get(code, ())):
            known.setdefault(_plain(name), code)
    return known


def _plain(name: str) -> str:
    text = normalise(name)
    return " ".join(_KIND_OF_PLACE.sub(" ", text).split()) or text
