"""5,000 three-way races, decide, decide, reassign: one wins, the others are told who and when."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from casework.applications.lifecycle import Outcome
from casework.countries.pack import programme
from casework.errors import ChangedMeanwhile, NothingToClaim, Refusal
from casework.local_time import local_date
from casework.permissions import Role
from casework.use_cases.claim import ClaimNext, claim_next
from casework.use_cases.decide import Decide, decide
from casework.use_cases.reassign import Reassign, reassign
from dashboard.office import now
from data_access.errors import StorageError
from operations.drills.offices import POSTGRESQL, SQLITE, DrillOffice, drill_office, person
from operations.drills.result import Result, of
from operations.drills.workers import CONTEXT, preload

RACES: Final = {POSTGRESQL: 5_000, SQLITE: 500}
NAIVE: Final = 500
LANES: Final = 2
_PATIENCE: Final = 120
_HOLDER, _OTHER, _SUPERVISOR = (
    person("holder"),
    person("other"),
    person("supervisor", Role.SUPERVISOR),
)
PEOPLE: Final = (_HOLDER, _OTHER, _SUPERVISOR)
RUNNERS: Final = ("decides", "decides_too", "reassigns")
_DONE: Final = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What came of so many races."""

    races: int
    one_winner: int
    told_who_and_when: int
    won: Counter[str]
    wrong: tuple[str, ...]

    @property
    def exact(self) -> bool:
        """Each race has one winner, and both others were told who won and when."""
        return not self.wrong and self.one_winner == self.races and self.told_who_and_when == 2 * self.races

    def __str__(self) -> str:
        won = ", ".join(f"{name} {times:,}" for name, times in sorted(self.won.items()))
        return (
            f"{self.races:,} races, {self.one_winner:,} with one winner told done ({won}), "
            f"{self.told_who_and_when:,} others told who and when, {len(self.wrong)} wrong"
        )


def drill(scale: float, out: Callable[[str], Any]) -> Result:
    """Race on both databases, then let the naive form race."""
    preload()
    tallies: dict[str, Tally] = {}
    naive = 0
    for database, full in RACES.items():
        cases = of(full, scale, least=10)
        with drill_office(database, cases=cases, people=PEOPLE) as office:
            tallies[database] = raced(office)
            out(f"{database}: {tallies[database]}")
            for wrong in tallies[database].wrong[:5]:
                out(wrong)
            if database == POSTGRESQL:
                naive = decided_twice_naively(office, of(NAIVE, scale, least=50))
    return Result(
        name="races",
        columns={f"{name}:": tally for name, tally in tallies.items()}
        | {"naive form, decided twice:": naive},
        passed=all(tally.exact for tally in tallies.values()) and naive > 0,
    )


def raced(office: DrillOffice) -> Tally:
    """Claim every case, race for each, and hold what the runners were told against the records."""
    _claim_all(office)
    held = office.found("SELECT reference, programme FROM applications ORDER BY id")
    heard = _run(office, _race, [(row[0], row[1]) for row in held])
    wrong: list[str] = []
    won: Counter[str] = Counter()
    told = 0
    for reference, said in heard.items():
        winners = [name for name, what in said.items() if what == _DONE]
        won.update(winners)
        told += sum(_told_rightly(office, reference, what) for what in said.values() if what != _DONE)
        if problem := _problem(office, reference, winners):
            wrong.append(f"{reference}: {problem}; {said}")
    return Tally(
        races=len(heard),
        one_winner=sum(1 for said in heard.values() if list(said.values()).count(_DONE) == 1),
        told_who_and_when=told,
        won=won,
        wrong=tuple(wrong),
    )


def decided_twice_naively(office: DrillOffice, cases: int) -> int:
    """How many cases get two decisions when the state is read first and written without a guard."""
    office.change("CREATE TABLE naive_cases (id INTEGER PRIMARY KEY, decided INTEGER)")
    office.change("CREATE TABLE naive_decisions (case_id INTEGER, runner VARCHAR(16))")
    office.change("INSERT INTO naive_cases (id) SELECT generate_series(1, ?)", cases)
    _run(office, _race_naively, [(str(number), "") for number in range(1, cases + 1)])
    return office.number(
        "SELECT count(*) FROM (SELECT case_id FROM naive_decisions GROUP BY case_id HAVING count(*) > 1) AS t"
    )


def _claim_all(office: DrillOffice) -> None:
    while True:
        try:
            office.records.act(claim_next, ClaimNext(command_id=uuid4()), by=_HOLDER)
        except NothingToClaim:
            return


