"""Who works here, who is signed in: staff, their sessions and the tickets that open one.

A token is told once, to the browser; the tables keep its keyed hash, so that a copy of the database opens
nothing. Times come from the caller.
"""

import hashlib
import hmac
import secrets
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import exc

from casework.actors import Staff
from casework.permissions import NEEDS_SECOND_FACTOR, Role
from data_access import tables
from data_access.engine import for_reading
from data_access.errors import StorageError
from data_access.repositories.colleagues import codes, codes_of, write_competence, write_down
from data_access.repositories.ways_in import end_sessions, redeem, still_holds, write_ticket

TICKET_LIVES: Final = timedelta(seconds=30)
SEEN_EVERY: Final = timedelta(minutes=1)


class NameTaken(Exception):  # noqa: N818 - named by the fact.
    """Somebody already works here under this user name."""


class ProofLapsed(Exception):  # noqa: N818 - named by the fact.
    """The password that was right is no longer the person's, or they were disabled meanwhile."""


class NoSuchPerson(Exception):  # noqa: N818 - named by the fact.
    """Nobody works here under this user name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A member of staff as the office keeps them; the password hash stays in the database."""

    username: str
    name_ar: str
    name_en: str
    role: Role
    programmes: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    language: str = "ar"
    digits: str = "latn"
    demo: bool = False
    must_change_password: bool = False
    disabled_at: datetime | None = None
    second_factor: bool = False

    @property
    def staff(self) -> Staff:
        """The actor the rules know."""
        return Staff(
            username=self.username,
            name_ar=self.name_ar,
            name_en=self.name_en,
            role=self.role,
            programmes=self.programmes,
            regions=self.regions,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A live session and the account behind it, as the database knows both now."""

    handle: str
    opened_at: datetime
    account: Account
    method: str = "password"

    @property
    def staff(self) -> Staff:
        """The actor the rules know."""
        return self.account.staff

    @property
    def must_set_up(self) -> frozenset[str]:
        """What this person owes before anything else opens: of "password" and "second_factor".

        Whoever came by single sign-on owes neither: their provider asked for both.
        """
        if self.method == "sso":
            return frozenset()
        owed = {
            "password": self.account.must_change_password,
            "second_factor": self.account.role in NEEDS_SECOND_FACTOR and not self.account.second_factor,
        }
        return frozenset(name for name, missing in owed.items() if missing)

    @property
    def ready(self) -> bool:
        """Whether this person may work."""
        return not self.must_set_up


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """One of a person's sessions, for the list on the account page."""

    handle: str
    opened_at: datetime
    last_seen_at: datetime
    address: str
    method: str = "password"


@dataclass(frozen=True, slots=True)
class StaffDirectory:
    """Staff, sessions and tickets; `key` hashes tokens, `idle` and `longest` bound a session's life."""

    engine: sa.Engine
    key: bytes = field(repr=False)
    idle: timedelta = timedelta(minutes=30)
    longest: timedelta = timedelta(hours=12)

    def answers(self) -> bool:
        """Whether the database answers at all."""
        try:
            with for_reading(self.engine).connect() as connection:
                return connection.scalar(sa.select(1)) == 1
        except StorageError:
            return False

    # Staff

    def add(self, account: Account, password_hash: str) -> None:
        """Take a person on.

        Raises:
            NameTaken: the user name is in use.
        """
        row = {
            "username": account.username,
            "name_ar": account.name_ar,
            "name_en": account.name_en,
            "role": account.role.value,
            "password_hash": password_hash,
            "language": account.language,
            "digits": account.digits,
            "demo": account.demo,
            "must_change_password": account.must_change_password,
        }
        try:
            with self.engine.begin() as connection:
                connection.execute(sa.insert(tables.staff).values(row))
                write_competence(connection, account.username, account.programmes, account.regions)
        except exc.IntegrityError as taken:
            raise NameTaken(account.username) from taken

    def account(self, username: str) -> Account:
        """One person.

        Raises:
            NoSuchPerson: nobody has this user name.
        """
        with for_reading(self.engine).connect() as connection:
            row = (
                connection.execute(_accounts().where(tables.staff.c.username == username)).mappings().first()
            )
            if row is None:
                raise NoSuchPerson(username)
            return _account(row, _competence(connection, [username])[username])

    def accounts(self) -> tuple[Account, ...]:
        """Everybody, by role and user name, the disabled among them."""
        with for_reading(self.engine).connect() as connection:
            rows = connection.execute(_accounts().order_by(tables.staff.c.role, tables.staff.c.username))
            found = rows.mappings().all()
            competence = _competence(connection, [row["username"] for row in found])
        return tuple(_account(row, competence[row["username"]]) for row in found)

    def password_hash(self, username: str) -> str | None:
        """The hash to check a password against; None for a stranger and for a disabled person."""
        wanted = sa.select(tables.staff.c.password_hash).where(
            tables.staff.c.username == username, tables.staff.c.disabled_at.is_(None)
        )
        with for_reading(self.engine).connect() as connection:
            return connection.scalar(wanted)

    def password_to_check(self, username: str) -> tuple[str | None, int]:
        """The same hash, and the cost of the office's dearest bcrypt hash, 0 where it has none left.

        One statement for known and unknown names: what is asked about the office is asked every time.
        """
        ours = tables.staff.c
        theirs = sa.select(ours.password_hash).where(ours.username == username, ours.disabled_at.is_(None))
        # `$2b$12$...`: brought from elsewhere, and not yet replaced by a right password.
        dearest = sa.select(sa.func.max(sa.func.substr(ours.password_hash, 5, 2))).where(
            ours.password_hash.like("$2_$%")
        )
        wanted = sa.select(theirs.scalar_subquery(), dearest.scalar_subquery())
        with for_reading(self.engine).connect() as connection:
            known, cost = connection.execute(wanted).one()
        return known, int(cost) if cost and cost.isdigit() else 0

    def set_password(self, username: str, password_hash: str, *, must_change: bool, now: datetime) -> None:
        """Replace a password and end the person's sessions.

        Raises:
            NoSuchPerson: nobody has this user name.
        """
        with self.engine.begin() as connection:
            _change(connection, username, password_hash=password_hash, must_change_password=must_change)
            end_sessions(connection, username, now)

    def choose_password(self, username: str, proven: str, password_hash: str, now: datetime) -> None:
        """Replace a person's password by one they chose, and end their sessions.

        Raises:
            ProofLapsed: the present password they gave is no longer theirs.
        """
        with self.engine.begin() as connection:
            if not still_holds(connection, username, proven):
                raise ProofLapsed(username)
            _change(connection, username, password_hash=password_hash, must_change_password=False)
            end_sessions(connection, username, now)
            facts = {"before": None, "after": None}
            write_down(connection, username, "own_password", facts, by=username, at=now)

    def renew_hash(self, username: str, known: str, renewed: str) -> None:
        """Keep the same password under a better hash; a password that was changed meanwhile stays changed."""
        ours = tables.staff.c
        with self.engine.begin() as connection:
            connection.execute(
                sa.update(tables.staff)
                .where(ours.username == username, ours.password_hash == known)
                .values(password_hash=renewed)
            )

    def prefer(self, username: str, *, language: str | None = None, digits: str | None = None) -> None:
        """Remember how a person reads.

        Raises:
            NoSuchPerson: nobody has this user name.
        """
        wishes = {name: value for name, value in (("language", language), ("digits", digits)) if value}
        if wishes:
            with self.engine.begin() as connection:
                _change(connection, username, **wishes)

    # Sessions

    def issue_ticket(
        self, username: str, now: datetime, *, method: str = "password", proven: str | None = None
    ) -> str:
        """A token that opens one session within thirty seconds, for someone who proved who they are.

        Args:
            username: who.
            now: this moment.
            method: how they proved it, "password" or "sso".
            proven: the hash their password fitted; it must still be theirs.

        Raises:
            ProofLapsed: their password was changed, or they were disabled, since it was checked.
        """
        with self.engine.begin() as connection:
            if proven is not None and not still_holds(connection, username, proven):
                raise ProofLapsed(username)
            token = secrets.token_urlsafe(32)
            write_ticket(connection, self.handle_of(token), username, now, TICKET_LIVES, method=method)
        return token

    def open_session(self, ticket: str, now: datetime, address: str = "") -> str | None:
        """Exchange a ticket for a session's token; None when it is unknown, used, or too old."""
        token = secrets.token_urlsafe(32)
        with self.engine.begin() as connection:
            redeemed = redeem(connection, self.handle_of(ticket), now, kind="session")
            if redeemed is None:
                return None
            row = {
                "token_hash": self.handle_of(token),
                "username": redeemed[0],
                "method": redeemed[1],
                "created_at": now,
                "last_seen_at": now,
                "address": address,
            }
            connection.execute(sa.insert(tables.sessions).values(row))
        return token

    def handle_of(self, token: str) -> str:
        """The name of a token's session, its keyed hash; it opens nothing by itself."""
        return hmac.new(self.key, token.encode(), hashlib.sha256).hexdigest()

    def standing(self, handle: str, now: datetime) -> Standing | None:
        """The live session of this name; None when it ended or lapsed, or its owner is disabled."""
        told = {"handle": handle, "seen_since": now - self.idle, "opened_since": now - self.longest}
        with for_reading(self.engine).connect() as connection:
            row = connection.execute(_LIVE_SESSION, told).mappings().first()
        if row is None:
            return None
        competence = codes_of(row["programmes"]), codes_of(row["regions"])
        if row["last_seen_at"] < now - SEEN_EVERY:
            # Whoever may read is not kept out because nothing can be written just now.
            with suppress(StorageError):
                self._seen(handle, now)
        return Standing(
            handle=handle,
            opened_at=row["created_at"],
            account=_account(row, competence),
            method=row["method"],
        )

    def end(self, handle: str, now: datetime) -> None:
        """End one session; ending it again changes nothing."""
        with self.engine.begin() as connection:
            _end(connection, now, tables.sessions.c.token_hash == handle)

    def end_own(self, username: str, handle: str, now: datetime) -> None:
        """End one of a person's own sessions; another's is left alone."""
        ours = tables.sessions.c
        with self.engine.begin() as connection:
            _end(connection, now, sa.and_(ours.username == username, ours.token_hash == handle))

    def end_others(self, username: str, keep: str, now: datetime) -> int:
        """End a person's sessions but one; how many that were."""
        with self.engine.begin() as connection:
            return end_sessions(connection, username, now, keep=keep)

    def open_sessions(self, username: str, now: datetime) -> tuple[OpenSession, ...]:
        """A person's live sessions, the latest first."""
        ours = tables.sessions.c
        wanted = (
            sa.select(ours.token_hash, ours.created_at, ours.last_seen_at, ours.address, ours.method)
            .where(
                ours.username == username,
                ours.ended_at.is_(None),
                ours.last_seen_at > now - self.idle,
                ours.created_at > now - self.longest,
            )
            .order_by(ours.created_at.desc())
        )
        with for_reading(self.engine).connect() as connection:
            rows = connection.execute(wanted).all()
        return tuple(
            OpenSession(
                handle=row[0], opened_at=row[1], last_seen_at=row[2], address=row[3] or "", method=row[4]
            )
            for row in rows
        )

    def _seen(self, handle: str, now: datetime) -> None:
        ours = tables.sessions.c
        with self.engine.begin() as connection:
            # Another process may have written a later time; it must not go back.
            connection.execute(
                sa.update(tables.sessions)
                .where(ours.token_hash == handle, ours.last_seen_at < now)
                .values(last_seen_at=now)
            )


_ACCOUNT_COLUMNS: Final = tuple(
    tables.staff.c[name]
    for name in (
        "username", "name_ar", "name_en", "role", "language", "digits", "demo", "must_change_password",
        "disabled_at", "totp_secret",
    )
)  # fmt: skip


# Asked at every run of every page, so put together once.
_LIVE_SESSION: Final = (
    sa.select(
        *(tables.sessions.c[name] for name in ("created_at", "last_seen_at", "method")),
        *_ACCOUNT_COLUMNS,
        codes(tables.staff_programmes.c.programme, tables.staff.c.username).label("programmes"),
        codes(tables.staff_regions.c.region, tables.staff.c.username).label("regions"),
    )
    .join(tables.staff, tables.staff.c.username == tables.sessions.c.username)
    .where(
        tables.sessions.c.token_hash == sa.bindparam("handle"),
        tables.sessions.c.ended_at.is_(None),
        tables.sessions.c.last_seen_at > sa.bindparam("seen_since"),
        tables.sessions.c.created_at > sa.bindparam("opened_since"),
        tables.staff.c.disabled_at.is_(None),
    )
)
_THEIRS: Final[sa.BindParameter[Any]] = sa.bindparam("usernames", expanding=True)
_COMPETENCE: Final = sa.union_all(
    sa.select(
        sa.literal_column("0", sa.Integer).label("which"),
        tables.staff_programmes.c.username,
        tables.staff_programmes.c.programme,
    ).where(tables.staff_programmes.c.username.in_(_THEIRS)),
    sa.select(
        sa.literal_column("1", sa.Integer), tables.staff_regions.c.username, tables.staff_regions.c.region
    ).where(tables.staff_regions.c.username.in_(_THEIRS)),
)


def _accounts() -> sa.Select[Any]:
    return sa.select(*_ACCOUNT_COLUMNS)


def _account(row: Mapping[Any, Any], competence: tuple[frozenset[str], frozenset[str]]) -> Account:
    return Account(
        username=row["username"],
        name_ar=row["name_ar"],
        name_en=row["name_en"],
        role=Role(row["role"]),
        programmes=competence[0],
        regions=competence[1],
        language=row["language"] or "ar",
        digits=row["digits"] or "latn",
        demo=bool(row["demo"]),
        must_change_password=bool(row["must_change_password"]),
        disabled_at=row["disabled_at"],
        second_factor=row["totp_secret"] is not None,
    )


def _competence(
    connection: sa.Connection, usernames: Collection[str]
) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Programmes and regions of each, in one statement."""
    found: dict[str, tuple[set[str], set[str]]] = {name: (set(), set()) for name in usernames}
    for which, username, code in connection.execute(_COMPETENCE, {"usernames": list(usernames)}):
        found[username][int(which)].add(code)
    return {name: (frozenset(ours[0]), frozenset(ours[1])) for name, ours in found.items()}


def _change(connection: sa.Connection, username: str, **values: object) -> None:
    changed = connection.execute(
        sa.update(tables.staff).where(tables.staff.c.username == username).values(values)
    )
    if changed.rowcount != 1:
        raise NoSuchPerson(username)


def _end(connection: sa.Connection, now: datetime, which: sa.ColumnElement[bool]) -> int:
    ended = sa.update(tables.sessions).where(which, tables.sessions.c.ended_at.is_(None)).values(ended_at=now)
    return connection.execute(ended).rowcount
