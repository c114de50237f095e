"""The second factor: a code from an app on the person's telephone, or one of ten recovery codes.

The app's secret is sealed with a key made from the office's, which the database does not know, and bound to
the person: copied to another row it opens nothing. A code is good once, on every process, because the time
step it belongs to is written down by the one guarded update that accepts it. RFC 6238: SHA-1, six digits,
thirty seconds, as every app reads it.
"""

import base64
import hmac
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pyotp import random_base32
from pyotp.totp import TOTP

from casework.permissions import NEEDS_SECOND_FACTOR
from data_access import tables
from data_access.engine import for_reading
from data_access.repositories.colleagues import write_down
from data_access.repositories.ways_in import (
    clear_second_factor,
    end_sessions,
    redeem,
    still_holds,
    write_ticket,
)
from data_access.staff import TICKET_LIVES, ProofLapsed, StaffDirectory

STEP: Final = 30
# A telephone's clock may be half a minute off, either way.
AROUND: Final = (0, -1, 1)
CODES: Final = 10
CHALLENGE_LIVES: Final = timedelta(minutes=5)
_DIGITS: Final = 6
# No letter or digit that is taken for another: 32 of them, so that ten say fifty bits.
_LETTERS: Final = "023456789abcdefghjkmnpqrstuvwxyz"
_NONCE: Final = 12


@dataclass(frozen=True, slots=True)
class SecondFactors:
    """Second factors of the people in a staff directory, under its key."""

    directory: StaffDirectory

    # Signing in

    def challenge(self, username: str, now: datetime, *, proven: str) -> str:
        """A token for someone whose password was right: with a code it becomes a ticket, within five minutes.

        Raises:
            ProofLapsed: the password was changed, or they were disabled, since it was checked.
        """
        with self.directory.engine.begin() as connection:
            if not still_holds(connection, username, proven):
                raise ProofLapsed(username)
            token = secrets.token_urlsafe(32)
            hashed = self.directory.handle_of(token)
            write_ticket(connection, hashed, username, now, CHALLENGE_LIVES, kind="second")
        return token

    def challenged(self, challenge: str, now: datetime) -> str | None:
        """Whose code is awaited; None when the challenge is unknown, used, or too old."""
        ours = tables.tickets.c
        wanted = sa.select(ours.username).where(
            ours.token_hash == self.directory.handle_of(challenge),
            ours.kind == "second",
            ours.used_at.is_(None),
            ours.expires_at > now,
        )
        with for_reading(self.directory.engine).connect() as connection:
            return connection.scalar(wanted)

    def answer(self, challenge: str, code: str, now: datetime) -> str | None:
        """Exchange a challenge and a right code for a ticket that opens a session; None when it is not right.

        A code that is not right leaves the challenge as it was.
        """
        with self.directory.engine.connect() as connection, connection.begin() as transaction:
            redeemed = redeem(connection, self.directory.handle_of(challenge), now, kind="second")
            if redeemed is None or not self._accept(connection, redeemed[0], code, now):
                transaction.rollback()
                return None
            token = secrets.token_urlsafe(32)
            hashed = self.directory.handle_of(token)
            write_ticket(connection, hashed, redeemed[0], now, TICKET_LIVES, method=redeemed[1])
        return token

    # My account

    def set_up(
        self, username: str, secret: str, code: str, now: datetime, *, keep: str, present: str = ""
    ) -> tuple[str, ...] | None:
        """Make an app the person's second factor, once it has shown a right code.

        Every other session of theirs ends: it was opened without one.

        Args:
            username: whose.
            secret: what the app was given, from `new_secret`.
            code: what the app shows.
            now: this moment.
            keep: handle of the session in which this is done.
            present: a code of the app that is replaced, or a recovery code, where there is one already.

        Returns:
            Ten recovery codes, told this once; None when a code does not fit.
        """
        step = _fitting(secret, code, now)
        if step is None:
            return None
        with self.directory.engine.connect() as connection, connection.begin() as transaction:
            has_one = _has_one(connection, username)
            if has_one and not self._accept(connection, username, present, now):
                transaction.rollback()
                return None
            clear_second_factor(connection, username)
            connection.execute(
                sa.update(tables.staff)
                .where(tables.staff.c.username == username)
                .values(totp_secret=self._sealed(username, secret), totp_step=step)
            )
            end_sessions(connection, username, now, keep=keep)
            _write_down(connection, username, now, before=has_one, after=True)
            return self._new_codes(connection, username)

    def preset(self, username: str, secret: str) -> None:
        """Give a person an app's secret without asking for its code: only a demo office does."""
        with self.directory.engine.begin() as connection:
            connection.execute(
                sa.update(tables.staff)
                .where(tables.staff.c.username == username)
                .values(totp_secret=self._sealed(username, secret), totp_step=None)
            )

    def renew_codes(self, username: str, code: str, now: datetime) -> tuple[str, ...] | None:
        """Ten new recovery codes for a right code; the old ones are void. None when the code is not right."""
        with self.directory.engine.connect() as connection, connection.begin() as transaction:
            if not self._accept(connection, username, code, now):
                transaction.rollback()
                return None
            return self._new_codes(connection, username)

    def turn_off(self, username: str, code: str, now: datetime) -> bool:
        """Do without the second factor, for a right code and only where the role allows it."""
        with self.directory.engine.connect() as connection, connection.begin() as transaction:
            role = connection.scalar(
                sa.select(tables.staff.c.role).where(tables.staff.c.username == username)
            )
            if role in NEEDS_SECOND_FACTOR or not self._accept(connection, username, code, now):
                transaction.rollback()
                return False
            clear_second_factor(connection, username)
            _write_down(connection, username, now, before=True, after=False)
            return True

    def codes_left(self, username: str) -> int:
        """How many recovery codes are still good."""
        ours = tables.recovery_codes.c
        wanted = (
            sa.select(sa.func.count())
            .select_from(tables.recovery_codes)
            .where(ours.username == username, ours.used_at.is_(None))
        )
        with for_reading(self.directory.engine).connect() as connection:
            return connection.scalar(wanted) or 0

    def code_if(self, username: str, secret: str, now: datetime) -> str | None:
        """The code that would be accepted now, if this known secret is the person's.

        Only a demo office asks: there everybody knows the secret anyway.
        """
        ours = tables.staff.c
        wanted = sa.select(ours.totp_secret, ours.totp_step).where(ours.username == username)
        with for_reading(self.directory.engine).connect() as connection:
            row = connection.execute(wanted).one_or_none()
        if row is None or self._opened(username, row.totp_secret) != secret:
            return None
        # The present one while it is unused, else the next, which is good half a minute early.
        unused = max(_step(now), (row.totp_step or 0) + 1)
        return TOTP(secret).generate_otp(min(unused, _step(now) + max(AROUND)))

    # Within

    def _accept(self, connection: sa.Connection, username: str, code: str, now: datetime) -> bool:
        """Use a code up: the app's, or else a recovery code."""
        typed = _plain(code)
        if len(typed) == _DIGITS and typed.isdigit():
            return self._accept_of_app(connection, username, typed, now)
        ours = tables.recovery_codes.c
        used = sa.update(tables.recovery_codes).where(
            ours.username == username,
            ours.code_hash == self._code_hash(username, typed),
            ours.used_at.is_(None),
        )
        return connection.execute(used.values(used_at=now)).rowcount == 1

    def _accept_of_app(self, connection: sa.Connection, username: str, code: str, now: datetime) -> bool:
        ours = tables.staff.c
        sealed = connection.scalar(sa.select(ours.totp_secret).where(ours.username == username))
        step = _fitting(self._opened(username, sealed), code, now)
        if step is None:
            return False
        # The guard decides between two who bring the same code at the same moment.
        once = sa.update(tables.staff).where(
            ours.username == username,
            ours.totp_secret == sealed,
            ours.disabled_at.is_(None),
            sa.or_(ours.totp_step.is_(None), ours.totp_step < step),
        )
        return connection.execute(once.values(totp_step=step)).rowcount == 1

    def _new_codes(self, connection: sa.Connection, username: str) -> tuple[str, ...]:
        codes = tuple("".join(secrets.choice(_LETTERS) for _ in range(10)) for _ in range(CODES))
        connection.execute(
            sa.delete(tables.recovery_codes).where(tables.recovery_codes.c.username == username)
        )
        rows = [{"username": username, "code_hash": self._code_hash(username, code)} for code in codes]
        connection.execute(sa.insert(tables.recovery_codes), rows)
        return tuple(f"{code[:5]}-{code[5:]}" for code in codes)

    def _code_hash(self, username: str, code: str) -> str:
        return self.directory.handle_of(f"recovery code of {username}: {code}")

    def _cipher(self) -> AESGCM:
        key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"mizan second factor")
        return AESGCM(key.derive(self.directory.key))

    def _sealed(self, username: str, secret: str) -> str:
        nonce = secrets.token_bytes(_NONCE)
        return base64.b64encode(
            nonce + self._cipher().encrypt(nonce, secret.encode(), username.encode())
        ).decode()

    def _opened(self, username: str, sealed: str | None) -> str:
        """The secret; "" where there is none, or where it was sealed under another key or for another."""
        if sealed is None:
            return ""
        whole = base64.b64decode(sealed)
        try:
            return self._cipher().decrypt(whole[:_NONCE], whole[_NONCE:], username.encode()).decode()
        except InvalidTag:
            return ""


