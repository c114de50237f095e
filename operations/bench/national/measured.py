"""What a caseworker waits for in an office of national size, beside plain SQL, and how flat it stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from statistics import median
from typing import Any, Final, Self
from uuid import uuid4

from casework.use_cases.claim import ClaimNext, claim_next
from data_access.engine import make_engine
from data_access.queries.case import open_case
from data_access.queries.caseworker import Cursor, QueueFilters, QueueView, queue, queue_counts, search
from data_access.records import Records
from data_access.watching import watched
from operations.bench.desk import decided
from operations.bench.measure import late, seconds
from operations.bench.national.plain_reads import PlainReads
from operations.bench.office import AMAL, NOW, TODAY
from operations.bench.plain import Plain
from operations.throwaway import SEAL_KEY

HEAD: Final = (
    "| What | Applications | Statements | Database, median ms | 95th | Floor, median ms | Ratio |\n"
    "|---|--:|--:|--:|--:|--:|--:|"
)
ROUNDS: Final = 100
_ACTS: Final = 40
_WHICH: Final[dict[QueueView, str]] = {
    QueueView.UNCLAIMED: "a.stage = 'waiting'",
    QueueView.OVERDUE: f"a.stage IN ('waiting', 'in_hand') AND a.due_on < '{TODAY}'",
    QueueView.RETURNED: "a.state = 'completed'",
    QueueView.ALL: "true",
}
_COUNTED: Final = (
    *(_WHICH[view] for view in (QueueView.UNCLAIMED, QueueView.OVERDUE, QueueView.RETURNED)),
    "a.stage = 'in_hand' AND a.assignee = 'amal'",
    "a.stage = 'checking'",
)
# Two words that very many bear, one of them with few, and two that few bear; in another order than in names.
_NAMES: Final = ("أحمد محمد", "زكريا محمد", "شنودة بولس")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waited:
    """Seconds in the database of each call, and the floor's; ``statements`` is the most one call took."""

    what: str
    applications: int
    statements: int
    ours: Sequence[float]
    floor: Sequence[float]

    @property
    def middle(self) -> float:
        """The median of ours, in milliseconds."""
        return median(self.ours) * 1000

    def __str__(self) -> str:
        floor = median(self.floor) * 1000
        return (
            f"| {self.what} | {self.applications:,} | {self.statements} | {self.middle:.2f} "
            f"| {late(self.ours) * 1000:.2f} "
            f"| {floor:.2f} | {self.middle / floor:.1f} |"
        )


def desk_waits(url: str, applications: int | None = None, *, acts: bool = True) -> Iterator[Waited]:
    """Measure the desk of a loaded office; ``acts`` also takes and decides cases, which changes it."""
    with Desk(url, applications) as desk:
        yield from desk.lists()
        yield from desk.searches()
        yield desk.case()
        if acts:
            yield from desk.acts(url)


