"""Every use case x role x competence x situation of a case, against the policy; a refusal changes nothing."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.engine import Engine

import casework.use_cases
from casework.applications.evidence import PaperVerdict
from casework.applications.lifecycle import Outcome
from casework.entitlements.lifecycle import CardAction
from casework.entitlements.port import PaymentFile
from casework.entitlements.results import PaymentResult, ResultKind
from casework.errors import Refusal
from casework.inquiries.purposes import Purpose
from casework.permissions import Role
from casework.ports import ExportedFile, ImportedFile
from casework.use_cases.amend import Amend
from casework.use_cases.applicant import Complete, Withdraw
from casework.use_cases.claim import Claim, ClaimNext
from casework.use_cases.decide import Decide
from casework.use_cases.entitlement import (
    EndEntitlement,
    GiveStopNotice,
    LiftStopNotice,
    MoveCard,
    Reactivate,
)
from casework.use_cases.export import Export
from casework.use_cases.hand_back import HandBack
from casework.use_cases.inquire import Inquire
from casework.use_cases.judge_document import JudgeDocument
from casework.use_cases.keep_draft import KeepDraft
from casework.use_cases.look import OpenPaper, Reveal
from casework.use_cases.note import AddNote
from casework.use_cases.payments import RecordPaymentFile, RecordResults, ScheduleAgain
from casework.use_cases.protect import Protect
from casework.use_cases.reassign import Reassign
from casework.use_cases.receive import Receive, ReceiveMany
from casework.use_cases.record_import import RecordImport
from casework.use_cases.review import ConfirmReview, OpenBatch, ReviewWithNotice
from casework.use_cases.second_check import Agree, Replace
from casework.use_cases.staff import (
    ChangeCompetenceOf,
    ChangeRole,
    Disable,
    Enable,
    EndSessionsOf,
    ResetPassword,
    ResetSecondFactor,
    SetSsoName,
    TakeOn,
)
from casework.use_cases.team import ChangeCompetence, SetCapacity
from casework.use_cases.undelivered import Retry, TellInPerson
from casework.use_cases.undo import Undo
from dashboard.settings import ROOT
from tests.pages.cases import HOUSEHOLD, NUMBER
from tests.permissions.complained import about_complaints
from tests.permissions.counted import count
from tests.permissions.furnished import (
    NOW,
    PROGRAMME,
    REGION,
    Trial,
    disable,
    fingerprint,
    furnished_postgres,
    furnished_sqlite,
    message_of,
    paper_of,
    person,
    records_of,
    staff_version_of,
    version_of,
)
from tests.permissions.paid import NOTICE, REASON, paid_case, payment_of
from tests.permissions.policy import CASES, OTHERS, PEOPLE, REACHES, ROLES, SITUATIONS, Line

USE_CASE = ["command", "unit", "by", "now"]


def use_cases() -> dict[str, Callable[..., Any]]:
    """All there are: the public functions of `casework/use_cases` that take command, unit, person, clock."""
    found: dict[str, Callable[..., Any]] = {}
    for module in pkgutil.walk_packages(casework.use_cases.__path__, "casework.use_cases."):
        for name, thing in vars(importlib.import_module(module.name)).items():
            ours = inspect.isfunction(thing) and thing.__module__ == module.name and not name.startswith("_")
            if ours and list(inspect.signature(thing).parameters) == USE_CASE:
                found[name] = thing
    return found


USE_CASES = use_cases()
# What the passing of time does; no person is ever handed these.
SYSTEM_ONLY = frozenset(name for name, one in USE_CASES.items() if one.__annotations__["by"] == "System")


def command_of(name: str, engine: Engine, reference: str) -> Any:
    """What this use case is asked for, about one case; the same for everybody."""
    seen, one = version_of(engine, reference), {"application": reference, "command_id": uuid4()}
    reasons: Any = {"outcome": Outcome.REJECT, "reasons": ("fixed_income",), "note": "رأيت", "words": "كلمة"}
    made: dict[str, Callable[[], Any]] = {
        "claim": lambda: Claim(**one),
        "hand_back": lambda: HandBack(**one, seen=seen, note="لست أنا"),
        "decide": lambda: Decide(**one, seen=seen, **reasons),
        "judge_document": lambda: JudgeDocument(
            **one, seen=seen, paper=paper_of(engine, reference)[0], verdict=PaperVerdict.ACCEPTED
        ),
        "keep_draft": lambda: KeepDraft(application=reference, **reasons),
        "undo": lambda: Undo(**one, seen=seen, note="أخطأت"),
        "agree": lambda: Agree(**one, seen=seen),
        "replace": lambda: Replace(**one, seen=seen, **reasons | {"reasons": ("other_pension",)}),
        "add_note": lambda: AddNote(**one, text="انتبهوا"),
        "reveal": lambda: Reveal(application=reference, field="national_id"),
        "open_paper": lambda: OpenPaper(application=reference, paper=paper_of(engine, reference)[0]),
        "take_original": lambda: OpenPaper(application=reference, paper=paper_of(engine, reference)[0]),
        "reassign": lambda: Reassign(**one, seen=seen, to="third", note="مثقل"),
        "protect": lambda: Protect(**one, seen=seen, note="قريب موظف"),
        "unprotect": lambda: Protect(**one, seen=seen, note="زال السبب"),
        "inquire": lambda: Inquire(number=NUMBER, purpose=Purpose.TELEPHONE, command_id=uuid4()),
        "confirm_review": lambda: ConfirmReview(**one, seen=1, note=""),
        "review_with_notice": lambda: ReviewWithNotice(
            **one, seen=1, reason="data_not_updated", stop_on=NOW.date(), note=""
        ),
        "schedule_again": lambda: ScheduleAgain(**one, payment="-", seen=1, note=""),
        **about_entitlements(engine),
        **about_complaints(engine, reference),
        "amend": lambda: Amend(**one, seen=seen, changes={"vehicles": 1}, note="أبلغت الأسرة"),
        "withdraw": lambda: Withdraw(**one, note="اتصل"),
        "complete": lambda: Complete(**one),
        "claim_next": lambda: ClaimNext(command_id=uuid4()),
        "receive_many": lambda: ReceiveMany(commands=(_row(),)),
        "record_import": lambda: RecordImport(command_id=uuid4(), file=_file()),
        "export": lambda: Export(file=ExportedFile(what="causes.reasons", format="csv", rows=1, filters={})),
        "change_competence": lambda: ChangeCompetence(
            username="third",
            seen=staff_version_of(engine, "third"),
            command_id=uuid4(),
            programmes=frozenset({PROGRAMME}),
            regions=frozenset({REGION, "eg-02"}),
        ),
        "record_results": lambda: RecordResults(results=(_result(engine),)),
        "open_batch": lambda: OpenBatch(
            programme=PROGRAMME,
            region=REGION,
            due_by=(NOW + timedelta(days=4 * 366)).date(),
            command_id=uuid4(),
        ),
        "record_payment_file": lambda: RecordPaymentFile(command_id=uuid4(), file=_payment_file()),
        "retry": lambda: Retry(message=message_of(engine, "undelivered"), command_id=uuid4()),
        "tell_in_person": lambda: TellInPerson(
            message=message_of(engine, "undelivered"), command_id=uuid4(), note="اتصلت به"
        ),
        "set_capacity": lambda: SetCapacity(
            username="third", seen=staff_version_of(engine, "third"), command_id=uuid4(), capacity=7
        ),
    }
    return made[name]()


def about_entitlements(engine: Engine) -> dict[str, Callable[[], Any]]:
    """What an act on an entitlement is asked for, about one that stands where the act fits."""

    def paid(standing: str = "running") -> dict[str, Any]:
        reference, seen = paid_case(engine, standing)
        return {"application": reference, "seen": seen, "command_id": uuid4(), "note": "بعد النظر"}

    stop_on = (NOW + NOTICE).date()
    papers = ("identity_card", "family_register")
    return {
        "move_card": lambda: MoveCard(**paid(), action=CardAction.PRINT),
        "give_stop_notice": lambda: GiveStopNotice(**paid(), reason=REASON, stop_on=stop_on),
        "lift_stop_notice": lambda: LiftStopNotice(**paid("noticed")),
        "reactivate": lambda: Reactivate(**paid("suspended"), papers=papers),
        "end_entitlement": lambda: EndEntitlement(**paid("suspended")),
    }


def _result(engine: Engine) -> PaymentResult:
    return PaymentResult(
        reference=payment_of(engine),
        kind=ResultKind.PAID,
        amount=Decimal(572),
        currency="EGP",
        on=NOW.date(),
    )


def _row() -> Receive:
    return Receive(
        programme=PROGRAMME,
        facts=HOUSEHOLD | {"region": REGION},
        papers=(),
        received_at=NOW,
        channel="import",
        source="test",
        source_key="matrix:another",
        language="ar",
    )


def _payment_file() -> PaymentFile:
    return PaymentFile(name="a.csv", sha256="0" * 64, read=1, accepted=1, refused=0, known=0)


def _file() -> ImportedFile:
    return ImportedFile(
        name="a.csv", sha256="0" * 64, mapping="mizan", read=1, accepted=1, refused=0, known=0
    )


def about_people(name: str, situation: str) -> Any:
    """What an act on the staff is asked for, about a colleague or oneself."""
    whom = "me" if situation == "oneself" else "off" if name == "enable" else "third"
    one: Any = {"username": whom, "seen": None, "command_id": uuid4()}
    wide: Any = {"programmes": frozenset({PROGRAMME}), "regions": frozenset({REGION})}
    made: dict[str, Callable[[], Any]] = {
        "take_on": lambda: TakeOn(
            username="me" if situation == "oneself" else "newcomer",
            command_id=uuid4(),
            name_ar="جديد",
            name_en="New",
            role=Role.CASEWORKER,
            password_hash="-",
            **wide,
        ),
        "change_role": lambda: ChangeRole(**one, role=Role.POLICY_ANALYST),
        "change_competence_of": lambda: ChangeCompetenceOf(**one, **wide),
        "set_sso_name": lambda: SetSsoName(**one, sso_name="someone@ministry"),
        "disable": lambda: Disable(**one),
        "enable": lambda: Enable(**one),
        "end_sessions_of": lambda: EndSessionsOf(username=whom, command_id=uuid4()),
        "reset_password": lambda: ResetPassword(**one, password_hash="-"),
        "reset_second_factor": lambda: ResetSecondFactor(**one),
    }
    return made[name]()


def came_of(trial: Trial, name: str, situation: str, by: Any) -> str:
    """`yes` or the refusal's name; a refusal that changed something says so."""
    if name in PEOPLE:
        command = about_people(name, situation)
    else:
        command = command_of(name, trial.engine, trial.cases[situation])
    try:
        records_of(trial.engine).act(USE_CASES[name], command, by=by)
    except Refusal as refusal:
        said = type(refusal).__name__
        return said if fingerprint(trial.engine) == trial.before else f"{said} BUT CHANGED"
    changed = fingerprint(trial.engine) != trial.before
    trial.again()
    return "yes" if changed else "yes BUT NOTHING"


