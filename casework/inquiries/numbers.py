"""The national number as a clerk types it from a card or by ear: which one it is, or why it is none."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from casework.countries.pack import packs
from casework.deadlines import local_day
from casework.inquiries.errors import NumberUnfit
from casework.people.digits import only_digits
from casework.people.national_numbers import BadNationalNumber, Fault, parse


class Typed(StrEnum):
    """What is wrong before a country is thought of; the other faults are those of national numbers."""

    EMPTY = "empty"
    NOT_DIGITS = "not_digits"


_LENGTHS: Final[Mapping[str, int]] = {"egypt_14": 14, "saudi_10": 10}


def read_number(text: str, at: datetime) -> str:
    """The national number in ASCII digits, typed in any digits, with or without spaces and dashes.

    Args:
        text: what was typed.
        at: the moment (aware) after whose local day nobody can be born.

    Raises:
        NumberUnfit: it is nobody's in any country; the refusal never holds what was typed.
    """
    typed = only_digits(text)
    if not typed:
        raise NumberUnfit(faults=(Typed.EMPTY,))
    if not (typed.isascii() and typed.isdigit()):
        raise NumberUnfit(faults=(Typed.NOT_DIGITS,))
    faults: list[str] = []
    for pack in packs().values():
        if _LENGTHS.get(pack.id_scheme, len(typed)) != len(typed):
            continue
        try:
            return parse(pack.id_scheme, typed, today=local_day(at, pack)).number
        except BadNationalNumber as bad:
            faults.append(bad.kind)
    raise NumberUnfit(faults=tuple(faults) or (Fault.LENGTH,), digits=len(typed))
