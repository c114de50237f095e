"""Who works here, who is signed in: staff, their sessions and the tickets that open one.

A token is told once, to the browser; the tables keep its keyed hash, so that a copy of the database opens
nothing. Times come from the caller.
"""

import hashlib
import hmac
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import exc

from casework.actors import Staff
from casework.permissions import Role
from data_access import tables
from data_access.engine import for_reading
from data_access.repositories.colleagues import replace_competence, write_competence

TICKET_LIVES: Final = timedelta(seconds=30)
SEEN_EVERY: Final = timedelta(minutes=1)


class NameTaken(Exception):  # noqa: N818 - named by the fact.
    """Somebody already works here under this user name."""


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

    @property
    def staff(self) -> Staff:
        """The actor the rules know."""
        return self.account.staff


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """One of a person's sessions, for the list on the account page."""

    handle: str
    opened_at: datetime
    last_seen_at: datetime
    address: str


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
        except exc.SQLAlchemyError:
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

    def set_password(self, username: str, password_hash: str, *, must_change: bool, now: datetime) -> None:
        """Replace a password and end the person's sessions.

        Raises:
            NoSuchPerson: nobody has this user name.
        """
        with self.engine.begin() as connection:
            _change(connection, username, password_hash=password_hash, must_change_password=must_change)
            _end(connection, now, tables.sessions.c.username == username)

    def disable(self, username: str, now: datetime) -> None:
        """Keep a person out from this moment; what they did stays recorded.

        Raises:
            NoSuchPerson: nobody has this user name.
        """
        with self.engine.begin() as connection:
            _change(connection, username, disabled_at=now)
            _end(connection, now, tables.sessions.c.username == username)

    def enable(self, username: str) -> None:
        """Let a disabled person in again.

        Raises:
            NoSuchPerson: nobody has this user name.
        """
        with self.engine.begin() as connection:
            _change(connection, username, disabled_at=None)

    def set_role(self, username: str, role: Role) -> None:
        """Give a person another role; it holds from their next click.

        Raises:
            NoSuchPerson: nobody has this user name.
        """
        with self.engine.begin() as connection:
            _change(connection, username, role=role.value)

    def set_competence(self, username: str, programmes: Iterable[str], regions: Iterable[str]) -> None:
        """Replace the programmes and regions a person works on.

        Raises:
            NoSuchPerson: nobody has this user name.
        """
        with self.engine.begin() as connection:
            _must_exist(connection, username)
            replace_competence(connection, username, programmes, regions)

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

    def issue_ticket(self, username: str, now: datetime) -> str:
        """A token that opens one session within thirty seconds, for someone whose password was right."""
        token = secrets.token_urlsafe(32)
        row = {"token_hash": self._hashed(token), "username": username, "expires_at": now + TICKET_LIVES}
        with self.engine.begin() as connection:
            # A ticket is of no use to anybody after its time: yesterday's are swept with each new one.
            connection.execute(
                sa.delete(tables.tickets).where(tables.tickets.c.expires_at < now - timedelta(days=1))
            )
            connection.execute(sa.insert(tables.tickets).values(row))
        return token

    def open_session(self, ticket: str, now: datetime, address: str = "") -> str | None:
        """Exchange a ticket for a session's token; None when it is unknown, used, or too old."""
        hashed = self._hashed(ticket)
        ours = tables.tickets.c
        redeem = sa.update(tables.tickets).where(
            ours.token_hash == hashed, ours.used_at.is_(None), ours.expires_at > now
        )
        token = secrets.token_urlsafe(32)
        with self.engine.begin() as connection:
            if connection.execute(redeem.values(used_at=now)).rowcount != 1:
                return None
            username = connection.scalar(sa.select(ours.username).where(ours.token_hash == hashed))
            row = {
                "token_hash": self._hashed(token),
                "username": username,
                "created_at": now,
                "last_seen_at": now,
                "address": address,
            }
            connection.execute(sa.insert(tables.sessions).values(row))
        return token

    def handle_of(self, token: str) -> str:
        """The name of a token's session; it opens nothing by itself."""
        return self._hashed(token)

    def standing(self, handle: str, now: datetime) -> Standing | None:
        """The live session of this name; None when it ended or lapsed, or its owner is disabled."""
        ours = tables.sessions.c
        wanted = (
            sa.select(ours.created_at, ours.last_seen_at, *_ACCOUNT_COLUMNS)
            .join(tables.staff, tables.staff.c.username == ours.username)
            .where(
                ours.token_hash == handle,
                ours.ended_at.is_(None),
                ours.last_seen_at > now - self.idle,
                ours.created_at > now - self.longest,
                tables.staff.c.disabled_at.is_(None),
            )
        )
        with for_reading(self.engine).connect() as connection:
            row = connection.execute(wanted).mappings().first()
            if row is None:
                return None
            competence = _competence(connection, [row["username"]])[row["username"]]
        if row["last_seen_at"] < now - SEEN_EVERY:
            self._seen(handle, now)
        return Standing(handle=handle, opened_at=row["created_at"], account=_account(row, competence))

    def end(self, handle: str, now: datetime) -> None:
        """End one session; ending it again changes nothing."""
        with self.engine.begin() as connection:
            _end(connection, now, tables.sessions.c.token_hash == handle)

    def end_others(self, username: str, keep: str, now: datetime) -> int:
        """End a person's sessions but one; how many that were."""
        ours = tables.sessions.c
        with self.engine.begin() as connection:
            return _end(connection, now, sa.and_(ours.username == username, ours.token_hash != keep))

    def open_sessions(self, username: str, now: datetime) -> tuple[OpenSession, ...]:
        """A person's live sessions, the latest first."""
        ours = tables.sessions.c
        wanted = (
            sa.select(ours.token_hash, ours.created_at, ours.last_seen_at, ours.address)
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
            OpenSession(handle=row[0], opened_at=row[1], last_seen_at=row[2], address=row[3] or "")
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

    def _hashed(self, token: str) -> str:
        return hmac.new(self.key, token.encode(), hashlib.sha256).hexdigest()


_ACCOUNT_COLUMNS: Final = tuple(
    tables.staff.c[name]
    for name in (
        "username", "name_ar", "name_en", "role", "language", "digits", "demo", "must_change_password",
        "disabled_at",
    )
)  # fmt: skip


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
    )


