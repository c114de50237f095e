"""Staff, sessions and tickets, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from casework.permissions import Role
from data_access import tables
from data_access.staff import Account, NameTaken, NoSuchPerson, ProofLapsed, StaffDirectory
from tests.staffed import disable, enable, on_record

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
AMAL = Account(
    username="amal",
    name_ar="أمل",
    name_en="Amal",
    role=Role.CASEWORKER,
    programmes=frozenset({"eg.takaful", "eg.karama"}),
    regions=frozenset({"eg-01"}),
)


@pytest.fixture
def directory(engine):
    made = StaffDirectory(engine, b"k" * 32)
    made.add(AMAL, "hash")
    return made


def signed_in(directory, at=NOON):
    return directory.open_session(directory.issue_ticket("amal", at), at, "10.0.0.7")


def test_a_person_comes_back_as_taken_on(directory):
    assert directory.account("amal") == AMAL
    assert directory.accounts() == (AMAL,)
    assert directory.account("amal").staff.is_competent_for("eg.karama", "eg-01")


def test_a_user_name_belongs_to_one_person(directory):
    with pytest.raises(NameTaken):
        directory.add(AMAL, "another")
    assert directory.password_hash("amal") == "hash"


@pytest.mark.parametrize(
    "act",
    [
        lambda directory: directory.account("nobody"),
        lambda directory: directory.set_password("nobody", "hash", must_change=False, now=NOON),
        lambda directory: directory.prefer("nobody", digits="arab"),
    ],
)
def test_nobody_is_not_changed(directory, act):
    with pytest.raises(NoSuchPerson):
        act(directory)


def test_role_and_competence_hold_from_the_next_look(directory):
    handle = directory.handle_of(signed_in(directory))
    changed = replace(AMAL.staff, role=Role.SUPERVISOR, programmes={"eg.karama"}, regions=frozenset())
    on_record(directory.engine, changed)
    staff = directory.standing(handle, NOON).staff
    assert (staff.role, staff.programmes, staff.regions) == (Role.SUPERVISOR, {"eg.karama"}, frozenset())


def test_a_ticket_opens_one_session(directory):
    ticket = directory.issue_ticket("amal", NOON)
    token = directory.open_session(ticket, NOON)
    assert directory.standing(directory.handle_of(token), NOON).account == AMAL
    assert directory.open_session(ticket, NOON) is None


@pytest.mark.parametrize(("after", "opens"), [(29, True), (30, False), (3600, False)])
def test_a_ticket_lives_thirty_seconds(directory, after, opens):
    ticket = directory.issue_ticket("amal", NOON)
    assert (directory.open_session(ticket, NOON + timedelta(seconds=after)) is not None) == opens


def test_tables_keep_no_token(directory, engine):
    ticket = directory.issue_ticket("amal", NOON)
    token = signed_in(directory)
    with engine.connect() as connection:
        kept = [*connection.scalars(sa.select(tables.sessions.c.token_hash))]
        kept += connection.scalars(sa.select(tables.tickets.c.token_hash))
    assert not {ticket, token} & set(kept)
    assert directory.standing(token, NOON) is None
    other_key = StaffDirectory(engine, b"x" * 32)
    assert other_key.standing(other_key.handle_of(token), NOON) is None


@pytest.mark.parametrize(("rest", "lives"), [(29, True), (30, False)])
def test_a_session_ends_after_resting_half_an_hour(directory, rest, lives):
    handle = directory.handle_of(signed_in(directory))
    assert (directory.standing(handle, NOON + rest * MINUTE) is not None) == lives


def test_a_session_in_use_lives_twelve_hours_and_no_longer(directory):
    handle = directory.handle_of(signed_in(directory))
    moment, end = NOON, NOON + timedelta(hours=12)
    while moment < end:
        assert directory.standing(handle, moment) is not None
        moment += 25 * MINUTE
    assert directory.standing(handle, end) is None


def test_a_disabled_person_is_out_at_once_and_comes_back_only_by_signing_in(directory):
    handle = directory.handle_of(signed_in(directory))
    disable(directory, "amal", NOON)
    assert directory.standing(handle, NOON) is None
    assert directory.password_hash("amal") is None
    enable(directory, "amal", NOON)
    assert directory.standing(handle, NOON) is None
    assert directory.password_hash("amal") == "hash"


def test_a_new_password_ends_every_session(directory):
    handle = directory.handle_of(signed_in(directory))
    directory.set_password("amal", "new", must_change=True, now=NOON)
    assert directory.standing(handle, NOON) is None
    assert directory.account("amal").must_change_password


def test_a_password_of_ones_own_needs_the_present_one_and_is_written_down(engine, directory):
    handle = directory.handle_of(signed_in(directory))
    with pytest.raises(ProofLapsed):
        directory.choose_password("amal", "not the hash", "new", NOON)
    assert directory.standing(handle, NOON) is not None
    directory.choose_password("amal", "hash", "new", NOON)
    assert directory.standing(handle, NOON) is None
    assert directory.password_hash("amal") == "new"
    with engine.connect() as connection:
        lines = connection.execute(sa.select(tables.staff_changes)).all()
    assert [(line.by, line.username, line.what) for line in lines] == [("amal", "amal", "own_password")]


def test_a_better_hash_replaces_only_the_one_it_was_made_from(directory):
    directory.renew_hash("amal", "another", "better")
    assert directory.password_hash("amal") == "hash"
    directory.renew_hash("amal", "hash", "better")
    assert directory.password_hash("amal") == "better"


def test_known_and_unknown_names_are_told_the_cost_of_imported_hashes(directory):
    assert directory.password_to_check("amal") == ("hash", 0)
    assert directory.password_to_check("nobody") == (None, 0)
    directory.add(replace(AMAL, username="hany"), "$2b$10$" + "x" * 53)
    directory.add(replace(AMAL, username="reem"), "$2y$12$" + "x" * 53)
    assert directory.password_to_check("amal") == ("hash", 12)
    assert directory.password_to_check("nobody") == (None, 12)
    disable(directory, "amal", NOON)
    assert directory.password_to_check("amal") == (None, 12)


def test_nobody_ends_anothers_session(directory):
    directory.add(replace(AMAL, username="hany"), "hash")
    handle = directory.handle_of(signed_in(directory))
    directory.end_own("hany", handle, NOON)
    assert directory.standing(handle, NOON) is not None
    directory.end_own("amal", handle, NOON)
    assert directory.standing(handle, NOON) is None


def test_one_session_is_ended_and_the_others_live(directory):
    first, second = (directory.handle_of(signed_in(directory)) for _ in range(2))
    directory.end(first, NOON)
    assert directory.standing(first, NOON) is None
    assert directory.standing(second, NOON) is not None
    assert [session.handle for session in directory.open_sessions("amal", NOON)] == [second]
    third = directory.handle_of(signed_in(directory))
    assert directory.end_others("amal", second, NOON) == 1
    assert directory.standing(third, NOON) is None


def test_preferences_are_remembered(directory):
    directory.prefer("amal", language="en")
    directory.prefer("amal", digits="arab")
    found = directory.account("amal")
    assert (found.language, found.digits) == ("en", "arab")
