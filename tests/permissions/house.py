"""A served desk with its people and one case in each pair of hands, each with data to be searched for."""

from __future__ import annotations

import hashlib
import io
import sqlite3
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import sqlalchemy as sa
from PIL import Image

from casework.actors import Staff, System
from casework.applications.lifecycle import Outcome
from casework.use_cases.claim import Claim, claim
from casework.use_cases.decide import Decide, decide
from casework.use_cases.receive import Receive, ReceivedPaper, ReceiveMany, receive_many
from dashboard import office
from data_access.queries.case import CaseView, open_case
from data_access.tables import check_seeds, metadata
from operations.drills.raw_client import RawClient
from operations.drills.served_desk import ServedDesk, served_desk
from tests.lots import seed_drawing
from tests.pages.cases import HOUSEHOLD, KINDS

PEOPLE: Final = ("amal", "mariam", "hany", "noura", "samir", "latifa", "dalia", "yousef", None)
"""Of eg.takaful in Cairo: holder, colleague; other region, other programme; supervisor here, elsewhere;
policy analyst; administrator; and somebody who has not signed in."""
COMPETENT: Final = frozenset({"amal", "mariam", "samir"})
"""Who may open the cases of this house."""
SURNAME: Final = "الزمردي"
PAGE_BYTES: Final = (900, 1200)

# Sessions are used and seen; whoever signs in or reads in another language leaves that alone.
_NOT_COMPARED: Final = frozenset({"sessions", "tickets", "attempts"})
_numbers = count(1)


@dataclass
class House:
    """The desk, the cases by whose they are, and the tabs that are open."""

    desk: ServedDesk
    cases: dict[str, str] = field(default_factory=dict)
    planted: dict[str, tuple[str, ...]] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def cookie_of(self, username: str | None) -> str:
        """One session a person, kept: signing in is not what is tried here."""
        if username is None:
            return ""
        if username not in self.cookies:
            self.cookies[username] = self.desk.cookie_of(username)
        return self.cookies[username]

    def tab(self, username: str | None) -> RawClient:
        return RawClient(self.desk.address, self.cookie_of(username))

    def person(self, username: str) -> Staff:
        return self.desk.directory.account(username).staff

    def act(self, use_case: Callable[..., Any], command: Any, username: str) -> Any:
        return self.desk.records.act(use_case, command, by=self.person(username))

    def case(self, reference: str, username: str = "amal") -> CaseView:
        return self.desk.records.ask(open_case, viewer=self.person(username), reference=reference)

    def receives(self, whose: str) -> str:
        """A case with data nobody else has: its name, number, account and mobile are planted."""
        number = next(_numbers)
        name, digits = f"{SURNAME} {_letters(number)}", f"{number:04d}"
        planted = (name, f"290010101{digits}7", f"EG3800190005000000002631{digits}9", f"+2010012{digits}7")
        facts = dict(zip(("full_name", "national_id", "iban", "phone"), planted, strict=True))
        now = office.now()
        command = Receive(
            programme="eg.takaful",
            facts=HOUSEHOLD | {"data_updated_on": (now - timedelta(days=90)).date()} | facts,
            papers=tuple(self._paper(kind, number) for kind in KINDS),
            received_at=now - timedelta(days=3),
            channel="import",
            source="test",
            source_key=f"house:{number}",
            language="ar",
        )
        (received,) = self.desk.records.act(receive_many, ReceiveMany(commands=(command,)), by=System())
        self.cases[whose], self.planted[received.reference] = received.reference, planted
        return received.reference

    def claims(self, whose: str, username: str) -> str:
        reference = self.receives(whose)
        return self.act(claim, Claim(application=reference, command_id=uuid4()), username)

    def decides(self, whose: str, username: str) -> str:
        reference = self.claims(whose, username)
        command = Decide(
            application=reference,
            seen=self.case(reference, username).version,
            command_id=uuid4(),
            outcome=Outcome.REJECT,
            reasons=("fixed_income",),
            note="رأيت",
            words="نظرنا في أوراقكم",
        )
        self.act(decide, command, username)
        return reference

    def draws(self, *references: str, how_many: int = 8) -> None:
        """From now on these are drawn for a second check, and no other of the first few."""
        left = [one for one in self._coming(how_many) if one not in references]
        seed, today = seed_drawing(drawn=references, left=left), office.now().date()
        days = [today + timedelta(days=number) for number in range(-1, 3)]
        with self.desk.engine.begin() as connection:
            connection.execute(sa.delete(check_seeds))
            connection.execute(sa.insert(check_seeds), [{"day": day, "seed": seed} for day in days])

    def fingerprint(self) -> dict[str, str]:
        """What each table holds, as a hash; what changes by looking alone is left out."""
        told: dict[str, str] = {}
        with sqlite3.connect(self.desk.home / "mizan.db") as connection:
            for table in metadata.tables:
                if table not in _NOT_COMPARED:
                    rows = connection.execute(f"SELECT * FROM {table}").fetchall()
                    told[table] = hashlib.sha256("\n".join(sorted(map(repr, rows))).encode()).hexdigest()
        connection.close()
        return told

    def changed_since(self, before: dict[str, str]) -> set[str]:
        now = self.fingerprint()
        return {table for table, hashed in now.items() if hashed != before[table]}

    def leaks(self, said: RawClient | str) -> set[str]:
        """The planted data that somebody was told."""
        known = [word for words in self.planted.values() for word in words]
        if isinstance(said, RawClient):
            return {word for word in known if said.has_said(word)}
        return {word for word in known if word in said}

    def _paper(self, kind: str, number: int) -> ReceivedPaper:
        image = io.BytesIO()
        Image.new("L", PAGE_BYTES, 50 + number).save(image, "JPEG")
        sha256 = self.desk.documents.put(f"{kind} {number}".encode())
        self.desk.documents.put_page(sha256, 1, image.getvalue())
        return ReceivedPaper(
            kind=kind,
            original_name=f"{kind}.jpg",
            sha256=sha256,
            media_type="image/jpeg",
            size=1000,
            pages=1,
            page_sizes=(PAGE_BYTES,),
            fault=None,
        )

    def _coming(self, how_many: int) -> list[str]:
        from casework.applications.reference import make_reference  # noqa: PLC0415 - only here.

        year = (office.now() - timedelta(days=3)).year
        return [make_reference("TK", year, number) for number in range(1, how_many + 1)]


def _letters(number: int) -> str:
    return "".join("ابتثجحخدذر"[int(digit)] for digit in str(number))


@contextmanager
def furnished_house(home: Path) -> Generator[House]:
    """A desk in which Amal and Mariam hold a case each, and one each waits, is decided, waits for a check."""
    with served_desk(home) as desk:
        house = House(desk)
        house.draws(house._coming(2)[0], house._coming(2)[1])
        house.decides("amal's check", "amal")
        house.decides("mariam's check", "mariam")
        house.receives("waiting")
        house.claims("amal's", "amal")
        house.claims("mariam's", "mariam")
        house.decides("amal's decision", "amal")
        house.decides("mariam's decision", "mariam")
        yield house
