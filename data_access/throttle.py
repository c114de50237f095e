"""How often the front door may be tried: counted in the database, so that every process counts together.

Each attempt is counted before it is made and forgiven when it succeeds. A count that is looked at first and
raised afterwards lets through as many guesses as arrive in between; this one is exact however many arrive.
"""

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from data_access.tables import attempts

SWEPT_AT_ONCE: Final = 500
_PREFIX: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """Whether an attempt may be made: how long to wait if not, else the lines that count it."""

    wait: timedelta | None = None
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Throttle:
    """Failures allowed in a window of time: for an account, for an address, and for everybody together.

    Nobody is locked out: when the oldest failure is older than the window, the next attempt is heard.
    """

    engine: sa.Engine
    key: bytes = field(repr=False)
    window: timedelta
    allowed: int
    overall: int

    def begin(self, account: str, address: str, now: datetime) -> Attempt:
        """Count an attempt that is about to be made; when it may not be made, nothing is counted.

        Args:
            account: the name as typed; it need not exist.
            address: where it comes from, "" when unknown.
            now: this moment.
        """
        limits = self._limits(account, address)
        with self.engine.begin() as connection:
            self._one_after_another(connection, limits)
            _sweep(connection, now - self.window)
            if wait := self._wait(connection, limits, now):
                return Attempt(wait=wait)
            rows = [{"key": key, "at": now} for key in limits]
            made = connection.execute(sa.insert(attempts).returning(attempts.c.id), rows)
            return Attempt(lines=tuple(made.scalars()))

    def forgive(self, attempt: Attempt) -> None:
        """Take an attempt back that was right: only failures count."""
        with self.engine.begin() as connection:
            connection.execute(sa.delete(attempts).where(attempts.c.id.in_(attempt.lines)))

    def _wait(self, connection: sa.Connection, limits: dict[str, int], now: datetime) -> timedelta | None:
        ours = attempts.c
        counted = (
            sa.select(ours.key, sa.func.count(), sa.func.min(ours.at))
            .where(ours.key.in_(limits), ours.at > now - self.window)
            .group_by(ours.key)
        )
        full = [since for key, count, since in connection.execute(counted) if count >= limits[key]]
        return max(full) + self.window - now if full else None

    def _limits(self, account: str, address: str) -> dict[str, int]:
        limits = {self._named("account", account): self.allowed, self._named("overall", ""): self.overall}
        if address:
            limits[self._named("address", _neighbourhood(address))] = self.allowed
        return limits

    def _named(self, kind: str, value: str) -> str:
        """A key that tells nothing: what somebody typed for a user name may have been a password."""
        return hmac.new(self.key, f"attempt {kind} {value}".encode(), hashlib.sha256).hexdigest()

    def _one_after_another(self, connection: sa.Connection, keys: dict[str, int]) -> None:
        # SQLite has one writer at a time. Sorted, so that two attempts never wait for each other.
        if connection.dialect.name == "postgresql":
            for key in sorted(keys):
                number = int.from_bytes(bytes.fromhex(key[:16]), signed=True)
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))


def _sweep(connection: sa.Connection, before: datetime) -> None:
    """Forget what no longer counts, some at a time; what another process is forgetting is left to it."""
    old = sa.select(attempts.c.id).where(attempts.c.at <= before).limit(SWEPT_AT_ONCE)
    connection.execute(
        sa.delete(attempts).where(attempts.c.id.in_(old.with_for_update(skip_locked=True).scalar_subquery()))
    )


def _neighbourhood(address: str) -> str:
    """An address as it is counted: of IPv6 its network, for one subscriber has 2^64 of them."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped or ipaddress.ip_network((int(found), _PREFIX), strict=False))
    return str(found)
