"""20,000 claims by 16 workers who are killed at random: none is given twice, none is lost."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from casework.actors import Staff
from casework.errors import NothingToClaim
from casework.use_cases.claim import ClaimNext, claim_next
from data_access.errors import StorageError
from operations.drills.ledger import Ledger
from operations.drills.offices import POSTGRESQL, SQLITE, DrillOffice, drill_office, person
from operations.drills.result import Result, of
from operations.drills.workers import preload, work_and_be_killed

WORKERS: Final = 16
CASES: Final = {POSTGRESQL: 20_000, SQLITE: 2_000}
NAIVE: Final = 2_000
_KILL_EVERY: Final = 1.0
_NOTHING: Final = "nothing"
PEOPLE: Final = tuple(person(f"worker{number:02d}") for number in range(WORKERS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What the ledgers say against what the records say."""

    attempted: int
    acknowledged: int
    lost: int
    duplicated: int
    unexpected: int
    killed: int

    @property
    def exact(self) -> bool:
        """Nothing lost, nothing twice, nothing from nowhere."""
        return not (self.lost or self.duplicated or self.unexpected)

    def __str__(self) -> str:
        return (
            f"attempted {self.attempted:,}, acknowledged {self.acknowledged:,}, lost {self.lost}, "
            f"duplicated {self.duplicated}, unexpected {self.unexpected} ({self.killed} workers killed)"
        )


def drill(scale: float, out: Callable[[str], Any]) -> Result:
    """Claim everything on both databases, then let the naive form do it."""
    preload()
    accounts = {}
    for database, full in CASES.items():
        with drill_office(database, cases=of(full, scale, least=WORKERS), people=PEOPLE) as office:
            out(f"{database}: {of(full, scale, least=WORKERS):,} cases wait")
            accounts[database] = claimed_by_many(office)
            out(f"{database}: {accounts[database]}")
            if database == POSTGRESQL:
                twice = given_twice_naively(office, of(NAIVE, scale, least=200))
                out(f"naive form: {twice} given twice")
    return Result(
        name="claims",
        columns={f"{name}:": account for name, account in accounts.items()}
        | {"naive form, given twice:": twice},
        passed=all(account.exact for account in accounts.values()) and twice > 0,
    )


def claimed_by_many(
    office: DrillOffice, people: Sequence[Staff] = PEOPLE, *, kill_every: float = _KILL_EVERY
) -> Account:
    """Let the workers claim until nothing waits, and hold their ledgers against the records."""
    folder = _folder(office)
    each = [(office, one, folder / f"{one.username}.ledger") for one in people]
    killed = work_and_be_killed(_claim_everything, each, kill_every=kill_every, seed=1)
    return accounted(office, Ledger.all_of(folder), killed)


def given_twice_naively(office: DrillOffice, cases: int) -> int:
    """How many cases two people are given when a claim first looks and then writes, without a guard."""
    office.change("CREATE TABLE naive (id INTEGER PRIMARY KEY, holder VARCHAR(64))")
    office.change("INSERT INTO naive (id) SELECT generate_series(1, ?)", cases)
    folder = _folder(office)
    each = [(office, one, folder / f"{one.username}.naive.ledger") for one in PEOPLE]
    work_and_be_killed(_claim_naively, each, kill_every=3_600, seed=1)
    given = Counter(said for ledger in Ledger.all_of(folder) for _, said in ledger.told())
    return sum(1 for times in given.values() if times > 1)


def _claim_everything(office: DrillOffice, by: Staff, path: Path) -> None:
    ledger = Ledger(path)
    before = ledger.unanswered()
    while True:
        command = before[0] if before else ledger.attempt()
        try:
            reference = office.records.act(claim_next, ClaimNext(command_id=command), by=by)
        except NothingToClaim:
            ledger.answer(command, _NOTHING)
            return
        except StorageError:
            before = (command, "")  # As the sentence asks: tried again, the same command.
            continue
        ledger.answer(command, reference)
        before = None


def _claim_naively(office: DrillOffice, by: Staff, path: Path) -> None:
    ledger = Ledger(path)
    while waiting := office.found("SELECT id FROM naive WHERE holder IS NULL ORDER BY id LIMIT 1"):
        command = ledger.attempt()
        office.change("UPDATE naive SET holder = ? WHERE id = ?", by.username, waiting[0][0])
        ledger.answer(command, str(waiting[0][0]))


def accounted(office: DrillOffice, ledgers: list[Ledger], killed: int) -> Account:
    """Hold the ledgers against the records."""
    tried = {command for ledger in ledgers for command, _ in ledger.tried()}
    told = {command: said for ledger in ledgers for command, said in ledger.told() if said != _NOTHING}
    on_record = {
        UUID(str(row[0])): str(row[1]) for row in office.found("SELECT command_id, result FROM commands")
    }
    claimed = Counter(row[0] for row in office.found(_CLAIMED))
    times_told = Counter(told.values())
    return Account(
        attempted=len(tried),
        acknowledged=len(told),
        lost=sum(1 for command, said in told.items() if on_record.get(command) != said or not claimed[said]),
        duplicated=sum(1 for times in (*claimed.values(), *times_told.values()) if times > 1),
        unexpected=sum(1 for command in on_record if command not in tried)
        + abs(len(told) - office.number("SELECT count(*) FROM applications WHERE assignee IS NOT NULL"))
        + office.number("SELECT count(*) FROM applications WHERE assignee IS NULL"),
        killed=killed,
    )


_CLAIMED: Final = (
    "SELECT a.reference FROM journal j JOIN applications a ON a.id = j.application_id "
    "AND a.assignee = j.actor WHERE j.kind = 'claimed'"
)


def _folder(office: DrillOffice) -> Path:
    folder = office.home / f"ledgers-{len(list(office.home.glob('ledgers-*')))}"
    folder.mkdir()
    return folder
