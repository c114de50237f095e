"""The journal in parts by ranges of cases, on PostgreSQL."""

from alembic import op

from data_access.partitions import divide_journal

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        divide_journal(op.get_bind())
