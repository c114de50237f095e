"""Passwords: Argon2id hashes, and what a password must be."""

from functools import cache
from typing import Final

from pwdlib import PasswordHash

DEMO_PASSWORD: Final = "mizan-demo-2026"  # noqa: S105 - printed at every start of a demo office.
SHORTEST: Final = 10
LONGEST: Final = 128
FEWEST_DIFFERENT: Final = 5


class UnfitPassword(Exception):  # noqa: N818 - named by the fact.
    """The password may not be used; `why` is demo, short, long, plain, name or unchanged."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@cache
def _scheme() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _nobodys() -> str:
    """A hash no password fits: checking a stranger takes as long as checking a colleague."""
    return hashed("nobody has this password")


def hashed(password: str) -> str:
    """The password's hash."""
    return _scheme().hash(password)


def fits(password: str, known: str | None) -> bool:
    """Whether this is the password behind a hash; without a hash it takes as long, and is not."""
    fitting = _scheme().verify(password[:LONGEST], known or _nobodys())
    return fitting and known is not None


def check(password: str, username: str, *, demo: bool = False) -> None:
    """Refuse a password that is easy to guess.

    Raises:
        UnfitPassword: with the reason.
    """
    faults = {
        "demo": password == DEMO_PASSWORD and not demo,
        "short": len(password) < SHORTEST,
        "long": len(password) > LONGEST,
        "plain": len(set(password)) < FEWEST_DIFFERENT or password != password.strip(),
        "name": username.casefold() in password.casefold(),
    }
    for why, found in faults.items():
        if found:
            raise UnfitPassword(why)
