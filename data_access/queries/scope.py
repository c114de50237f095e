"""Within which programmes and regions a figure is asked for, and whether the viewer may ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from casework.actors import Staff
from casework.countries.pack import pack_of
from casework.errors import NotAllowed
from casework.permissions import Permission
from casework.statistics.postings import EVERYWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What narrows a figure; None means everything the viewer may see. An office is a country's."""

    office: str | None = None
    programme: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Programmes, and regions or None for every region of them."""

    programmes: tuple[str, ...]
    regions: tuple[str, ...] | None

    def rows(self, table: sa.Table) -> Sequence[sa.ColumnElement[bool]]:
        """The rows of ``tallies`` or ``levels`` that answer: the programmes' own, or those of regions."""
        return table.c.programme.in_(self.programmes), table.c.region.in_(self.regions or (EVERYWHERE,))

    def each_region(self, table: sa.Table) -> Sequence[sa.ColumnElement[bool]]:
        """The rows of ``tallies`` or ``levels`` by region, for answers that tell regions apart."""
        mine = table.c.region.in_(self.regions) if self.regions else table.c.region != EVERYWHERE
        return table.c.programme.in_(self.programmes), mine

    def cases(self, table: sa.Table) -> Sequence[sa.ColumnElement[bool]]:
        """The rows of a table with a row a case or a decision."""
        within = table.c.programme.in_(self.programmes)
        return (within, table.c.region.in_(self.regions)) if self.regions else (within,)


def scope_of(viewer: Staff, permission: Permission, asked: Asked) -> Scope:
    """The scope of a question within the viewer's competence; what lies outside it is an empty scope.

    Raises:
        NotAllowed: the viewer may not ask this.
    """
    if not viewer.may(permission):
        raise NotAllowed(permission=permission)
    programmes = tuple(
        code
        for code in sorted(viewer.programmes)
        if asked.programme in {None, code} and asked.office in {None, pack_of(code).code}
    )
    if asked.region is None:
        return Scope(programmes=programmes, regions=tuple(sorted(viewer.regions)) or None)
    allowed = not viewer.regions or asked.region in viewer.regions
    return Scope(programmes=programmes if allowed else (), regions=(asked.region,))