class Desk:
    """The desk and the floor over one database."""

    def __init__(self, url: str, applications: int | None) -> None:
        self._engine: Any = make_engine(url)
        self._records = Records(self._engine, lambda: NOW, seal_key=SEAL_KEY)
        self._plain = PlainReads(url, tuple(AMAL.programmes))
        self._applications = applications or self._plain.all()

        self._watching = watched(self._engine)

    def __enter__(self) -> Self:
        self._watched = self._watching.__enter__()
        return self

    def __exit__(self, *problem: object) -> None:
        self._watching.__exit__(None, None, None)
        self._plain.__exit__(*problem)
        self._engine.dispose()

    def lists(self) -> Iterator[Waited]:
        """The lists of the queue, first page and last, and how many each holds."""
        for view, which in _WHICH.items():
            yield self._timed(
                f"Queue, {view}", self._page(view), lambda which=which: self._plain.listed(which)
            )
        for view in (QueueView.UNCLAIMED, QueueView.ALL):
            yield self._last_page(view)
        yield self._timed("Queue, how many in each list", self._counts, lambda: self._plain.counted(_COUNTED))

    def searches(self) -> Iterator[Waited]:
        """By national number, and by two words of a name in any order."""
        numbers = cycle(self._plain.drawn("national_id", 2 * ROUNDS))
        yield self._timed(
            "Search by national number",
            lambda: self._search(next(numbers)),
            lambda: self._plain.by_number(next(numbers)),
        )
        for words in _NAMES:
            asked = " & ".join(words.replace("أ", "ا").replace("ة", "ه").split())
            yield self._timed(
                f"Search by name: {words}",
                lambda words=words: self._search(words),
                lambda asked=asked: self._plain.named(asked),
                rounds=ROUNDS // 5,
            )

    def case(self) -> Waited:
        """A case drawn at random."""
        drawn = cycle(self._plain.drawn("reference", 2 * ROUNDS))

        def opened() -> None:
            self._records.ask(open_case, viewer=AMAL, reference=next(drawn))

        return self._timed("Open a case", opened, lambda: self._plain.case(next(drawn)))

    def acts(self, url: str) -> Iterator[Waited]:
        """The next case and a decision, each whole: rules, journal, figures, message, seal and disk."""
        held: list[str] = []

        def next_case() -> None:
            held.append(self._records.act(claim_next, ClaimNext(command_id=uuid4()), by=AMAL))

        with Plain(url, tuple(AMAL.programmes)) as plain:
            # Both take from the same queue, and two cases each before counting begins.
            rounds = min(_ACTS, plain.waiting() // 2 - 3)
            if rounds > 0:
                yield self._timed("Next case", next_case, plain.next_case, rounds=rounds)
                yield self._timed("Decision", lambda: self._decide(held.pop()), plain.decision, rounds=rounds)

    def _decide(self, reference: str) -> None:
        seen = self._records.ask(open_case, viewer=AMAL, reference=reference).version
        self._watched.clear()
        decided(self._records, reference, seen)

    def _page(self, view: QueueView, at: Cursor | None = None) -> Callable[[], object]:
        return lambda: self._records.ask(
            queue, viewer=AMAL, view=view, filters=QueueFilters(), today=TODAY, at=at, limit=50
        )

    def _last_page(self, view: QueueView) -> Waited:
        which = _WHICH[view]
        due_on, number = self._plain.place(which, 60)
        ours = self._page(view, Cursor(due_on=due_on, id=number))
        return self._timed(
            f"Queue, {view}, last page", ours, lambda: self._plain.listed(which, (due_on, number))
        )

    def _counts(self) -> object:
        return self._records.ask(queue_counts, viewer=AMAL, filters=QueueFilters(), today=TODAY)

    def _search(self, text: str) -> object:
        return self._records.ask(search, viewer=AMAL, text=text, today=TODAY)

    def _timed(
        self, what: str, ours: Callable[[], object], floor: Callable[[], object], *, rounds: int = ROUNDS
    ) -> Waited:
        """Both in turn, twice before counting begins."""
        told: list[tuple[float, int]] = []
        floors: list[float] = []
        for _ in range(rounds + 2):
            self._watched.clear()
            ours()
            told.append((self._watched.seconds, self._watched.statements))
            floors.append(seconds(floor))
        counted = told[2:]
        return Waited(
            what=what,
            applications=self._applications,
            statements=max(statements for _, statements in counted),
            ours=[spent for spent, _ in counted],
            floor=floors[2:],
        )


def flat(waits: Sequence[Waited]) -> Iterator[str]:
    """Of each question, how much longer it takes in the largest office than in the smallest."""
    sizes = sorted({one.applications for one in waits})
    yield f"| What | {sizes[0]:,} | {sizes[-1]:,} | Ratio |\n|---|--:|--:|--:|"
    for what in dict.fromkeys(one.what for one in waits):
        mine = {one.applications: one.middle for one in waits if one.what == what}
        if len(mine) > 1:
            small, large = mine[min(mine)], mine[max(mine)]
            yield f"| {what} | {small:.2f} ms | {large:.2f} ms | {large / small:.2f} |"
