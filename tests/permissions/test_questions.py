"""Every question x role x competence: refused, or answered from within competence alone."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy.engine import Engine

import data_access.queries
from casework.actors import Staff, System
from casework.applications.events import EventKind
from casework.errors import Refusal
from casework.permissions import Role
from casework.statistics.periods import Period
from dashboard.settings import ROOT
from data_access.engine import make_engine
from data_access.migrate import migrate
from data_access.queries.behind_figure import Figure
from data_access.queries.caseworker import QueueFilters, QueueView
from data_access.queries.causes import CauseFilters
from data_access.queries.complaints import ComplaintList
from data_access.queries.messages import LeftView
from data_access.queries.office_places import SideBySide
from data_access.queries.reviews import ReviewView
from data_access.queries.scope import Asked
from data_access.queries.staff import Alive, StaffFilters
from data_access.seals import Sealer
from tests.pages.cases import NUMBER
from tests.permissions.complained import tracking_of
from tests.permissions.counted import count
from tests.permissions.furnished import (
    NOW,
    PEOPLE,
    code_of,
    disable,
    furnish,
    lay_files,
    paper_of,
    person,
    records_of,
)
from tests.permissions.paid import paid_case, payment_of
from tests.permissions.policy import QUESTIONS, REACHES, ROLES
from tests.seals import SEAL_KEY
from tests.staffed import on_record

TODAY = NOW.date()
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
SPRING = CauseFilters(since=date(2026, 1, 1), until=date(2026, 6, 1))
ALIVE = Alive(now=NOW, idle=timedelta(minutes=30), longest=timedelta(hours=12))
WITHIN = "data_access.queries."


def questions() -> dict[str, Callable[..., Any]]:
    """All there are: the public functions of `data_access/queries` that take a connection and a viewer."""
    found: dict[str, Callable[..., Any]] = {}
    for module in pkgutil.walk_packages(data_access.queries.__path__, WITHIN):
        for name, thing in vars(importlib.import_module(module.name)).items():
            ours = inspect.isfunction(thing) and thing.__module__ == module.name and not name.startswith("_")
            if ours and {"connection", "viewer"} <= set(inspect.signature(thing).parameters):
                found[f"{module.name.removeprefix(WITHIN)}.{name}"] = thing
    return found


ASKED = questions()
SYSTEM_ASKS = frozenset(name for name, one in ASKED.items() if one.__annotations__["viewer"] == "System")


def complain(engine: Engine, reference: str) -> None:
    """Somebody complains about a case."""
    said = {"complaint_kind": "service", "decision": None, "decided_on": None, "reasons": []}

    def file(_command: object, unit: Any, by: Staff, now: Any) -> None:
        case = unit.applications.get(reference)
        facts = said | {"complaint": "C-1", "due_on": "2026-03-09", "note": ""}
        case.happened(EventKind.COMPLAINT_FILED, by=by, at=now(), **facts)

    records_of(engine).act(file, None, by=PEOPLE[-1])


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Engine, dict[str, str]]]:
    """An office with every situation of a case, one with the same people and no case, and the references."""
    folder = tmp_path_factory.mktemp("questions")
    full, empty = (make_engine(f"sqlite:///{folder / name}.db") for name in ("full", "empty"))
    for engine in (full, empty):
        migrate(engine)
    cases = furnish(full)
    lay_files(full, cases)
    complain(full, cases["their decision"])
    on_record(empty, *PEOPLE)
    disable(empty, "off")
    yield full, empty, cases
    for engine in (full, empty):
        engine.dispose()


def arguments(name: str, engine: Engine, cases: dict[str, str]) -> dict[str, Any]:
    """What each is asked, about a case that is there, a person who works on it, and a whole year."""
    reference = cases["my decision"]
    paper, hashed = paper_of(engine, reference)
    figures: Any = {"asked": Asked(), "period": YEAR}
    figure = Figure.parse("flow", "received", "")
    given: dict[str, dict[str, Any]] = {
        "caseworker.queue": {"view": QueueView.ALL, "filters": QueueFilters(), "today": TODAY},
        "caseworker.queue_counts": {"filters": QueueFilters(), "today": TODAY},
        "caseworker.search": {"text": NUMBER, "today": TODAY},
        "case.open_case": {"reference": reference},
        "case.case_of_paper": {"paper": paper},
        "case.paper_again": {"paper": paper},
        "complaint.open_complaint": {"tracking": tracking_of(engine)},
        "complaints.complaint_list": {"view": ComplaintList.OPEN, "today": TODAY},
        "complaints.complaint_counts": {"today": TODAY},
        "complaints.find_complaints": {"text": tracking_of(engine)},
        "complaints.complaints_of": {"reference": cases["asked"]},
        "complaints.cases_of_person": {"numbers": [NUMBER]},
        "entitlement.entitlement_of_case": {"reference": paid_case(engine)[0]},
        "inquiry.answer_of": {"national_id": NUMBER},
        "inquiry.issued_answer": {"code": code_of(engine), "sealer": Sealer(SEAL_KEY), "at": NOW},
        "intake.known_rows": {"source_keys": ["matrix:0"]},
        "intake.papers_on_record": {"hashes": [hashed]},
        "intake.may_take_rejects": {"batch": 1},
        "behind.behind": {"figure": figure, **figures},
        "behind_figure.total_behind": {"figure": figure, **figures},
        "office_figures.office_figures": figures,
        "office_followed.office_followed": figures,
        "office_places.office_places": {"by": SideBySide.PROGRAMME, **figures},
        "outlook.breach_outlook": {"asked": Asked(), "today": date(2026, 3, 30)},
        "overturned.overturned": {"on": date(2026, 3, 30)},
        "looks.looks": {"period": YEAR},
        "looks.looks_by_person": {"period": YEAR},
        "messages.left_messages": {"view": LeftView.KEPT},
        "payments.month_totals": {"month": date(2026, 3, 1)},
        "payments.troubled_payments": {"month": date(2026, 3, 1)},
        "payments.payments_named": {"references": [payment_of(engine)]},
        "reviews.reviews": {"view": ReviewView.ALL, "today": date(2026, 3, 30)},
        "staff.everybody": {"filters": StaffFilters(), "alive": ALIVE},
        "staff.one_person": {"username": "third", "alive": ALIVE},
        "team.team": {"today": TODAY, **figures},
        "team.movable": {"references": list(cases.values())},
        "team.changes": {"username": "third"},
        "team_work.work_of": {"username": "third", "figure": "decided", **figures},
    }
    causes: Any = {"filters": SPRING}
    if name.endswith("stating_of"):
        causes = {"filters": CauseFilters(since=SPRING.since, until=SPRING.until, reason="fixed_income")}
    return causes if name.startswith("causes.") else given.get(name, {})


def answer_of(name: str, engine: Engine, cases: dict[str, str], viewer: Any, given: dict[str, Any]) -> Any:
    """The answer, or the refusal's name."""
    try:
        return records_of(engine).ask(ASKED[name], viewer=viewer, **given)
    except Refusal as refusal:
        return type(refusal).__name__


