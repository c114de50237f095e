"""What each table of a multiplied office is made of: the rows of a base office, moved once a time.

A row is written once for every ``{m}``, the number of the time. Its numbers move by a step wider than the
base office; people get names, national numbers, accounts and telephones of their own; days, states, regions,
reasons and whatever is counted stay as they were lived. So the figures of the whole are those of the base,
times the times.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from operations.bench.national.names import names_in_sql

STEP: Final = 100_000
"""By how much numbers move from one time to the next; the base office has fewer of each kind."""

# One application in six is somebody's second.
_PERSON: Final = f"(b.id - CASE WHEN mod(b.id, 6) = 0 THEN 1 ELSE 0 END + {{m}}::bigint * {STEP})"
_NAME, _SEARCHED = names_in_sql("person")
# What is made once a row, and used more than once; OFFSET 0 keeps the planner from making it again each time.
_PEOPLE: Final = f"""
    (SELECT *, {_NAME} AS made_name, {_SEARCHED} AS made_search,
        '2' || to_char(date '1950-01-01' + mod(person, 18000)::integer, 'YYMMDD')
            || '01' || lpad((person / 18000)::text, 5, '0') AS made_number,
        'EG38' || lpad(person::text, 25, '0') AS made_account,
        '+2010' || right(lpad(person::text, 9, '0'), 8) AS made_phone
    FROM (SELECT b.*, {_PERSON} AS person FROM applications b ORDER BY b.id OFFSET 0) AS b OFFSET 0)
"""
_CASE: Final = f"b.application_id + {{m}}::bigint * {STEP}"
_DECISION: Final = f"b.decision_id + {{m}}::bigint * {STEP}"
_ID: Final = f"b.id + {{m}}::bigint * {STEP}"


def _bytes_of(case: str) -> str:
    """The hash of the bytes of a case: no two cases share any."""
    return f"encode(sha256(({case} + {{m}}::bigint * {STEP})::text::bytea), 'hex')"


@dataclass(frozen=True, slots=True)
class Made:
    """A table: the expressions of the columns that move, and what orders the rows of one time.

    ``of`` is what the rows are made of, where that is not the table itself; ``left`` are columns that the
    database fills in.
    """

    moved: Mapping[str, str]
    order: str
    of: str = ""
    left: frozenset[str] = frozenset()


TABLES: Final[Mapping[str, Made]] = {
    "applications": Made(
        {
            "id": _ID,
            "reference": "left(b.reference, 2) || '-' || 100000 + {m} || '-' || lpad(b.id::text, 6, '0')",
            "source_key": "'load:{m}:' || b.id",
            "name": "b.made_name",
            "name_norm": "b.made_search",
            "national_id": "b.made_number",
            "iban": "b.made_account",
            "phone": "b.made_phone",
            "facts": "b.facts || jsonb_build_object('full_name', b.made_name, 'national_id', b.made_number, "
            "'iban', b.made_account, 'phone', b.made_phone)",
        },
        "b.id",
        of=_PEOPLE,
    ),
    "files": Made(
        {
            "sha256": _bytes_of("b.id"),
            "media_type": "'image/jpeg'",
            "size": "200000 + mod(b.id, 400000)",
            "pages": "1",
            "page_sizes": "'[[1240, 1754]]'",
            "stored_at": "b.submitted_at",
        },
        "b.id",
        of="applications",
    ),
    "papers": Made({"id": _ID, "application_id": _CASE, "sha256": _bytes_of("b.application_id")}, "b.id"),
    # The evidence would be half of all bytes, and is read with its own case only.
    "decisions": Made({"id": _ID, "application_id": _CASE, "evidence": "'{}'"}, "b.id"),
    "decision_reasons": Made({"decision_id": _DECISION}, "b.decision_id"),
    "undoings": Made({"decision_id": _DECISION}, "b.decision_id"),
    "second_checks": Made(
        {"decision_id": _DECISION, "replacement": f"b.replacement + {{m}}::bigint * {STEP}"}, "b.decision_id"
    ),
    "journal": Made({"application_id": _CASE}, "b.id", left=frozenset({"id"})),
    "case_heads": Made({"application_id": _CASE}, "b.application_id"),
    "outbox": Made(
        {"id": "gen_random_uuid()", "application_id": _CASE, "decision_id": _DECISION}, "b.decision_id"
    ),
    "profiles": Made({"decision_id": _DECISION, "application_id": _CASE}, "b.decision_id"),
}
"""Every table that grows with the office, each after those its rows refer to."""

FIGURES: Final[Mapping[str, str]] = {
    "tallies": "measure, programme, region, period, a, b",
    "levels": "measure, programme, region, a, b",
}
"""What is counted once for all, and the columns before the number."""

# What a lived office lacks that is multiplied: three papers for every case, a message that arrived for every
# decision, and where each journal ends.
COMPLETED: Final = (
    *(f"DELETE FROM {name}" for name in ("papers", "outbox", "case_heads")),
    """
    INSERT INTO papers (id, application_id, kind, original_name, sha256, media_type, size, received_at,
        verdict, note, judged_by, judged_at)
    SELECT row_number() OVER (ORDER BY a.id, k.place), a.id, k.kind, k.kind || '.jpg', NULL, 'image/jpeg',
        200000 + mod(a.id * 37, 400000), a.submitted_at,
        CASE WHEN a.stage = 'closed' THEN 'accepted' END, '',
        CASE WHEN a.stage = 'closed' THEN 'amal' END, CASE WHEN a.stage = 'closed' THEN a.submitted_at END
    FROM applications a,
        unnest(ARRAY['national_id', 'birth_certificate', 'income_statement'])
            WITH ORDINALITY AS k(kind, place)
    """,
    """
    INSERT INTO outbox (id, application_id, decision_id, key, language, facts, status, not_before,
        promised_at, channel, due_at, attempts, first_tried_at, moved_at)
    SELECT gen_random_uuid(), application_id, id, CASE outcome WHEN 'approve' THEN 'decided_approved'
            WHEN 'reject' THEN 'decided_rejected' ELSE 'completion_requested' END,
        'ar', '{}', 'delivered', at, at, 'sms', at, 1, at, at
    FROM decisions
    """,
    """
    INSERT INTO case_heads (application_id, lines, seal, bound, mac)
    SELECT application_id, count(*), (array_agg(seal ORDER BY id DESC))[1], max(seal), max(seal)
    FROM journal GROUP BY application_id
    """,
)
