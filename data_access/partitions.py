"""The journal in parts, on PostgreSQL: a part holds the whole cases of a range of numbers.

Numbers rise as applications are received, so a part is a span of time as well, and whoever names a case
reads one part. Rows of no part's range go into the part beyond, so that no act is refused for want of one;
parts are made ahead by ``migrate``, for the desk's own role may make none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy.engine import Connection

from data_access.append_only import guard, guard_part

CASES_A_PART: Final = 1_000_000
AHEAD: Final = 8
"""So many empty parts lie ahead of the newest case."""
BEYOND: Final = "journal_beyond"

_PARTS: Final = """
SELECT c.relname, substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \\(''(\\d+)''\\)')::bigint
FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'journal'::regclass
"""
# What the desk and others were granted on the table goes over to the whole, and is taken from the part.
_GRANTS_GO_OVER: Final = """
DO $$
DECLARE
    granted record;
BEGIN
    FOR granted IN
        SELECT a.grantee::regrole AS who, string_agg(a.privilege_type, ', ') AS what
        FROM pg_class c, aclexplode(c.relacl) a
        WHERE c.oid = 'journal_p0'::regclass AND a.grantee NOT IN (0, c.relowner) GROUP BY a.grantee
    LOOP
        EXECUTE 'GRANT ' || granted.what || ' ON journal TO ' || granted.who;
        EXECUTE 'REVOKE ALL ON journal_p0 FROM ' || granted.who;
    END LOOP;
END $$
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How many parts lie ahead of the newest case, and whether lines lie in the part beyond them already."""

    ahead: int
    beyond: bool


def room_ahead(connection: Connection) -> Room | None:
    """What is left for cases to come; None where the journal has no parts. The desk's own role may ask."""
    if connection.dialect.name != "postgresql":
        return None
    ends = [end for _, end in connection.exec_driver_sql(_PARTS) if end is not None]
    if not ends:
        return None
    last = max(ends)
    # Asked of the whole: the desk was granted nothing on a part.
    asked = f"SELECT EXISTS (SELECT FROM journal WHERE application_id >= {last})"
    beyond: bool = connection.exec_driver_sql(asked).scalar_one()
    ahead = (last - _after(connection, "applications", "id")) // CASES_A_PART
    return Room(ahead=max(0, ahead), beyond=beyond)


def divide_journal(connection: Connection) -> None:
    """Make the journal a table of parts; what is on record becomes the first one, and no row is copied.

    Acts wait until the transaction ends: as long as it takes to read the journal once and to make one index.
    """
    end = _after(connection, "applications", "id")
    for statement in (
        "LOCK TABLE applications, journal IN ACCESS EXCLUSIVE MODE",
        "DROP TRIGGER journal_stays ON journal",
        "DROP TRIGGER journal_is_not_emptied ON journal",
        "ALTER TABLE journal RENAME TO journal_p0",
        "ALTER INDEX ix_journal_application_id RENAME TO ix_journal_p0_application_id",
        "ALTER INDEX ix_journal_kind_at RENAME TO ix_journal_p0_kind_at",
        "ALTER TABLE journal_p0 DROP CONSTRAINT pk_journal",
        "ALTER TABLE journal_p0 ADD CONSTRAINT pk_journal_p0 PRIMARY KEY (id, application_id)",
        "CREATE TABLE journal (LIKE journal_p0 INCLUDING DEFAULTS) PARTITION BY RANGE (application_id)",
        # A key holds what the parts are told apart by, and on a sharded server too.
        "ALTER TABLE journal ADD CONSTRAINT pk_journal PRIMARY KEY (id, application_id)",
        (
            "ALTER TABLE journal ADD CONSTRAINT fk_journal_application_id "
            "FOREIGN KEY (application_id) REFERENCES applications (id)"
        ),
        "CREATE INDEX ix_journal_application_id ON journal (application_id, id)",
        'CREATE INDEX ix_journal_kind_at ON journal (kind, "at", id)',
        "ALTER SEQUENCE journal_id_seq OWNED BY journal.id",
        f"ALTER TABLE journal ATTACH PARTITION journal_p0 FOR VALUES FROM (MINVALUE) TO ({end})",
        f"CREATE TABLE {BEYOND} PARTITION OF journal DEFAULT",
        _GRANTS_GO_OVER,
    ):
        connection.exec_driver_sql(statement)
    guard(connection, ["journal"])
    for part in ("journal_p0", BEYOND):
        guard_part(connection, part)
    make_ahead(connection)


def make_ahead(connection: Connection) -> int:
    """Make the parts that are missing ahead of the newest case; returns how many. Nothing on SQLite."""
    if connection.dialect.name != "postgresql":
        return 0
    ends = [end for _, end in connection.exec_driver_sql(_PARTS) if end is not None]
    first = max(*ends, _after(connection, BEYOND, "application_id", least=0))
    wanted = _after(connection, "applications", "id") + AHEAD * CASES_A_PART
    starts = range(first, wanted, CASES_A_PART)
    for start in starts:
        part = f"journal_p{start // CASES_A_PART}"
        connection.exec_driver_sql(
            f"CREATE TABLE {part} PARTITION OF journal FOR VALUES FROM ({start}) TO ({start + CASES_A_PART})"
        )
        guard_part(connection, part)
    return len(starts)


def _after(connection: Connection, table: str, column: str, *, least: int = CASES_A_PART) -> int:
    """The first number of the part after the one that the greatest number lies in."""
    number: int | None = connection.exec_driver_sql(f"SELECT max({column}) FROM {table}").scalar_one()
    return least if number is None else (number // CASES_A_PART + 1) * CASES_A_PART
