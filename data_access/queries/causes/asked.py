"""What narrows the causes, and which rows answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from casework.actors import Staff
from casework.applications.lifecycle import Outcome
from casework.permissions import Permission
from casework.statistics.postings import month_of
from casework.statistics.profile import TRAITS
from data_access.queries.scope import Asked, Scope, scope_of

OUTCOMES: Final = (Outcome.REJECT, Outcome.NEEDS_COMPLETION)
"""The outcomes that state reasons."""

_MORE_THAN_A_MONTH: Final = timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseFilters:
    """What the causes are asked of; None, or no region, means everything the viewer may see.

    ``since`` and ``until`` are the first days of months, both months included. The traits are those of the
    applicant on the day of the decision (:mod:`casework.statistics.profile`).
    """

    since: date
    until: date
    outcome: Outcome = Outcome.REJECT
    office: str | None = None
    programme: str | None = None
    regions: tuple[str, ...] = ()
    reason: str | None = None
    age_group: str | None = None
    sex: str | None = None
    employment: str | None = None
    household: str | None = None
    channel: str | None = None

    @property
    def traits(self) -> Mapping[str, str]:
        """The groups that were chosen, by trait."""
        return {name: value for name in TRAITS if (value := getattr(self, name)) is not None}

    @property
    def months(self) -> tuple[date, ...]:
        """Every month asked for, in order."""
        months = [self.since] if self.since <= self.until else []
        while months and months[-1] < self.until:
            months.append(next_month(months[-1]))
        return tuple(months)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Where to look: ``whole`` for figures that tell programmes and regions apart, ``narrow`` for the others.

    A figure is never narrowed by what can be chosen in it: a map with one region chosen still shows them all.
    """

    whole: Scope
    narrow: Scope

    def holds(self, programme: str, region: str) -> bool:
        """Whether a place of the whole lies within the narrow."""
        return programme in self.narrow.programmes and (
            self.narrow.regions is None or region in self.narrow.regions
        )


def field_of(viewer: Staff, filters: CauseFilters) -> Field:
    """Where a viewer's question looks.

    Raises:
        NotAllowed: the viewer may not see the causes.
    """
    whole = scope_of(viewer, Permission.SEE_CAUSES, Asked(office=filters.office))
    asked = scope_of(viewer, Permission.SEE_CAUSES, Asked(office=filters.office, programme=filters.programme))
    if not filters.regions:
        return Field(whole=whole, narrow=asked)
    within = tuple(region for region in filters.regions if asked.regions is None or region in asked.regions)
    programmes = asked.programmes if within else ()
    return Field(whole=whole, narrow=Scope(programmes=programmes, regions=within))


def next_month(month: date) -> date:
    """The first day of the month after."""
    return month_of(month + _MORE_THAN_A_MONTH)
