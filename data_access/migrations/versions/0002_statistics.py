"""Second checks, the figures of the office, and what was changed about people's work."""

import sqlalchemy as sa
from alembic import op

from data_access.columns import Big, Json, Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "check_seeds",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_check_seeds")),
    )
    op.create_table(
        "exports",
        sa.Column("id", Big, autoincrement=True, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("format", sa.String(length=8), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("filters", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
    )
    op.create_index("ix_exports_at", "exports", ["at"], unique=False)
    op.create_table(
        "levels",
        sa.Column("measure", sa.String(length=16), nullable=False),
        sa.Column("programme", sa.String(length=32), nullable=False),
        sa.Column("region", sa.String(length=8), nullable=False),
        sa.Column("a", sa.String(length=96), nullable=False),
        sa.Column("b", sa.String(length=96), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("measure", "programme", "region", "a", "b", name=op.f("pk_levels")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tallies",
        sa.Column("measure", sa.String(length=16), nullable=False),
        sa.Column("programme", sa.String(length=32), nullable=False),
        sa.Column("region", sa.String(length=8), nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("a", sa.String(length=96), nullable=False),
        sa.Column("b", sa.String(length=96), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "measure", "programme", "region", "period", "a", "b", name=op.f("pk_tallies")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "staff_changes",
        sa.Column("id", Big, autoincrement=True, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("what", sa.String(length=24), nullable=False),
        sa.Column("facts", Json, nullable=False),
        sa.ForeignKeyConstraint(["username"], ["staff.username"], name=op.f("fk_staff_changes_username")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_changes")),
    )
    op.create_index("ix_staff_changes_username", "staff_changes", ["username", "id"], unique=False)
    op.create_table(
        "profiles",
        sa.Column("decision_id", Big, autoincrement=False, nullable=False),
        sa.Column("application_id", Big, nullable=False),
        sa.Column("programme", sa.String(length=32), nullable=False),
        sa.Column("region", sa.String(length=8), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("reason_count", sa.Integer(), nullable=False),
        sa.Column("only_reason", sa.String(length=64), nullable=True),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("right_first_time", sa.Boolean(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("age_group", sa.String(length=16), nullable=False),
        sa.Column("sex", sa.String(length=16), nullable=False),
        sa.Column("employment", sa.String(length=16), nullable=False),
        sa.Column("household", sa.String(length=16), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_profiles_application_id")
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_profiles_decision_id")),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_profiles")),
    )
    op.create_index("ix_profiles_application_id", "profiles", ["application_id"], unique=False)
    op.create_index(
        "ix_profiles_causes",
        "profiles",
        [
            *("programme", "outcome", "decided_on", "stands", "region"),
            *("age_group", "sex", "employment", "household", "channel"),
            *("month", "reason_count", "only_reason", "decision_id"),
        ],
        unique=False,
    )
    op.create_index("ix_profiles_by", "profiles", ["by", "decided_on", "decision_id"], unique=False)
    op.create_index(
        "ix_profiles_decided_on", "profiles", ["programme", "decided_on", "decision_id"], unique=False
    )
    op.create_table(
        "second_checks",
        sa.Column("decision_id", Big, nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("replacement", Big, nullable=True),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_second_checks_decision_id")),
        sa.ForeignKeyConstraint(["replacement"], ["decisions.id"], name=op.f("fk_second_checks_replacement")),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_second_checks")),
    )
    op.create_index("ix_journal_kind_at", "journal", ["kind", "at", "id"], unique=False)
    op.add_column("staff", sa.Column("capacity", sa.Integer(), nullable=True))
