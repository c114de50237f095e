"""Records that are added to and never changed: the database itself refuses, whoever asks.

Each table of :data:`APPEND_ONLY` gets triggers that refuse to change and to delete. One thing is allowed:
what :data:`WORDS` names may be emptied in a case whose removal is on record. On PostgreSQL the desk's own
role is not granted changes at all, so it cannot do even that; triggers can be dropped by the tables' owner,
which is why the owner is another role.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from data_access.tables import metadata

APPEND_ONLY: Final = (
    *("journal", "decisions", "decision_reasons", "undoings", "second_checks", "removals"),
    *("staff_changes", "exports", "openings", "intake_batches"),
    *("payment_files", "review_batches", "inquiries"),
)
WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "journal": ("facts",),
    "decisions": ("note", "evidence", "words"),
    "undoings": ("note",),
    "second_checks": ("note",),
}
"""What a removal empties, by table; all other columns stay as they were written."""

# What the desk changes or takes away; elsewhere it only reads and adds.
_DESK_CHANGES: Final = (
    *("applications", "papers", "files", "case_heads", "outbox", "drafts", "commands", "counters"),
    *("relay_turns", "tallies", "complaints", "entitlements", "payments"),
    *("levels", "profiles", "staff", "recovery_codes", "sessions", "tickets", "attempts"),
)
_DESK_TAKES_AWAY: Final = (
    *("files", "drafts", "levels", "tallies", "profiles", "staff_programmes", "staff_regions"),
    *("recovery_codes", "attempts", "tickets", "sessions", "relay_turns"),
)

_REFUSE_ON_POSTGRESQL: Final = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'restrict_violation',
        MESSAGE = regexp_replace(TG_TABLE_NAME, '_(p[0-9]+|beyond)$', '') || ' is only added to: '
            || TG_OP || ' is refused';
END $$
"""
_REFUSE_UNLESS_REMOVED: Final = """
CREATE OR REPLACE FUNCTION refuse_change_unless_removed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_case bigint;
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - TG_ARGV = to_jsonb(NEW) - TG_ARGV THEN
        -- By the column, not the name: a trigger of a part bears the part's name.
        IF to_jsonb(OLD) ? 'application_id' THEN
            of_case := OLD.application_id;
        ELSE
            SELECT application_id INTO of_case FROM decisions WHERE id = OLD.decision_id;
        END IF;
        IF EXISTS (SELECT FROM removals WHERE application_id = of_case) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'restrict_violation',
        MESSAGE = regexp_replace(TG_TABLE_NAME, '_(p[0-9]+|beyond)$', '') || ' is only added to: '
            || TG_OP || ' is refused';
END $$
"""


def guard(connection: Connection, tables: Sequence[str]) -> None:
    """Make the triggers of some tables; for the migration that makes the tables, or the first triggers."""
    if connection.dialect.name == "postgresql":
        for function in (_REFUSE_ON_POSTGRESQL, _REFUSE_UNLESS_REMOVED):
            connection.exec_driver_sql(function)
    for table in tables:
        for statement in _triggers(connection.dialect.name, table):
            connection.exec_driver_sql(statement)


def guard_part(connection: Connection, part: str) -> None:
    """Guard a part of a table against being emptied; on PostgreSQL all else holds for parts by itself."""
    for statement in _against_emptying(part):
        connection.exec_driver_sql(statement)


def guard_again(connection: Connection, table: str) -> None:
    """Make a table's triggers anew; for a migration that adds a column to what is only added to."""
    for statement in _undone(connection.dialect.name, table):
        connection.exec_driver_sql(statement)
    for statement in _triggers(connection.dialect.name, table):
        connection.exec_driver_sql(statement)


def grant_to_desk(connection: Connection, role: str) -> None:
    """Give the desk's own role on PostgreSQL what it needs, and take back whatever else it was given.

    Raises:
        LookupError: there is no such role, or it owns the tables: then a grant keeps nothing from it.
    """
    _must_be_another(connection, role)
    name = connection.dialect.identifier_preparer.quote(role)
    everything = ", ".join(sorted(metadata.tables))
    for statement in (
        f"GRANT USAGE ON SCHEMA public TO {name}",
        f"REVOKE ALL ON {everything}, alembic_version FROM {name}",
        f"GRANT SELECT ON alembic_version, removals TO {name}",
        f"GRANT SELECT, INSERT ON {', '.join(sorted(set(metadata.tables) - {'removals'}))} TO {name}",
        f"GRANT UPDATE ON {', '.join(_DESK_CHANGES)} TO {name}",
        f"GRANT DELETE ON {', '.join(_DESK_TAKES_AWAY)} TO {name}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {name}",
    ):
        connection.exec_driver_sql(statement)


