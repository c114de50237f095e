"""Lists among millions of past cases: each one is a few ranges of an index that holds no others."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_OPEN = sa.text("stage IN ('waiting', 'in_hand')")
_RETURNED = sa.text("state = 'completed'")
_COLUMNS = ["programme", "due_on", "id", "region"]


def upgrade() -> None:
    op.drop_index("ix_applications_queue_programme", table_name="applications")
    op.create_index(
        "ix_applications_queue_programme",
        "applications",
        ["stage", *_COLUMNS],
        unique=False,
    )
    op.create_index("ix_applications_all", "applications", _COLUMNS, unique=False)
    for name, which in (("open", _OPEN), ("returned", _RETURNED)):
        op.create_index(
            f"ix_applications_{name}",
            "applications",
            _COLUMNS,
            unique=False,
            postgresql_where=which,
            sqlite_where=which,
        )