def wrong_cells(  # noqa: PLR0917 - the axes of the matrix.
    trial: Trial,
    name: str,
    line: Line,
    role: Role,
    situations: Iterable[str],
    reaches: Iterable[str] = REACHES,
) -> list[str]:
    """Where what happens is not what the policy says.

    The page that sends the act still believes that the person may do it: the database has to know better.
    """
    wrong: list[str] = []
    believed = person("me", ROLES[line.who[0]])
    for reach in reaches:
        trial.become(person("me", role, reach))
        for situation in situations:
            expected, came = line.expected(role, reach, situation), came_of(trial, name, situation, believed)
            if came.startswith("yes"):
                trial.become(person("me", role, reach))
            count("use cases")
            if came != expected:
                wrong.append(f"{name}, {role}, {reach}, {situation}: {came}, not {expected}")
    return wrong


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    with furnished_sqlite(tmp_path_factory.mktemp("matrix")) as made:
        yield made


def test_the_policy_knows_every_use_case() -> None:
    known = [*CASES, *OTHERS, *PEOPLE, *SYSTEM_ONLY]
    assert sorted(known) == sorted(USE_CASES)


def test_what_only_time_does_is_handed_to_no_person() -> None:
    assert {"expire", "lapse_claim"} <= SYSTEM_ONLY
    shells = [*(ROOT / "pages").glob("*.py"), *(ROOT / "dashboard" / "forms").glob("*.py")]
    named = re.compile(rf"\b({'|'.join(SYSTEM_ONLY)})\b")
    assert [one.name for one in shells if named.search(one.read_text())] == []


