"""When things happen in the invented past: arrivals, and people at their desks in working hours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from casework.countries.pack import pack_of, programme
from casework.local_time import local_date
from casework.working_days import add_working_days, is_working_day, working_days_between

OLDEST_DAYS: Final = 275
_NEWEST_CLOSED: Final = 14

# What becomes of applications, in a thousand. "closed" ones take their natural
# course as far as time allows; the others stop where the word says.
FATES: Final[Mapping[str, int]] = {
    "closed": 813, "closed_on_file": 2, "waiting": 78, "back": 12, "in_hand": 9, "with_applicant": 5,
    "withdrawn": 30, "handed_back": 6, "lapsed": 8, "undone": 16, "expired": 16, "to_check": 5,
}  # fmt: skip
WITH_FILES: Final = frozenset(
    {"closed_on_file", "waiting", "back", "in_hand", "with_applicant", "handed_back", "to_check"}
)
_FRESH: Final = frozenset({"waiting", "in_hand", "handed_back"})


def fates(size: int, seed: int) -> tuple[str, ...]:
    """What becomes of each application: the shares of ``FATES``, each fate once if there is room."""
    total = sum(FATES.values())
    rest = [fate for fate, share in FATES.items() for _ in range(max(1, round(share * size / total)))]
    drawn = (rest + ["closed"] * size)[:size] if len(rest) < size else rest[-size:]
    Random(seed).shuffle(drawn)  # noqa: S311  an invented past needs no secrecy
    return tuple(drawn)


def arrival(rng: Random, fate: str, code: str, as_of: date) -> date:
    """The local day on which an application with this fate arrived."""
    if fate in _FRESH:
        return _working_days_before(as_of, code, _age(rng, code))
    if fate in {"back", "with_applicant"}:
        return as_of - timedelta(days=rng.randrange(32, 50))
    if fate == "to_check":
        return as_of - timedelta(days=rng.randrange(14, 24))
    if fate == "closed_on_file":
        return as_of - timedelta(days=rng.randrange(50, 90))
    oldest = OLDEST_DAYS if fate != "undone" else 150
    newest = 90 if fate == "expired" else _NEWEST_CLOSED
    return as_of - timedelta(days=int(rng.triangular(newest, oldest, oldest * 0.4)))


def _age(rng: Random, code: str) -> int:
    """Working days a waiting case has waited: most on time, some pressing, some too late."""
    scheme = programme(code)
    draw = rng.random()
    if draw < 0.77:  # noqa: PLR2004  the share on time
        return rng.randrange(1, max(2, scheme.amber_after - 1))
    if draw < 0.9:  # noqa: PLR2004  the share that presses
        return rng.randint(scheme.amber_after, scheme.decide_within)
    return scheme.decide_within + rng.randint(2, 9)


def _working_days_before(day: date, code: str, days: int) -> date:
    pack = pack_of(code)
    while days:
        day -= timedelta(days=1)
        days -= is_working_day(day, pack)
    return day


def arrived_at(rng: Random, code: str, day: date, channel: str) -> datetime:
    """The moment (UTC) of an arrival: at any hour on the portal, in office hours elsewhere."""
    hour = rng.randrange(6, 23) if channel == "portal" else rng.randrange(8, 14)
    return _moment(code, day, time(hour, rng.randrange(60), rng.randrange(60)))


def at_desk(rng: Random, code: str, after: datetime, working_days: int) -> datetime:
    """A moment (UTC) in office hours, so many working days after another moment; always later than it."""
    zone = ZoneInfo(pack_of(code).zone)
    day = add_working_days(after.astimezone(zone).date(), max(1, working_days), pack_of(code))
    return _moment(code, day, time(rng.randrange(8, 14), rng.randrange(60), rng.randrange(60)))


def at_night(code: str, day: date) -> datetime:
    """The moment (UTC) of a local night at which the office's timers run."""
    return _moment(code, day, time(2))


def working_days_left(code: str, after: datetime, until: datetime) -> int:
    """How many working days lie between two moments (UTC)."""
    return working_days_between(local_date(code, after), local_date(code, until), pack_of(code))


def seen_at(as_of: date) -> datetime:
    """The moment (UTC) the office is seen: nothing has happened after the day began."""
    return datetime.combine(as_of, time.min, UTC)


def _moment(code: str, day: date, at: time) -> datetime:
    return datetime.combine(day, at, ZoneInfo(pack_of(code).zone)).astimezone(UTC)
