"""Interrupted clicks: pressed twice, thwarted by another widget, a closed tab, the way back, a lost line.

Each click is one of the desk's own acts, pressed over the websocket as a browser would, and interrupted. Then
the case is looked at: an act is there once with all that belongs to it, or it is not there. Beside it stands
the naive form of such a page, which writes in its own script, twice and in two steps.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import cycle, islice, product
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from streamlit.proto.WidgetStates_pb2 import WidgetState

from casework.actors import Staff
from casework.applications.lifecycle import Outcome
from casework.use_cases.claim import Claim, claim
from casework.use_cases.decide import Decide, decide
from data_access.queries.case import CaseView, open_case
from operations.drills.interruptions import CALM, WAYS
from operations.drills.naive_page import naive_page
from operations.drills.offices import DrillOffice
from operations.drills.plain_case import receive
from operations.drills.raw_client import RawClient, Silence
from operations.drills.result import Result, of
from operations.drills.served_desk import ServedDesk, served_desk

CLICKS: Final = 500
_TABS: Final = 4
NAIVE_CLICKS: Final = 70
WHO: Final = "amal"
_REASON: Final = "fixed_income"


@dataclass(frozen=True, kw_only=True)
class Act:
    """One of the desk's acts: what is filled in first, the button, and the journal line it leaves."""

    name: str
    button: str
    line: str
    before: Callable[[ServedDesk, str], None]
    fill: Callable[[RawClient], None]


def drill(scale: float, out: Callable[[str], Any]) -> Result:
    """Press, interrupt, look; the figures of our page and of the naive one."""
    clicks, naive = of(CLICKS, scale), of(NAIVE_CLICKS, scale, least=14)
    with ThreadPoolExecutor(1) as beside:
        naively = beside.submit(_naive, naive)
        with tempfile.TemporaryDirectory() as folder, served_desk(Path(folder)) as desk:
            found = _clicked(desk, clicks, out)
        thwarted = naively.result()
    columns = {
        "clicks": clicks,
        "done": found["done"],
        "not begun": found["not begun"],
        "doubled": found["doubled"],
        "half": found["half"],
        "figures that differ": found["figures that differ"],
        "naive: doubled": thwarted["doubled"],
        "naive: half": thwarted["half"],
    }
    ours = not (found["doubled"] or found["half"] or found["figures that differ"]) and found["done"] > 0
    return Result(name="clicks", columns=columns, passed=ours and thwarted["doubled"] + thwarted["half"] > 0)


def _clicked(desk: ServedDesk, clicks: int, out: Callable[[str], Any]) -> Counter[str]:
    """What became of each click, once all is calm.

    Whoever decides is given the next case that waits, so none waits until all is decided.
    """
    planned = list(enumerate(islice(cycle(product(ACTS, WAYS)), clicks), 1))
    found = Counter[str]()
    for waits in (False, True):
        pressed = [
            (act, way, _made_ready(desk, act, number))
            for number, (act, way) in planned
            if (act.before is _nothing) == waits
        ]
        _press_all(desk, pressed)
        found = sum((_looked_at(desk, *one, out) for one in pressed), found)
        out(f"{found['done'] + found['not begun'] + found['doubled']} clicks")
    found["figures that differ"] += len(desk.records.recount())
    return found


def _made_ready(desk: ServedDesk, act: Act, number: int) -> str:
    reference = receive(desk, number)
    act.before(desk, reference)
    return reference


def _press_all(desk: ServedDesk, pressed: Sequence[tuple[Act, str, str]]) -> None:
    """Press in some tabs at once, each at a case of its own, and wait until all is calm."""
    with ThreadPoolExecutor(_TABS) as tabs:
        for _ in tabs.map(lambda one: _press(desk, *one), pressed):
            pass
    _wait_until_calm(desk)


def _nothing(*_: object) -> None:
    """Nothing is needed first."""


def _claimed(desk: ServedDesk, reference: str) -> None:
    desk.records.act(claim, Claim(application=reference, command_id=uuid4()), by=_who(desk))


def _decided(desk: ServedDesk, reference: str) -> None:
    _claimed(desk, reference)
    command = Decide(
        application=reference,
        seen=_case(desk, reference).version,
        command_id=uuid4(),
        outcome=Outcome.REJECT,
        reasons=(_REASON,),
        note="drill",
        words="drill",
    )
    desk.records.act(decide, command, by=_who(desk))


def _words(form: str) -> Callable[[RawClient], None]:
    def fill(tab: RawClient) -> None:
        tab.unfold(f"{form}_box").fill(f"{form}_note", "drill", send=False)

    return fill


