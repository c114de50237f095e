"""Reading what a pack says of what follows an approval."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from casework.applications.facts import FIELDS, FieldKind
from casework.countries.benefits import Award, AwardPart, Benefits, PaymentRule, ReviewRule, StopReason
from casework.countries.entry import BadPack, Entry, Table
from casework.countries.reading import known_facts, read_check

_MONTH_ENDS: Final = 28
"""No month is too short for a day of payment up to this one."""


def read_stops(tables: Table) -> dict[str, StopReason]:
    """The reasons to stop, by code."""
    return {code: _stop(code, Entry(f"stops.{code}", given)) for code, given in tables.items()}


def read_benefits(code: str, given: Table, stops: Mapping[str, StopReason], notice_days: int) -> Benefits:
    """What one programme says.

    Raises:
        BadPack: something is missing, unknown, or not a figure anybody would mean.
    """
    entry = Entry(f"{code}.benefits", given)
    benefits = Benefits(
        award=_award(Entry(f"{code}.award", entry.must("award"))),
        payment=_payment(Entry(f"{code}.payment", entry.must("payment"))),
        stops=_stops_of(entry, stops),
        review=_review(Entry(f"{code}.review", entry.must("review"))),
        notice_days=entry.take("notice_days", notice_days),
    )
    entry.close()
    _must_be_a_count(entry.where, "notice_days", benefits.notice_days)
    return benefits


def _stop(code: str, entry: Entry) -> StopReason:
    stop = StopReason(
        code=code,
        title=entry.words("title"),
        citizen=entry.words("citizen"),
        remedy=entry.words("remedy"),
        papers=tuple(entry.must("papers")),
        ends=entry.take("ends", default=False),
    )
    entry.close()
    if not stop.papers:
        raise BadPack(entry.where, "asks for no paper")
    return stop


def _stops_of(entry: Entry, stops: Mapping[str, StopReason]) -> Mapping[str, StopReason]:
    """The programme's own, in its order, and then those of every programme."""
    codes: list[str] = entry.must("stops")
    if len(set(codes)) != len(codes):
        raise BadPack(entry.where, "names a stop twice")
    if unknown := [code for code in codes if code not in stops]:
        raise BadPack(entry.where, f"has no stops {', '.join(unknown)}")
    return MappingProxyType({code: stops[code] for code in codes})


def _award(entry: Entry) -> Award:
    highest = entry.take("highest")
    less: list[str] = entry.take("less", [])
    award = Award(
        version=entry.must("version"),
        valid_from=entry.must("valid_from"),
        source=entry.words("source"),
        parts=tuple(_part(Entry(f"{entry.where}.parts", item)) for item in entry.must("parts")),
        less=_facts_of(entry.where, less, FieldKind.MONEY),
        lowest=Decimal(entry.take("lowest", 0)),
        highest=None if highest is None else Decimal(highest),
        invented=entry.take("invented", default=False),
    )
    entry.close()
    _must_be_an_amount(entry.where, award)
    return award


def _must_be_an_amount(where: str, award: Award) -> None:
    codes = [part.code for part in award.parts]
    if not codes or len(set(codes)) != len(codes):
        raise BadPack(where, "has no parts, or two with one code")
    if any(part.amount <= 0 for part in award.parts):
        raise BadPack(where, "has a part that adds nothing")
    if award.lowest < 0 or (award.highest is not None and award.highest < award.lowest):
        raise BadPack(where, "has a highest amount below the lowest")


def _facts_of(where: str, names: list[str], kind: FieldKind) -> tuple[str, ...]:
    """The names of facts, each of the kind that can be counted here."""
    for name in known_facts(where, names):
        if FIELDS[name].kind is not kind:
            raise BadPack(where, f"cannot reckon with {name}: it is no {kind}")
    return tuple(names)


def _part(entry: Entry) -> AwardPart:
    per, when, most = entry.take("per"), entry.take("when"), entry.take("most")
    part = AwardPart(
        code=entry.must("code"),
        name=entry.words("name"),
        amount=Decimal(entry.must("amount")),
        per=None if per is None else _facts_of(entry.where, [per], FieldKind.INTEGER)[0],
        most=most,
        when=None if when is None else read_check(f"{entry.where}.when", when),
    )
    entry.close()
    if most is not None:
        _must_be_a_count(entry.where, "most", most)
        if per is None:
            raise BadPack(entry.where, "says how many count at most, and counts nothing")
    return part


def _payment(entry: Entry) -> PaymentRule:
    rule = PaymentRule(day=entry.must("day"), instructions=entry.words("instructions"))
    entry.close()
    if not 1 <= rule.day <= _MONTH_ENDS:
        raise BadPack(entry.where, f"pays on a day that is not 1 to {_MONTH_ENDS}")
    return rule


def _review(entry: Entry) -> ReviewRule:
    rule = ReviewRule(months=entry.must("months"))
    entry.close()
    _must_be_a_count(entry.where, "months", rule.months)
    return rule


def _must_be_a_count(where: str, what: str, given: Any) -> None:
    if type(given) is not int or given < 1:
        raise BadPack(where, f"{what} is not a whole number from 1")
