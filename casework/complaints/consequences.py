"""What follows when a complaint is upheld, wholly or in part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from casework.actors import Staff
from casework.applications.application import Application
from casework.applications.reopening import reopen
from casework.complaints.complaint import Complaint
from casework.complaints.errors import CorrectionMissing, ObjectionLapsed
from casework.complaints.lifecycle import ComplaintKind
from casework.entitlements.lifecycle import EntitlementState, PaymentState
from casework.entitlements.stopping import lift_stop_notice, put_back, reactivate_entitlement
from casework.ports import Unit

_UNPAID: Final = frozenset({PaymentState.RETURNED, PaymentState.STOPPED})

Consequence = Callable[[Complaint, Application, Unit, Staff, datetime], None]


def uphold(complaint: Complaint, application: Application, unit: Unit, by: Staff, at: datetime) -> None:
    """Do what the answer promises, in the same transaction.

    Raises:
        ObjectionLapsed: the rejection complained about stands no more.
        CorrectionMissing: the data were not amended for this complaint.
        ActionRefused, NoEntitlement: payment cannot be put right.
    """
    _CONSEQUENCE_OF[complaint.kind](complaint, application, unit, by, at)


def _weigh_anew(complaint: Complaint, application: Application, unit: Unit, by: Staff, at: datetime) -> None:
    if complaint.decision is None:
        _pay_again(complaint, application, unit, by, at)
        return
    if application.decision is None or application.decision.id != complaint.decision:
        raise ObjectionLapsed(tracking=complaint.tracking)
    reopen(application, complaint.tracking, complaint.note, by=by, at=at)


def _pay_again(complaint: Complaint, application: Application, unit: Unit, by: Staff, at: datetime) -> None:
    """Take payment up again with the months that were missed, take a notice back, or pay what came back."""
    entitlement = unit.entitlements.of(application)
    note = complaint.note or complaint.answer
    if entitlement.state is EntitlementState.SUSPENDED:
        reactivate_entitlement(
            unit,
            application,
            papers=(),
            back_pay=True,
            complaint=complaint.tracking,
            note=note,
            by=by,
            at=at,
        )
    elif entitlement.stop_on is not None:
        lift_stop_notice(unit, application, note, by=by, at=at)
    else:
        unpaid = [one for one in unit.payments.of(application) if one.state in _UNPAID]
        put_back(unit, application, unpaid, by=by, at=at, note=note)


def _was_amended(
    complaint: Complaint, application: Application, unit: Unit, _by: Staff, _at: datetime
) -> None:
    if not unit.complaints.amended_for(complaint.tracking, application):
        raise CorrectionMissing(tracking=complaint.tracking)


def _words_alone(
    _complaint: Complaint, _application: Application, _unit: Unit, _by: Staff, _at: datetime
) -> None:
    """A complaint about service is answered in words."""


_CONSEQUENCE_OF: Final[Mapping[ComplaintKind, Consequence]] = {
    ComplaintKind.NOT_ENTITLED: _weigh_anew,
    ComplaintKind.OBJECTION: _weigh_anew,
    ComplaintKind.PAYMENT_STOPPED: _pay_again,
    ComplaintKind.CORRECTION: _was_amended,
    ComplaintKind.SERVICE: _words_alone,
}
