"""The tables of what follows a decision, with the question each odd column and index serves."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from data_access.columns import Big, Json, Moment, Money, metadata, of_application, only_where, row_number

# What citizens say against what was done: each is about one case, and has its own queue and deadline.
complaints: Final = sa.Table(
    "complaints",
    metadata,
    row_number(),
    sa.Column("tracking", sa.String(24), nullable=False, unique=True),
    of_application(),
    # Copies, so that the queue is one range of one index and competence is read without the case.
    sa.Column("programme", sa.String(32), nullable=False),
    sa.Column("region", sa.String(8), nullable=False),
    sa.Column("kind", sa.String(24), nullable=False),
    # The decision objected to.
    sa.Column("decision_id", Big, sa.ForeignKey("decisions.id")),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("outcome", sa.String(16)),
    # Why it was refused: codes.
    sa.Column("reasons", Json, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("assignee", sa.String(64)),
    sa.Column("taken_at", Moment),
    sa.Column("filed_at", Moment, nullable=False),
    sa.Column("filed_by", sa.String(64), nullable=False),
    sa.Column("channel", sa.String(16), nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("amber_on", sa.Date, nullable=False),
    # What the citizen said, what they were told, and the note for the file.
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("answered_at", Moment),
    sa.Column("answered_by", sa.String(64)),
    sa.Index("ix_complaints_application_id", "application_id", "id"),
    # The queue of complaints, by deadline.
    sa.Index("ix_complaints_open", "due_on", "id", **only_where("state IN ('filed', 'in_hand')")),
    sa.Index("ix_complaints_answered", "answered_at", "id", **only_where("state = 'answered'")),
)

# What an approval opens: at most one a case that is not cancelled.
entitlements: Final = sa.Table(
    "entitlements",
    metadata,
    row_number(),
    of_application(),
    sa.Column("decision_id", Big, sa.ForeignKey("decisions.id"), nullable=False, unique=True),
    sa.Column("programme", sa.String(32), nullable=False),
    sa.Column("region", sa.String(8), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("amount", Money, nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    # What the amount is made of, and the version of the formula.
    sa.Column("parts", Json, nullable=False),
    sa.Column("formula", sa.String(16), nullable=False),
    sa.Column("opened_on", sa.Date, nullable=False),
    sa.Column("paid_from", sa.Date, nullable=False),
    sa.Column("card", sa.String(16), nullable=False),
    sa.Column("card_moved_at", Moment, nullable=False),
    # A notice was given: payment stops on this day for this reason, unless it is lifted.
    sa.Column("stop_reason", sa.String(64)),
    sa.Column("stop_on", sa.Date),
    sa.Column("noticed_at", Moment),
    sa.Column("suspended_on", sa.Date),
    sa.Column("ended_on", sa.Date),
    # The day of the next periodic review, and what the last reading of the rules found.
    sa.Column("review_on", sa.Date, nullable=False),
    sa.Column("checked_on", sa.Date),
    sa.Column("finding", sa.String(16)),
    sa.Column("failing", Json, nullable=False),
    sa.Column("review_batch", Big, sa.ForeignKey("review_batches.id")),
    sa.Index("ix_entitlements_application_id", "application_id", "id"),
    # Due for review, by programme.
    sa.Index(
        "ix_entitlements_review",
        *("programme", "review_on", "id"),
        **only_where("state IN ('active', 'suspended')"),
    ),
    # What the timer asks: whose notice has run out.
    sa.Index("ix_entitlements_stop_on", "stop_on", "id", **only_where("stop_on IS NOT NULL")),
    sa.Index("ix_entitlements_review_batch", "review_batch", "id", **only_where("review_batch IS NOT NULL")),
    # What the last reading found wanting, and who is suspended.
    sa.Index("ix_entitlements_finding", "programme", "finding", "id"),
    sa.Index("ix_entitlements_state", "programme", "state", "id"),
)

# One row a month and entitlement; what became of it is also in the journal.
payments: Final = sa.Table(
    "payments",
    metadata,
    row_number(),
    of_application(),
    sa.Column("entitlement_id", Big, sa.ForeignKey("entitlements.id"), nullable=False),
    sa.Column("programme", sa.String(32), nullable=False),
    sa.Column("region", sa.String(8), nullable=False),
    # The first day of the month that is paid for.
    sa.Column("period", sa.Date, nullable=False),
    # By this number the payment agency and the office speak of it.
    sa.Column("reference", sa.String(40), nullable=False, unique=True),
    sa.Column("amount", Money, nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("pay_on", sa.Date, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    # Why it came back or was stopped: a code.
    sa.Column("cause", sa.String(64)),
    sa.Column("paid_on", sa.Date),
    # The day it last came back: an older result is not about a new attempt.
    sa.Column("returned_on", sa.Date),
    sa.Column("moved_at", Moment, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.UniqueConstraint("entitlement_id", "period"),
    sa.Index("ix_payments_application_id", "application_id", "period"),
    # A month's list, and what of it came back.
    sa.Index("ix_payments_period", "programme", "period", "state", "id"),
)

# Files of payment results: what they held and what became of each row.
payment_files: Final = sa.Table(
    "payment_files",
    metadata,
    row_number(),
    sa.Column("at", Moment, nullable=False),
    sa.Column("username", sa.String(64), nullable=False),
    sa.Column("file_name", sa.String(255), nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("read", sa.Integer, nullable=False),
    sa.Column("accepted", sa.Integer, nullable=False),
    sa.Column("refused", sa.Integer, nullable=False),
    sa.Column("known", sa.Integer, nullable=False),
    sa.Index("ix_payment_files_at", "at"),
)

# A batch of periodic reviews, as it was opened; its progress is counted from its entitlements.
review_batches: Final = sa.Table(
    "review_batches",
    metadata,
    row_number(),
    sa.Column("at", Moment, nullable=False),
    sa.Column("by", sa.String(64), nullable=False),
    sa.Column("programme", sa.String(32), nullable=False),
    # A region's code, or '*' for all of them.
    sa.Column("region", sa.String(8), nullable=False),
    sa.Column("due_by", sa.Date, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Index("ix_review_batches_at", "at"),
)

# Who asked about whom at the counter, why, and what they were shown; the number asked for is a keyed digest.
inquiries: Final = sa.Table(
    "inquiries",
    metadata,
    row_number(),
    sa.Column("at", Moment, nullable=False),
    sa.Column("by", sa.String(64), nullable=False),
    sa.Column("purpose", sa.String(24), nullable=False),
    sa.Column("number", sa.String(64), nullable=False),
    sa.Column("found", sa.Integer, nullable=False),
    # The check code of the printed answer, and what it said: references, states, codes and days, no person.
    sa.Column("code", sa.String(24), unique=True),
    sa.Column("said", Json, nullable=False),
    sa.Column("mac", sa.String(64), nullable=False),
    sa.Index("ix_inquiries_at", "at"),
    sa.Index("ix_inquiries_by", "by", "at"),
)
