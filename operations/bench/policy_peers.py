"""The policy questions as somebody would put them to PostgreSQL: GROUP BY over the base tables.

They are written by hand, not rendered, and find out for themselves what stands, how many reasons there are
and what became of objections: that the answers are equal says something of the definitions too. Working days
and groups come from ``profiles``, for SQL knows no holidays.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from casework.countries.pack import packs

_ZONE: Final = " ".join(
    f"WHEN a.programme LIKE '{pack.code}.%' THEN '{pack.zone}'" for pack in packs().values()
)
_MONTH: Final = f"date_trunc('month', d.at AT TIME ZONE CASE {_ZONE} END)::date"
_REASONS: Final = "JOIN decision_reasons r ON r.decision_id = d.id"
_HOW_MANY: Final = (
    "JOIN (SELECT decision_id, count(*) AS n FROM decision_reasons GROUP BY decision_id) s "
    "ON s.decision_id = d.id"
)
_STANDING: Final = """
    FROM decisions d JOIN applications a ON a.id = d.application_id
    JOIN profiles p ON p.decision_id = d.id
    LEFT JOIN undoings u ON u.decision_id = d.id
    LEFT JOIN second_checks c ON c.decision_id = d.id AND NOT c.agreed {more}
    WHERE u.decision_id IS NULL AND c.decision_id IS NULL
"""
_REJECTED: Final = f"{_STANDING.format(more=f'{_REASONS} {_HOW_MANY}')} AND d.outcome = 'reject'"
_ALL_REJECTED: Final = f"{_STANDING.format(more='')} AND d.outcome = 'reject'"
_DECIDED: Final = _STANDING.format(more="")
_OBJECTIONS: Final = """
    LEFT JOIN (
        SELECT decision_id, bool_or(state = 'answered') AS answered,
            bool_or(outcome IN ('upheld', 'partly')) AS overturned
        FROM complaints WHERE decision_id IS NOT NULL GROUP BY decision_id
    ) o ON o.decision_id = d.id
"""

BY_HAND: Final[Mapping[str, str]] = {
    "reasons": f"""
        SELECT a.region, r.reason, {_MONTH}, count(*), count(*) FILTER (WHERE s.n = 1) {_REJECTED}
        GROUP BY 1, 2, 3
    """,
    "rejections": f"""
        SELECT f.*, w.n FROM (
            SELECT a.programme, r.reason, count(*), count(*) FILTER (WHERE s.n = 1),
                count(*) FILTER (WHERE p.only_reason = r.reason) {_REJECTED} GROUP BY 1, 2
        ) f JOIN (SELECT a.programme, count(*) AS n {_ALL_REJECTED} GROUP BY 1) w USING (programme)
    """,
    "time": f"""
        SELECT a.programme, {_MONTH}, count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY p.days),
            percentile_disc(0.9) WITHIN GROUP (ORDER BY p.days) {_DECIDED}
            AND d.outcome IN ('approve', 'reject') GROUP BY 1, 2
    """,
    "outcomes": f"""
        SELECT a.region, p.sex, p.employment, count(*) FILTER (WHERE d.outcome = 'approve'),
            count(*) FILTER (WHERE d.outcome = 'reject'),
            count(*) FILTER (WHERE d.outcome = 'needs_completion'),
            count(*) FILTER (WHERE d.outcome IN ('approve', 'reject')) {_DECIDED} GROUP BY 1, 2, 3
    """,
    "overturned": f"""
        SELECT a.programme, r.reason, count(*), count(o.decision_id),
            count(*) FILTER (WHERE o.answered OR o.overturned), count(*) FILTER (WHERE o.overturned)
        FROM decisions d JOIN applications a ON a.id = d.application_id {_REASONS} {_OBJECTIONS}
        WHERE d.outcome = 'reject' GROUP BY 1, 2
    """,
}


def by_hand(driver: Any, code: str) -> list[tuple[Any, ...]]:
    """The rows of a question from the base tables, through the bare driver."""
    return driver.execute(BY_HAND[code]).fetchall()


def sizes(driver: Any) -> Mapping[str, tuple[int, int, int]]:
    """By table: rows, bytes of the table (with what is kept apart), bytes of its indexes."""
    named = ("applications", "decisions", "decision_reasons", "undoings", "second_checks", "journal")
    found: dict[str, tuple[int, int, int]] = {}
    for name in (*named, "profiles", "complaints"):
        (rows,) = driver.execute(f"SELECT count(*) FROM {name}").fetchone()
        found[name] = (
            rows,
            *driver.execute(f"SELECT pg_table_size('{name}'), pg_indexes_size('{name}')").fetchone(),
        )
    return found
