"""kill -9 of the application between every two steps of an act and of storing a file, one after another."""

import hashlib
import os
import signal
from collections.abc import Callable
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from casework.actors import System
from casework.use_cases.claim import ClaimNext, claim_next
from casework.use_cases.decide import decide
from casework.use_cases.receive import ReceiveMany, receive_many
from data_access.steps import tell_every_step
from operations.drills.audit import (
    everything_wrong,
    files_without_rows,
    half_acts,
    rows_without_files,
    sweep_now,
)
from operations.drills.load import application, rejection, stored_paper
from operations.drills.offices import POSTGRESQL, SQLITE, DrillOffice, drill_office, person
from operations.drills.result import Result
from operations.drills.workers import CONTEXT, preload

CLERK: Final = person("clerk")
_PAPERS: Final = 2
# What storing a file asks of the system, in `os`.
_OF_FILES: Final = ("mkdir", "open", "fsync", "replace", "close", "utime")
_MOST: Final = 2_000


def drill(scale: float, out: Callable[[str], Any]) -> Result:
    """Kill at each step on both databases; a smaller scale leaves steps out."""
    preload()
    every = max(1, round(1 / scale))
    columns: dict[str, object] = {}
    passed = True
    for database in (POSTGRESQL, SQLITE):
        with drill_office(database, people=(CLERK,)) as office:
            found, well = killed_at_each_step(office, every)
        columns[f"{database}:"], passed = found, passed and well
        out(f"{database}: {found}")
    return Result(name="steps", columns=columns, passed=passed)


def killed_at_each_step(office: DrillOffice, every: int = 1) -> tuple[str, bool]:
    """Receive, claim and decide a case, killed at the first step, then at the second, and so on to the last.

    After each kill nothing is half done, and doing the same again ends well.
    """
    wrong: list[str] = []
    step = killed = 0
    while _killed_at(office, step):
        killed += 1
        wrong += [f"step {step}: {problem}" for problem in (*half_acts(office), *rows_without_files(office))]
        receive_claim_decide(office, f"step{step}")
        wrong += _not_exactly_once(office, step)
        step += every
    wrong += everything_wrong(office)
    orphans = sweep_now(office)
    left = list(files_without_rows(office))
    decisions = office.number("SELECT count(*) FROM decisions")
    sentence = (
        f"killed at {killed} of {step + 1 - every} steps, {decisions} decisions for {killed + 1} cases, "
        f"{orphans} orphans and halves swept, {len(left)} left, {len(wrong)} wrong"
    )
    if wrong:
        sentence += f": {'; '.join(wrong[:5])}"
    return sentence, not wrong and not left and decisions == killed + 1


def receive_claim_decide(office: DrillOffice, name: str) -> None:
    """One case from its papers to its decision; the same name again is the same clicks again."""
    papers = tuple(
        stored_paper(office.documents, hashlib.sha256(f"{name} {number}".encode()).digest() * 100)
        for number in range(_PAPERS)
    )
    office.records.act(receive_many, ReceiveMany(commands=(application(name, papers),)), by=System())
    claim = ClaimNext(command_id=_command(name, "claim"))
    reference = office.records.act(claim_next, claim, by=CLERK)
    code, seen = office.found("SELECT programme, version FROM applications WHERE reference = ?", reference)[0]
    office.records.act(decide, rejection(reference, code, seen, _command(name, "decide")), by=CLERK)


def _killed_at(office: DrillOffice, step: int) -> bool:
    """Whether a process that ends itself at this step was ended; False when there are fewer steps."""
    process = CONTEXT.Process(target=_work_until, args=(office, step), daemon=True)
    process.start()
    process.join()
    if process.exitcode not in {0, -signal.SIGKILL} or step > _MOST:
        raise RuntimeError(f"at step {step} the worker ended with {process.exitcode}")
    return process.exitcode == -signal.SIGKILL


def _work_until(office: DrillOffice, step: int) -> None:
    taken = -1

    def tell(_what: str) -> None:
        nonlocal taken
        taken += 1
        if taken == step:
            os.kill(os.getpid(), signal.SIGKILL)

    tell_every_step(office.engine, tell)
    for name in _OF_FILES:
        setattr(os, name, _telling(getattr(os, name), tell))
    receive_claim_decide(office, f"step{step}")


def _telling(act: Callable[..., Any], tell: Callable[[str], None]) -> Callable[..., Any]:
    def told(*args: Any, **kwargs: Any) -> Any:
        tell(f"before {act.__name__}")
        done = act(*args, **kwargs)
        tell(f"after {act.__name__}")
        return done

    return told


def _not_exactly_once(office: DrillOffice, step: int) -> list[str]:
    """What differs from one case, one claim and one decision under this step's name."""
    counts = {
        "case": office.number("SELECT count(*) FROM applications WHERE source_key = ?", f"step{step}"),
        "claim": _on_record(office, _command(f"step{step}", "claim")),
        "decision": _on_record(office, _command(f"step{step}", "decide")),
    }
    wrong = [f"step {step}: {what} {many} times" for what, many in counts.items() if many != 1]
    waiting = office.number("SELECT count(*) FROM applications WHERE stage IN ('waiting', 'in_hand')")
    return wrong + ([f"step {step}: {waiting} cases not decided"] if waiting else [])


def _on_record(office: DrillOffice, command: UUID) -> int:
    ids = [UUID(str(row[0])) for row in office.found("SELECT command_id FROM commands")]
    return ids.count(command)


def _command(name: str, what: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"{name} {what}")