def fill_decision(tab: RawClient) -> None:
    """Up to the last click: a reason that rejects, what was seen, and the letter as it will be read."""
    tab.fill("case.note", "drill")
    tab.fill("case.words", "drill")
    reasons = tab.widget("case.reasons")[1]
    for word in reasons.options:
        tab.fill("case.reasons", [word])
        if tab.has("case.see") and not tab.widget("case.see")[1].disabled:
            break
    tab.click("case.see")


ACTS: Final = (
    Act(name="claim", button="case.claim", line="claimed", before=_nothing, fill=_nothing),
    Act(
        name="hand back",
        button="case.hand_back_send",
        line="handed_back",
        before=_claimed,
        fill=_words("case.hand_back"),
    ),
    Act(name="judge", button="case.verdict_accepted", line="paper_judged", before=_claimed, fill=_nothing),
    Act(name="decide", button="case.confirm", line="decided", before=_claimed, fill=fill_decision),
    Act(name="undo", button="case.undo_send", line="undone", before=_decided, fill=_words("case.undo")),
)


def _press(desk: ServedDesk, act: Act, way: str, reference: str) -> None:
    tab = desk.tab_of(WHO).open("case", case=reference)
    act.fill(tab)
    press = WidgetState(id=tab.widget(act.button)[1].id, trigger_value=True)
    with suppress(Silence):
        WAYS[way](tab, press)
    tab.leave()


def _looked_at(
    desk: ServedDesk, act: Act, way: str, reference: str, out: Callable[[str], Any]
) -> Counter[str]:
    """What became of one click: done once, not begun, doubled or half."""
    case = _case(desk, reference)
    kinds = Counter(line.kind for line in case.timeline)
    before = 1 if act.name == "undo" else 0
    done = kinds[act.line]
    told = {one.decision_id for one in case.messages if one.key.startswith("decided")}
    undone = [one for one in case.decisions if one.undone_at is not None]
    withheld = {one.decision_id for one in case.messages if one.status == "withheld"}
    judged = [paper for paper in case.papers if paper.verdict is not None]
    whole = (
        len(case.decisions) == kinds["decided"] == len(told)
        and len(undone) == kinds["undone"] == len(withheld)
        and len(judged) == kinds["paper_judged"]
        and (case.assignee is not None) == (_in_hand(kinds))
        and kinds["decided"] <= 1 + before
    )
    found: Counter[str] = Counter()
    found["done" if done == 1 else "not begun" if done == 0 else "doubled"] += 1
    if not whole:
        found["half"] += 1
    if done > 1 or not whole:
        out(f"{act.name}, {way}, {reference}: {dict(kinds)}, {case.state}, {len(told)} messages")
    return found


def _in_hand(kinds: Counter[str]) -> bool:
    """Whether the journal says that somebody holds the case."""
    taken = kinds["claimed"] + kinds["undone"]
    return taken - kinds["handed_back"] - kinds["decided"] == 1


def _wait_until_calm(desk: ServedDesk) -> None:
    """Until nothing happens to any case any more: a run whose tab was closed goes on for a moment."""
    office = DrillOffice(url=str(desk.engine.url), home=desk.home)
    until, seen = time.monotonic() + 10, -1
    while time.monotonic() < until and seen != (lines := office.number("SELECT count(*) FROM journal")):
        seen = lines
        time.sleep(2 * CALM)
    office.close()


def _case(desk: ServedDesk, reference: str) -> CaseView:
    return desk.records.ask(open_case, viewer=_who(desk), reference=reference)


def _who(desk: ServedDesk) -> Staff:
    return desk.directory.account(WHO).staff


def _naive(clicks: int) -> Counter[str]:
    """The same interruptions on the naive page: how many cases it decided twice, how many by half."""
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        _press_naively(Path(folder), clicks)
        with closing(sqlite3.connect(Path(folder) / "naive.db")) as records:
            for number in range(clicks):
                decisions, messages = (
                    records.execute(f"SELECT count(*) FROM {table} WHERE id = ?", (str(number),)).fetchone()[
                        0
                    ]
                    for table in ("decisions", "messages")
                )
                found["doubled"] += decisions > 1
                found["half"] += decisions != messages
    return found


def _press_naively(folder: Path, clicks: int) -> None:
    with naive_page(folder) as address:
        for number, interrupt in enumerate(islice(cycle(WAYS.values()), clicks)):
            tab = RawClient(address).open("", case=str(number))
            press = WidgetState(id=tab.widget("naive.decide")[1].id, trigger_value=True)
            with suppress(Silence):
                interrupt(tab, press)
            tab.leave()
        time.sleep(1)
