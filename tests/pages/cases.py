"""Received cases for the page tests: one household in need, with papers to be looked at."""

import hashlib
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

import sqlalchemy as sa

from casework.actors import System
from casework.use_cases.claim import Claim, claim
from casework.use_cases.judge_document import JudgeDocument, judge_document
from casework.use_cases.receive import Receive, ReceivedPaper, ReceiveMany, receive_many
from dashboard import office as process
from dashboard.forms.wishes import command_of
from data_access.queries.case import open_case
from data_access.tables import staff

NUMBER = "29001011234567"
_keys = count()

HOUSEHOLD = {
    "full_name": "أمينة محمود السيد",
    "national_id": NUMBER,
    "birth_date": date(1990, 1, 1),
    "sex": "female",
    "marital_status": "widowed",
    "nationality": "citizen",
    "region": "eg-01",
    "phone": "+201001234567",
    "iban": "EG380019000500000000263180002",
    "monthly_income": Decimal(1200),
    "other_pension": Decimal(0),
    "household_size": 4,
    "dependants": 3,
    "school_children": 2,
    "children_in_school": True,
    "school_fees": Decimal(0),
    "employment_status": "unemployed",
    "housing": "owned",
    "land_area": Decimal(0),
    "property_value": Decimal(0),
    "vehicles": 0,
    "moved_since_update": False,
    "health_visits_kept": True,
    "days_abroad": 0,
    "in_shelter": False,
}
KINDS = ("identity_card", "family_register", "birth_certificate")


def a_paper(kind, *, fault=None, salt=""):
    sha = hashlib.sha256(f"{kind}{salt}{next(_keys)}".encode()).hexdigest()
    return ReceivedPaper(
        kind=kind,
        original_name=f"{kind}.jpg",
        sha256=None if fault else sha,
        media_type="image/jpeg",
        size=1000,
        pages=0 if fault else 1,
        page_sizes=() if fault else ((800, 1100),),
        fault=fault,
    )


def receives(office, *, papers=None, programme="eg.takaful", days_ago=3, language="ar", **facts):
    """The reference of a new application; facts replace those of the household."""
    now = process.now()
    told = HOUSEHOLD | {"data_updated_on": (now - timedelta(days=90)).date()} | facts
    command = Receive(
        programme=programme,
        facts=told,
        papers=tuple(a_paper(kind) for kind in KINDS) if papers is None else tuple(papers),
        received_at=now - timedelta(days=days_ago),
        channel="import",
        source="test",
        source_key=f"test:{next(_keys)}",
        language=language,
    )
    received = office.records.act(receive_many, ReceiveMany(commands=(command,)), by=System())
    return received[0].reference


def person(office, username):
    return office.directory.account(username).staff


def version_of(office, username):
    """The version of a person's account, as a form of now would name it."""
    with office.directory.engine.connect() as connection:
        return connection.scalar(sa.select(staff.c.version).where(staff.c.username == username))


def case_of(office, reference, by="amal"):
    return office.records.ask(open_case, viewer=person(office, by), reference=reference)


def claims(office, reference, by="amal"):
    who = person(office, by)
    command_id = command_of(who, "claim", reference, case_of(office, reference, by).version)
    office.records.act(claim, Claim(application=reference, command_id=command_id), by=who)


def judges(office, reference, verdict="accepted", by="amal", note="seen"):
    who = person(office, by)
    for paper in case_of(office, reference, by).papers:
        seen = case_of(office, reference, by).version
        command = JudgeDocument(
            application=reference,
            seen=seen,
            command_id=command_of(who, "judge", reference, seen, paper.id),
            paper=paper.id,
            verdict=verdict,
            note=note,
        )
        office.records.act(judge_document, command, by=who)


def unfold(at, *keys):
    """The page with these boxes open."""
    for key in keys:
        at.session_state[key] = True
    return at.run()
