"""An office for many reviewers: their accounts, the analysts', and waiting cases whose papers can be seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from random import Random
from typing import Final

from casework.actors import System
from casework.countries.pack import packs, programme
from casework.permissions import NEEDS_SECOND_FACTOR, Role
from casework.use_cases.receive import Receive, ReceivedPaper, ReceiveMany, receive_many
from dashboard import office
from dashboard.passwords import DEMO_TOTP_SECRET, hashed
from data_access.documents import DocumentStore
from data_access.records import Records
from data_access.second_factor import SecondFactors
from data_access.staff import Account, StaffDirectory
from operations.bench.reviewers.browser import Person
from operations.demo.drawing import draw
from operations.demo.office import make_plans
from operations.demo.people import Applicant, population
from operations.papers import Examined, Examiner

PASSWORD: Final = "a-load-of-reviewers-2026"  # noqa: S105 - of a folder that is thrown away.
_COUNTRY: Final = "eg"
_SPECIMENS: Final = 24
_BATCH: Final = 100
_DAYS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Specimen:
    """A drawn and examined paper, which every case gets under bytes of its own."""

    kind: str
    content: bytes
    examined: Examined


def take_on(directory: StaffDirectory, reviewers: int, analysts: int) -> tuple[Person, ...]:
    """Give so many reviewers an account each, and so many supervisors, who walk the pages of figures."""
    shared = hashed(PASSWORD)
    people = [_person(directory, f"reviewer{n:04d}", Role.CASEWORKER, shared) for n in range(reviewers)]
    return (
        *people,
        *(_person(directory, f"analyst{n:04d}", Role.SUPERVISOR, shared) for n in range(analysts)),
    )


def _person(directory: StaffDirectory, username: str, role: Role, password_hash: str) -> Person:
    account = Account(
        username=username,
        name_ar=f"موظف {username[-4:]}",
        name_en=username.capitalize(),
        role=role,
        programmes=frozenset(packs()[_COUNTRY].programmes),
    )
    directory.add(account, password_hash)
    if role in NEEDS_SECOND_FACTOR:
        SecondFactors(directory).preset(username, DEMO_TOTP_SECRET)
    return Person(
        username=username,
        password=PASSWORD,
        code_secret=DEMO_TOTP_SECRET if role in NEEDS_SECOND_FACTOR else "",
        analyst=role is not Role.CASEWORKER,
    )


def fill_with_papers(records: Records, documents: DocumentStore, cases: int, source: str = "bench") -> None:
    """Receive so many waiting applications of different people, with each paper their programme asks for.

    Those of one source are numbered: filled in again, they are known.
    """
    specimens, numbers = _specimens(), count()
    people = _people(cases)
    for start in range(0, cases, _BATCH):
        batch = tuple(
            _received(one, number, specimens, numbers, documents, source=source)
            for number, one in enumerate(people[start : start + _BATCH], start)
        )
        records.act(receive_many, ReceiveMany(commands=batch), by=System())


def _people(cases: int) -> list[Applicant]:
    today = office.now().date()

    def some_day(rng: Random, number: int, code: str) -> object:
        del number, code
        return today - timedelta(days=rng.randrange(1, _DAYS))

    # Both countries are among them; two in five are the other one's.
    drawn = population(cases * 2 + 50, some_day, today)  # type: ignore[arg-type]
    return [one for one in drawn if one.programme.startswith(_COUNTRY)][:cases]


def _received(
    one: Applicant,
    number: int,
    specimens: dict[str, Specimen],
    numbers: Iterator[int],
    documents: DocumentStore,
    *,
    source: str,
) -> Receive:
    facts = {**one.facts, "region": one.person.region}
    kinds = [document.kind for document in programme(one.programme).required_for(facts)]
    return Receive(
        programme=one.programme,
        facts=facts,
        papers=tuple(_paper(kind, specimens, next(numbers), documents) for kind in kinds),
        received_at=office.now() - timedelta(days=number * 37 % _DAYS, minutes=number % 600),
        channel="import",
        source="bench",
        source_key=f"{source}:{number}",
        language=one.person.language,
    )


def _paper(kind: str, specimens: dict[str, Specimen], number: int, documents: DocumentStore) -> ReceivedPaper:
    found = specimens.get(kind) or next(iter(specimens.values()))
    # No two cases share a paper: what stands after the end of a file is part of its hash, not of its picture.
    content = found.content + number.to_bytes(8)
    sha256 = documents.put(content)
    documents.put_pages(sha256, found.examined.page_images)
    return ReceivedPaper(
        kind=kind,
        original_name=f"{kind}.jpg",
        sha256=sha256,
        media_type=found.examined.media_type,
        size=len(content),
        pages=len(found.examined.pages),
        page_sizes=found.examined.pages,
        fault=None,
    )


def _specimens() -> dict[str, Specimen]:
    """One sound paper of each kind, drawn as the demo office's are and examined as every paper is."""
    plans = make_plans(300, office.now().date())
    sheets = [sheet for plan in plans for sheet in plan.sheets if sheet.flaw == "fine"]
    wanted = list({sheet.kind: sheet for sheet in sheets}.values())[:_SPECIMENS]
    contents = [draw(sheet) for sheet in wanted]
    with Examiner() as examiner:
        examined = list(examiner.examine_all(contents))
    return {
        sheet.kind: Specimen(kind=sheet.kind, content=content, examined=found)
        for sheet, content, found in zip(wanted, contents, examined, strict=True)
        if found.fault is None
    }
