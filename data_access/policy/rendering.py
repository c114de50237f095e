"""One renderer of questions: the SQL that DuckDB, Spark and PostgreSQL all read.

They differ in one word, the function that makes rows of a list. All else is written so that no engine has a
choice: percentiles are reckoned from running counts in whole numbers, and rows are put in order outside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final

from data_access.policy.questions import PERCENTILES, REASON, WHOLE, Condition, How, Measure, Question

DECISIONS: Final = "decisions"
"""The table or view that a question is put to."""


class Dialect(StrEnum):
    """Whose SQL is written."""

    DUCKDB = "duckdb"
    SPARK = "spark"
    POSTGRESQL = "postgresql"


_ROWS_OF: Final[Mapping[Dialect, str]] = {
    Dialect.DUCKDB: "unnest",
    Dialect.SPARK: "explode",
    Dialect.POSTGRESQL: "unnest",
}


def rendered(question: Question, dialect: Dialect, narrowed: Iterable[Condition] = ()) -> str:
    """The statement of a question, narrowed by further conditions; columns are those of the question."""
    chosen = f"SELECT * FROM {DECISIONS} WHERE {_all(_met(one) for one in (*question.where, *narrowed))}"
    told = chosen
    if REASON in question.by:
        told = f"SELECT chosen.*, {_ROWS_OF[dialect]}(reasons) AS {REASON} FROM chosen"
    body = _spread(question) if question.spread else _counted(question)
    return f"WITH chosen AS ({chosen}), told AS ({told})\n{body}"


def both(archived: str, live: str) -> str:
    """The decisions of an archive and of the database: a case that is in both is told by the database."""
    return (
        f"SELECT * FROM {live} UNION ALL SELECT * FROM {archived} WHERE NOT EXISTS "
        f"(SELECT 1 FROM {live} WHERE {live}.pseudonym = {archived}.pseudonym)"
    )


def _counted(question: Question) -> str:
    by = ", ".join(question.by)
    counts = ", ".join(f"{_count(measure)} AS {measure.name}" for measure in question.measures)
    parts = f"SELECT {by}, {counts} FROM told GROUP BY {by}"
    if not question.wholes:
        return parts
    within = ", ".join(question.wholes)
    on = _all(f"parts.{name} = wholes.{name}" for name in question.wholes)
    wholes = f"SELECT {within}, count(*) AS {WHOLE} FROM chosen GROUP BY {within}"
    return f"SELECT parts.*, wholes.{WHOLE} FROM ({parts}) parts JOIN ({wholes}) wholes ON {on}"


def _spread(question: Question) -> str:
    """Nearest rank: of all cases in order of their days, those of the one at this place.

    Cases are first counted by their days, so that few rows are put in order however many cases there are.
    """
    by = ", ".join(question.by)
    (cases,) = question.measures
    percentiles = ", ".join(
        f"min(CASE WHEN so_far * 100 >= n * {hundredths} THEN days END) AS {name}"
        for name, hundredths in PERCENTILES.items()
    )
    return (
        f"SELECT {by}, max(n) AS {cases.name}, {percentiles} FROM (\n"
        f"  SELECT {by}, days, sum(of_days) OVER (PARTITION BY {by} ORDER BY days) AS so_far, "
        f"sum(of_days) OVER (PARTITION BY {by}) AS n\n"
        f"  FROM (SELECT {by}, days, {_count(cases)} AS of_days FROM told GROUP BY {by}, days) by_days\n"
        f") ranked GROUP BY {by}"
    )


def _count(measure: Measure) -> str:
    if not measure.where:
        return "count(*)"
    return f"sum(CASE WHEN {_all(_met(one) for one in measure.where)} THEN 1 ELSE 0 END)"


def _met(condition: Condition) -> str:
    values = [_literal(value) for value in condition.values]
    if condition.how is How.IS and len(values) > 1:
        return f"{condition.column} IN ({', '.join(values)})"
    (value,) = values
    return f"{condition.column} {condition.how.value} {value}"


def _literal(value: str | int) -> str:
    """Constants of this package, and codes and days that were looked up before."""
    if isinstance(value, bool | int):
        return str(value).upper()
    if value == REASON:
        return REASON
    if "'" in value or "\\" in value:
        raise ValueError(f"{value} is no code")
    return f"'{value}'"


def _all(conditions: Iterable[str]) -> str:
    met: Sequence[str] = list(conditions)
    return " AND ".join(met) or "TRUE"
