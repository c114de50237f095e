"""Whose work a supervisor may change, and how far: never beyond the supervisor's own competence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from casework.actors import Staff
from casework.countries.pack import pack_of
from casework.errors import NothingLeft, NotYoursToGive, ReachesFurther
from casework.permissions import Permission

MOST_IN_HAND: Final = 200
"""The highest capacity that can be set; 0 keeps new cases from a person who is away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Competence:
    """What a person works on; no region means every region."""

    programmes: frozenset[str]
    regions: frozenset[str]


def leads(supervisor: Staff, person: Staff) -> bool:
    """Whether a person is a caseworker whose competence overlaps the supervisor's."""
    if not supervisor.may(Permission.MANAGE_TEAM) or person.may(Permission.MANAGE_TEAM):
        return False
    everywhere = not supervisor.regions or not person.regions
    meet = everywhere or bool(supervisor.regions & person.regions)
    return person.may(Permission.DECIDE) and meet and bool(supervisor.programmes & person.programmes)


def changed_competence(supervisor: Staff, person: Staff, asked: Competence) -> Competence:
    """The competence a person has after a supervisor asked for this; what lies outside stays as it was.

    Raises:
        NotYoursToGive: programmes or regions the supervisor is not competent for.
        NothingLeft: no programme, or no region, of the supervisor's would remain.
        ReachesFurther: competence is programmes times regions, and this would change some outside.
    """
    after = Competence(
        programmes=_programmes(supervisor, person, asked.programmes),
        regions=_regions(supervisor, person, asked.regions),
    )
    if _reaches_further(supervisor, person, after):
        raise ReachesFurther(username=person.username)
    return after


def regions_within(supervisor: Staff) -> frozenset[str]:
    """The regions a supervisor may give."""
    packs = [pack_of(code) for code in sorted(supervisor.programmes)]
    return supervisor.regions or frozenset(region for pack in packs for region in pack.regions)


def _programmes(supervisor: Staff, person: Staff, asked: frozenset[str]) -> frozenset[str]:
    if beyond := asked - person.programmes - supervisor.programmes:
        raise NotYoursToGive(codes=tuple(sorted(beyond)))
    kept = asked & supervisor.programmes
    if not kept:
        raise NothingLeft(username=person.username)
    return kept | (person.programmes - supervisor.programmes)


def _regions(supervisor: Staff, person: Staff, asked: frozenset[str]) -> frozenset[str]:
    if asked == person.regions:
        return asked
    if beyond := asked - person.regions - regions_within(supervisor):
        raise NotYoursToGive(codes=tuple(sorted(beyond)))
    return _limited(supervisor, person, asked) if supervisor.regions else asked


def _limited(supervisor: Staff, person: Staff, asked: frozenset[str]) -> frozenset[str]:
    """For a supervisor of some regions: neither given nor taken is "every region"."""
    if not person.regions or not asked:
        raise NotYoursToGive(codes=("*",))
    if not asked & supervisor.regions:
        raise NothingLeft(username=person.username)
    return (asked & supervisor.regions) | (person.regions - supervisor.regions)


def _reaches_further(supervisor: Staff, person: Staff, after: Competence) -> bool:
    """Whether a programme changes in regions of others, or a region in programmes of others."""
    if person.programmes != after.programmes and not _covers(supervisor, person.regions, after.regions):
        return True
    others = person.programmes - supervisor.programmes
    return person.regions != after.regions and bool(others)


def _covers(supervisor: Staff, *several: frozenset[str]) -> bool:
    """Whether each of these sets of regions lies within the supervisor's; an empty one is every region."""
    return not supervisor.regions or all(regions and regions <= supervisor.regions for regions in several)
