"""Take people on, change what they may do, keep them out: an administrator's acts, or the command line's.

Each leaves a line that says who did what to whom. What a person may no longer hold goes back to the queue in
the same act. ``seen`` is the version the form was made from; None takes the person as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from casework.actors import Staff, System
from casework.applications.application import Application
from casework.errors import (
    LastAdministrator,
    NobodyHere,
    NotOneself,
    PersonChangedMeanwhile,
    SsoNameTaken,
    UserNameTaken,
)
from casework.permissions import Permission, Role
from casework.personnel import (
    LONGEST_SSO_NAME,
    Employee,
    NewEmployee,
    fit_competence,
    fit_name,
    fit_user_name,
)
from casework.ports import Clock, Unit

By = Staff | System


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOn:
    """A new person, with a first password that they must change."""

    username: str
    command_id: UUID
    name_ar: str
    name_en: str
    role: Role
    programmes: frozenset[str]
    regions: frozenset[str]
    password_hash: str = field(repr=False)
    language: str = "ar"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRole:
    """Another role for a person."""

    username: str
    seen: int | None
    command_id: UUID
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCompetenceOf:
    """The programmes and regions a person shall have; no region means every region."""

    username: str
    seen: int | None
    command_id: UUID
    programmes: frozenset[str]
    regions: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSsoName:
    """The name by which the single sign-on knows a person; empty for none."""

    username: str
    seen: int | None
    command_id: UUID
    sso_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Disable:
    """A person who shall not come in any more."""

    username: str
    seen: int | None
    command_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Enable:
    """A disabled person who shall come in again."""

    username: str
    seen: int | None
    command_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSessionsOf:
    """A person to be signed out: everywhere, or of one session."""

    username: str
    command_id: UUID
    session: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetPassword:
    """A new password for a person who lost theirs; they must change it."""

    username: str
    seen: int | None
    command_id: UUID
    password_hash: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetSecondFactor:
    """A person who lost what they show as a second factor."""

    username: str
    seen: int | None
    command_id: UUID


def take_on(command: TakeOn, unit: Unit, by: By, now: Clock) -> None:
    """Take a person on.

    Raises:
        UserNameUnfit, NameUnfit, CodesUnknown: what was written cannot be taken.
        UserNameTaken: somebody has this user name, perhaps one who is disabled.
    """
    _may(by)
    competence = fit_competence(command.programmes, command.regions)
    staff = Staff(
        username=fit_user_name(command.username),
        name_ar=fit_name("name_ar", command.name_ar),
        name_en=fit_name("name_en", command.name_en),
        role=command.role,
        programmes=competence.programmes,
        regions=competence.regions,
    )
    if unit.staffing.find(staff.username) is not None:
        raise UserNameTaken(username=staff.username)
    person = NewEmployee(staff=staff, language=command.language)
    unit.staffing.take_on(person, command.password_hash, by=by.username, at=now())


def change_role(command: ChangeRole, unit: Unit, by: By, now: Clock) -> None:
    """Give a person another role; they sign in anew, and keep the cases they may still decide.

    Raises:
        NotOneself: it is one's own role.
        LastAdministrator: nobody else manages the staff.
    """
    person = _another(command.username, command.seen, unit, by)
    if person.staff.role is command.role:
        return
    _must_leave_one(person, unit)
    at = now()
    back = _take_back(person, replace(person.staff, role=command.role), unit, by=by, at=at)
    unit.staffing.set_role(person, command.role, by=by.username, at=at, handed_back=back)
    unit.staffing.end_sessions(person, at=at)


def change_competence_of(command: ChangeCompetenceOf, unit: Unit, by: By, now: Clock) -> None:
    """Replace what a person works on; their cases outside it go back to the queue.

    Raises:
        CodesUnknown: no country has these.
    """
    person = _person(command.username, command.seen, unit, by)
    after = fit_competence(command.programmes, command.regions)
    changed = replace(person.staff, programmes=after.programmes, regions=after.regions)
    if changed != person.staff:
        at = now()
        back = _take_back(person, changed, unit, by=by, at=at)
        unit.staffing.set_competence(person, after, by=by.username, at=at, handed_back=back)


def set_sso_name(command: SetSsoName, unit: Unit, by: By, now: Clock) -> None:
    """Let a person in by the single sign-on under this name, or no more; their sessions end.

    Raises:
        NotOneself: it is one's own account.
        SsoNameTaken: a colleague comes in by this name.
    """
    person = _another(command.username, command.seen, unit, by)
    name = command.sso_name.strip() or None
    if name == person.sso_name:
        return
    if name is not None:
        fit_name("sso_name", name, LONGEST_SSO_NAME)
        if bearer := unit.staffing.bearer_of(name):
            raise SsoNameTaken(username=bearer)
    at = now()
    unit.staffing.set_sso_name(person, name, by=by.username, at=at)
    unit.staffing.end_sessions(person, at=at)


def disable(command: Disable, unit: Unit, by: By, now: Clock) -> None:
    """Keep a person out from this moment; the cases in their hands go back to the queue.

    Raises:
        NotOneself: it is one's own account.
        LastAdministrator: nobody else manages the staff.
    """
    person = _another(command.username, command.seen, unit, by)
    if person.disabled_at is not None:
        return
    _must_leave_one(person, unit)
    at = now()
    back = _take_back(person, None, unit, by=by, at=at)
    unit.staffing.disable(person, by=by.username, at=at, handed_back=back)
    unit.staffing.end_sessions(person, at=at)


def enable(command: Enable, unit: Unit, by: By, now: Clock) -> None:
    """Let a disabled person in again, with the password they had."""
    person = _person(command.username, command.seen, unit, by)
    if person.disabled_at is not None:
        unit.staffing.enable(person, by=by.username, at=now())


def end_sessions_of(command: EndSessionsOf, unit: Unit, by: By, now: Clock) -> None:
    """Sign a person out, of one session or of all; one that has ended already changes nothing."""
    person = _person(command.username, None, unit, by)
    at = now()
    if ended := unit.staffing.end_sessions(person, at=at, session=command.session):
        unit.staffing.note_sessions_ended(person, ended, by=by.username, at=at)


def reset_password(command: ResetPassword, unit: Unit, by: By, now: Clock) -> None:
    """Give a person another password, to be changed at the next sign-in; their sessions end.

    Raises:
        NotOneself: one's own is changed where the present one is asked for.
    """
    person = _another(command.username, command.seen, unit, by)
    at = now()
    unit.staffing.reset_password(person, command.password_hash, by=by.username, at=at)
    unit.staffing.end_sessions(person, at=at)


def reset_second_factor(command: ResetSecondFactor, unit: Unit, by: By, now: Clock) -> None:
    """Forget a person's second factor, so that they set up another; their sessions end.

    Raises:
        NotOneself: nobody takes the second lock off their own door.
    """
    person = _another(command.username, command.seen, unit, by)
    at = now()
    unit.staffing.reset_second_factor(person, by=by.username, at=at)
    unit.staffing.end_sessions(person, at=at)


def must_be_at(username: str, version: int, seen: int | None, unit: Unit) -> None:
    """Refuse a form that was made before somebody's change.

    Raises:
        PersonChangedMeanwhile: the person is not at version ``seen`` any more.
    """
    if seen is not None and seen != version:
        changed_by, at = unit.staffing.last_change(username)
        raise PersonChangedMeanwhile(username=username, by=changed_by, at=at)


def _may(by: By) -> None:
    if isinstance(by, Staff):
        by.must_be_allowed(Permission.MANAGE_STAFF)


def _person(username: str, seen: int | None, unit: Unit, by: By) -> Employee:
    _may(by)
    person = unit.staffing.find(username)
    if person is None:
        raise NobodyHere(username=username)
    must_be_at(username, person.version, seen, unit)
    return person


def _another(username: str, seen: int | None, unit: Unit, by: By) -> Employee:
    _may(by)
    if isinstance(by, Staff) and by.username == username:
        raise NotOneself
    return _person(username, seen, unit, by)


def _must_leave_one(person: Employee, unit: Unit) -> None:
    if person.manages_staff and not unit.staffing.administrators() - {person.username}:
        raise LastAdministrator(username=person.username)


def _take_back(person: Employee, after: Staff | None, unit: Unit, *, by: By, at: datetime) -> int:
    """Put back the cases a person may not hold after a change; how many that were. None is nobody."""
    taken = 0
    for reference in unit.staffing.in_hand(person.username):
        application = unit.applications.get(reference)
        if after is None or not _may_hold(after, application):
            application.take_back(by=by, at=at)
            taken += 1
    return taken


def _may_hold(person: Staff, application: Application) -> bool:
    competent = person.is_competent_for(application.programme, application.region)
    return competent and person.may(Permission.DECIDE)
