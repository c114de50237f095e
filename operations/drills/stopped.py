"""The database stopped for a minute while people work: a calm sentence, nothing lost, back by itself."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import uuid4

import httpx

from casework.use_cases.claim import ClaimNext, claim_next
from dashboard.calm import SILENT, SILENT_ELSEWHERE
from operations.bench.cluster import throwaway_cluster
from operations.bench.office import fill
from operations.demo_staff import DEMO_STAFF
from operations.drills.audit import everything_wrong
from operations.drills.offices import DrillOffice
from operations.drills.raw_client import RawClient, Silence
from operations.drills.result import Result, of
from operations.drills.served_desk import ServedDesk, served_desk
from operations.drills.shifts import clerk, lost_decisions
from operations.drills.workers import Shift, preload
from ui.text import gettext, speaking

STOPPED: Final = 60.0
BACK_WITHIN: Final = 10.0
WRITTEN: Final = "كتبتُ نصف ملاحظة"
NOTE: Final = "case.note"
CASES: Final = 200
_NEVER: Final = (
    "Traceback",
    "psycopg",
    "sqlalchemy",
    "OperationalError",
    "StorageError",
    "Reference:",
    "الرقم المرجعي",
)
_AMAL, _NOURA = (next(one.staff for one in DEMO_STAFF if one.username == name) for name in ("amal", "noura"))


@dataclass
class Heard:
    """What readers were told while the records did not answer."""

    calm: int = 0
    other: list[str] = field(default_factory=list)
    longest: float = 0.0

    def add(self, ask: Callable[[], Sequence[str]]) -> None:
        """Ask once, and judge what is said and how long it took."""
        began = time.monotonic()
        try:
            said = " ".join(ask())
        except Silence as silence:
            said = f"silence: {silence}"
        self.longest = max(self.longest, time.monotonic() - began)
        if is_calm(said):
            self.calm += 1
        else:
            self.other.append(said[:200])


def is_calm(said: str) -> bool:
    """Whether this is one of the calm sentences, and nothing that is not for readers stands beside it."""
    calm = {sentence for language in ("ar", "en") for sentence in _sentences(language)}
    return any(sentence in said for sentence in calm) and not any(word in said for word in _NEVER)


def drill(scale: float, out: Callable[[str], Any]) -> Result:
    """Stop PostgreSQL under a served desk, look, start it again."""
    preload()
    seconds = max(3.0, STOPPED * scale)
    with (
        TemporaryDirectory(prefix="mizan-drill-") as held,
        throwaway_cluster(durable=True) as cluster,
        served_desk(Path(held), database_url=cluster.url) as desk,
    ):
        office = DrillOffice(cluster.url, Path(held))
        fill(desk.records, of(CASES, scale, least=100))
        tab = half_written(desk)
        folder = Path(held) / "ledgers"
        folder.mkdir()
        stop = folder / "stop"
        with Shift(folder, stop, [(clerk, (office, _NOURA, folder, stop))]), tab:
            time.sleep(1)
            cluster.stop()
            out(f"stopped for {seconds:.0f} s")
            heard = asked_meanwhile(desk, tab, seconds)
            cluster.start()
            back = seconds_until_back(tab)
            still = written_in(tab)
            health = httpx.get(f"{desk.address}/healthz", trust_env=False).status_code
            time.sleep(2)
        told, lost = lost_decisions(office, folder)
        wrong = everything_wrong(office)
        trace = [word for word in ("Traceback",) if word in " ".join(tab.texts())]
        office.close()
    columns = {
        "stopped s": seconds,
        "calm answers": heard.calm,
        "others": len(heard.other),
        "longest wait s": heard.longest,
        "back after s": back,
        "half-written note still there": still == WRITTEN,
        "decisions acknowledged": told,
        "lost": lost,
    }
    for said in {*heard.other, *wrong}:
        out(said)
    well = (
        heard.calm > 0
        and not heard.other
        and back < BACK_WITHIN
        and still == WRITTEN
        and health == httpx.codes.OK
    )
    return Result(name="stopped", columns=columns, passed=well and not (lost or wrong or trace))


def half_written(desk: ServedDesk) -> RawClient:
    """A tab in which somebody has begun to write about their case."""
    reference = desk.records.act(claim_next, ClaimNext(command_id=uuid4()), by=_AMAL)
    tab = desk.tab_of(_AMAL.username).open("case", case=reference)
    return tab.fill(NOTE, WRITTEN, send=False)


def asked_meanwhile(desk: ServedDesk, tab: RawClient, seconds: float) -> Heard:
    """Go on clicking, open pages, files and the sign-in page; what was heard."""
    heard = Heard()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        heard.add(lambda: _errors_after(tab.rerun()))
        heard.add(lambda: _new_tab(desk, tab.cookie))
        heard.add(lambda: _route(desk, tab.cookie, "ar"))
        heard.add(lambda: _route(desk, tab.cookie, "en"))
        time.sleep(0.5)
    return heard


def seconds_until_back(tab: RawClient) -> float:
    """How long the page needs until it is itself again, its reader doing nothing but wait."""
    began = time.monotonic()
    while time.monotonic() - began < 3 * BACK_WITHIN:
        tab.rerun()
        if not tab.errors() and tab.has(NOTE):
            break
        time.sleep(0.2)
    return time.monotonic() - began


def written_in(tab: RawClient) -> str:
    """What stands in the note as a browser would show it: what the page wrote into it, else its default."""
    _kind, field_of_note = tab.widget(NOTE)
    return str(field_of_note.value if field_of_note.set_value else field_of_note.default)


def _errors_after(tab: RawClient) -> list[str]:
    return tab.errors() or ["no error is shown"]


def _new_tab(desk: ServedDesk, cookie: str) -> list[str]:
    with RawClient(desk.address, cookie) as tab:
        return _errors_after(tab.open("queue"))


def _route(desk: ServedDesk, cookie: str, language: str) -> list[str]:
    headers = {"cookie": f"{cookie}; mizan_language={language}"}
    answer = httpx.get(f"{desk.address}/papers/1/pages/1", headers=headers, trust_env=False)
    return [answer.text if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE else f"{answer.status_code}"]


def _sentences(language: Any) -> tuple[str, str]:
    with speaking(language):
        return gettext(SILENT), gettext(SILENT_ELSEWHERE)
