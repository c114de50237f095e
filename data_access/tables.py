"""Every table, with the question each odd column and index serves."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from data_access.columns import Big, Json, Moment, of_application, only_where, row_number
from data_access.tables_after_decision import metadata

applications: Final = sa.Table(
    "applications",
    metadata,
    row_number(),
    sa.Column("reference", sa.String(24), nullable=False, unique=True),
    sa.Column("programme", sa.String(32), nullable=False),
    sa.Column("region", sa.String(8), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    # Whose turn it is, derived from the state, so that every queue is one range of one index.
    sa.Column("stage", sa.String(16), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("assignee", sa.String(64)),
    sa.Column("claimed_at", Moment),
    sa.Column("submitted_at", Moment, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("amber_on", sa.Date, nullable=False),
    sa.Column("came_back_at", Moment),
    sa.Column("complete_by", sa.Date),
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("channel", sa.String(16), nullable=False),
    sa.Column("source", sa.String(120), nullable=False),
    # The same row of the same file, whenever it comes: received once.
    sa.Column("source_key", sa.String(160), nullable=False, unique=True),
    sa.Column("name", sa.String(300), nullable=False),
    # The name as casework.people.names.normalise writes it; searched by words.
    sa.Column("name_norm", sa.String(300), nullable=False),
    # Copies of facts by which cases of the same person, account or phone are found.
    sa.Column("national_id", sa.String(20)),
    sa.Column("iban", sa.String(34)),
    sa.Column("phone", sa.String(20)),
    sa.Column("facts", Json, nullable=False),
    # Opened by nobody but a supervisor and whoever has the case in hand.
    sa.Column("protected", sa.Boolean, nullable=False, default=False, server_default=sa.false()),
    # Who takes the next case steps over those outside their competence without reading them.
    sa.Index("ix_applications_queue", "stage", "due_on", "id", "programme", "region"),
    # Pages by keyset, of a queue or of all cases: one range a programme; the id breaks ties, and cases of
    # other regions are stepped over.
    sa.Index("ix_applications_queue_programme", "stage", "programme", "due_on", "id", "region"),
    sa.Index("ix_applications_all", "programme", "due_on", "id", "region"),
    sa.Index("ix_applications_mine", "assignee", "due_on", "id", **only_where("assignee IS NOT NULL")),
    # Those that are overdue or came back: among millions of past cases no range of the queues holds them.
    sa.Index(
        "ix_applications_open",
        *("programme", "due_on", "id", "region"),
        **only_where("stage IN ('waiting', 'in_hand')"),
    ),
    sa.Index(
        "ix_applications_returned",
        *("programme", "due_on", "id", "region"),
        **only_where("state = 'completed'"),
    ),
    sa.Index("ix_applications_national_id", "national_id"),
    sa.Index("ix_applications_iban", "iban"),
    sa.Index("ix_applications_phone", "phone"),
)

# Names are searched by words in any order: tsvector on PostgreSQL, FTS5 on SQLite (made by the migration).
NAME_VECTOR: Final = sa.func.to_tsvector(sa.literal_column("'simple'::regconfig"), applications.c.name_norm)

files: Final = sa.Table(
    "files",
    metadata,
    sa.Column("sha256", sa.String(64), primary_key=True),
    sa.Column("media_type", sa.String(64), nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("pages", sa.Integer, nullable=False),
    sa.Column("page_sizes", Json, nullable=False),
    sa.Column("stored_at", Moment, nullable=False),
)

papers: Final = sa.Table(
    "papers",
    metadata,
    row_number(),
    of_application(),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("original_name", sa.String(255), nullable=False),
    sa.Column("sha256", sa.String(64), sa.ForeignKey("files.sha256")),
    sa.Column("media_type", sa.String(64), nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("fault", sa.String(24)),
    sa.Column("received_at", Moment, nullable=False),
    sa.Column("verdict", sa.String(24)),
    sa.Column("note", sa.Text, nullable=False, default=""),
    sa.Column("judged_by", sa.String(64)),
    sa.Column("judged_at", Moment),
    sa.Index("ix_papers_application_id", "application_id"),
    # The same bytes in another application.
    sa.Index("ix_papers_sha256", "sha256"),
)

decisions: Final = sa.Table(
    "decisions",
    metadata,
    row_number(),
    of_application(),
    sa.Column("outcome", sa.String(24), nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("by", sa.String(64), nullable=False),
    sa.Column("at", Moment, nullable=False),
    # The version of the case this decision made: two decisions on one version cannot both be recorded.
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("complete_by", sa.Date),
    sa.Column("evidence", Json, nullable=False),
    # What the applicant reads beside the reasons, as it is; the note is for the file.
    sa.Column("words", sa.Text, nullable=False, server_default=""),
    sa.UniqueConstraint("application_id", "version"),
)

decision_reasons: Final = sa.Table(
    "decision_reasons",
    metadata,
    sa.Column("decision_id", Big, sa.ForeignKey("decisions.id"), primary_key=True),
    sa.Column("reason", sa.String(64), primary_key=True),
)

# A decision is never edited: what takes it back is a record of its own, at most one each.
undoings: Final = sa.Table(
    "undoings",
    metadata,
    sa.Column("decision_id", Big, sa.ForeignKey("decisions.id"), primary_key=True),
    sa.Column("by", sa.String(64), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
)

# A second look at a decision by another person: one a decision, never edited.
second_checks: Final = sa.Table(
    "second_checks",
    metadata,
    sa.Column("decision_id", Big, sa.ForeignKey("decisions.id"), primary_key=True),
    sa.Column("by", sa.String(64), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("agreed", sa.Boolean, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    # The decision that took its place, where the second person did not agree.
    sa.Column("replacement", Big, sa.ForeignKey("decisions.id")),
)

# What the draw of a day was made with: whoever has it can draw that day's decisions again.
check_seeds: Final = sa.Table(
    "check_seeds",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("seed", sa.String(64), nullable=False),
)

journal: Final = sa.Table(
    "journal",
    metadata,
    row_number(),
    of_application(),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("kind", sa.String(24), nullable=False),
    sa.Column("actor_kind", sa.String(8), nullable=False),
    sa.Column("actor", sa.String(64), nullable=False),
    sa.Column("facts", Json, nullable=False),
    # Binds this line to the one before it in its case; see seals.py.
    sa.Column("seal", sa.String(64), nullable=False),
    sa.Index("ix_journal_application_id", "application_id", "id"),
    # The list behind a figure: what of this kind happened in these days.
    sa.Index("ix_journal_kind_at", "kind", "at", "id"),
)

# Where the chain of a case's journal ends: a line cut off at the end leaves no other trace.
case_heads: Final = sa.Table(
    "case_heads",
    metadata,
    sa.Column("application_id", Big, sa.ForeignKey("applications.id"), primary_key=True, autoincrement=False),
    sa.Column("lines", sa.Integer, nullable=False),
    sa.Column("seal", sa.String(64), nullable=False),
    # The digest of the application and its papers as they stand.
    sa.Column("bound", sa.String(64), nullable=False),
    sa.Column("mac", sa.String(64), nullable=False),
)

# What was removed of a person, when and by which rule; the digests of what is gone keep the chain whole.
removals: Final = sa.Table(
    "removals",
    metadata,
    sa.Column("application_id", Big, sa.ForeignKey("applications.id"), primary_key=True, autoincrement=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("by", sa.String(64), nullable=False),
    # The pack's rule, such as rejected:5, and the local day from which it is counted.
    sa.Column("rule", sa.String(32), nullable=False),
    sa.Column("counted_from", sa.Date, nullable=False),
    sa.Column("removed", Json, nullable=False),
    sa.Column("digests", Json, nullable=False),
    sa.Column("seal", sa.String(64), nullable=False),
    sa.Index("ix_removals_at", "at"),
)

outbox: Final = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    of_application(),
    sa.Column("decision_id", Big, sa.ForeignKey("decisions.id")),
    sa.Column("key", sa.String(40), nullable=False),
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("facts", Json, nullable=False),
    # Where it stands, as casework.messages.MessageState says.
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("not_before", Moment, nullable=False),
    sa.Column("promised_at", Moment, nullable=False),
    # How it travels: one row is one message on one way.
    sa.Column("channel", sa.String(8), nullable=False),
    # When the relay looks at it next; while it is being sent, when its lease ends.
    sa.Column("due_at", Moment, nullable=False),
    # Which relay has leased it.
    sa.Column("leased_by", sa.String(64)),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("first_tried_at", Moment),
    # What it says, fixed when first worded, with the version of the templates and the attached letter.
    sa.Column("wording", Json),
    # Why it did not arrive (casework.messages.Failure), and what was answered last: a number, no address.
    sa.Column("failure", sa.String(16)),
    sa.Column("answer", sa.String(40)),
    # Since when it stands where it stands.
    sa.Column("moved_at", Moment, nullable=False),
    sa.Index("ix_outbox_application_id", "application_id"),
    # What the relay asks: what is due, the longest waiting first.
    sa.Index("ix_outbox_due", "due_at", **only_where("status IN ('queued', 'sending')")),
    # What the supervisor asks: what did not arrive, what was kept.
    sa.Index("ix_outbox_left", "status", "moved_at", "id", **only_where("status IN ('undelivered', 'kept')")),
)

# SQLite locks no rows: there one relay works at a time, and holds this line until the moment it names.
relay_turns: Final = sa.Table(
    "relay_turns",
    metadata,
    sa.Column("name", sa.String(16), primary_key=True),
    sa.Column("holder", sa.String(64), nullable=False),
    sa.Column("until", Moment, nullable=False),
)

openings: Final = sa.Table(
    "openings",
    metadata,
    row_number(),
    of_application(),
    sa.Column("at", Moment, nullable=False),
    sa.Column("by", sa.String(64), nullable=False),
    sa.Column("what", sa.String(64), nullable=False),
    # Whether the case was in the hands of whoever looked.
    sa.Column("own", sa.Boolean, nullable=False, default=True, server_default=sa.true()),
    sa.Index("ix_openings_application_id", "application_id", "id"),
    # What a supervisor asks: the latest looks into cases of others.
    sa.Index("ix_openings_not_own", "at", "id", **only_where("NOT own")),
)

drafts: Final = sa.Table(
    "drafts",
    metadata,
    sa.Column("application_id", Big, sa.ForeignKey("applications.id"), primary_key=True),
    sa.Column("username", sa.String(64), primary_key=True),
    sa.Column("outcome", sa.String(24)),
    sa.Column("reasons", Json, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("words", sa.Text, nullable=False, server_default=""),
    sa.Column("at", Moment, nullable=False),
)

commands: Final = sa.Table(
    "commands",
    metadata,
    # A repeated click is the same command: the second finds the first's result here.
    sa.Column("command_id", sa.Uuid, primary_key=True),
    sa.Column("username", sa.String(64), nullable=False),
    sa.Column("use_case", sa.String(64), nullable=False),
    sa.Column("result", sa.String(64)),
    sa.Column("at", Moment, nullable=False),
)

counters: Final = sa.Table(
    "counters",
    metadata,
    sa.Column("name", sa.String(16), primary_key=True),
    sa.Column("value", Big, nullable=False),
)

staff: Final = sa.Table(
    "staff",
    metadata,
    sa.Column("username", sa.String(64), primary_key=True),
    sa.Column("name_ar", sa.String(120), nullable=False),
    sa.Column("name_en", sa.String(120), nullable=False),
    sa.Column("role", sa.String(24), nullable=False),
    sa.Column("password_hash", sa.String(255), nullable=False),
    sa.Column("disabled_at", Moment),
    sa.Column("must_change_password", sa.Boolean, nullable=False, default=False),
    sa.Column("demo", sa.Boolean, nullable=False, default=False),
    sa.Column("language", sa.String(2), nullable=False, default="ar"),
    sa.Column("digits", sa.String(4), nullable=False, default="latn"),
    # How many cases this person may hold at once; none means no limit.
    sa.Column("capacity", sa.Integer),
    # The second factor's secret, sealed with the office's key; none until the person has set it up.
    sa.Column("totp_secret", sa.String(255)),
    # The time step of the last code that was used: no code opens twice.
    sa.Column("totp_step", Big),
    # The name by which the ministry's single sign-on knows this person.
    sa.Column("sso_name", sa.String(255), index=True, unique=True),
    # Raised by every change an administrator or supervisor makes: of two forms, the later one is told.
    sa.Column("version", sa.Integer, nullable=False, default=1, server_default="1"),
)

# Ten codes, each good once, for a lost telephone.
recovery_codes: Final = sa.Table(
    "recovery_codes",
    metadata,
    sa.Column("username", sa.String(64), sa.ForeignKey("staff.username"), primary_key=True),
    sa.Column("code_hash", sa.String(64), primary_key=True),
    sa.Column("used_at", Moment),
)

# What was tried and failed at the front door, counted by every process together. Keys are keyed hashes: what
# somebody typed for a user name may have been a password.
attempts: Final = sa.Table(
    "attempts",
    metadata,
    row_number(),
    sa.Column("key", sa.String(64), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_attempts_key", "key", "at"),
    sa.Index("ix_attempts_at", "at"),
)

# What was changed about a person's work, by whom, from what to what: nothing is overwritten without a line.
staff_changes: Final = sa.Table(
    "staff_changes",
    metadata,
    row_number(),
    sa.Column("at", Moment, nullable=False),
    sa.Column("by", sa.String(64), nullable=False),
    sa.Column("username", sa.String(64), sa.ForeignKey("staff.username"), nullable=False),
    sa.Column("what", sa.String(24), nullable=False),
    sa.Column("facts", Json, nullable=False),
    sa.Index("ix_staff_changes_username", "username", "id"),
)

staff_programmes: Final = sa.Table(
    "staff_programmes",
    metadata,
    sa.Column("username", sa.String(64), sa.ForeignKey("staff.username"), primary_key=True),
    sa.Column("programme", sa.String(32), primary_key=True),
)

staff_regions: Final = sa.Table(
    "staff_regions",
    metadata,
    sa.Column("username", sa.String(64), sa.ForeignKey("staff.username"), primary_key=True),
    sa.Column("region", sa.String(8), primary_key=True),
)

sessions: Final = sa.Table(
    "sessions",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("username", sa.String(64), sa.ForeignKey("staff.username"), nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("last_seen_at", Moment, nullable=False),
    sa.Column("ended_at", Moment),
    sa.Column("address", sa.String(64)),
    # password or sso: how its owner came in.
    sa.Column("method", sa.String(12), nullable=False, default="password", server_default="password"),
    sa.Index("ix_sessions_username", "username"),
)

tickets: Final = sa.Table(
    "tickets",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("username", sa.String(64), sa.ForeignKey("staff.username"), nullable=False),
    # session: opens one; second: its owner's password was right and the code is awaited.
    sa.Column("kind", sa.String(12), nullable=False, default="session", server_default="session"),
    sa.Column("method", sa.String(12), nullable=False, default="password", server_default="password"),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("used_at", Moment),
)

intake_batches: Final = sa.Table(
    "intake_batches",
    metadata,
    row_number(),
    sa.Column("at", Moment, nullable=False),
    sa.Column("username", sa.String(64), nullable=False),
    sa.Column("file_name", sa.String(255), nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("mapping", sa.String(64), nullable=False),
    sa.Column("read", sa.Integer, nullable=False),
    sa.Column("accepted", sa.Integer, nullable=False),
    sa.Column("refused", sa.Integer, nullable=False),
    sa.Column("known", sa.Integer, nullable=False),
    sa.Index("ix_intake_batches_at", "at"),
)

# How often something happened: small enough to be asked for on every page, written with the act itself.
# The order of the key is the order of the question: which measure, from when to when, of which programme.
tallies: Final = sa.Table(
    "tallies",
    metadata,
    sa.Column("measure", sa.String(16), primary_key=True),
    sa.Column("programme", sa.String(32), primary_key=True),
    # A region's code, or '*' for the programme as a whole, so that few rows answer for a country.
    sa.Column("region", sa.String(8), primary_key=True),
    # A local day, or the first of a month for what is told by months.
    sa.Column("period", sa.Date, primary_key=True),
    sa.Column("a", sa.String(96), primary_key=True),
    sa.Column("b", sa.String(96), primary_key=True),
    sa.Column("n", sa.Integer, nullable=False),
    # The key is the row: a sum walks one tree instead of two.
    sqlite_with_rowid=False,
)

# How many there are now, of what comes and goes; any earlier day is now less what has happened since.
levels: Final = sa.Table(
    "levels",
    metadata,
    sa.Column("measure", sa.String(16), primary_key=True),
    sa.Column("programme", sa.String(32), primary_key=True),
    sa.Column("region", sa.String(8), primary_key=True),
    sa.Column("a", sa.String(96), primary_key=True),
    sa.Column("b", sa.String(96), primary_key=True),
    sa.Column("n", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)

# What is known of each decision without knowing the person: for lists, and for questions that cross groups.
profiles: Final = sa.Table(
    "profiles",
    metadata,
    sa.Column("decision_id", Big, sa.ForeignKey("decisions.id"), primary_key=True, autoincrement=False),
    of_application(),
    sa.Column("programme", sa.String(32), nullable=False),
    sa.Column("region", sa.String(8), nullable=False),
    sa.Column("channel", sa.String(16), nullable=False),
    sa.Column("decided_on", sa.Date, nullable=False),
    sa.Column("month", sa.Date, nullable=False),
    sa.Column("outcome", sa.String(24), nullable=False),
    sa.Column("by", sa.String(64), nullable=False),
    sa.Column("reason_count", sa.Integer, nullable=False),
    # The one reason without which the applicant would have been entitled.
    sa.Column("only_reason", sa.String(64)),
    sa.Column("first", sa.Boolean, nullable=False),
    # First time right; null for a request for completion, which is no result.
    sa.Column("right_first_time", sa.Boolean),
    sa.Column("days", sa.Integer, nullable=False),
    sa.Column("requests", sa.Integer, nullable=False),
    sa.Column("late", sa.Boolean, nullable=False),
    sa.Column("age_group", sa.String(16), nullable=False),
    sa.Column("sex", sa.String(16), nullable=False),
    sa.Column("employment", sa.String(16), nullable=False),
    sa.Column("household", sa.String(16), nullable=False),
    # False once the decision was undone or replaced.
    sa.Column("stands", sa.Boolean, nullable=False),
    # The list behind a figure, and the causes of a period.
    sa.Index("ix_profiles_decided_on", "programme", "decided_on", "decision_id"),
    sa.Index("ix_profiles_application_id", "application_id"),
    # Causes crossed with groups of applicants: answered from the index alone, one outcome at a time.
    sa.Index(
        "ix_profiles_causes",
        *("programme", "outcome", "decided_on", "stands", "region"),
        *("age_group", "sex", "employment", "household", "channel"),
        *("month", "reason_count", "only_reason", "decision_id"),
    ),
    # Who looks into a person's work asks by person.
    sa.Index("ix_profiles_by", "by", "decided_on", "decision_id"),
)

# What left the office as a file: who took it, what it showed, how many rows.
exports: Final = sa.Table(
    "exports",
    metadata,
    row_number(),
    sa.Column("at", Moment, nullable=False),
    sa.Column("username", sa.String(64), nullable=False),
    sa.Column("what", sa.String(32), nullable=False),
    sa.Column("format", sa.String(8), nullable=False),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Column("filters", Json, nullable=False),
    sa.Index("ix_exports_at", "at"),
)
