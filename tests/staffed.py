"""People of a test's own, put on record: whoever acts must work here."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from casework.actors import Staff
from casework.permissions import Role
from data_access.repositories.colleagues import replace_competence
from data_access.repositories.staffing import StaffingOnRecord
from data_access.staff import StaffDirectory
from data_access.tables import staff


def on_record(engine: Engine, *people: Staff) -> None:
    """Take these people on, or give those who are here what these have."""
    with engine.begin() as connection:
        for one in people:
            told = {"name_ar": one.name_ar, "name_en": one.name_en, "role": one.role.value}
            known = sa.update(staff).where(staff.c.username == one.username).values(told)
            if connection.execute(known).rowcount == 0:
                new = {"username": one.username, "password_hash": "-"} | told
                connection.execute(sa.insert(staff).values(new))
            replace_competence(connection, one.username, one.programmes, one.regions)


def disable(directory: StaffDirectory, username: str, now: datetime) -> None:
    """Keep a person out, whoever they are: a test's office may be left without administrators."""
    with directory.engine.begin() as connection:
        staffing = StaffingOnRecord(connection)
        person = staffing.find(username)
        assert person is not None, username
        staffing.disable(person, by="system", at=now, handed_back=0)
        staffing.end_sessions(person, at=now)


def enable(directory: StaffDirectory, username: str, now: datetime) -> None:
    """Let a person in again."""
    with directory.engine.begin() as connection:
        staffing = StaffingOnRecord(connection)
        person = staffing.find(username)
        assert person is not None, username
        staffing.enable(person, by="system", at=now)


def set_role(directory: StaffDirectory, username: str, role: Role) -> None:
    """Give a person another role and leave their sessions open, as if the change came in mid-act."""
    with directory.engine.begin() as connection:
        known = sa.update(staff).where(staff.c.username == username)
        assert connection.execute(known.values(role=role.value)).rowcount == 1
