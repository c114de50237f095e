"""The causes as a viewer may see them: counted once, then shown through the rules of disclosure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from sqlalchemy.engine import Connection

from casework.actors import Staff
from casework.applications.lifecycle import Outcome
from casework.countries.pack import packs
from casework.statistics.afterwards import OBJECTED, OBJECTION_REFUSED, OVERTURNED
from casework.statistics.disclosure import all_shown, ranked, sees_exactly, shown
from casework.statistics.profile import AGE_GROUPS, HOUSEHOLDS, TRAITS
from data_access.queries.causes.asked import CauseFilters, Field, field_of
from data_access.queries.causes.counts import ALL, SOLE, Counts
from data_access.queries.causes.profiled import from_profiles, stating_of
from data_access.queries.causes.results import Causes, Followed, Line, Objected, Pair, Part, ReasonFigures
from data_access.queries.causes.tallied import from_tallies, tallies_answer, tallies_know_groups

LINES: Final = 6
"""So many reasons have a line of their own in the trend; the others are drawn together."""
ROWS: Final = 12
"""So many reasons are told by region."""
PROGRAMME: Final = "programme"
_ORDERED: Final[Mapping[str, tuple[str, ...]]] = {"age_group": AGE_GROUPS, "household": HOUSEHOLDS}


def causes(connection: Connection, *, viewer: Staff, filters: CauseFilters) -> Causes:
    """The causes within the viewer's competence: from the month tallies as far as they can answer.

    Raises:
        NotAllowed: the viewer may not see the causes.
    """
    if not tallies_answer(filters):
        return _told(from_profiles(connection, viewer=viewer, filters=filters), viewer, filters)
    counts = from_tallies(connection, viewer=viewer, filters=filters)
    if not tallies_know_groups(viewer, filters):
        stating = stating_of(connection, viewer=viewer, filters=filters)
        counts = replace(counts, stating=stating)
    return _told(counts, viewer, filters)


def _told(counts: Counts, viewer: Staff, filters: CauseFilters) -> Causes:
    field = field_of(viewer, filters)
    teller = _Teller(counts, viewer, filters, field)
    order = ranked(teller.by_reason, viewer)
    return Causes(
        rounded=not sees_exactly(viewer),
        months=filters.months,
        rate=teller.part(_sum(teller.narrow, teller.results), _sum(teller.narrow, teller.wholes)),
        chosen=teller.chosen(),
        mentions=shown(sum(teller.by_reason.values()), viewer),
        reasons=tuple(teller.reason(reason) for reason in order),
        trend=teller.trend(),
        regions=teller.regions(),
        cells=teller.cells(),
        pairs=tuple(
            Pair(first=first, second=second, cases=n)
            for (first, second), n in all_shown(counts.pairs, viewer).items()
        ),
        groups={PROGRAMME: teller.programmes()} | {name: teller.group(name) for name in TRAITS},
        followed=teller.followed(order),
        objections=teller.objections(order),
    )


class _Teller:
    """Turns true counts into what one viewer may see."""

    def __init__(self, counts: Counts, viewer: Staff, filters: CauseFilters, field: Field) -> None:
        self.counts, self.viewer, self.filters, self.field = counts, viewer, filters, field
        self.results = {filters.outcome}
        # Of final results a rejection is one of two; a request for completion is one of all decisions.
        self.wholes = {Outcome.REJECT, Outcome.APPROVE} if filters.outcome is Outcome.REJECT else set(Outcome)
        self.by_reason: Counter[str] = Counter()
        self.sole: Counter[str] = Counter()
        for (_, reason, alone), n in counts.stated.items():
            self.by_reason[reason] += n
            self.sole[reason] += n if alone == SOLE else 0
        self.narrow: Counter[str] = Counter()
        for (programme, region, outcome), n in counts.decided.items():
            if field.holds(programme, region):
                self.narrow[outcome] += n

    def part(self, cases: int, of: int) -> Part:
        return Part(cases=shown(cases, self.viewer), of=shown(of, self.viewer))

    def chosen(self) -> Part | None:
        reason = self.filters.reason
        return None if reason is None else self.part(self.by_reason[reason], self._with_outcome())

    def _with_outcome(self) -> int:
        return self.narrow[self.filters.outcome]

    def reason(self, reason: str) -> ReasonFigures:
        stated, sole = self.by_reason[reason], self.sole[reason]
        return ReasonFigures(
            reason=reason,
            stated=shown(stated, self.viewer),
            sole=shown(sole, self.viewer),
            joint=shown(stated - sole, self.viewer),
            only=shown(self.counts.only.get(reason, 0), self.viewer),
            share=self.part(stated, self._with_outcome()).share,
        )

    def trend(self) -> tuple[Line, ...]:
        own = self._first(self.by_reason, LINES)
        monthly: Counter[tuple[date, str | None]] = Counter()
        for (month, reason, _), n in self.counts.stated.items():
            monthly[month, reason if reason in own else None] += n
        lines: list[str | None] = [*own, None] if len(self.by_reason) > len(own) else [*own]
        return tuple(
            Line(
                reason=reason,
                counts=tuple(shown(monthly[month, reason], self.viewer) for month in self.filters.months),
            )
            for reason in lines
        )

    def regions(self) -> Mapping[str, Part]:
        wanted = self.filters.programme
        return self._parts(
            self._places(),
            lambda programme, region: region if wanted in {None, programme} else None,
        )

    def programmes(self) -> Mapping[str, Part]:
        wanted = self.filters.regions
        return self._parts(
            self.field.whole.programmes,
            lambda programme, region: programme if not wanted or region in wanted else None,
        )

    def cells(self) -> Mapping[tuple[str, str], Part]:
        wanted = self.filters.programme
        outcome: Counter[str] = Counter()
        stating: Counter[tuple[str, str]] = Counter()
        overall: Counter[str] = Counter()
        for (programme, region, result), n in self.counts.decided.items():
            if result == self.filters.outcome and wanted in {None, programme}:
                outcome[region] += n
        for (programme, region, reason), n in self.counts.placed.items():
            if wanted in {None, programme}:
                stating[reason, region] += n
                overall[reason] += n
        return {
            (reason, region): self.part(stating[reason, region], outcome[region])
            for reason in self._first(overall, ROWS)
            for region in self._places()
        }

    def _first(self, counts: Mapping[str, int], most: int) -> tuple[str, ...]:
        """The most stated reasons; the chosen one takes the last place where it would be left out."""
        order, chosen = ranked(counts, self.viewer), self.filters.reason
        return (*order[: most - 1], chosen) if chosen in order[most:] else order[:most]

    def group(self, trait: str) -> Mapping[str, Part]:
        cases: Counter[str] = Counter()
        of: Counter[str] = Counter()
        results, wholes = self._of_what()
        for (name, value, outcome), n in self.counts.groups.items():
            if name == trait:
                cases[value] += n if outcome in results else 0
                of[value] += n if outcome in wholes else 0
        if self.filters.reason is not None:
            cases = Counter({value: n for (name, value), n in self.counts.stating.items() if name == trait})
        return {value: self.part(cases[value], of[value]) for value in _in_order(trait, of, self.viewer)}

    def followed(self, order: Iterable[str]) -> tuple[Followed, ...]:
        return tuple(self._followed(reason) for reason in (None, *order))

    def _followed(self, reason: str | None) -> Followed:
        key = ALL if reason is None else reason
        ways = {way: self.counts.after.get((key, way), 0) for way in _WAYS[self.filters.outcome]}
        if self.filters.outcome is Outcome.NEEDS_COMPLETION:
            of = self._with_outcome() if reason is None else self.by_reason[reason]
            ways["open"] = of - sum(ways.values())
        else:
            of = sum(ways.values())
        return Followed(
            reason=reason,
            of=shown(of, self.viewer),
            ways={way: shown(n, self.viewer) for way, n in ways.items()},
        )

    def objections(self, order: Iterable[str]) -> tuple[Objected, ...]:
        if self.filters.outcome is not Outcome.REJECT:
            return ()
        return tuple(self._objections(reason) for reason in (None, *order))

    def _objections(self, reason: str | None) -> Objected:
        key = ALL if reason is None else reason
        of = self._with_outcome() if reason is None else self.by_reason[reason]
        objected, overturned, refused = (
            self.counts.after.get((key, what), 0) for what in (OBJECTED, OVERTURNED, OBJECTION_REFUSED)
        )
        return Objected(
            reason=reason,
            objected=self.part(objected, of),
            overturned=self.part(overturned, overturned + refused),
        )

    def _of_what(self) -> tuple[set[Outcome], set[Outcome]]:
        """Which outcomes a share is of: with a reason chosen, of those with the outcome asked for."""
        return (self.results, self.wholes) if self.filters.reason is None else (self.results, self.results)

    def _parts(self, places: Iterable[str], place: Callable[[str, str], str | None]) -> Mapping[str, Part]:
        cases: Counter[str | None] = Counter()
        of: Counter[str | None] = Counter()
        results, wholes = self._of_what()
        for (programme, region, outcome), n in self.counts.decided.items():
            cases[place(programme, region)] += n if outcome in results else 0
            of[place(programme, region)] += n if outcome in wholes else 0
        if self.filters.reason is not None:
            cases.clear()
            for (programme, region, reason), n in self.counts.placed.items():
                cases[place(programme, region)] += n if reason == self.filters.reason else 0
        return {one: self.part(cases[one], of[one]) for one in places}

    def _places(self) -> tuple[str, ...]:
        """The regions the viewer may see, of the programmes asked for, in the order of their packs."""
        wanted, allowed = self.filters.programme, self.field.whole.regions
        programmes = [code for code in self.field.whole.programmes if wanted in {None, code}]
        return tuple(
            region
            for pack in packs().values()
            if not pack.programmes.keys().isdisjoint(programmes)
            for region in pack.regions
            if allowed is None or region in allowed
        )


_WAYS: Final[Mapping[Outcome, tuple[str, ...]]] = {
    Outcome.REJECT: ("agreed", "replaced"),
    Outcome.NEEDS_COMPLETION: ("completed", "expired", "withdrawn"),
}


def _sum(counts: Mapping[str, int], outcomes: Iterable[str]) -> int:
    return sum(counts.get(outcome, 0) for outcome in outcomes)


def _in_order(trait: str, counts: Mapping[str, int], viewer: Staff) -> tuple[str, ...]:
    """Ages and sizes from the least to the greatest, other groups from the most frequent to the least."""
    known = _ORDERED.get(trait)
    return ranked(counts, viewer) if known is None else tuple(one for one in known if one in counts)