def test_the_policy_knows_every_question() -> None:
    assert sorted([*QUESTIONS, *SYSTEM_ASKS]) == sorted(ASKED)


def test_what_the_system_asks_is_asked_by_no_page() -> None:
    assert "office.lapsed_claims" in SYSTEM_ASKS
    shells = [*(ROOT / "pages").glob("*.py"), *(ROOT / "dashboard" / "forms").glob("*.py")]
    named = re.compile(rf"\b({'|'.join(name.rpartition('.')[2] for name in SYSTEM_ASKS)})\b")
    assert [one.name for one in shells if named.search(one.read_text())] == []


@pytest.mark.parametrize(("name", "role"), list(product(sorted(QUESTIONS), Role)))
def test_a_question_is_answered_from_within_competence_or_refused(
    offices: tuple[Engine, Engine, dict[str, str]], name: str, role: Role
) -> None:
    full, empty, cases = offices
    line, given = QUESTIONS[name], arguments(name, full, cases)
    for reach in REACHES:
        viewer = person("me", role, reach)
        answer = answer_of(name, full, cases, viewer, given)
        nothing = answer_of(name, empty, cases, viewer, given)
        count("questions")
        told = f"{name}, {role}, {reach}: {answer!r:.300}"
        expected = line[reach]
        if role not in {ROLES[letter] for letter in line["who"]}:
            assert answer == "NotAllowed", told
        elif expected == "yes":
            assert not isinstance(answer, str) or name == "case.case_of_paper", told
            assert name in NOT_OF_CASES or answer != nothing, told
        elif expected == "nothing":
            assert answer == nothing, told
            assert not any(reference in repr(answer) for reference in cases.values()), told
        else:
            assert answer == expected, told


# Answers that are the same with and without cases: of colleagues, or of a rule that nothing sets off.
NOT_OF_CASES = frozenset(
    {
        *("staff.everybody", "staff.one_person", "caseworker.assignees", "team.changes", "team_work.work_of"),
        "overturned.overturned",
    }
)


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_a_stranger_is_answered_nothing(offices: tuple[Engine, Engine, dict[str, str]], name: str) -> None:
    full, _empty, cases = offices
    with pytest.raises((Refusal, AttributeError, TypeError)):
        records_of(full).ask(ASKED[name], viewer=None, **arguments(name, full, cases))
    count("questions")


def test_the_system_may_ask_what_it_must(offices: tuple[Engine, Engine, dict[str, str]]) -> None:
    full, _empty, _cases = offices
    assert records_of(full).ask(ASKED["office.lapsed_claims"], viewer=System(), before=NOW) == ()
