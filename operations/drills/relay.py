"""Relays are killed while they send: no message may be lost, and none may be heard with two different texts.

The gateway is real (HTTP on this machine) and answers some requests with "busy". Every relay words in its own
way, so that a message worded twice would be caught: what was fixed first must be what everybody sends.
"""

import json
import multiprocessing
import os
import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.context import ForkServerContext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar, Final
from uuid import uuid4

from casework.actors import System
from casework.messages import Channel, MessageState, Wording
from casework.use_cases.applicant import Withdraw, withdraw
from casework.use_cases.receive import Receive, ReceiveMany, receive_many
from dashboard.relay.gateway import Gateway
from dashboard.relay.relay import Relay
from dashboard.relay.settings import Ways
from data_access.engine import make_engine
from data_access.history import Replay
from data_access.migrate import migrate
from data_access.queries.messages import messages_by_state
from data_access.records import Records
from operations.bench.cluster import NoPostgres, throwaway_postgres
from operations.drills.offices import POSTGRESQL, SQLITE
from operations.drills.result import Result, of
from operations.throwaway import SEAL_KEY
from ui.wording import worded

MESSAGES: Final = 10_000
KILLS: Final = 200
LEASE: Final = timedelta(seconds=1)
LONGEST: Final = 1_800.0
_BUSY: Final = 0.02
_BATCH: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Drilled:
    """What came of it: `repeated` were handed over more than once, with the same id and the same text."""

    messages: int
    kills: int
    requests: int
    repeated: int
    lost: int
    two_texts: int
    seconds: float

    @property
    def passed(self) -> bool:
        """Nothing was lost, and nothing said two things."""
        return self.kills > 0 and self.lost == 0 and self.two_texts == 0

    def __str__(self) -> str:
        """In one sentence."""
        return (
            f"{self.messages:,} messages, {self.kills:,} kills, {self.requests:,} requests, "
            f"{self.repeated:,} repeated with the same text, {self.lost:,} lost, "
            f"{self.two_texts:,} with two texts"
        )


def drill(scale: float, out: Callable[[str], Any]) -> Result:
    """Send 10,000 messages while relays are killed 200 times, on each database."""
    columns: dict[str, object] = {}
    passed = True
    for database, relays in ((SQLITE, 2), (POSTGRESQL, 4)):
        try:
            found = _on(database, scale, relays)
        except NoPostgres as missing:
            columns[f"{database}:"], passed = str(missing), False
            continue
        out(f"{database}: {found}")
        columns[f"{database}:"], passed = str(found), passed and found.passed
    return Result(name="relay", columns=columns, passed=passed)


def _on(database: str, scale: float, relays: int) -> Drilled:
    if database == POSTGRESQL:
        with throwaway_postgres() as url:
            return _drilled(url, scale, relays=relays)
    with TemporaryDirectory(prefix="mizan-drill-") as home:
        return _drilled(f"sqlite:///{Path(home) / 'mizan.db'}", scale, relays=relays)


def _drilled(url: str, scale: float, *, relays: int) -> Drilled:
    messages, kills = of(MESSAGES, scale), of(KILLS, scale)
    engine = make_engine(url)
    try:
        migrate(engine)
        _promise(engine, messages)
        records = Records(engine, _now, seal_key=SEAL_KEY)
        with _gateway() as heard:
            began = time.monotonic()
            done = _kill(records, url, heard, kills, relays)
            seconds = time.monotonic() - began
        counts = records.ask(messages_by_state, viewer=System())
    finally:
        engine.dispose()
    texts: dict[str, set[str]] = defaultdict(set)
    for number, text in heard.requests:
        texts[number].add(text)
    return Drilled(
        messages=messages,
        kills=done,
        requests=len(heard.requests),
        repeated=len(heard.requests) - len(texts),
        lost=max(messages - len(texts), messages - counts.get(MessageState.SENT, 0)),
        two_texts=sum(len(said) > 1 for said in texts.values()),
        seconds=seconds,
    )