@pytest.mark.parametrize(("name", "role"), list(product(sorted(CASES), Role)))
def test_an_act_on_a_case_is_allowed_or_refused_as_the_policy_says(
    trial: Trial, name: str, role: Role
) -> None:
    assert wrong_cells(trial, name, CASES[name], role, SITUATIONS) == []


@pytest.mark.parametrize(("name", "role"), list(product(sorted(OTHERS), Role)))
def test_what_is_not_about_one_case_is_too(trial: Trial, name: str, role: Role) -> None:
    assert wrong_cells(trial, name, OTHERS[name], role, ("waiting",)) == []


@pytest.mark.parametrize(("name", "role"), list(product(sorted(PEOPLE), Role)))
def test_an_act_on_the_staff_is_too(trial: Trial, name: str, role: Role) -> None:
    assert wrong_cells(trial, name, PEOPLE[name], role, ("colleague", "oneself")) == []


@pytest.mark.parametrize("name", sorted(set(USE_CASES) - SYSTEM_ONLY))
def test_who_was_disabled_or_never_worked_here_does_nothing(trial: Trial, name: str) -> None:
    trial.become(person("me"))
    disable(trial.engine, "me")
    trial.before = fingerprint(trial.engine)
    line = (CASES | OTHERS | PEOPLE)[name]
    for username in ("me", "nobody"):
        for situation in line.answers or ("waiting",):
            by = person(username, ROLES[line.who[0]])
            assert came_of(trial, name, situation, by) == "NoLongerHere"
            count("use cases")
    trial.again()


@pytest.mark.parametrize("name", sorted(set(USE_CASES) - SYSTEM_ONLY))
def test_a_stranger_does_nothing(trial: Trial, name: str) -> None:
    trial.become(person("me"))
    for situation in (CASES | OTHERS | PEOPLE)[name].answers or ("waiting",):
        with pytest.raises((Refusal, AttributeError, TypeError)):
            came_of(trial, name, situation, None)
        assert fingerprint(trial.engine) == trial.before
        count("use cases")


@pytest.mark.postgres
def test_a_sample_of_it_on_postgresql(postgres_url: str) -> None:
    """Every use case, within and elsewhere, by every role, in the situation in which most is allowed."""
    wrong: list[str] = []
    with furnished_postgres(postgres_url) as trial:
        for name, line in (CASES | OTHERS | PEOPLE).items():
            good = next((one for one, answer in line.answers.items() if answer == "yes"), "waiting")
            for role in Role:
                wrong += wrong_cells(trial, name, line, role, (good,), ("within", "other region"))
    assert wrong == []
