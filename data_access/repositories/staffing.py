"""Staff as an administrator changes them: every change is one line, and raises the person's version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from casework.actors import Staff
from casework.applications.lifecycle import Stage
from casework.permissions import MAY, Permission, Role
from casework.personnel import Employee, NewEmployee
from casework.team import Competence
from data_access.repositories.colleagues import (
    competence_of,
    replace_competence,
    write_competence,
    write_down,
)
from data_access.repositories.ways_in import clear_second_factor, end_sessions
from data_access.tables import applications, sessions, staff, staff_changes

_MANAGING = tuple(sorted(role for role in Role if Permission.MANAGE_STAFF in MAY[role]))


class StaffingOnRecord:
    """The port :class:`casework.ports.Staffing`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, username: str) -> Employee | None:
        """A person, the disabled too, locked so that they neither act nor are changed meanwhile."""
        # FOR UPDATE waits for what the person is doing now, which holds FOR KEY SHARE.
        row = (
            self._connection.execute(sa.select(staff).where(staff.c.username == username).with_for_update())
            .mappings()
            .one_or_none()
        )
        if row is None:
            return None
        programmes, regions = competence_of(self._connection, username)
        return Employee(
            staff=Staff(
                username=username,
                name_ar=row["name_ar"],
                name_en=row["name_en"],
                role=Role(row["role"]),
                programmes=programmes,
                regions=regions,
            ),
            version=row["version"],
            sso_name=row["sso_name"],
            has_second_factor=row["totp_secret"] is not None,
            disabled_at=row["disabled_at"],
        )

    def last_change(self, username: str) -> tuple[str, datetime]:
        """Who last changed this person, and when."""
        last = self._connection.execute(
            sa.select(staff_changes.c.by, staff_changes.c.at)
            .where(staff_changes.c.username == username)
            .order_by(staff_changes.c.id.desc())
            .limit(1)
        ).one()
        return last.by, last.at

    def administrators(self) -> frozenset[str]:
        """Who may sign in and manage the staff, locked in the order of their names."""
        rows = self._connection.execute(
            sa.select(staff.c.username)
            .where(staff.c.role.in_(_MANAGING), staff.c.disabled_at.is_(None))
            .order_by(staff.c.username)
            .with_for_update(key_share=True)
        )
        return frozenset(rows.scalars())

    def bearer_of(self, sso_name: str) -> str | None:
        """Who comes in by this name of the single sign-on."""
        return self._connection.scalar(sa.select(staff.c.username).where(staff.c.sso_name == sso_name))

    def in_hand(self, username: str) -> Sequence[str]:
        """The cases in these hands, locked: none is reassigned or decided meanwhile."""
        rows = self._connection.execute(
            sa.select(applications.c.reference)
            .where(applications.c.assignee == username, applications.c.stage == Stage.IN_HAND)
            .order_by(applications.c.id)
            .with_for_update()
        )
        return tuple(rows.scalars())

    def take_on(self, person: NewEmployee, password_hash: str, *, by: str, at: datetime) -> None:
        """Put a new person on record."""
        new = person.staff
        self._connection.execute(
            sa.insert(staff).values(
                username=new.username,
                name_ar=new.name_ar,
                name_en=new.name_en,
                role=new.role.value,
                password_hash=password_hash,
                language=person.language,
                demo=person.demo,
                must_change_password=True,
                # The line of taking on raises it to 1.
                version=0,
            )
        )
        write_competence(self._connection, new.username, new.programmes, new.regions)
        told = {"name_ar": new.name_ar, "name_en": new.name_en, "role": new.role.value}
        after = told | {"programmes": sorted(new.programmes), "regions": sorted(new.regions)}
        facts = {"before": None, "after": after}
        write_down(self._connection, new.username, "taken_on", facts, by=by, at=at)

    def set_role(self, person: Employee, role: Role, *, by: str, at: datetime, handed_back: int) -> None:
        """Replace the role."""
        self._set(person, role=role.value)
        self._line(person, "role", person.staff.role.value, role.value, by=by, at=at, handed_back=handed_back)

    def set_competence(
        self, person: Employee, after: Competence, *, by: str, at: datetime, handed_back: int
    ) -> None:
        """Replace the programmes and regions."""
        replace_competence(self._connection, person.username, after.programmes, after.regions)
        had = {"programmes": sorted(person.staff.programmes), "regions": sorted(person.staff.regions)}
        has = {"programmes": sorted(after.programmes), "regions": sorted(after.regions)}
        self._line(person, "competence", had, has, by=by, at=at, handed_back=handed_back)

    def set_sso_name(self, person: Employee, sso_name: str | None, *, by: str, at: datetime) -> None:
        """Replace the name by which the single sign-on knows the person."""
        self._set(person, sso_name=sso_name)
        self._line(person, "sso_name", person.sso_name, sso_name, by=by, at=at)

    def disable(self, person: Employee, *, by: str, at: datetime, handed_back: int) -> None:
        """Keep the person out."""
        self._set(person, disabled_at=at)
        self._line(person, "access", "enabled", "disabled", by=by, at=at, handed_back=handed_back)

    def enable(self, person: Employee, *, by: str, at: datetime) -> None:
        """Let the person in again."""
        self._set(person, disabled_at=None)
        self._line(person, "access", "disabled", "enabled", by=by, at=at)

    def reset_password(self, person: Employee, password_hash: str, *, by: str, at: datetime) -> None:
        """Replace the password by one that must be changed; neither is written down."""
        self._set(person, password_hash=password_hash, must_change_password=True)
        self._line(person, "password", None, None, by=by, at=at)

    def reset_second_factor(self, person: Employee, *, by: str, at: datetime) -> None:
        """Forget the second factor and its recovery codes."""
        clear_second_factor(self._connection, person.username)
        had = "set_up" if person.has_second_factor else "missing"
        self._line(person, "second_factor", had, "missing", by=by, at=at)

    def end_sessions(self, person: Employee, *, at: datetime, session: str | None = None) -> int:
        """End the person's open sessions, or one of them, and what would open another; how many ended."""
        if session is None:
            return end_sessions(self._connection, person.username, at)
        one = sa.update(sessions).where(
            sessions.c.username == person.username,
            sessions.c.ended_at.is_(None),
            sessions.c.token_hash == session,
        )
        return self._connection.execute(one.values(ended_at=at)).rowcount

    def note_sessions_ended(self, person: Employee, ended: int, *, by: str, at: datetime) -> None:
        """Write down that sessions were ended by somebody else."""
        self._line(person, "sessions", None, None, by=by, at=at, ended=ended)

    def _set(self, person: Employee, **values: object) -> None:
        self._connection.execute(sa.update(staff).where(staff.c.username == person.username).values(values))

    def _line(
        self,
        person: Employee,
        what: str,
        before: object,
        after: object,
        *,
        by: str,
        at: datetime,
        **more: int,
    ) -> None:
        counted = {name: value for name, value in more.items() if value}
        facts: Mapping[str, object] = {"before": before, "after": after, **counted}
        write_down(self._connection, person.username, what, facts, by=by, at=at)