def _has_one(connection: sa.Connection, username: str) -> bool:
    ours = tables.staff.c
    # Locked: two tabs that set up an app at once come one after the other.
    held = sa.select(ours.totp_secret).where(ours.username == username).with_for_update(key_share=True)
    return connection.scalar(held) is not None


def new_secret() -> str:
    """A secret for an app: 160 random bits, as RFC 4226 asks."""
    return random_base32()


def address_for_app(secret: str, username: str, issuer: str) -> str:
    """What the picture tells the app: whose secret this is, and the secret."""
    return TOTP(secret).provisioning_uri(name=username, issuer_name=issuer)


def _fitting(secret: str, code: str, now: datetime) -> int | None:
    """The time step whose code this is, among the present one and its neighbours."""
    typed, found = _plain(code), None
    if secret and len(typed) == _DIGITS and typed.isascii():
        for step in (_step(now) + away for away in AROUND):
            if hmac.compare_digest(TOTP(secret).generate_otp(step), typed):
                found = step
    return found


def _step(now: datetime) -> int:
    return int(now.timestamp()) // STEP


def _plain(code: str) -> str:
    """A code as it is compared: Arabic digits are digits, capitals and separators do not matter."""
    letters = (letter for letter in unicodedata.normalize("NFKC", code[:64]).casefold() if letter.isalnum())
    return "".join(str(unicodedata.digit(letter, letter)) for letter in letters)


def _write_down(
    connection: sa.Connection, username: str, now: datetime, *, before: bool, after: bool
) -> None:
    facts = {when: "set_up" if there else "missing" for when, there in (("before", before), ("after", after))}
    write_down(connection, username, "second_factor", facts, by=username, at=now)