def _competence(
    connection: sa.Connection, usernames: Collection[str]
) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Programmes and regions of each, in one statement."""
    programmes, regions = tables.staff_programmes, tables.staff_regions
    both = sa.union_all(
        sa.select(
            sa.literal_column("0", sa.Integer).label("which"), programmes.c.username, programmes.c.programme
        ).where(programmes.c.username.in_(usernames)),
        sa.select(sa.literal_column("1", sa.Integer), regions.c.username, regions.c.region).where(
            regions.c.username.in_(usernames)
        ),
    )
    found: dict[str, tuple[set[str], set[str]]] = {name: (set(), set()) for name in usernames}
    for which, username, code in connection.execute(both):
        found[username][int(which)].add(code)
    return {name: (frozenset(ours[0]), frozenset(ours[1])) for name, ours in found.items()}


def _change(connection: sa.Connection, username: str, **values: object) -> None:
    changed = connection.execute(
        sa.update(tables.staff).where(tables.staff.c.username == username).values(values)
    )
    if changed.rowcount != 1:
        raise NoSuchPerson(username)


def _must_exist(connection: sa.Connection, username: str) -> None:
    wanted = sa.select(tables.staff.c.username).where(tables.staff.c.username == username)
    if connection.scalar(wanted) is None:
        raise NoSuchPerson(username)


def _end(connection: sa.Connection, now: datetime, which: sa.ColumnElement[bool]) -> int:
    ended = sa.update(tables.sessions).where(which, tables.sessions.c.ended_at.is_(None)).values(ended_at=now)
    return connection.execute(ended).rowcount