def could_change_the_journal(connection: Connection) -> bool:
    """Whether whoever is connected could change what was recorded, be it by dropping what guards it.

    On SQLite whoever can write the file can; so can a superuser, the owner, and a role that may become one.
    """
    if connection.dialect.name != "postgresql":
        return True
    asked = """
        SELECT bool_or(
            pg_has_role(current_user, c.relowner, 'MEMBER')
            OR has_table_privilege(c.oid, 'UPDATE') OR has_table_privilege(c.oid, 'DELETE')
            OR has_table_privilege(c.oid, 'TRUNCATE') OR has_any_column_privilege(c.oid, 'UPDATE')
        )
        FROM pg_class c
        WHERE c.oid = ANY (ARRAY['journal', 'decisions', 'decision_reasons']::regclass[])
            OR c.oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'journal'::regclass)
    """
    return bool(connection.exec_driver_sql(asked).scalar_one())


def _must_be_another(connection: Connection, role: str) -> None:
    asked = sa.text(
        "SELECT r.rolsuper OR pg_has_role(r.oid, c.relowner, 'MEMBER') FROM pg_roles r, pg_class c "
        "WHERE r.rolname = :role AND c.oid = 'journal'::regclass"
    )
    owns = connection.execute(asked, {"role": role}).scalar_one_or_none()
    if owns is None:
        raise LookupError(f"there is no role {role}")
    if owns:
        raise LookupError(f"{role} owns the tables or may do everything: no grant keeps anything from it")


def _triggers(dialect: str, table: str) -> tuple[str, ...]:
    return _on_postgresql(table) if dialect == "postgresql" else _on_sqlite(table)


def _undone(dialect: str, table: str) -> tuple[str, ...]:
    if dialect == "postgresql":
        return tuple(f"DROP TRIGGER {table}_{name} ON {table}" for name in ("stays", "is_not_emptied"))
    return tuple(f"DROP TRIGGER {table}_{name}" for name in ("stays", "is_kept", "is_not_replaced"))


def _on_postgresql(table: str) -> tuple[str, ...]:
    """Always enabled: a session that plays a replica's part does not step past them."""
    words = WORDS.get(table)
    refuse = "refuse_change()"
    if words:
        refuse = f"refuse_change_unless_removed({', '.join(repr(name) for name in words)})"
    return (
        (
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {refuse}"
        ),
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_stays",
        *_against_emptying(table),
    )


def _against_emptying(table: str) -> tuple[str, ...]:
    return (
        (
            f"CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        ),
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_is_not_emptied",
    )


def _on_sqlite(table: str) -> tuple[str, ...]:
    """REPLACE would delete a row without asking a trigger: so a row of the same key is refused, too."""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is only added to'); END"
    key = " AND ".join(
        f'"{column.name}" = new."{column.name}"' for column in metadata.tables[table].primary_key
    )
    return (
        f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} {_unless_removed(table)} {refuse}",
        f"CREATE TRIGGER {table}_is_kept BEFORE DELETE ON {table} {refuse}",
        (
            f"CREATE TRIGGER {table}_is_not_replaced BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key}) {refuse}"
        ),
    )


def _unless_removed(table: str) -> str:
    words = WORDS.get(table)
    if not words:
        return ""
    columns = [column.name for column in metadata.tables[table].columns if column.name not in words]
    same = " AND ".join(f'new."{name}" IS old."{name}"' for name in columns)
    of_case = "old.application_id"
    if "application_id" not in columns:
        of_case = "(SELECT application_id FROM decisions WHERE id = old.decision_id)"
    return f"WHEN NOT ({same} AND EXISTS (SELECT 1 FROM removals WHERE application_id = {of_case}))"
