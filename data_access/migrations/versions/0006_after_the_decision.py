"""After the decision: inquiries, complaints, entitlements, payments and their periodic review."""

import sqlalchemy as sa
from alembic import op

from data_access.append_only import guard
from data_access.columns import Big, Json, Moment, Money

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_OPEN = sa.text("state IN ('filed', 'in_hand')")


def upgrade() -> None:
    op.create_table(
        "inquiries",
        sa.Column("id", Big, autoincrement=True, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=24), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=True),
        sa.Column("said", Json, nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiries")),
        sa.UniqueConstraint("code", name=op.f("uq_inquiries_code")),
    )
    op.create_index("ix_inquiries_at", "inquiries", ["at"], unique=False)
    op.create_index("ix_inquiries_by", "inquiries", ["by", "at"], unique=False)
    op.create_table(
        "payment_files",
        sa.Column("id", Big, autoincrement=True, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_files")),
    )
    op.create_index("ix_payment_files_at", "payment_files", ["at"], unique=False)
    op.create_table(
        "review_batches",
        sa.Column("id", Big, autoincrement=True, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("programme", sa.String(length=32), nullable=False),
        sa.Column("region", sa.String(length=8), nullable=False),
        sa.Column("due_by", sa.Date(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_batches")),
    )
    op.create_index("ix_review_batches_at", "review_batches", ["at"], unique=False)
    op.create_table(
        "complaints",
        sa.Column("id", Big, autoincrement=True, nullable=False),
        sa.Column("tracking", sa.String(length=24), nullable=False),
        sa.Column("application_id", Big, nullable=False),
        sa.Column("programme", sa.String(length=32), nullable=False),
        sa.Column("region", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("decision_id", Big, nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("reasons", Json, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("assignee", sa.String(length=64), nullable=True),
        sa.Column("taken_at", Moment(), nullable=True),
        sa.Column("filed_at", Moment(), nullable=False),
        sa.Column("filed_by", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amber_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("answered_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_complaints_application_id")
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_complaints_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints")),
        sa.UniqueConstraint("tracking", name=op.f("uq_complaints_tracking")),
    )
    op.create_index(
        "ix_complaints_answered",
        "complaints",
        ["answered_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'answered'"),
        sqlite_where=sa.text("state = 'answered'"),
    )
    op.create_index("ix_complaints_application_id", "complaints", ["application_id", "id"], unique=False)
    op.create_index(
        "ix_complaints_open",
        "complaints",
        ["due_on", "id"],
        unique=False,
        postgresql_where=_OPEN,
        sqlite_where=_OPEN,
    )
    op.create_table(
        "entitlements",
        sa.Column("id", Big, autoincrement=True, nullable=False),
        sa.Column("application_id", Big, nullable=False),
        sa.Column("decision_id", Big, nullable=False),
        sa.Column("programme", sa.String(length=32), nullable=False),
        sa.Column("region", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("amount", Money(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("parts", Json, nullable=False),
        sa.Column("formula", sa.String(length=16), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("paid_from", sa.Date(), nullable=False),
        sa.Column("card", sa.String(length=16), nullable=False),
        sa.Column("card_moved_at", Moment(), nullable=False),
        sa.Column("stop_reason", sa.String(length=64), nullable=True),
        sa.Column("stop_on", sa.Date(), nullable=True),
        sa.Column("noticed_at", Moment(), nullable=True),
        sa.Column("suspended_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("finding", sa.String(length=16), nullable=True),
        sa.Column("failing", Json, nullable=False),
        sa.Column("review_batch", Big, nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_entitlements_application_id")
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_entitlements_decision_id")),
        sa.ForeignKeyConstraint(
            ["review_batch"], ["review_batches.id"], name=op.f("fk_entitlements_review_batch")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entitlements")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_entitlements_decision_id")),
    )
    op.create_index("ix_entitlements_application_id", "entitlements", ["application_id", "id"], unique=False)
    op.create_index("ix_entitlements_finding", "entitlements", ["programme", "finding", "id"], unique=False)
    op.create_index(
        "ix_entitlements_review",
        "entitlements",
        ["programme", "review_on", "id"],
        unique=False,
        postgresql_where=sa.text("state IN ('active', 'suspended')"),
        sqlite_where=sa.text("state IN ('active', 'suspended')"),
    )
    op.create_index(
        "ix_entitlements_review_batch",
        "entitlements",
        ["review_batch", "id"],
        unique=False,
        postgresql_where=sa.text("review_batch IS NOT NULL"),
        sqlite_where=sa.text("review_batch IS NOT NULL"),
    )
    op.create_index("ix_entitlements_state", "entitlements", ["programme", "state", "id"], unique=False)
    op.create_index(
        "ix_entitlements_stop_on",
        "entitlements",
        ["stop_on", "id"],
        unique=False,
        postgresql_where=sa.text("stop_on IS NOT NULL"),
        sqlite_where=sa.text("stop_on IS NOT NULL"),
    )
    op.create_table(
        "payments",
        sa.Column("id", Big, autoincrement=True, nullable=False),
        sa.Column("application_id", Big, nullable=False),
        sa.Column("entitlement_id", Big, nullable=False),
        sa.Column("programme", sa.String(length=32), nullable=False),
        sa.Column("region", sa.String(length=8), nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("amount", Money(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("pay_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("cause", sa.String(length=64), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("moved_at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_payments_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["entitlement_id"], ["entitlements.id"], name=op.f("fk_payments_entitlement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint("entitlement_id", "period", name=op.f("uq_payments_entitlement_id_period")),
        sa.UniqueConstraint("reference", name=op.f("uq_payments_reference")),
    )
    op.create_index("ix_payments_application_id", "payments", ["application_id", "period"], unique=False)
    op.create_index("ix_payments_period", "payments", ["programme", "period", "state", "id"], unique=False)
    op.add_column(
        "applications", sa.Column("protected", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    guard(op.get_bind(), ("payment_files", "review_batches", "inquiries"))
