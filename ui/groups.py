"""The groups of applicants that figures tell apart, in words."""

from collections.abc import Mapping
from typing import Final

from casework.statistics.profile import UNKNOWN
from ui.labels import Word, channel_label, choice_label, field_label
from ui.numerals import digits
from ui.text import NP_, pgettext

_TRAITS: Final[Mapping[str, Word]] = {
    "age_group": NP_("group", "Age"),
    "employment": NP_("group", "Employment"),
}
_FIELDS: Final[Mapping[str, str]] = {"household": "household_size", "sex": "sex", "channel": "channel"}
_AGES: Final[Mapping[str, Word]] = {
    "under_25": NP_("age", "Under 25"),
    "25_39": NP_("age", "25 to 39"),
    "40_54": NP_("age", "40 to 54"),
    "55_64": NP_("age", "55 to 64"),
    "65_plus": NP_("age", "65 and over"),
}
_HOUSEHOLDS: Final[Mapping[str, Word]] = {
    "1": NP_("household size", "1 person"),
    "2_3": NP_("household size", "2 or 3 persons"),
    "4_5": NP_("household size", "4 or 5 persons"),
    "6_plus": NP_("household size", "6 persons or more"),
}
_UNKNOWN: Final = NP_("group", "Unknown")


def trait_label(trait: str) -> str:
    """What tells groups of applicants apart, such as their age."""
    known = _TRAITS.get(trait)
    return pgettext(*known) if known else field_label(_FIELDS.get(trait, trait))


def group_label(trait: str, value: str) -> str:
    """A group of applicants: `group_label("age_group", "25_39")`."""
    known = {"age_group": _AGES, "household": _HOUSEHOLDS}.get(trait, {}).get(value)
    if known or value == UNKNOWN:
        return digits(pgettext(*(known or _UNKNOWN)))
    if trait == "channel":
        return channel_label(value)
    return choice_label("employment_status" if trait == "employment" else trait, value)
