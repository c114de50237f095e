"""Passwords: how they are hashed, and what a password must be.

A pass-phrase of any script may be used. It is brought to normal form C with compatibility (NFKC) before it is
hashed or compared, as NIST SP 800-63B asks where Unicode is accepted: an Arabic keyboard that writes lam-alef
as one sign and one that writes two letters, or a telephone and a desktop that place a vowel sign differently,
then type the same pass-phrase. NFKC rather than NFC, because the one-sign forms are compatibility characters.
"""

import secrets
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Final

import structlog
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher

from dashboard.common_passwords import is_common

DEMO_PASSWORD: Final = "mizan-demo-2026"  # noqa: S105 - printed at every start of a demo office.
# What the code app of every demo supervisor and administrator was given; the sign-in page tells its code.
DEMO_TOTP_SECRET: Final = "MIZANDEMOMIZANDEMOMIZANDEMO23456"  # noqa: S105 - as public as the password.
SHORTEST: Final = 10
LONGEST: Final = 128
FEWEST_DIFFERENT: Final = 5
# Normal form makes at most eighteen characters of one; more than this is never looked at.
LONGEST_TYPED: Final = 1024
# bcrypt heard no more than this of a password.
BCRYPT_HEARS: Final = 72
# Control characters, halves of a pair, and what Unicode has not assigned: their normal form may change.
UNKEPT: Final = frozenset({"Cc", "Cs", "Cn"})

# Without 0, 1, i, l and o.
_READABLE: Final = "23456789abcdefghjkmnpqrstuvwxyz"

_log = structlog.get_logger("mizan.passwords")


class UnfitPassword(Exception):  # noqa: N818 - named by the fact.
    """The password may not be used; `why` is demo, odd, short, long, plain, name, common or unchanged."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


_BCRYPT: Final = BcryptHasher()


@cache
def _own() -> PasswordHash:
    return PasswordHash((Argon2Hasher(),))


@cache
def _nobodys() -> str:
    """A hash no password fits: checking a stranger takes as long as checking a colleague."""
    return hashed(secrets.token_urlsafe(24))


@cache
def _nobodys_bcrypt(cost: int) -> str:
    return BcryptHasher(cost).hash(secrets.token_urlsafe(24))


def normal(password: str) -> str:
    """The form in which a password is hashed and compared."""
    return unicodedata.normalize("NFKC", password)


def hashed(password: str) -> str:
    """The password's hash."""
    return _own().hash(normal(password))


def fits(password: str, known: str | None) -> bool:
    """Whether this is the password behind a hash; without a hash it takes as long, and is not."""
    return tried(password, known)[0]


def tried(password: str, known: str | None, bcrypt_cost: int = 0) -> tuple[bool, str | None]:
    """Whether this is the password behind a hash, and a better hash to keep where the old one is weak.

    The same work is done whatever the hash is, and without one: one check with Argon2, and one with bcrypt as
    long as the office has such hashes. Otherwise the clock would tell one kind of account from another.

    Args:
        password: as typed.
        known: the hash; None or empty for a stranger or an account without a password.
        bcrypt_cost: the cost of the office's dearest bcrypt hash, 0 where it has none.
    """
    usable = _is_usable(password)
    secret = normal(password) if usable else ""
    imported = known if known and BcryptHasher.identify(known) else None
    own = known if known and Argon2Hasher.identify(known) else None
    if known and not (imported or own):
        _log.error("unknown hash", effect="this account cannot sign in until its password is reset")
    fitting, better = _own().verify_and_update(secret, own or _nobodys())
    if imported or bcrypt_cost:
        brought = _BCRYPT.verify(secret.encode()[:BCRYPT_HEARS], imported or _nobodys_bcrypt(bcrypt_cost))
        if imported:
            fitting, better = brought, _renewed(secret) if brought and usable else None
    return (True, better) if fitting and usable and (own or imported) else (False, None)


def _renewed(secret: str) -> str | None:
    # What came after was never heard: a slip of the finger in it must not become the password.
    return _own().hash(secret) if len(secret.encode()) <= BCRYPT_HEARS else None


def _is_usable(password: str) -> bool:
    if not password or len(password) > LONGEST_TYPED:
        return False
    return not _is_odd(password) and len(normal(password)) <= LONGEST


def _is_odd(password: str) -> bool:
    return any(unicodedata.category(letter) in UNKEPT for letter in password)


def made() -> str:
    """A first password that can be read out: no sign looks like another, 79 bits by chance."""
    signs = "".join(secrets.choice(_READABLE) for _ in range(16))
    return "-".join(signs[start : start + 4] for start in range(0, 16, 4))


def check(password: str, username: str, *, demo: bool = False, names: Iterable[str] = ()) -> None:
    """Refuse a password that is easy to guess.

    Args:
        password: as typed.
        username: whose it will be.
        demo: whether this is a demo account, whose password everybody knows.
        names: the person's names in either script.

    Raises:
        UnfitPassword: with the reason.
    """
    if _is_odd(password[:LONGEST_TYPED]):
        raise UnfitPassword("odd")
    kept = normal(password[:LONGEST_TYPED])
    faults = {
        "demo": kept == DEMO_PASSWORD and not demo,
        "short": len(kept) < SHORTEST,
        "long": len(kept) > LONGEST,
        "plain": len(set(kept)) < FEWEST_DIFFERENT or kept != kept.strip(),
        "name": username.casefold() in kept.casefold(),
        "common": not demo and is_common(kept, (username, *names)),
    }
    for why, found in faults.items():
        if found:
            raise UnfitPassword(why)
