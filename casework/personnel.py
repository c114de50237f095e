"""The people of the office as an administrator keeps them: names, role, competence, ways in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from casework.actors import Staff
from casework.countries.pack import packs
from casework.errors import CodesUnknown, NameUnfit, UserNameUnfit
from casework.permissions import Permission
from casework.team import Competence
from casework.written import hidden_in_name

LONGEST_NAME: Final = 120
LONGEST_SSO_NAME: Final = 255
_USER_NAME: Final = re.compile(r"[a-z][a-z0-9._-]{1,31}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Employee:
    """A person on record. ``version`` is raised by every change an administrator or supervisor makes."""

    staff: Staff
    version: int
    sso_name: str | None
    has_second_factor: bool
    disabled_at: datetime | None

    @property
    def username(self) -> str:
        """The person's user name."""
        return self.staff.username

    @property
    def manages_staff(self) -> bool:
        """Whether this person can sign in and manage the staff."""
        return self.disabled_at is None and self.staff.may(Permission.MANAGE_STAFF)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEmployee:
    """A person to be taken on; ``demo`` marks the accounts of a demo office."""

    staff: Staff
    language: str = "ar"
    demo: bool = False


def fit_user_name(username: str) -> str:
    """The user name, if it can be one.

    Raises:
        UserNameUnfit: it has other characters, or too few or too many.
    """
    if not _USER_NAME.fullmatch(username):
        raise UserNameUnfit
    return username


def fit_name(field: str, name: str, longest: int = LONGEST_NAME) -> str:
    """A name without spaces at its ends.

    Raises:
        NameUnfit: it is empty or too long, or has characters that hide or turn the order of others.
    """
    told = name.strip()
    if not told or len(told) > longest or hidden_in_name(told):
        raise NameUnfit(field=field, longest=longest)
    return told


def fit_competence(programmes: Iterable[str], regions: Iterable[str]) -> Competence:
    """What a person shall work on.

    Raises:
        CodesUnknown: no country has such a programme; or none of the programmes' countries such a region.
    """
    asked, within = frozenset(programmes), frozenset(regions)
    countries = [pack for pack in packs().values() if asked & set(pack.programmes)]
    known = {code for pack in packs().values() for code in pack.programmes}
    places = {code for pack in countries or packs().values() for code in pack.regions}
    if strange := sorted((asked - known) | (within - places)):
        raise CodesUnknown(codes=tuple(strange))
    return Competence(programmes=asked, regions=within)
