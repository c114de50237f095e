"""An entitlement on the desk, with its case where the viewer may open that."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from casework.actors import Staff
from casework.countries.benefits import StopReason
from casework.countries.pack import pack_of, programme
from casework.countries.programme import Programme
from casework.eligibility.assessment import assess, proofs
from casework.eligibility.rule import Verdict
from casework.entitlements.lifecycle import EntitlementState
from casework.local_time import local_date
from casework.permissions import Permission
from dashboard.forms.case_head import said
from dashboard.forms.case_work import Work
from dashboard.forms.wishes import Wish, command_of
from dashboard.session import forget
from data_access.queries.entitlement import EntitlementView
from ui.entitlement_words import stop_of

PLACE: Final = "entitlement"


@dataclass(frozen=True, kw_only=True)
class EntitlementWork:
    """An entitlement as this viewer may tend it, at this moment (UTC); ``case`` is its case."""

    entitlement: EntitlementView
    case: Work
    viewer: Staff
    now: datetime

    @property
    def tends(self) -> bool:
        """Whether the viewer may give notice, move the card, reactivate and end."""
        return self.viewer.may(Permission.TEND_ENTITLEMENT)

    @property
    def runs(self) -> bool:
        """Whether it is neither ended nor cancelled."""
        return self.entitlement.state in {EntitlementState.ACTIVE, EntitlementState.SUSPENDED}

    @cached_property
    def scheme(self) -> Programme:
        """The programme that pays."""
        return programme(self.entitlement.programme)

    @property
    def zone(self) -> str:
        """The clock the programme goes by."""
        return pack_of(self.entitlement.programme).zone

    @cached_property
    def today(self) -> date:
        """The date on the wall of the programme's country."""
        return local_date(self.entitlement.programme, self.now)

    @property
    def earliest_stop(self) -> date:
        """The first day on which payment may stop by a notice given now."""
        return self.today + timedelta(days=self.scheme.benefits.notice_days)

    @property
    def stop(self) -> StopReason | None:
        """Why payment will stop or was stopped; None where it was not, or the pack has forgotten why."""
        return stop_of(self.entitlement.stop_reason, self.entitlement.programme)

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What the rules find today in the facts on record."""
        return assess(self.scheme, self.case.facts, self.today, proofs(self.scheme, self.case.papers))

    def key(self, name: str) -> str:
        """The key of a field about this family: what is half written of one is never shown with another."""
        return f"entitlement.{name}.{self.entitlement.id}"

    def command_id(self, *parts: object) -> UUID:
        """The same id for the same wish about the entitlement as it stands."""
        one = self.entitlement
        return command_of(self.viewer, one.reference, one.version, *parts)

    def wish_for(
        self,
        use_case: Callable[..., Any],
        command: Callable[..., Any],
        sentence: str,
        *fields: str,
        **asked: Any,
    ) -> Wish:
        """An act on this entitlement; once it is done its fields are empty again and the sentence is said."""
        one = self.entitlement

        def then(_result: object) -> None:
            forget(*fields)
            said(sentence)

        told: Mapping[str, Any] = {
            "application": one.reference,
            "seen": one.version,
            "command_id": self.command_id(use_case.__name__, *asked.values()),
        }
        return Wish(place=PLACE, use_case=use_case, command=command(**told, **asked), then=then)
