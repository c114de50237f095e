"""What follows a decision in the invented past: payments, stops and objections, in the order of time.

Every act goes through the same use cases as everything else, at its historic moment. A case keeps an agenda:
whatever happens puts down what comes next, and the earliest comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from random import Random
from typing import TYPE_CHECKING, Final

from casework.actors import Actor, Staff
from casework.applications.application import Application
from casework.applications.lifecycle import State
from casework.entitlements.entitlement import Entitlement
from casework.entitlements.payment import Payment
from casework.permissions import Permission
from casework.ports import Clock, Unit
from operations.demo.objections import complain_about_service, correct, object_to
from operations.demo.paying import be_paid

if TYPE_CHECKING:
    from operations.demo.life import Life

_OBJECTS: Final = 0.45
_CORRECTS: Final = 0.03
_COMPLAINS: Final = 0.02


@dataclass(slots=True)
class Afterwards:
    """What is still to come for a case; ``rng`` is its own, so that what came before stays as it was."""

    life: Life
    rng: Random
    _agenda: list[tuple[datetime, int, Callable[[], None]]] = field(
        default_factory=list[tuple[datetime, int, Callable[[], None]]]
    )
    _number: int = 0

    @property
    def reference(self) -> str:
        """The case's."""
        return self.life.plan.reference

    @property
    def now(self) -> datetime:
        """The moment of the latest act."""
        return self.life.now

    def put_down(self, at: datetime, act: Callable[[], None]) -> None:
        """Let something happen then, but not before what has happened; what lies after today is left out."""
        at = max(at, self.life.now + timedelta(seconds=1))
        if at < self.life.until:
            self._number += 1
            heappush(self._agenda, (at, self._number, act))

    def go_on(self) -> None:
        """Do what was put down, and what that puts down, until nothing is left."""
        while self._agenda:
            at, _, act = heappop(self._agenda)
            # Something else may have taken time meanwhile.
            self.life.now = max(at, self.life.now + timedelta(seconds=1))
            if self.life.now < self.life.until:
                act()

    def do(self, use_case: object, command: object, *, by: Actor) -> object:
        """Act at this moment."""
        if not callable(use_case):
            raise TypeError(use_case)
        return self.life.replay.act(use_case, command, by=by, at=self.life.now)

    def entitlement(self) -> Entitlement | None:
        """The case's entitlement as it stands."""

        def find(_command: object, unit: Unit, _by: Actor, _now: Clock) -> Entitlement | None:
            return unit.entitlements.find(unit.applications.get(self.reference))

        found = self.do(find, None, by=self.life.able[0])
        return found if isinstance(found, Entitlement) else None

    def payments(self) -> tuple[Payment, ...]:
        """The case's payments as they stand, oldest first."""

        def find(_command: object, unit: Unit, _by: Actor, _now: Clock) -> tuple[Payment, ...]:
            return unit.payments.of(unit.applications.get(self.reference))

        found = self.do(find, None, by=self.life.able[0])
        return tuple(one for one in found if isinstance(one, Payment)) if isinstance(found, tuple) else ()

    def case(self) -> Application:
        """The case as it stands."""
        return self.life.case

    def someone(self, *, but: Sequence[str] = ()) -> Staff | None:
        """One of those competent, caseworkers before supervisors; None where all of them took part."""
        others = [one for one in self.life.able if one.username not in but]
        clerks = [one for one in others if not one.may(Permission.SEE_TEAM)]
        return self.rng.choice(clerks or others) if others else None

    def supervisor(self) -> Staff | None:
        """One who tends messages, if one is competent."""
        return next((one for one in self.life.able if one.may(Permission.TEND_MESSAGES)), None)


def follow(life: Life) -> None:
    """Let happen what follows the decision of a case that was decided."""
    if not life.able or life.case.state not in {State.APPROVED, State.REJECTED}:
        return
    rng = Random(f"after:{life.plan.applicant.number}:{life.plan.reference}")  # noqa: S311  an invented past
    life.replay.reload()
    later = Afterwards(life, rng)
    if life.case.state is State.APPROVED:
        be_paid(later)
    elif rng.random() < _OBJECTS:
        object_to(later)
    if rng.random() < _CORRECTS:
        correct(later)
    if rng.random() < _COMPLAINS:
        complain_about_service(later)
    later.go_on()