def _promise(engine: Any, messages: int) -> None:
    """So many applicants withdraw: each is promised a message that may leave at once."""
    at = _now() - timedelta(minutes=1)
    with Replay(engine, cases=1, seal_key=SEAL_KEY) as replay:
        for start in range(0, messages, _BATCH):
            wanted = range(start, min(start + _BATCH, messages))
            many = ReceiveMany(commands=tuple(_application(number, at) for number in wanted))
            received: Any = replay.act(receive_many, many, by=System(), at=at)
            for one in received:
                command = Withdraw(application=one.reference, command_id=uuid4())
                replay.act(withdraw, command, by=System(), at=at)
                replay.reload()
            replay.next_case()


def _application(number: int, at: datetime) -> Receive:
    return Receive(
        programme="eg.takaful",
        facts={"full_name": f"مقدم طلب {number}", "phone": f"+2010{number:08}", "region": "eg-01"},
        papers=(),
        received_at=at,
        channel="import",
        source="drill",
        source_key=f"drill:{number}",
        language="ar" if number % 2 else "en",
    )


def _kill(records: Records, url: str, heard: "Heard", kills: int, relays: int) -> int:
    """Keep so many relays at work and kill one after another; at the end let them finish."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    chance = random.Random(5)  # noqa: S311 - when to kill is no secret.
    working = [_begun(context, url, heard.address) for _ in range(relays)]
    done, until = 0, time.monotonic() + LONGEST
    try:
        while done < kills and _left(records):
            # Long enough for a relay to be in the middle of something.
            time.sleep(LEASE.total_seconds() / relays * (0.5 + 2 * chance.random()))
            place = chance.randrange(relays)
            working[place].kill()
            working[place].join()
            working[place] = _begun(context, url, heard.address)
            done += 1
        while _left(records) and time.monotonic() < until:
            time.sleep(0.2)
    finally:
        for process in working:
            process.kill()
            process.join()
    return done


def _left(records: Records) -> int:
    counts = records.ask(messages_by_state, viewer=System())
    return counts.get(MessageState.QUEUED, 0) + counts.get(MessageState.SENDING, 0)


def _begun(context: ForkServerContext, url: str, address: str) -> Any:
    process = context.Process(target=_relay, args=(url, address), daemon=True)
    process.start()
    return process


def _relay(url: str, address: str) -> None:
    """A relay of its own process, with words of its own."""

    def words(*told: Any) -> Wording:
        said = worded(*told)
        return replace(said, text=f"{said.text} [{os.getpid()}]")

    records = Records(make_engine(url), _now, seal_key=SEAL_KEY)
    ways = {Channel.SMS: Gateway(Ways(sms_url=address))}
    Relay(records=records, ways=ways, lease=LEASE, word=words).run(threading.Event(), 0.05)


@dataclass
class Heard:
    """What the gateway took: (id, text) of every request it accepted, in order."""

    address: str
    requests: list[tuple[str, str]]


class _Answering(BaseHTTPRequestHandler):
    """Takes a message, or says now and then that it is busy."""

    protocol_version = "HTTP/1.1"
    heard: ClassVar[Heard]
    chance: ClassVar[random.Random]

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length", 0))
        raw = self.rfile.read(length)
        if len(raw) < length:  # The relay was killed in the middle of a sentence.
            self.close_connection = True
            return
        if self.chance.random() < _BUSY:
            self._answer(503, ("retry-after", "1"))
            return
        said = json.loads(raw)
        self.heard.requests.append((said["id"], said["text"]))
        self._answer(200)

    def _answer(self, status: int, *headers: Sequence[str]) -> None:
        self.send_response(status)
        for name, value in (*headers, ("content-length", "0")):
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def handle(self) -> None:
        """A relay that is killed may also slam the door."""
        try:
            super().handle()
        except ConnectionError:
            self.close_connection = True


@contextmanager
def _gateway() -> Iterator[Heard]:
    heard = Heard("", [])
    seeded = random.Random(7)  # noqa: S311 - when to be busy is no secret.
    answering = type("Answering", (_Answering,), {"heard": heard, "chance": seeded})
    server = ThreadingHTTPServer(("127.0.0.1", 0), answering)
    server.daemon_threads = True
    heard.address = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield heard
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _now() -> datetime:
    return datetime.now(UTC)
