"""The review desk: applications, papers, decisions, journal, outbox, staff and sessions."""

import sqlalchemy as sa
from alembic import op

from data_access.columns import Big, Json, Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# SQLite's full-text index over the normalised names; the triggers keep it in step with the table.
NAMES_ON_SQLITE = (
    """
    CREATE VIRTUAL TABLE names USING fts5(
        name_norm, content='applications', content_rowid='id', tokenize='unicode61', prefix='2 3'
    )
    """,
    """
    CREATE TRIGGER names_added AFTER INSERT ON applications BEGIN
        INSERT INTO names(rowid, name_norm) VALUES (new.id, new.name_norm);
    END
    """,
    """
    CREATE TRIGGER names_changed AFTER UPDATE OF name_norm ON applications
    WHEN old.name_norm <> new.name_norm BEGIN
        INSERT INTO names(names, rowid, name_norm) VALUES ('delete', old.id, old.name_norm);
        INSERT INTO names(rowid, name_norm) VALUES (new.id, new.name_norm);
    END
    """,
)
NAMES_ON_POSTGRESQL = (
    """
    CREATE INDEX ix_applications_names ON applications
    USING gin (to_tsvector('simple'::regconfig, name_norm))
    """,
)


def upgrade() -> None:
    op.create_table(
        "applications",
        sa.Column("id", Big, autoincrement=True, nullable=False),
        sa.Column("reference", sa.String(length=24), nullable=False),
        sa.Column("programme", sa.String(length=32), nullable=False),
        sa.Column("region", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("assignee", sa.String(length=64), nullable=True),
        sa.Column("claimed_at", Moment(), nullable=True),
        sa.Column("submitted_at", Moment(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amber_on", sa.Date(), nullable=False),
        sa.Column("came_back_at", Moment(), nullable=True),
        sa.Column("complete_by", sa.Date(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("source_key", sa.String(length=160), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("name_norm", sa.String(length=300), nullable=False),
        sa.Column("national_id", sa.String(length=20), nullable=True),
        sa.Column("iban", sa.String(length=34), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("facts", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
        sa.UniqueConstraint("reference", name=op.f("uq_applications_reference")),
        sa.UniqueConstraint("source_key", name=op.f("uq_applications_source_key")),
    )
    op.create_index("ix_applications_iban", "applications", ["iban"], unique=False)
    op.create_index(
        "ix_applications_mine",
        "applications",
        ["assignee", "due_on", "id"],
        unique=False,
        postgresql_where=sa.text("assignee IS NOT NULL"),
        sqlite_where=sa.text("assignee IS NOT NULL"),
    )
    op.create_index("ix_applications_national_id", "applications", ["national_id"], unique=False)
    op.create_index("ix_applications_phone", "applications", ["phone"], unique=False)
    op.create_index(
        "ix_applications_queue",
        "applications",
        ["stage", "due_on", "id", "programme", "region"],
        unique=False,
    )
    op.create_index(
        "ix_applications_queue_programme",
        "applications",
        ["stage", "programme", "due_on", "id"],
        unique=False,
    )
    op.create_table(
        "commands",
        sa.Column("command_id", sa.Uuid(), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("use_case", sa.String(length=64), nullable=False),
        sa.Column("result", sa.String(length=64), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("command_id", name=op.f("pk_commands")),
    )
    op.create_table(
        "counters",
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("value", Big, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counters")),
    )
    op.create_table(
        "files",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("page_sizes", Json, nullable=False),
        sa.Column("stored_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_files")),
    )
    op.create_table(
        "intake_batches",
        sa.Column("id", Big, autoincrement=True, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("mapping", sa.String(length=64), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_batches")),
    )
    op.create_index("ix_intake_batches_at", "intake_batches", ["at"], unique=False)
    op.create_table(
        "staff",
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("name_ar", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("disabled_at", Moment(), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("digits", sa.String(length=4), nullable=False),
        sa.PrimaryKeyConstraint("username", name=op.f("pk_staff")),
    )
    op.create_table(
        "decisions",
        sa.Column("id", Big, autoincrement=True, nullable=False),
        sa.Column("application_id", Big, nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("complete_by", sa.Date(), nullable=True),
        sa.Column("evidence", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_decisions_application_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint("application_id", "version", name=op.f("uq_decisions_application_id_version")),
    )
    op.create_table(
        "drafts",
        sa.Column("application_id", Big, nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=True),
        sa.Column("reasons", Json, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_drafts_application_id")
        ),
        sa.PrimaryKeyConstraint("application_id", "username", name=op.f("pk_drafts")),
    )
    op.create_table(
        "journal",
        sa.Column("id", Big, autoincrement=True, nullable=False),
        sa.Column("application_id", Big, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("actor_kind", sa.String(length=8), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("facts", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_journal_application_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
    )
    op.create_index("ix_journal_application_id", "journal", ["application_id", "id"], unique=False)
    op.create_table(
        "openings",
        sa.Column("id", Big, autoincrement=True, nullable=False),
        sa.Column("application_id", Big, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("what", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_openings_application_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_openings")),
    )
    op.create_index("ix_openings_application_id", "openings", ["application_id", "id"], unique=False)
    op.create_table(
        "papers",
        sa.Column("id", Big, autoincrement=True, nullable=False),
        sa.Column("application_id", Big, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("original_name", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("media_type", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(length=24), nullable=True),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("verdict", sa.String(length=24), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("judged_by", sa.String(length=64), nullable=True),
        sa.Column("judged_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_papers_application_id")
        ),
        sa.ForeignKeyConstraint(["sha256"], ["files.sha256"], name=op.f("fk_papers_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_papers")),
    )
    op.create_index("ix_papers_application_id", "papers", ["application_id"], unique=False)
    op.create_index("ix_papers_sha256", "papers", ["sha256"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("last_seen_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["username"], ["staff.username"], name=op.f("fk_sessions_username")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sessions")),
    )
    op.create_index("ix_sessions_username", "sessions", ["username"], unique=False)
    op.create_table(
        "staff_programmes",
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("programme", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["username"], ["staff.username"], name=op.f("fk_staff_programmes_username")),
        sa.PrimaryKeyConstraint("username", "programme", name=op.f("pk_staff_programmes")),
    )
    op.create_table(
        "staff_regions",
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["username"], ["staff.username"], name=op.f("fk_staff_regions_username")),
        sa.PrimaryKeyConstraint("username", "region", name=op.f("pk_staff_regions")),
    )
    op.create_table(
        "tickets",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["username"], ["staff.username"], name=op.f("fk_tickets_username")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_tickets")),
    )
    op.create_table(
        "decision_reasons",
        sa.Column("decision_id", Big, nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_decision_reasons_decision_id")
        ),
        sa.PrimaryKeyConstraint("decision_id", "reason", name=op.f("pk_decision_reasons")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", Big, nullable=False),
        sa.Column("decision_id", Big, nullable=True),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("facts", Json, nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("not_before", Moment(), nullable=False),
        sa.Column("promised_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_outbox_application_id")
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_outbox_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index("ix_outbox_application_id", "outbox", ["application_id"], unique=False)
    op.create_index("ix_outbox_due", "outbox", ["status", "not_before"], unique=False)
    op.create_table(
        "undoings",
        sa.Column("decision_id", Big, nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_undoings_decision_id")),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_undoings")),
    )

    postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in NAMES_ON_POSTGRESQL if postgresql else NAMES_ON_SQLITE:
        op.execute(statement)
