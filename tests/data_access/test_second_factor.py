"""The second factor, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from pyotp.totp import TOTP

from casework.permissions import NEEDS_SECOND_FACTOR, Role
from data_access import tables
from data_access.second_factor import SecondFactors, address_for_app, new_secret
from data_access.staff import Account, ProofLapsed, StaffDirectory
from tests.staffed import disable

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
STEP = timedelta(seconds=30)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def an_account(username, role=Role.CASEWORKER):
    return Account(username=username, name_ar="أمل", name_en="Amal", role=role)


def code(at=NOON, secret=SECRET):
    return TOTP(secret).at(at)


@pytest.fixture
def directory(engine):
    made = StaffDirectory(engine, b"k" * 32)
    made.add(an_account("amal"), "hash")
    made.add(an_account("samir", Role.SUPERVISOR), "hash")
    return made


@pytest.fixture
def factors(directory):
    return SecondFactors(directory)


def session(directory, username="amal", **how):
    token = directory.open_session(directory.issue_ticket(username, NOON, **how), NOON)
    return directory.handle_of(token)


@pytest.fixture
def codes(factors):
    """Recovery codes of amal, who set up her app at noon."""
    return factors.set_up("amal", SECRET, code(), NOON, keep="")


LATER = NOON + 10 * STEP


def opens(factors, typed, at=LATER, username="amal"):
    challenge = factors.challenge(username, at, proven="hash")
    ticket = factors.answer(challenge, typed, at)
    return ticket is not None and factors.directory.open_session(ticket, at) is not None


def test_supervisors_and_administrators_owe_a_second_factor(directory, factors):
    assert {Role.SUPERVISOR, Role.ADMINISTRATOR} == NEEDS_SECOND_FACTOR
    handle = session(directory, "samir")
    assert directory.standing(handle, NOON).must_set_up == {"second_factor"}
    assert not directory.standing(handle, NOON).ready
    factors.set_up("samir", SECRET, code(), NOON, keep=handle)
    assert directory.standing(handle, NOON).ready


def test_a_caseworker_owes_none_and_single_sign_on_brought_its_own(directory):
    assert directory.standing(session(directory), NOON).ready
    assert directory.standing(session(directory, "samir", method="sso"), NOON).ready


def test_setting_up_needs_a_code_and_ends_the_other_sessions(directory, factors):
    here, elsewhere = session(directory), session(directory)
    assert factors.set_up("amal", SECRET, "000000", NOON, keep=here) is None
    assert not directory.account("amal").second_factor
    assert len(factors.set_up("amal", SECRET, code(), NOON, keep=here)) == 10
    assert directory.account("amal").second_factor
    assert directory.standing(here, NOON) is not None
    assert directory.standing(elsewhere, NOON) is None


def test_another_app_needs_a_code_of_the_present_one_too(directory, factors, codes):
    other, at = new_secret(), LATER
    assert factors.set_up("amal", other, code(at, other), at, keep="") is None
    assert factors.set_up("amal", other, code(at, other), at, keep="", present=codes[0])
    assert opens(factors, code(at + 2 * STEP, other), at + 2 * STEP)
    assert not opens(factors, code(at + 4 * STEP), at + 4 * STEP)
    assert not opens(factors, codes[1])


@pytest.mark.parametrize(("away", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_telephones_clock_may_be_half_a_minute_off(factors, codes, away, good):
    assert opens(factors, code(LATER + away * STEP)) == good


@pytest.mark.parametrize("typed", ["٤٩٢٠٣٩", "492 039", "492-039", "\u2066492039\u2069", "４９２０３９"])
def test_a_code_is_read_as_people_type_it(factors, codes, typed, monkeypatch):
    monkeypatch.setattr(TOTP, "generate_otp", lambda _self, _step: "492039")
    assert opens(factors, typed)


def test_a_code_opens_once(factors, codes):
    assert opens(factors, code(LATER))
    assert not opens(factors, code(LATER))
    # One from before the last that was used was read over somebody's shoulder.
    assert not opens(factors, code(LATER - STEP))
    assert opens(factors, code(LATER + STEP))


def test_the_code_that_set_the_app_up_does_not_sign_in(factors, codes):
    assert not opens(factors, code(NOON), NOON)


def test_of_two_who_bring_the_same_code_at_once_one_comes_in(engine, factors, codes):
    challenges = [factors.challenge("amal", LATER, proven="hash") for _ in range(8)]
    with ThreadPoolExecutor(8) as crowd:
        tickets = [*crowd.map(lambda challenge: factors.answer(challenge, code(LATER), LATER), challenges)]
    assert sum(ticket is not None for ticket in tickets) == 1


def test_a_recovery_code_opens_once_in_any_spelling(factors, codes):
    assert len(set(codes)) == 10
    assert opens(factors, f" {codes[0].upper().replace('-', ' ')} ")
    assert not opens(factors, codes[0])
    assert factors.codes_left("amal") == 9
    assert opens(factors, codes[1])


def test_new_codes_void_the_old_ones(factors, codes):
    assert factors.renew_codes("amal", "000000", LATER) is None
    renewed = factors.renew_codes("amal", codes[0], LATER)
    assert factors.codes_left("amal") == 10
    assert not opens(factors, codes[1])
    assert opens(factors, renewed[0])


def test_doing_without_needs_a_code_and_a_role_that_allows_it(directory, factors, codes):
    assert not factors.turn_off("amal", "000000", LATER)
    assert factors.turn_off("amal", code(LATER), LATER)
    assert not directory.account("amal").second_factor
    assert factors.codes_left("amal") == 0
    theirs = factors.set_up("samir", SECRET, code(), NOON, keep="")
    assert not factors.turn_off("samir", theirs[0], LATER)
    assert directory.account("samir").second_factor


def test_a_challenge_is_no_ticket_and_a_ticket_no_challenge(directory, factors, codes):
    challenge = factors.challenge("amal", LATER, proven="hash")
    assert directory.open_session(challenge, LATER) is None
    assert factors.challenged(challenge, LATER) == "amal"
    ticket = directory.issue_ticket("amal", LATER)
    assert factors.challenged(ticket, LATER) is None
    assert factors.answer(ticket, code(LATER), LATER) is None


def test_a_challenge_waits_five_minutes_survives_a_slip_and_ends_with_success(factors, codes):
    challenge = factors.challenge("amal", LATER, proven="hash")
    assert factors.answer(challenge, "000000", LATER) is None
    assert factors.answer(challenge, code(LATER), LATER)
    assert factors.answer(challenge, codes[0], LATER) is None
    late = factors.challenge("amal", LATER, proven="hash")
    assert factors.answer(late, codes[0], LATER + timedelta(minutes=5)) is None


@pytest.mark.parametrize(
    "act",
    [
        lambda directory: directory.set_password("amal", "new", must_change=False, now=LATER),
        lambda directory: disable(directory, "amal", LATER),
    ],
)
def test_what_takes_the_password_away_voids_what_it_earned(directory, factors, codes, act):
    challenge = factors.challenge("amal", LATER, proven="hash")
    ticket = directory.issue_ticket("amal", LATER, proven="hash")
    act(directory)
    assert factors.answer(challenge, codes[0], LATER) is None
    assert directory.open_session(ticket, LATER) is None
    with pytest.raises(ProofLapsed):
        factors.challenge("amal", LATER, proven="hash")
    with pytest.raises(ProofLapsed):
        directory.issue_ticket("amal", LATER, proven="hash")


def kept(engine):
    with engine.connect() as connection:
        staff = connection.execute(sa.select(tables.staff.c.username, tables.staff.c.totp_secret)).all()
        hashes = [*connection.scalars(sa.select(tables.recovery_codes.c.code_hash))]
    return {row.username: row.totp_secret for row in staff}, hashes


def test_a_copy_of_the_database_tells_neither_secret_nor_codes(engine, factors, codes):
    sealed, hashes = kept(engine)
    assert SECRET not in sealed["amal"]
    assert not {code.replace("-", "") for code in codes} & set(hashes)
    stranger = SecondFactors(StaffDirectory(engine, b"x" * 32))
    assert not opens(stranger, code(LATER))
    assert not opens(stranger, codes[0])


def test_a_secret_copied_to_another_person_opens_nothing(engine, factors, codes):
    sealed, _hashes = kept(engine)
    with engine.begin() as connection:
        connection.execute(
            sa.update(tables.staff)
            .where(tables.staff.c.username == "samir")
            .values(totp_secret=sealed["amal"], totp_step=None)
        )
    assert not opens(factors, code(LATER), username="samir")


def test_setting_up_and_doing_without_are_written_down_without_the_secret(engine, factors, codes):
    factors.turn_off("amal", code(LATER), LATER)
    with engine.connect() as connection:
        lines = connection.execute(sa.select(tables.staff_changes)).all()
    assert [(line.by, line.what, line.facts) for line in lines] == [
        ("amal", "second_factor", {"before": "missing", "after": "set_up"}),
        ("amal", "second_factor", {"before": "set_up", "after": "missing"}),
    ]


def test_a_demo_office_tells_the_code_of_the_secret_it_knows_and_no_other(factors, codes):
    assert opens(factors, factors.code_if("amal", SECRET, LATER))
    assert opens(factors, factors.code_if("amal", SECRET, LATER))
    assert factors.code_if("amal", new_secret(), LATER) is None
    assert factors.code_if("nobody", SECRET, LATER) is None


def test_the_app_learns_whose_secret_it_is():
    told = address_for_app(SECRET, "samir", "Mizan")
    assert told == f"otpauth://totp/Mizan:samir?secret={SECRET}&issuer=Mizan"
