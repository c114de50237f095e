"""The monthly amount, with its parts shown: the pack's formula read on the facts of a household."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from casework.countries.benefits import Award, AwardPart
from casework.eligibility.checks import CheckOutcome, evaluate

LESS: Final = "less:"
"""Before the name of a fact that was taken off."""
LOWEST: Final = "lowest"
HIGHEST: Final = "highest"
_UNIT: Final = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """An amount in whole units of the currency; the sums of its parts make it up.

    Each part has ``code`` (of the formula, ``less:<fact>``, ``lowest`` or ``highest``), ``sum`` and, where it
    is counted, ``rate`` and ``count``; ``unknown`` says that its fact was not known and counted as nothing.
    """

    amount: Decimal
    parts: tuple[Mapping[str, object], ...]
    formula: str


def award_of(award: Award, facts: Mapping[str, object], on: date) -> Computed:
    """The monthly amount by a formula, on a local date.

    A fact that is not known adds and takes off nothing, and its part says so: the approval stands, and
    whoever reads the parts sees what is missing.
    """
    parts = [*_parts(award.parts, facts, on), *(_less(name, facts) for name in award.less)]
    total = sum((Decimal(str(one["sum"])) for one in parts), Decimal(0))
    within = _within(award, total)
    if within != total:
        parts.append({"code": LOWEST if within > total else HIGHEST, "sum": _text(within - total)})
    return Computed(amount=within, parts=tuple(parts), formula=award.version)


def _parts(parts: Sequence[AwardPart], facts: Mapping[str, object], on: date) -> list[dict[str, object]]:
    return [_part(part, facts) for part in parts if _applies(part, facts, on)]


def _applies(part: AwardPart, facts: Mapping[str, object], on: date) -> bool:
    return part.when is None or evaluate(part.when, facts, on).outcome is CheckOutcome.PASS


def _part(part: AwardPart, facts: Mapping[str, object]) -> dict[str, object]:
    if part.per is None:
        return {"code": part.code, "sum": _text(part.amount)}
    given = facts.get(part.per)
    known = isinstance(given, int | Decimal)
    count = int(given) if known else 0
    count = min(count, part.most) if part.most is not None else count
    told: dict[str, object] = {"code": part.code}
    told |= {"rate": _text(part.amount), "count": count, "sum": _text(part.amount * count)}
    return told if known else told | {"unknown": True}


def _less(name: str, facts: Mapping[str, object]) -> dict[str, object]:
    given = facts.get(name)
    if not isinstance(given, int | Decimal):
        return {"code": f"{LESS}{name}", "sum": _text(Decimal(0)), "unknown": True}
    return {"code": f"{LESS}{name}", "sum": _text(-_rounded(Decimal(given)))}


def _within(award: Award, total: Decimal) -> Decimal:
    lowest = max(award.lowest, Decimal(0))
    at_most = total if award.highest is None else min(total, award.highest)
    return _rounded(max(at_most, lowest))


def _rounded(amount: Decimal) -> Decimal:
    return amount.quantize(_UNIT, rounding=ROUND_HALF_UP)


def _text(amount: Decimal) -> str:
    return format(amount.quantize(Decimal("0.01")), "f")
