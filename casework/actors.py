"""Who acts: a member of staff, the applicant, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from casework.errors import CaseProtected, NotAllowed, NotCompetent, NotYours
from casework.permissions import MAY, Permission, Role

if TYPE_CHECKING:
    from casework.applications.application import Application


# Whoever takes in what an applicant or a payment agency sent sees nothing of the case by it.
_BLIND = frozenset({Permission.IMPORT, Permission.RECORD_PAYMENTS})


class ActorKind(StrEnum):
    """The kind of actor, as the journal names it."""

    STAFF = "staff"
    CITIZEN = "citizen"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """A member of staff with role and competence, as the database knows them now.

    Competence is the product of ``programmes`` and ``regions``; empty ``regions`` means every region,
    empty ``programmes`` means none.
    """

    username: str
    name_ar: str
    name_en: str
    role: Role
    programmes: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()

    @property
    def kind(self) -> ActorKind:
        """The journal's word for this actor."""
        return ActorKind.STAFF

    def may(self, permission: Permission) -> bool:
        """Whether the role holds this permission."""
        return permission in MAY[self.role]

    def is_competent_for(self, programme: str, region: str) -> bool:
        """Whether programme and region lie within this person's competence."""
        return programme in self.programmes and (not self.regions or region in self.regions)

    def must_be_allowed(self, permission: Permission, application: Application | None = None) -> None:
        """Refuse what the role or the competence does not cover.

        Raises:
            NotAllowed: the role does not hold the permission.
            NotCompetent: the application's programme or region is not this person's.
            CaseProtected: it is protected, and this person neither leads nor holds it.
        """
        if not self.may(permission):
            raise NotAllowed(permission=permission)
        if application is not None and not self.is_competent_for(application.programme, application.region):
            raise NotCompetent(programme=application.programme, region=application.region)
        if application is not None and permission not in _BLIND:
            self.must_see(
                application.reference, protected=application.protected, assignee=application.assignee
            )

    def sees(self, *, protected: bool, assignee: str | None) -> bool:
        """Whether a case within competence is not kept from this person.

        A protected one is, unless they may protect cases themselves or have it in hand.
        """
        return not protected or self.may(Permission.PROTECT) or assignee == self.username

    def must_see(self, reference: str, *, protected: bool, assignee: str | None) -> None:
        """Refuse a protected case to whoever neither leads nor holds it.

        Raises:
            CaseProtected: the one rule for pages, papers, letters and acts alike.
        """
        if not self.sees(protected=protected, assignee=assignee):
            raise CaseProtected(application=reference)

    def must_hold(self, application: Application) -> None:
        """Refuse when the case is not in this person's hands.

        Raises:
            NotYours: the case is unclaimed or in another person's hands.
        """
        if application.assignee != self.username:
            raise NotYours(application=application.reference, assignee=application.assignee)


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """The system, acting by a timer or a command line."""

    username: str = "system"

    @property
    def kind(self) -> ActorKind:
        """The journal's word for this actor."""
        return ActorKind.SYSTEM


@dataclass(frozen=True, slots=True, kw_only=True)
class Citizen:
    """The applicant; ``username`` says the channel, never who the person is."""

    username: str = "citizen"

    @property
    def kind(self) -> ActorKind:
        """The journal's word for this actor."""
        return ActorKind.CITIZEN


Actor = Staff | System | Citizen
