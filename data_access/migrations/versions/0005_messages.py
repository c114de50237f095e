"""Messages really leave: how they travel, when they are due, what they say, what became of them."""

import sqlalchemy as sa
from alembic import op

from data_access.append_only import guard_again
from data_access.columns import Json, Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TO_SEND = sa.text("status IN ('queued', 'sending')")
_LONG_AGO = "1970-01-01 00:00:00.000000"
_LEFT = sa.text("status IN ('undelivered', 'kept')")


def upgrade() -> None:
    op.create_table(
        "relay_turns",
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_relay_turns")),
    )
    # What the applicant is told in the caseworker's own words.
    for name in ("decisions", "drafts"):
        op.add_column(name, sa.Column("words", sa.Text(), nullable=False, server_default=""))
    guard_again(op.get_bind(), "decisions")
    op.drop_index("ix_outbox_due", table_name="outbox")
    # SQLite asks for a default where a column that must hold something is added to rows that are there.
    for column in (
        sa.Column("channel", sa.String(length=8), nullable=False, server_default="sms"),
        sa.Column("due_at", Moment(), nullable=False, server_default=_LONG_AGO),
        sa.Column("leased_by", sa.String(length=64), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("first_tried_at", Moment(), nullable=True),
        sa.Column("wording", Json, nullable=True),
        sa.Column("failure", sa.String(length=16), nullable=True),
        sa.Column("answer", sa.String(length=40), nullable=True),
        sa.Column("moved_at", Moment(), nullable=False, server_default=_LONG_AGO),
    ):
        op.add_column("outbox", column)
    # What was promised before there was a relay leaves by SMS, as soon as there is one.
    op.execute("UPDATE outbox SET due_at = not_before, moved_at = promised_at")
    if op.get_bind().dialect.name == "postgresql":
        for name in ("channel", "due_at", "attempts", "moved_at"):
            op.alter_column("outbox", name, server_default=None)
    op.create_index("ix_outbox_due", "outbox", ["due_at"], postgresql_where=_TO_SEND, sqlite_where=_TO_SEND)
    op.create_index(
        "ix_outbox_left",
        "outbox",
        ["status", "moved_at", "id"],
        postgresql_where=_LEFT,
        sqlite_where=_LEFT,
    )
