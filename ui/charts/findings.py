"""What a figure shows, in one sentence, for those who read and those who hear.

Every sentence gives the numbers it rests on, and says "not enough data" where there are too few cases to say
more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ui.numerals import number, percent
from ui.text import FSI, PDI, ngettext
from ui.text import gettext as _

FEWEST: Final = 20
"""Below so many cases no rate and no comparison is worded."""

_STEADY: Final = 0.03
"""A change smaller than this is told as "about as many"."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A name with its count."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Rate:
    """A name with a numerator and a denominator."""

    name: str
    part: int
    whole: int


def cases(n: int) -> str:
    """So many cases, in words that agree with the number."""
    return ngettext("{n} case", "{n} cases", n).format(n=number(n))


def working_days(n: int) -> str:
    """So many working days, in words that agree with the number."""
    return ngettext("{n} working day", "{n} working days", n).format(n=number(n))


def nothing_yet() -> str:
    """There is nothing to count."""
    return _("Nothing to show for this choice.")


def not_enough(n: int, needed: int = FEWEST) -> str:
    """Too few cases to say more."""
    if not n:
        return nothing_yet()
    return _("Not enough data: {cases}; at least {needed} are needed.").format(
        cases=cases(n), needed=number(needed)
    )


def largest(items: Sequence[Counted], total: int, *, fewest: int = FEWEST) -> str:
    """The most frequent of several, and its share of `total` cases."""
    first = max(items, key=lambda one: one.count, default=None)
    if first is None or not first.count or not total:
        return nothing_yet()
    if total < fewest:
        return not_enough(total, fewest)
    return _("Most often: “{name}”, in {part} of {whole} ({share}).").format(
        name=_kept(first.name),
        part=number(first.count),
        whole=cases(total),
        share=percent(first.count / total),
    )


def together(first: str, second: str, count: int) -> str:
    """The two reasons most often stated together."""
    return _("Most often together: “{first}” and “{second}”, in {cases}.").format(
        first=_kept(first), second=_kept(second), cases=cases(count)
    )


def trend(name: str, now: int, before: int | None, *, fewest: int = FEWEST) -> str:
    """How many there are now, against the period before; `name` says what is counted: "Received"."""
    if before is None:
        return _("{name}: {now}.").format(name=name, now=number(now))
    values = {"name": name, "now": number(now), "before": number(before)}
    if before < fewest:
        return _("{name}: {now}; {before} in the period before, too few to compare.").format(**values)
    change = now / before - 1
    values["change"] = percent(abs(change))
    if abs(change) < _STEADY:
        return _("{name}: {now}, about as many as in the period before ({before}).").format(**values)
    if change > 0:
        return _("{name}: {now}, {change} more than in the period before ({before}).").format(**values)
    return _("{name}: {now}, {change} fewer than in the period before ({before}).").format(**values)


def highest_rate(items: Sequence[Rate], *, fewest: int = FEWEST) -> str:
    """Where the rate is highest, among those with enough cases; with numerator and denominator."""
    enough = [one for one in items if one.whole >= fewest]
    if not enough:
        return not_enough(max((one.whole for one in items), default=0), fewest)
    first = max(enough, key=lambda one: one.part / one.whole)
    if not first.part:
        return _("None anywhere, among those with at least {needed} cases.").format(needed=number(fewest))
    all_told = len(enough) == sum(1 for one in items if one.whole)
    sentence = (
        _("Highest in {name}: {part} of {whole} ({share}).")
        if all_told
        else _("Highest, among those with at least {needed} cases, in {name}: {part} of {whole} ({share}).")
    )
    return sentence.format(
        needed=number(fewest),
        name=_kept(first.name),
        part=number(first.part),
        whole=cases(first.whole),
        share=percent(first.part / first.whole),
    )


def share(what: str, part: int, whole: int, *, fewest: int = FEWEST) -> str:
    """A share with its numerator and denominator: "Past the deadline: 12 of 340 cases (4 %)"."""
    if not whole:
        return nothing_yet()
    if whole < fewest:
        return _("{what}: {part} of {whole}, too few for a share.").format(
            what=what, part=number(part), whole=cases(whole)
        )
    return _("{what}: {part} of {whole} ({share}).").format(
        what=what, part=number(part), whole=cases(whole), share=percent(part / whole)
    )


def how_long(median: int | None, ninetieth: int | None, n: int, *, fewest: int = FEWEST) -> str:
    """How long cases took: percentiles of cases, in working days."""
    if median is None or ninetieth is None or n < fewest:
        return not_enough(n, fewest)
    return _("Half of {cases} took at most {median}, nine in ten at most {ninetieth}.").format(
        cases=cases(n), median=working_days(median), ninetieth=working_days(ninetieth)
    )


def _kept(name: str) -> str:
    """A name inside a sentence keeps its own order."""
    return f"{FSI}{name}{PDI}"
