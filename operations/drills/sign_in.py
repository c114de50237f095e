"""Whether the front door's clock tells who works here.

A stranger sends wrong passwords through the real form of a served desk: for a colleague, for a name nobody
has, for a disabled colleague, and for one whose hash was brought from elsewhere and costs another time to
check. The naive form, which looks a name up and checks only what it finds, is timed beside it.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import bcrypt
from streamlit.proto.WidgetStates_pb2 import WidgetState

from casework.actors import System
from casework.use_cases.staff import Disable, disable
from dashboard import office, passwords
from operations.drills.raw_client import RawClient
from operations.drills.result import Result, of
from operations.drills.served_desk import ServedDesk, served_desk

PAIRS: Final = 200
WIDEST: Final = 5.0
"""Percent of the median by which no two kinds of name may differ."""
OTHERS_EVERY: Final = 4
"""In so many rounds, the disabled and the imported account are tried too."""
NAIVE: Final = 20
WRONG: Final = "not the password of anybody"
NAMES: Final = {"known": "amal", "unknown": "nobody", "disabled": "hany", "imported": "reem"}
PATIENT: Final = {"MIZAN_ATTEMPTS": "100000", "MIZAN_ATTEMPTS_OVERALL": "100000"}


def drill(scale: float, out: Callable[[str], Any]) -> Result:
    """Time refusals of each kind of name, in mixed order, and compare their medians."""
    rounds = of(PAIRS, scale, least=5)
    with (
        tempfile.TemporaryDirectory(prefix="mizan-drill-") as held,
        served_desk(Path(held), **PATIENT) as desk,
    ):
        _prepare(desk)
        out(f"{rounds} pairs of wrong passwords, about one a second")
        spent = _times(desk, rounds)
        naive = _naive(desk, min(rounds, NAIVE))
    medians = {kind: statistics.median(times) for kind, times in spent.items()}
    gap = max(abs(median / medians["known"] - 1) for median in medians.values()) * 100
    columns = {"pairs": rounds, **{f"{kind} ms": median * 1000 for kind, median in medians.items()}}
    return Result(
        name="sign-in",
        columns={**columns, "gap %": gap, "gap of the naive form %": naive},
        passed=gap < WIDEST < naive,
    )


def _prepare(desk: ServedDesk) -> None:
    kept_out = Disable(username=NAMES["disabled"], seen=None, command_id=uuid4())
    desk.records.act(disable, kept_out, by=System())
    imported = bcrypt.hashpw(passwords.DEMO_PASSWORD.encode(), bcrypt.gensalt(10)).decode()
    desk.directory.set_password(NAMES["imported"], imported, must_change=False, now=office.now())


def _times(desk: ServedDesk, rounds: int) -> dict[str, list[float]]:
    """Seconds from sending the form to the end of the run, by kind of name."""
    spent: dict[str, list[float]] = {kind: [] for kind in NAMES}
    order = random.Random(4)  # noqa: S311 - a shuffle that can be repeated.
    with desk.tab_of(None) as tab:
        tab.open()
        for name in NAMES.values():
            _try(tab, name)
        for turn in range(rounds):
            kinds = sorted(NAMES) if turn % OTHERS_EVERY == 0 else ["known", "unknown"]
            for kind in order.sample(kinds, len(kinds)):
                began = time.perf_counter()
                _try(tab, NAMES[kind])
                spent[kind].append(time.perf_counter() - began)
    return spent


def _try(tab: RawClient, username: str) -> None:
    """Fill the package's form, whose fields have no keys of ours, and send it.

    Raises:
        RuntimeError: it was not answered by the one sentence for all.
    """
    drawn = [tab.elements[place] for place in sorted(tab.elements)]
    fields = [one.text_input.id for one in drawn if one.WhichOneof("type") == "text_input"]
    button = next(
        one.button.id for one in drawn if one.WhichOneof("type") == "button" and one.button.is_form_submitter
    )
    values = zip(fields, (username, WRONG), strict=True)
    tab.send(
        *(WidgetState(id=field, string_value=value) for field, value in values),
        WidgetState(id=button, trigger_value=True),
    )
    tab.wait()
    if len(tab.errors()) != 1:
        raise RuntimeError(f"{username}: {tab.errors()}")


def _naive(desk: ServedDesk, rounds: int) -> float:
    """The gap, in percent, of a form that checks only a hash it found."""
    spent: dict[str, list[float]] = {"known": [], "unknown": []}
    for kind, times in spent.items():
        for _ in range(rounds):
            began = time.perf_counter()
            known = desk.directory.password_hash(NAMES[kind])
            _right = known is not None and passwords.fits(WRONG, known)
            times.append(time.perf_counter() - began)
    return abs(statistics.median(spent["unknown"]) / statistics.median(spent["known"]) - 1) * 100