@dataclass(frozen=True)
class _Runner:
    """One of the three at a line: what they race, for which cases, and where they write what they heard."""

    office: DrillOffice
    race: Callable[..., str]
    cases: Sequence[tuple[str, str]]
    name: str
    line: Any
    file: Path

    def run(self) -> None:
        """Wait at the line before each race until the two others stand there too."""
        heard: dict[str, str] = {}
        for reference, code in self.cases:
            self.line.wait(_PATIENCE)
            heard[reference] = self.race(self.office, reference, code, self.name)
        self.file.write_text(json.dumps(heard))
        self.office.close()


def _run(
    office: DrillOffice, race: Callable[..., str], cases: Sequence[tuple[str, str]]
) -> dict[str, dict[str, str]]:
    """Let three runners race for each case, in some lanes at once; by case, what each runner was told."""
    folder = office.home / f"races-{race.__name__}"
    folder.mkdir()
    lines = [CONTEXT.Barrier(len(RUNNERS)) for _ in range(LANES)]
    runners = [
        _Runner(office, race, cases[lane::LANES], name, line, folder / f"{lane}-{name}.json")
        for lane, line in enumerate(lines)
        for name in RUNNERS
    ]
    running: list[Any] = [CONTEXT.Process(target=runner.run, daemon=True) for runner in runners]
    for process in running:
        process.start()
    for process in running:
        process.join()
    if failed := [process.exitcode for process in running if process.exitcode]:
        raise RuntimeError(f"a runner ended with {failed[0]}")
    heard: dict[str, dict[str, str]] = {reference: {} for reference, _ in cases}
    for runner in runners:
        for reference, said in json.loads(runner.file.read_text()).items():
            heard[reference][runner.name] = said
    return heard


def _race(office: DrillOffice, reference: str, code: str, runner: str) -> str:
    try:
        if runner == "reassigns":
            put = Reassign(
                application=reference, seen=2, command_id=uuid4(), to=_OTHER.username, note="leave"
            )
            office.records.act(reassign, put, by=_SUPERVISOR)
        else:
            office.records.act(decide, _decision(reference, code, runner), by=_HOLDER)
    except ChangedMeanwhile as changed:
        return f"changed by {changed.by} at {changed.at.isoformat()}"
    except (Refusal, StorageError) as problem:
        return f"{type(problem).__name__}: {problem}"
    return _DONE


def _decision(reference: str, code: str, runner: str) -> Decide:
    """The two decide differently, as two tabs might."""
    outcome = Outcome.REJECT if runner == "decides" else Outcome.NEEDS_COMPLETION
    reasons = programme(code).reasons_on(local_date(code, now()))
    reason = next(one.code for one in reasons if one.leads_to(outcome))
    return Decide(
        application=reference,
        seen=2,
        command_id=uuid4(),
        outcome=outcome,
        reasons=(reason,),
        note=runner,
        words=runner,
    )


def _race_naively(office: DrillOffice, number: str, code: str, runner: str) -> str:
    del code
    if office.found("SELECT id FROM naive_cases WHERE id = ? AND decided IS NULL", int(number)):
        office.change("INSERT INTO naive_decisions VALUES (?, ?)", int(number), runner)
        office.change("UPDATE naive_cases SET decided = 1 WHERE id = ?", int(number))
    return _DONE


def _told_rightly(office: DrillOffice, reference: str, said: str) -> bool:
    """Whether a runner heard who changed the case and when, as the journal knows it."""
    actor, at = office.found(
        "SELECT j.actor, j.at FROM journal j JOIN applications a ON a.id = j.application_id "
        "WHERE a.reference = ? AND j.version = 3 ORDER BY j.id LIMIT 1",
        reference,
    )[0]
    moment = at.isoformat() if hasattr(at, "isoformat") else str(at).replace(" ", "T")
    return said.startswith(f"changed by {actor} at {moment[:26]}")


def _problem(office: DrillOffice, reference: str, winners: Sequence[str]) -> str:
    """What is wrong with the records of one race; "" when nothing is."""
    number = office.number("SELECT id FROM applications WHERE reference = ?", reference)
    decisions = [row[0] for row in office.found(_DECISIONS, number)]
    messages = office.number(
        "SELECT count(DISTINCT decision_id) FROM outbox WHERE application_id = ? AND decision_id > 0", number
    )
    lines = office.number("SELECT count(*) FROM journal WHERE application_id = ? AND version = 3", number)
    holder = office.found("SELECT assignee FROM applications WHERE id = ?", number)[0][0]
    decided = [name for name in winners if name != "reassigns"]
    if decisions != decided:
        return f"decisions {decisions}"
    if messages != len(decided) or lines != 1:
        return f"{messages} messages, {lines} lines"
    return "" if decided or holder == _OTHER.username else f"in the hands of {holder}"


_DECISIONS: Final = (
    "SELECT note FROM decisions WHERE application_id = ? "
    "AND id NOT IN (SELECT decision_id FROM undoings) ORDER BY id"
)
