"""A throw-away office for a drill: a database of either kind, people who may work in it, waiting cases."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import uuid4

from casework.actors import Staff
from casework.countries.pack import packs
from casework.permissions import Role
from dashboard.office import now
from data_access.documents import DocumentStore
from data_access.engine import for_reading, make_engine
from data_access.migrate import migrate
from data_access.records import Records
from data_access.staff import Account, StaffDirectory
from operations.bench.cluster import throwaway_postgres
from operations.bench.office import fill
from operations.throwaway import SEAL_KEY

PROGRAMMES: Final = frozenset(code for pack in packs().values() for code in pack.programmes)
SQLITE, POSTGRESQL = "sqlite", "postgresql"


@dataclass(frozen=True)
class DrillOffice:
    """One office by its address and its folder; it can be handed to another process and opened there."""

    url: str
    home: Path

    @cached_property
    def engine(self) -> Any:
        """This process's own engine."""
        return make_engine(self.url)

    @cached_property
    def records(self) -> Records:
        """What may be asked and done."""
        return Records(self.engine, now, seal_key=SEAL_KEY)

    @cached_property
    def documents(self) -> DocumentStore:
        """The citizens' papers."""
        return DocumentStore(self.home / "documents")

    def __getstate__(self) -> dict[str, Any]:
        """Connections stay in the process that made them."""
        return {"url": self.url, "home": self.home}

    def found(self, question: str, *values: object) -> list[Sequence[Any]]:
        """Rows of a question of the drill's own; the tables are looked at past every rule."""
        with for_reading(self.engine).connect() as connection:
            marked = question if connection.dialect.name == SQLITE else question.replace("?", "%s")
            return list(connection.exec_driver_sql(marked, values).fetchall())

    def number(self, question: str, *values: object) -> int:
        """The one number a question asks for."""
        return int(self.found(question, *values)[0][0] or 0)

    def change(self, statement: str, *values: object) -> int:
        """A change past every rule, for the naive forms; how many rows."""
        with self.engine.begin() as connection:
            marked = statement if connection.dialect.name == SQLITE else statement.replace("?", "%s")
            return int(connection.exec_driver_sql(marked, values).rowcount)

    def take_on(self, *people: Staff) -> None:
        """Take people on; none of them can sign in."""
        directory = StaffDirectory(self.engine, SEAL_KEY)
        for one in people:
            account = Account(
                username=one.username,
                name_ar=one.name_ar,
                name_en=one.name_en,
                role=one.role,
                programmes=one.programmes,
                regions=one.regions,
            )
            directory.add(account, "!")

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


def person(username: str, role: Role = Role.CASEWORKER) -> Staff:
    """Somebody who works on every programme."""
    return Staff(
        username=username, name_ar=username, name_en=username.title(), role=role, programmes=PROGRAMMES
    )


@contextmanager
def drill_office(
    database: str, *, cases: int = 0, people: Sequence[Staff] = (), durable: bool = False
) -> Generator[DrillOffice]:
    """An office of so many waiting cases in a new database, gone when one is done.

    Raises:
        NoPostgres: PostgreSQL is asked for and is not here.
    """
    with TemporaryDirectory(prefix="mizan-drill-") as held:
        if database == SQLITE:
            with office_at(f"sqlite:///{held}/mizan.db", Path(held), cases, people) as office:
                yield office
            return
        with throwaway_postgres(durable=durable) as url, office_at(url, Path(held), cases, people) as office:
            yield office


@contextmanager
def office_at(url: str, home: Path, cases: int = 0, people: Sequence[Staff] = ()) -> Generator[DrillOffice]:
    """An office of so many waiting cases in an empty database."""
    office = DrillOffice(url=url, home=home)
    migrate(office.engine, SEAL_KEY)
    office.take_on(*people)
    fill(office.records, cases)
    try:
        yield office
    finally:
        office.close()


def fresh_name() -> str:
    """A name nobody has used."""
    return f"d{uuid4().hex}"
