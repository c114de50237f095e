"""Seals over each case's journal, records that cannot be changed, and what remains of a removal."""

import sqlalchemy as sa
from alembic import context, op

from data_access.append_only import guard
from data_access.columns import Big, Json, Moment
from data_access.sealing import seal_what_is_there

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ADDED_TO = (
    *("journal", "decisions", "decision_reasons", "undoings", "second_checks", "removals"),
    *("staff_changes", "exports", "openings", "intake_batches"),
)


def upgrade() -> None:
    # SQLite asks for a default where a column that must hold something is added to rows that are there.
    op.add_column("journal", sa.Column("seal", sa.String(length=64), server_default="", nullable=False))
    op.create_table(
        "case_heads",
        sa.Column("application_id", Big, autoincrement=False, nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("bound", sa.String(length=64), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_case_heads_application_id")
        ),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_case_heads")),
    )
    op.create_table(
        "removals",
        sa.Column("application_id", Big, autoincrement=False, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("rule", sa.String(length=32), nullable=False),
        sa.Column("counted_from", sa.Date(), nullable=False),
        sa.Column("removed", Json, nullable=False),
        sa.Column("digests", Json, nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_removals_application_id")
        ),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_removals")),
    )
    op.create_index("ix_removals_at", "removals", ["at"], unique=False)
    seal_what_is_there(op.get_bind(), context.config.attributes.get("seal_key"))
    guard(op.get_bind(), _ADDED_TO)
