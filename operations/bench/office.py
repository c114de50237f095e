"""An office of many waiting cases, received through the use case that receives every case."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Final

from casework.actors import System
from casework.countries.pack import packs
from casework.permissions import Role
from casework.use_cases.receive import Receive, ReceiveMany, receive_many
from data_access.records import Records
from data_access.staff import Account
from operations.demo.people import Applicant, population

TODAY: Final = date(2026, 11, 23)
NOW: Final = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BATCH: Final = 1_000
_HOUSEHOLDS: Final = 1_000
_DAYS: Final = 120

AMAL_ACCOUNT: Final = Account(
    username="amal",
    name_ar="أمل",
    name_en="Amal",
    role=Role.CASEWORKER,
    programmes=frozenset(packs()["eg"].programmes),
)
AMAL: Final = AMAL_ACCOUNT.staff


def households() -> tuple[Applicant, ...]:
    """A thousand invented households of both countries."""
    return population(_HOUSEHOLDS, _some_day, TODAY)


def fill(records: Records, cases: int) -> None:
    """Receive so many applications, all of them waiting: the heaviest queue they can make."""
    base = households()
    for start in range(0, cases, BATCH):
        batch = tuple(_received(base, start, min(cases, start + BATCH)))
        records.act(receive_many, ReceiveMany(commands=batch), by=System())


def _received(base: tuple[Applicant, ...], first: int, last: int) -> Iterator[Receive]:
    for number in range(first, last):
        one = base[number % len(base)]
        # Spread over the days by a step that has no common divisor with them.
        age = timedelta(days=number * 37 % _DAYS, minutes=number % 600)
        yield Receive(
            programme=one.programme,
            facts={**one.facts, "region": one.person.region},
            papers=(),
            received_at=NOW - age,
            channel="import",
            source="bench",
            source_key=f"bench:{number}",
            language=one.person.language,
        )


def _some_day(rng: Random, number: int, programme: str) -> date:
    del number, programme
    return TODAY - timedelta(days=rng.randrange(_DAYS))
