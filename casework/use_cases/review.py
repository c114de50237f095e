"""Periodic review: read again what is due, open a batch, confirm, or give notice. Nothing stops by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from casework.actors import Actor, Staff, System
from casework.applications.application import Application
from casework.applications.events import EventKind
from casework.countries.pack import programme
from casework.entitlements.entitlement import Entitlement
from casework.entitlements.errors import ReviewNotDue, StopReasonUnknown
from casework.entitlements.lifecycle import TRANSITIONS, EntitlementAction, EntitlementState, Finding, after
from casework.entitlements.review_errors import FindingStands
from casework.entitlements.reviews import Read, is_monthly, may_be_confirmed, next_review, read_rules
from casework.entitlements.stopping import give_stop_notice
from casework.errors import NotCompetent, NoteMissing
from casework.local_time import local_date
from casework.permissions import Permission
from casework.ports import Clock, Unit
from casework.written import must_be_a_note

EVERYWHERE = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class RereadDue:
    """Cases whose rules are to be read again; safe to repeat."""

    applications: tuple[str, ...]


def reread_due(command: RereadDue, unit: Unit, by: System, now: Clock) -> int:
    """Read the rules again on running entitlements and keep what they find; returns how many were confirmed.

    Where the programme is reviewed every month, what is sound on its day is confirmed without a person:
    nothing changes for the family. Everything else waits for one.
    """
    at, confirmed = now(), 0
    for reference in sorted(command.applications):
        application = unit.applications.get(reference)
        entitlement = unit.entitlements.find(application)
        if entitlement is None or (entitlement.state, EntitlementAction.REVIEW) not in TRANSITIONS:
            continue
        today = local_date(application.programme, at)
        found = _read(application, entitlement, today)
        if found is Finding.SOUND and _confirms_itself(application, entitlement, today):
            _confirm(application, entitlement, "", by=by, at=at)
            confirmed += 1
    return confirmed


def _confirms_itself(application: Application, entitlement: Entitlement, today: date) -> bool:
    monthly = is_monthly(programme(application.programme))
    active = entitlement.state is EntitlementState.ACTIVE and entitlement.stop_on is None
    return monthly and active and entitlement.review_on <= today


def _read(application: Application, entitlement: Entitlement, today: date) -> Finding:
    read = read_rules(application, today)
    entitlement.finding, entitlement.failing, entitlement.checked_on = read.finding, read.failing, today
    entitlement.changed = True
    return read.finding


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBatch:
    """A batch of reviews of a programme, in one region or everywhere (``*``), due by a day."""

    programme: str
    region: str
    due_by: date
    command_id: UUID


def open_batch(command: OpenBatch, unit: Unit, by: Staff, now: Clock) -> str:
    """Open a batch of what is due and in no batch yet; returns its number and its size, as ``7 120``.

    Raises:
        NotAllowed: the person may not open batches.
        NotCompetent: the programme or the region is not theirs.
        NothingDue: nothing is due by this day.
    """
    by.must_be_allowed(Permission.OPEN_REVIEW)
    everywhere = command.region == EVERYWHERE
    if command.programme not in by.programmes or not _may_reach(by, command.region, everywhere=everywhere):
        raise NotCompetent(programme=command.programme, region=command.region)
    batch, size = unit.review_batches.open(
        command.programme, command.region, command.due_by, by=by.username, at=now()
    )
    return f"{batch} {size}"


def _may_reach(by: Staff, region: str, *, everywhere: bool) -> bool:
    return not by.regions or (not everywhere and region in by.regions)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmReview:
    """A running entitlement goes on; ``seen`` is its version."""

    application: str
    seen: int
    command_id: UUID
    note: str


def confirm_review(command: ConfirmReview, unit: Unit, by: Staff, now: Clock) -> None:
    """Confirm that an entitlement goes on as it is, until its next review.

    The rules are read again at this moment: nobody confirms upon an old reading. Where the data are out of
    date the family is asked for them first; where a condition is not met, a notice or a correction of the
    data is what can be done. What the rules cannot tell a person may, and says how.

    Raises:
        NotAllowed, NotCompetent, NoEntitlement, EntitlementChangedMeanwhile, ActionRefused.
        ReviewNotDue: its day is too far off.
        FindingStands: the rules find against it.
        NoteMissing: the rules cannot tell, and nothing says why it goes on.
    """
    application = unit.applications.get(command.application)
    by.must_be_allowed(Permission.REVIEW, application)
    must_be_a_note(command.note)
    entitlement = unit.entitlements.of(application, seen=command.seen)
    after(TRANSITIONS, entitlement.state, EntitlementAction.REVIEW)
    at = now()
    today = local_date(application.programme, at)
    if not may_be_confirmed(entitlement.review_on, today):
        raise ReviewNotDue(due_on=entitlement.review_on)
    _must_allow(read_rules(application, today), command.note)
    _read(application, entitlement, today)
    _confirm(application, entitlement, command.note.strip(), by=by, at=at)


def _must_allow(read: Read, note: str) -> None:
    if read.failing:
        raise FindingStands(finding=read.finding, reasons=read.failing)
    if not read.sound and not note.strip():
        raise NoteMissing


def _confirm(
    application: Application, entitlement: Entitlement, note: str, *, by: Actor, at: datetime
) -> None:
    today = local_date(application.programme, at)
    following = next_review(application.scheme, max(today, entitlement.review_on))
    entitlement.review_on, entitlement.review_batch, entitlement.changed = following, None, True
    _reviewed(application, entitlement, "confirmed", note, by=by, at=at)


def _reviewed(
    application: Application, entitlement: Entitlement, outcome: str, note: str, *, by: Actor, at: datetime
) -> None:
    told: dict[str, object] = {
        "outcome": outcome,
        "finding": entitlement.finding,
        "next_on": entitlement.review_on.isoformat(),
        "note": note,
    }
    application.happened(EventKind.REVIEWED, by=by, at=at, **told)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewWithNotice:
    """A review that ends in a notice: payment stops for this reason on this day, unless it is mended."""

    application: str
    seen: int
    command_id: UUID
    reason: str
    stop_on: date
    note: str


def review_with_notice(command: ReviewWithNotice, unit: Unit, by: Staff, now: Clock) -> None:
    """Give notice after a review, for a reason that the rules find now; nothing stops before its day.

    Raises:
        NotAllowed, NotCompetent, NoEntitlement, EntitlementChangedMeanwhile, ActionRefused.
        StopReasonUnknown: the rules do not find this.
        NoticeOut, NoticeTooShort: see `give_stop_notice`.
    """
    application = unit.applications.get(command.application)
    by.must_be_allowed(Permission.REVIEW, application)
    must_be_a_note(command.note)
    entitlement = unit.entitlements.of(application, seen=command.seen)
    at = now()
    read = read_rules(application, local_date(application.programme, at))
    if command.reason not in read.failing:
        raise StopReasonUnknown(reason=command.reason)
    note = command.note.strip()
    give_stop_notice(unit, application, command.reason, command.stop_on, note, by=by, at=at)
    _read(application, entitlement, local_date(application.programme, at))
    entitlement.review_batch = None
    _reviewed(application, entitlement, "noticed", note, by=by, at=at)
