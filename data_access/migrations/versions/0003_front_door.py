"""Second factors, attempts counted for all processes, single sign-on, and whose case was looked at."""

import sqlalchemy as sa
from alembic import op

from data_access.columns import Big, Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", Big, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    op.create_index("ix_attempts_at", "attempts", ["at"], unique=False)
    op.create_index("ix_attempts_key", "attempts", ["key", "at"], unique=False)
    op.create_table(
        "recovery_codes",
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["username"], ["staff.username"], name=op.f("fk_recovery_codes_username")),
        sa.PrimaryKeyConstraint("username", "code_hash", name=op.f("pk_recovery_codes")),
    )
    # SQLite adds a column but no constraint to a table that is there; the unique index says the same.
    op.add_column("staff", sa.Column("totp_secret", sa.String(length=255), nullable=True))
    op.add_column("staff", sa.Column("totp_step", Big, nullable=True))
    op.add_column("staff", sa.Column("sso_name", sa.String(length=255), nullable=True))
    op.add_column("staff", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    op.create_index("ix_staff_sso_name", "staff", ["sso_name"], unique=True)
    op.add_column(
        "sessions", sa.Column("method", sa.String(length=12), server_default="password", nullable=False)
    )
    op.add_column(
        "tickets", sa.Column("kind", sa.String(length=12), server_default="session", nullable=False)
    )
    op.add_column(
        "tickets", sa.Column("method", sa.String(length=12), server_default="password", nullable=False)
    )
    # Of earlier looks it is not known whose case it was; those of the holder are told apart by the journal.
    op.add_column("openings", sa.Column("own", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.create_index(
        "ix_openings_not_own",
        "openings",
        ["at", "id"],
        unique=False,
        postgresql_where=sa.text("NOT own"),
        sqlite_where=sa.text("NOT own"),
    )
