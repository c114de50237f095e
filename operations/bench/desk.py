"""What a caseworker waits for: a page of the queue, the next case, a decision."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from uuid import uuid4

import click

from casework.applications.lifecycle import Outcome
from casework.applications.reasons import Route
from casework.countries.pack import programme
from casework.use_cases.claim import ClaimNext, claim_next
from casework.use_cases.decide import Decide, decide
from data_access.engine import make_engine
from data_access.migrate import migrate
from data_access.queries.caseworker import Cursor, QueueFilters, QueueView, queue
from data_access.records import Records
from data_access.staff import StaffDirectory
from operations.bench.cluster import throwaway_postgres
from operations.bench.measure import Figure, in_turn, seconds
from operations.bench.office import AMAL, AMAL_ACCOUNT, NOW, TODAY, fill
from operations.bench.plain import Plain
from operations.throwaway import SEAL_KEY

ROUNDS: Final = 60
PAGE: Final = 50


def desk_figures(database: str, cases: int) -> Iterator[Figure]:
    """Fill a new database of this kind, and measure."""
    if database == "postgresql":
        with throwaway_postgres(durable=True) as url:
            yield from _figures(url, database, cases)
        return
    with TemporaryDirectory(prefix="mizan-bench-") as folder:
        yield from _figures(f"sqlite:///{Path(folder) / 'mizan.db'}", database, cases)


def _figures(url: str, database: str, cases: int) -> Iterator[Figure]:
    engine = make_engine(url)
    migrate(engine)
    # Whoever acts must work here; nobody signs in, so no password fits.
    StaffDirectory(engine, SEAL_KEY).add(AMAL_ACCOUNT, "!")
    records = Records(engine, lambda: NOW, seal_key=SEAL_KEY)
    filling = seconds(partial(fill, records, cases))
    click.echo(f"{database}: {cases:,} applications received in {filling:.0f} s", err=True)
    with Plain(url, tuple(AMAL.programmes)) as plain:
        plain.analyse()
        for what, (ours, floor) in _measured(records, plain):
            yield Figure(what=what, database=database, cases=cases, ours=ours, floor=floor)
    engine.dispose()


def _measured(records: Records, plain: Plain) -> Iterator[tuple[str, tuple[list[float], list[float]]]]:
    deep = plain.waiting() - PAGE - 1
    due_on, number = plain.place(deep - 1)
    last = _page(records, Cursor(due_on=due_on, id=number))
    yield "Queue, first page", in_turn(_page(records, None), plain.first_page, rounds=ROUNDS)
    behind = partial(plain.page_after, due_on, number)
    yield "Queue, last page, floor by keyset", in_turn(last, behind, rounds=ROUNDS)
    yield "Queue, last page, floor by OFFSET", in_turn(last, partial(plain.page_at, deep), rounds=ROUNDS)
    held: list[str] = []

    def next_case() -> None:
        held.append(records.act(claim_next, ClaimNext(command_id=uuid4()), by=AMAL))

    yield "Next case", in_turn(next_case, plain.next_case, rounds=ROUNDS)
    yield "Decision", in_turn(lambda: decided(records, held.pop()), plain.decision, rounds=ROUNDS)


def _page(records: Records, at: Cursor | None) -> Callable[[], object]:
    return partial(
        records.ask,
        queue,
        viewer=AMAL,
        view=QueueView.UNCLAIMED,
        filters=QueueFilters(),
        today=TODAY,
        at=at,
        limit=PAGE,
    )


def decided(records: Records, reference: str, seen: int = 2) -> None:
    """Reject a case in one's hands, seen at this version, for the first reason there is."""
    command = Decide(
        application=reference,
        seen=seen,
        command_id=uuid4(),
        outcome=Outcome.REJECT,
        reasons=(rejection(reference),),
        note="قياس",
        words="قياس",
    )
    records.act(decide, command, by=AMAL)


def rejection(reference: str) -> str:
    """The first reason there is to reject a case of Egypt's."""
    code = {"TK": "eg.takaful", "KR": "eg.karama"}[reference.partition("-")[0]]
    reasons = programme(code).reasons_on(TODAY)
    return next(reason.code for reason in reasons if reason.route is Route.REJECT)
