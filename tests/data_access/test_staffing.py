"""An administrator's acts on both databases: each leaves a line, holds at once, and holds in a race."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from time import monotonic
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from casework.actors import Staff, System
from casework.applications.lifecycle import State
from casework.errors import (
    CodesUnknown,
    LastAdministrator,
    NameUnfit,
    NobodyHere,
    NoLongerHere,
    NoSuchColleague,
    NotAllowed,
    NotCompetent,
    NothingToClaim,
    NotOneself,
    PersonChangedMeanwhile,
    Refusal,
    SsoNameTaken,
    UserNameTaken,
    UserNameUnfit,
)
from casework.permissions import Role
from casework.use_cases import staff as acts
from casework.use_cases.claim import ClaimNext, claim_next
from casework.use_cases.look import Reveal, reveal
from casework.use_cases.note import AddNote, add_note
from casework.use_cases.reassign import Reassign, reassign
from casework.use_cases.team import ChangeCompetence, SetCapacity, change_competence, set_capacity
from data_access.queries.case import open_case
from data_access.queries.staff import Alive, StaffFilters, everybody, one_person
from data_access.repositories.colleagues import replace_competence, write_down
from data_access.staff import StaffDirectory
from data_access.tables import journal, recovery_codes, staff, staff_changes
from tests.data_access.test_the_desk import AMAL, ANALYST, BASIM, SUHA, Office, person
from tests.staffed import on_record

YARA = person("yara", Role.ADMINISTRATOR)
ZAKI = person("zaki", Role.ADMINISTRATOR)
NEW = {
    "name_ar": "منى سعيد",
    "name_en": "Mona Said",
    "role": Role.CASEWORKER,
    "programmes": frozenset({"eg.takaful"}),
    "regions": frozenset({"eg-01"}),
    "password_hash": "$argon2id$secret",
}


class StaffOffice(Office):
    def __post_init__(self) -> None:
        super().__post_init__()
        on_record(self.engine, YARA, ZAKI)
        self.directory = StaffDirectory(self.engine, key=b"k" * 32)

    def does(
        self, use_case: Callable[..., Any], who: str, *, by: Staff | System = YARA, **more: object
    ) -> None:
        kind = {
            acts.change_role: acts.ChangeRole,
            acts.change_competence_of: acts.ChangeCompetenceOf,
            acts.set_sso_name: acts.SetSsoName,
            acts.disable: acts.Disable,
            acts.enable: acts.Enable,
            acts.reset_password: acts.ResetPassword,
            acts.reset_second_factor: acts.ResetSecondFactor,
        }[use_case]
        told = {"username": who, "seen": None, "command_id": uuid4()} | more
        self.records.act(use_case, kind(**told), by=by)

    def takes_on(self, username: str = "mona", *, by: Staff | System = YARA, **more: object) -> None:
        command = acts.TakeOn(username=username, command_id=uuid4(), **(NEW | more))
        self.records.act(acts.take_on, command, by=by)

    def session(self, username: str) -> str:
        token = self.directory.open_session(self.directory.issue_ticket(username, self.now), self.now)
        return self.directory.handle_of(token or "")

    def is_signed_in(self, handle: str) -> bool:
        return self.directory.standing(handle, self.now) is not None

    def lines(self) -> list[tuple[str, str, str, dict[str, Any]]]:
        c = staff_changes.c
        with self.engine.connect() as connection:
            rows = connection.execute(sa.select(c.by, c.username, c.what, c.facts).order_by(c.id))
            return [tuple(row) for row in rows]

    def account(self, username: str) -> sa.RowMapping:
        with self.engine.connect() as connection:
            return connection.execute(sa.select(staff).where(staff.c.username == username)).mappings().one()

    def alive(self) -> Alive:
        return Alive(now=self.now, idle=timedelta(minutes=30), longest=timedelta(hours=12))


@pytest.fixture
def office(engine: Engine) -> StaffOffice:
    return StaffOffice(engine)


ACTS: list[tuple[Callable[..., Any], dict[str, Any]]] = [
    (acts.change_role, {"role": Role.SUPERVISOR}),
    (acts.change_competence_of, {"programmes": frozenset({"eg.karama"}), "regions": frozenset()}),
    (acts.set_sso_name, {"sso_name": "amal@ministry"}),
    (acts.disable, {}),
    (acts.reset_password, {"password_hash": "$argon2id$new"}),
    (acts.reset_second_factor, {}),
]
BY_NAME = [pytest.param(use_case, more, id=use_case.__name__) for use_case, more in ACTS]


def test_a_person_is_taken_on_with_a_line_that_tells_no_secret(office: StaffOffice) -> None:
    office.takes_on()
    new = office.account("mona")
    assert (new["must_change_password"], new["demo"], new["version"]) == (True, False, 1)
    (line,) = office.lines()
    assert line[:3] == ("yara", "mona", "taken_on")
    assert line[3]["after"]["regions"] == ["eg-01"]
    assert "argon2" not in str(line)
    office.receives("row-1", region="eg-02")
    mona = person("mona", regions=("eg-01",))
    with pytest.raises(NothingToClaim):
        office.claims(mona)


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"username": "Mona Lisa"}, UserNameUnfit),
        ({"username": "amal"}, UserNameTaken),
        ({"name_ar": " "}, NameUnfit),
        ({"name_en": "Mona\u202eSaid"}, NameUnfit),
        ({"name_en": "x" * 121}, NameUnfit),
        ({"programmes": frozenset({"fr.rsa"})}, CodesUnknown),
        ({"regions": frozenset({"sa-01"})}, CodesUnknown),
    ],
)
def test_what_cannot_be_taken_is_refused_and_leaves_no_trace(
    office: StaffOffice, told: dict[str, Any], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        office.takes_on(**told)
    assert office.lines() == []


@pytest.mark.parametrize(("use_case", "more"), BY_NAME)
@pytest.mark.parametrize("by", [AMAL, SUHA, ANALYST], ids=lambda one: one.username)
def test_only_administrators_manage_the_staff(
    office: StaffOffice, use_case: Callable[..., Any], more: dict[str, Any], by: Staff
) -> None:
    with pytest.raises(NotAllowed):
        office.does(use_case, "basim", by=by, **more)
    with pytest.raises(NotAllowed):
        office.takes_on(by=by)
    assert office.lines() == []


@pytest.mark.parametrize(("use_case", "more"), BY_NAME)
def test_every_act_leaves_one_line_raises_the_version_and_a_form_of_before_is_told_who(
    office: StaffOffice, use_case: Callable[..., Any], more: dict[str, Any]
) -> None:
    before = office.account("amal")["version"]
    office.does(use_case, "amal", seen=before, **more)
    assert [line[:2] for line in office.lines()] == [("yara", "amal")]
    assert "argon2" not in str(office.lines())
    assert office.account("amal")["version"] == before + 1
    office.now += timedelta(minutes=1)
    with pytest.raises(PersonChangedMeanwhile) as refused:
        office.does(acts.change_role, "amal", by=ZAKI, seen=before, role=Role.POLICY_ANALYST)
    assert (refused.value.username, refused.value.by) == ("amal", "yara")
    assert refused.value.at == office.now - timedelta(minutes=1)
    assert len(office.lines()) == 1


@pytest.mark.parametrize(
    ("use_case", "more"), [one for one in BY_NAME if one.values[0] is not acts.change_competence_of]
)
def test_sessions_and_tickets_end_with_what_opened_them(
    office: StaffOffice, use_case: Callable[..., Any], more: dict[str, Any]
) -> None:
    mine, others = office.session("amal"), office.session("basim")
    ticket = office.directory.issue_ticket("amal", office.now)
    office.does(use_case, "amal", **more)
    assert not office.is_signed_in(mine)
    assert office.directory.open_session(ticket, office.now) is None
    assert office.is_signed_in(others)


@pytest.mark.parametrize(
    ("use_case", "more"), [one for one in BY_NAME if one.values[0] is not acts.change_competence_of]
)
def test_nobody_does_it_to_their_own_account(
    office: StaffOffice, use_case: Callable[..., Any], more: dict[str, Any]
) -> None:
    with pytest.raises(NotOneself):
        office.does(use_case, "yara", **more)
    assert office.lines() == []


@pytest.mark.parametrize(("use_case", "more"), BY_NAME)
def test_nobody_of_that_name_is_told(
    office: StaffOffice, use_case: Callable[..., Any], more: dict[str, Any]
) -> None:
    with pytest.raises(NobodyHere):
        office.does(use_case, "nobody", **more)


def test_the_last_administrator_stays_whoever_asks(office: StaffOffice) -> None:
    office.does(acts.disable, "zaki", by=System())
    for use_case, more in ((acts.disable, {}), (acts.change_role, {"role": Role.CASEWORKER})):
        with pytest.raises(LastAdministrator):
            office.does(use_case, "yara", by=System(), **more)
    office.does(acts.enable, "zaki", by=System())
    office.does(acts.disable, "yara", by=ZAKI)
    assert [line[0] for line in office.lines()] == ["system", "system", "zaki"]


def test_cases_in_hand_go_back_to_the_queue_with_their_holder(office: StaffOffice) -> None:
    references = [office.receives(f"row-{number}") for number in range(3)]
    taken = [office.claims(), office.claims()]
    office.does(acts.disable, "amal")
    assert {office.case(reference, SUHA).assignee for reference in references} == {None}
    assert {office.case(reference, SUHA).state for reference in references} == {State.SUBMITTED}
    assert office.lines()[-1][3] == {"before": "enabled", "after": "disabled", "handed_back": 2}
    with office.engine.connect() as connection:
        last = connection.execute(
            sa.select(journal.c.actor, journal.c.facts).order_by(journal.c.id.desc()).limit(2)
        ).all()
    assert [(row.actor, row.facts["before"]) for row in last] == [("yara", "amal")] * 2
    assert office.records.recount() == ()
    assert office.claims(BASIM) in taken


def test_a_role_or_competence_takes_back_only_what_it_no_longer_covers(office: StaffOffice) -> None:
    cairo, giza = office.receives("row-1", region="eg-01"), office.receives("row-2", region="eg-21")
    office.claims()
    office.claims()
    some = {"programmes": frozenset({"eg.takaful"}), "regions": frozenset({"eg-21"})}
    office.does(acts.change_competence_of, "amal", **some)
    assert [office.case(one, SUHA).assignee for one in (cairo, giza)] == [None, "amal"]
    office.does(acts.change_role, "amal", role=Role.SUPERVISOR)
    assert office.case(giza, SUHA).assignee == "amal"
    office.does(acts.change_role, "amal", role=Role.POLICY_ANALYST)
    assert office.case(giza, SUHA).assignee is None
    assert [line[3].get("handed_back", 0) for line in office.lines()] == [1, 0, 1]


def test_a_second_factor_is_forgotten_with_its_codes(office: StaffOffice) -> None:
    with office.engine.begin() as connection:
        connection.execute(
            sa.update(staff).where(staff.c.username == "suha").values(totp_secret="sealed", totp_step=7)
        )
        connection.execute(sa.insert(recovery_codes).values(username="suha", code_hash="h"))
    office.does(acts.reset_second_factor, "suha")
    found = office.account("suha")
    assert (found["totp_secret"], found["totp_step"]) == (None, None)
    with office.engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(recovery_codes)) == 0
    assert "sealed" not in str(office.lines())


def test_a_name_at_the_single_sign_on_is_one_persons(office: StaffOffice) -> None:
    office.does(acts.set_sso_name, "amal", sso_name=" amal@ministry ")
    with pytest.raises(SsoNameTaken) as refused:
        office.does(acts.set_sso_name, "basim", sso_name="amal@ministry")
    assert refused.value.username == "amal"
    office.does(acts.set_sso_name, "amal", sso_name="")
    office.does(acts.set_sso_name, "basim", sso_name="amal@ministry")


def test_one_session_or_all_of_them_end(office: StaffOffice) -> None:
    first, second, third = (office.session("amal") for _ in range(3))
    for session in (second, second):
        command = acts.EndSessionsOf(username="amal", command_id=uuid4(), session=session)
        office.records.act(acts.end_sessions_of, command, by=YARA)
    assert [office.is_signed_in(one) for one in (first, second, third)] == [True, False, True]
    other = acts.EndSessionsOf(username="basim", command_id=uuid4(), session=first)
    office.records.act(acts.end_sessions_of, other, by=YARA)
    assert office.is_signed_in(first)
    office.records.act(acts.end_sessions_of, acts.EndSessionsOf(username="amal", command_id=uuid4()), by=YARA)
    assert not office.is_signed_in(first)
    assert [line[3]["ended"] for line in office.lines()] == [1, 2]


# What a page knew an instant ago.


def test_who_was_disabled_an_instant_ago_does_nothing_more(office: StaffOffice) -> None:
    reference = office.receives("row-1")
    office.does(acts.disable, "amal")
    before = office.trace()
    for act in (
        lambda: office.claims(AMAL),
        lambda: office.records.act(reveal, Reveal(application=reference, field="phone"), by=AMAL),
        lambda: office.records.act(
            add_note, AddNote(application=reference, command_id=uuid4(), text="-"), by=AMAL
        ),
    ):
        with pytest.raises(NoLongerHere):
            act()
    assert office.trace() == before


def test_a_role_and_a_competence_are_those_of_the_moment_of_the_act(office: StaffOffice) -> None:
    reference = office.receives("row-1", region="eg-01")
    narrowed = {"programmes": frozenset({"eg.takaful"}), "regions": frozenset({"eg-21"})}
    office.does(acts.change_competence_of, "amal", **narrowed)
    with pytest.raises(NothingToClaim):
        office.claims(AMAL)
    with pytest.raises(NotCompetent):
        office.records.act(reveal, Reveal(application=reference, field="phone"), by=AMAL)
    office.does(acts.change_role, "amal", role=Role.POLICY_ANALYST)
    with pytest.raises(NotAllowed):
        office.claims(AMAL)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_who_waited_while_their_work_was_changed_acts_on_what_it_is_now(office: StaffOffice) -> None:
    office.receives("row-1")
    with office.engine.connect() as elsewhere, ThreadPoolExecutor(1) as thread:
        with elsewhere.begin():
            elsewhere.execute(sa.select(staff.c.role).where(staff.c.username == "amal").with_for_update())
            replace_competence(elsewhere, "amal", ["eg.karama"], [])
            write_down(elsewhere, "amal", "competence", {}, by="yara", at=office.now)
            claiming = thread.submit(office.claims, AMAL)
            await_a_lock(elsewhere)
        with pytest.raises(NothingToClaim):
            claiming.result(timeout=20)


def await_a_lock(connection: Connection) -> None:
    """Until somebody waits for a row that this connection holds."""
    asked = (
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
    )
    until = monotonic() + 20
    while not connection.exec_driver_sql(asked).scalar_one():
        assert monotonic() < until


def at_once(*doing: Callable[[], object]) -> list[type[BaseException] | None]:
    """Do these at the same moment; what each raised."""
    together = Barrier(len(doing))

    def one(do: Callable[[], object]) -> type[BaseException] | None:
        together.wait()
        try:
            do()
        except Refusal as refusal:
            return type(refusal)
        return None

    with ThreadPoolExecutor(len(doing)) as threads:
        return list(threads.map(one, doing))


@pytest.mark.parametrize("turn", range(3))
def test_of_two_administrators_who_disable_each_other_one_stays(office: StaffOffice, turn: int) -> None:
    del turn
    came = at_once(
        lambda: office.does(acts.disable, "zaki", by=YARA), lambda: office.does(acts.disable, "yara", by=ZAKI)
    )
    assert sorted(map(str, came)) == sorted(map(str, (None, NoLongerHere)))
    assert [office.account(one)["disabled_at"] is None for one in ("yara", "zaki")].count(True) == 1


def test_of_two_command_lines_that_disable_all_administrators_one_is_refused(office: StaffOffice) -> None:
    came = at_once(
        lambda: office.does(acts.disable, "zaki", by=System()),
        lambda: office.does(acts.disable, "yara", by=System()),
    )
    assert sorted(map(str, came)) == sorted(map(str, (None, LastAdministrator)))


def test_who_is_disabled_while_claiming_keeps_no_case(office: StaffOffice) -> None:
    for number in range(12):
        office.receives(f"row-{number}", kinds=())

    def claims() -> None:
        office.records.act(claim_next, ClaimNext(command_id=uuid4()), by=AMAL)

    came = at_once(*[claims] * 5, lambda: office.does(acts.disable, "amal"))
    assert came[-1] is None
    assert set(came[:-1]) <= {None, NoLongerHere}
    with office.engine.connect() as connection:
        held = sa.text("SELECT count(*) FROM applications WHERE assignee = 'amal'")
        assert connection.scalar(held) == 0
    assert office.records.recount() == ()


def test_no_case_is_given_to_who_is_disabled_at_the_same_moment(office: StaffOffice) -> None:
    references = [office.receives(f"row-{number}", kinds=()) for number in range(5)]

    def gives(reference: str) -> None:
        command = Reassign(application=reference, seen=1, command_id=uuid4(), to="amal", note="للمساعدة")
        office.records.act(reassign, command, by=SUHA)

    came = at_once(
        *[lambda one=one: gives(one) for one in references], lambda: office.does(acts.disable, "amal")
    )
    assert set(came) <= {None, NoSuchColleague}
    assert {office.case(one, SUHA).assignee for one in references} == {None}


def test_of_two_forms_of_a_caseworkers_work_the_later_is_told(office: StaffOffice) -> None:
    seen = office.account("amal")["version"]
    command = SetCapacity(username="amal", seen=seen, command_id=uuid4(), capacity=5)
    office.records.act(set_capacity, command, by=SUHA)
    late = ChangeCompetence(
        username="amal",
        seen=seen,
        command_id=uuid4(),
        programmes=frozenset({"eg.takaful"}),
        regions=frozenset({"eg-01"}),
    )
    with pytest.raises(PersonChangedMeanwhile) as refused:
        office.records.act(change_competence, late, by=SUHA)
    assert (refused.value.by, refused.value.at) == ("suha", office.now)
    with pytest.raises(PersonChangedMeanwhile):
        office.does(acts.disable, "amal", seen=seen)


# What administrators are told.


def test_the_list_tells_access_and_is_searched_as_arabic_needs_it(office: StaffOffice) -> None:
    office.takes_on("mona", name_ar="أماني عبد الله")
    office.takes_on("mido", name_ar="مدحت", name_en="Medhat", role=Role.SUPERVISOR)
    office.does(acts.disable, "mido")
    office.session("mona")

    def found(**filters: Any) -> list[str]:
        page = office.records.ask(
            everybody, viewer=YARA, filters=StaffFilters(**filters), alive=office.alive()
        )
        return [row.username for row in page.rows]

    assert found() == ["amal", "basim", "mido", "mona", "nader", "suha", "yara", "zaki"]
    assert found(words="اماني عبدالله") == found(words="MON") == ["mona"]
    assert found(disabled=True) == ["mido"]
    assert found(role=Role.SUPERVISOR) == ["mido", "suha"]
    page = office.records.ask(everybody, viewer=YARA, filters=StaffFilters(), alive=office.alive(), limit=2)
    assert (len(page.rows), page.total) == (2, 8)
    told = office.records.ask(one_person, viewer=YARA, username="mona", alive=office.alive())
    assert (told.row.sessions, told.row.last_seen, len(told.sessions)) == (1, office.now, 1)
    assert [line.what for line in told.changes] == ["taken_on"]
    office.now += timedelta(hours=1)
    told = office.records.ask(one_person, viewer=YARA, username="mona", alive=office.alive())
    assert (told.row.sessions, told.sessions) == (0, ())


@pytest.mark.parametrize("viewer", [AMAL, SUHA, ANALYST], ids=lambda one: one.username)
def test_accounts_are_told_to_administrators_only(office: StaffOffice, viewer: Staff) -> None:
    with pytest.raises(NotAllowed):
        office.records.ask(everybody, viewer=viewer, filters=StaffFilters(), alive=office.alive())
    with pytest.raises(NotAllowed):
        office.records.ask(one_person, viewer=viewer, username="amal", alive=office.alive())


def test_administrators_open_no_case(office: StaffOffice) -> None:
    reference = office.receives("row-1")
    with pytest.raises(NotAllowed):
        office.records.ask(open_case, viewer=YARA, reference=reference)
