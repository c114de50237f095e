"""Trying to sign in: how often, and with the same answer for a known name and an unknown one.

The same is asked of the database and the same work is done for every name; and the answer to a wrong password
leaves at the next tick of a fixed grid after the question came. So its time tells neither whether somebody
works here, nor whether they are disabled, nor how old their hash is, also on a machine that is busy.
"""

import math
import threading
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from dashboard import office, passwords
from dashboard.settings import settings
from data_access.throttle import Attempt, Throttle
from ui.numerals import number
from ui.text import ngettext

WINDOW: Final = timedelta(minutes=5)
GRID: Final = 1.0
"""Seconds between two moments at which a refusal leaves: several times what a check takes."""
LONGEST_NAME: Final = 64
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What came of an attempt: "right", "wrong" or "throttled"."""

    outcome: str
    proven: str = ""
    """The hash the right password fitted."""
    wait: timedelta = timedelta()


def throttle() -> Throttle:
    """The office's count, shared by its processes."""
    chosen = settings()
    return Throttle(
        engine=office.engine(),
        key=chosen.key(),
        window=WINDOW,
        allowed=chosen.attempts,
        overall=chosen.attempts_overall,
    )


def try_password(username: str, password: str, address: str) -> Tried:
    """Try a password; a stranger's name is refused like a colleague's, in the same words and time."""
    came = time.monotonic()
    tried = _try_password(username[:LONGEST_NAME], password, address)
    if tried.outcome != "right":
        # Outside every lock: whoever waits here keeps nobody else waiting.
        time.sleep(-(time.monotonic() - came) % GRID)
    return tried


def _try_password(username: str, password: str, address: str) -> Tried:
    attempt = throttle().begin(username, address, office.now())
    if attempt.wait:
        return Tried(outcome="throttled", wait=attempt.wait)
    directory = office.directory()
    known, bcrypt_cost = directory.password_to_check(username)
    # One at a time: a flood cannot fill the memory with Argon2's working space.
    with _one_at_a_time:
        right, better = passwords.tried(password, known, bcrypt_cost)
    if not right or not known:
        return Tried(outcome="wrong")
    throttle().forgive(attempt)
    if better:
        directory.renew_hash(username, known, better)
    return Tried(outcome="right", proven=better or known)


def begin_code(username: str, address: str) -> Attempt:
    """Count an attempt at the second factor; forgiven by `throttle().forgive` when the code is right."""
    return throttle().begin(username, address, office.now())


def wait_text(wait: timedelta) -> str:
    """When to try again, in the reader's language."""
    minutes = max(1, math.ceil(wait.total_seconds() / 60))
    sentence = ngettext(
        "Too many attempts failed. Try again in {n} minute.",
        "Too many attempts failed. Try again in {n} minutes.",
        minutes,
    )
    return sentence.format(n=number(minutes))
