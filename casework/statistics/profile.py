"""What is counted of an applicant without knowing the person: broad groups, taken when a decision is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Final

UNKNOWN: Final = "unknown"
# Up to and with these years, the group of that name; older than all of them is the last.
_AGES: Final = ((24, "under_25"), (39, "25_39"), (54, "40_54"), (64, "55_64"))
_OLDEST: Final = "65_plus"
_SIZES: Final = ((1, "1"), (3, "2_3"), (5, "4_5"))
_LARGEST: Final = "6_plus"
AGE_GROUPS: Final = (*(name for _, name in _AGES), _OLDEST, UNKNOWN)
HOUSEHOLDS: Final = (*(name for _, name in _SIZES), _LARGEST, UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The groups an applicant belonged to on the day of a decision."""

    age_group: str
    sex: str
    employment: str
    household: str
    channel: str

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Trait and value, in the order of :data:`TRAITS`."""
        return tuple((name, getattr(self, name)) for name in TRAITS)

    def to_json(self) -> dict[str, object]:
        """As the journal keeps it."""
        return dict(asdict(self))


TRAITS: Final = tuple(field.name for field in fields(Profile))


def profile_of(facts: Mapping[str, object], channel: str, on: date) -> Profile:
    """The groups of an applicant who declared these facts, on a local date; the unknown is `unknown`."""
    born, size = facts.get("birth_date"), facts.get("household_size")
    return Profile(
        age_group=_group(_years(born, on), _AGES, _OLDEST) if isinstance(born, date) else UNKNOWN,
        sex=str(facts.get("sex") or UNKNOWN),
        employment=str(facts.get("employment_status") or UNKNOWN),
        household=_group(size, _SIZES, _LARGEST) if isinstance(size, int) else UNKNOWN,
        channel=channel,
    )


def profile_from_json(stored: Mapping[str, object]) -> Profile:
    """The profile :meth:`Profile.to_json` wrote; a trait it did not know is `unknown`."""
    return Profile(**{name: str(stored.get(name) or UNKNOWN) for name in TRAITS})


def only_obstacle(stated: Iterable[str], proposed: Iterable[str]) -> str | None:
    """The one reason that stood against approval; None where there were several, or none.

    What stood against it is what the checks and the papers proposed and what the decision states, taken
    together: the applicant would have been entitled if only this one thing were different.
    """
    against = {*stated, *proposed}
    return against.pop() if len(against) == 1 else None


def _years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _group(value: int, limits: Iterable[tuple[int, str]], beyond: str) -> str:
    return next((name for limit, name in limits if value <= limit), beyond)
