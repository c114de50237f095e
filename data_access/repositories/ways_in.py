"""A person's ways in: sessions, tickets on their way to one, and the second factor.

Whoever takes them away does it within their own transaction, so that the act and its effect are one.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa

from data_access.tables import recovery_codes, sessions, staff, tickets


def end_sessions(connection: sa.Connection, username: str, at: datetime, *, keep: str = "") -> int:
    """End a person's sessions, all or all but one, and void tickets that would open more; how many ended.

    Args:
        connection: within the transaction of the act that makes it necessary.
        username: whose.
        at: this moment.
        keep: the handle of the one session that goes on, if any.
    """
    # A ticket on its way was earned by what has just been changed.
    void = sa.update(tickets).where(tickets.c.username == username, tickets.c.used_at.is_(None))
    connection.execute(void.values(used_at=at))
    live = sa.update(sessions).where(
        sessions.c.username == username, sessions.c.ended_at.is_(None), sessions.c.token_hash != keep
    )
    return connection.execute(live.values(ended_at=at)).rowcount


def clear_second_factor(connection: sa.Connection, username: str) -> bool:
    """Forget a person's code app and recovery codes; whether there was one to forget."""
    connection.execute(sa.delete(recovery_codes).where(recovery_codes.c.username == username))
    forgotten = sa.update(staff).where(staff.c.username == username, staff.c.totp_secret.is_not(None))
    return connection.execute(forgotten.values(totp_secret=None, totp_step=None)).rowcount == 1


def still_holds(connection: sa.Connection, username: str, proven: str) -> bool:
    """Whether a password checked a moment ago is still the person's, and they are not disabled.

    Their row is locked until the transaction ends: a change of password waits, and then finds the ticket that
    this transaction writes, to void it.
    """
    held = sa.select(staff.c.username).where(
        staff.c.username == username, staff.c.password_hash == proven, staff.c.disabled_at.is_(None)
    )
    return connection.scalar(held.with_for_update(key_share=True)) is not None


def write_ticket(
    connection: sa.Connection,
    hashed: str,
    username: str,
    at: datetime,
    lives: timedelta,
    *,
    kind: str = "session",
    method: str = "password",
) -> None:
    """Write down a ticket by its token's hash; yesterday's, of no use to anybody, are swept with it."""
    connection.execute(sa.delete(tickets).where(tickets.c.expires_at < at - timedelta(days=1)))
    row = {
        "token_hash": hashed,
        "username": username,
        "kind": kind,
        "method": method,
        "expires_at": at + lives,
    }
    connection.execute(sa.insert(tickets).values(row))


def redeem(connection: sa.Connection, hashed: str, at: datetime, *, kind: str) -> tuple[str, str] | None:
    """Use a ticket up: its owner and how they came; None when it is unknown, used, or too old."""
    ours = tickets.c
    # The person first, then the ticket, as whoever takes a way in away does: in the other order the two could
    # wait for each other.
    owner = sa.select(ours.username, ours.method).join(staff, staff.c.username == ours.username)
    found = connection.execute(
        owner.where(ours.token_hash == hashed).with_for_update(key_share=True, of=staff)
    ).one_or_none()
    used = sa.update(tickets).where(
        ours.token_hash == hashed, ours.kind == kind, ours.used_at.is_(None), ours.expires_at > at
    )
    if found is None or connection.execute(used.values(used_at=at)).rowcount != 1:
        return None
    return found.username, found.method
