"""The peers of the pages of figures: GROUP BY over the base tables, and pandas over tables read whole."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pandas as pd

from casework.countries.pack import packs
from casework.statistics.periods import Period
from operations.bench.office import TODAY

EGYPT: Final = tuple(sorted(packs()["eg"].programmes))
PERIOD: Final = Period.ending(TODAY, 91)
YEAR: Final = date(TODAY.year - 1, TODAY.month + 1, 1)
"""The first of the last twelve months, the present one among them."""

_STANDING: Final = """
    FROM decisions d JOIN applications a ON a.id = d.application_id
    LEFT JOIN undoings u ON u.decision_id = d.id
    LEFT JOIN second_checks c ON c.decision_id = d.id AND NOT c.agreed {reasons}
    WHERE u.decision_id IS NULL AND c.decision_id IS NULL AND a.programme IN ({mine})
"""
_LINES: Final = """
    FROM journal j JOIN applications a ON a.id = j.application_id
    WHERE a.programme IN ({mine}) AND j.at >= '{since}'
"""
_GROUPED: Final = {
    "office": """
        SELECT state, count(*) FROM applications WHERE programme IN ({mine}) GROUP BY state;
        SELECT due_on, count(*) FROM applications
            WHERE programme IN ({mine}) AND stage IN ('waiting', 'in_hand') GROUP BY due_on;
        SELECT {week_of_submitted}, count(*) FROM applications
            WHERE programme IN ({mine}) AND submitted_at >= '{since}' GROUP BY 1;
        SELECT {week_of_decided}, d.outcome, count(*) [standing] AND d.at >= '{since}' GROUP BY 1, 2;
        SELECT {days}, count(*) [standing] AND d.at >= '{since}' AND d.outcome <> 'needs_completion'
            GROUP BY 1;
        SELECT j.kind, count(*) [lines] GROUP BY j.kind
    """,
    "team": """
        SELECT assignee, count(*) FROM applications
            WHERE programme IN ({mine}) AND assignee IS NOT NULL GROUP BY assignee;
        SELECT d.by, d.outcome, count(*) [standing] AND d.at >= '{since}' GROUP BY d.by, d.outcome;
        SELECT j.actor, j.kind, count(*) [lines] AND j.kind IN ('handed_back', 'claimed', 'claim_lapsed')
            GROUP BY j.actor, j.kind
    """,
    "causes": """
        SELECT r.reason, count(*) [rejected] GROUP BY r.reason;
        SELECT r.reason, count(*) [rejected]
            AND 1 = (SELECT count(*) FROM decision_reasons o WHERE o.decision_id = d.id) GROUP BY r.reason;
        SELECT r.reason, {month_of_decided}, count(*) [rejected] GROUP BY 1, 2;
        SELECT r.reason, a.region, count(*) [rejected] GROUP BY r.reason, a.region;
        SELECT a.region, d.outcome, count(*) [standing] AND d.at >= '{year}' GROUP BY a.region, d.outcome;
        SELECT {sex}, {employment}, d.outcome, count(*) [standing] AND d.at >= '{year}' GROUP BY 1, 2, 3
    """,
}
_REJECTED: Final = "AND d.outcome = 'reject' AND d.at >= '{year}'"
_WITH_REASONS: Final = "JOIN decision_reasons r ON r.decision_id = d.id"
_DIALECT: Final = {
    "sqlite": {
        "week_of_submitted": "strftime('%Y-%W', submitted_at)",
        "week_of_decided": "strftime('%Y-%W', d.at)",
        "month_of_decided": "strftime('%Y-%m', d.at)",
        "days": "CAST(julianday(d.at) - julianday(a.submitted_at) AS INTEGER)",
        "sex": "json_extract(a.facts, '$.sex')",
        "employment": "json_extract(a.facts, '$.employment_status')",
    },
    "postgresql": {
        "week_of_submitted": "date_trunc('week', submitted_at)",
        "week_of_decided": "date_trunc('week', d.at)",
        "month_of_decided": "date_trunc('month', d.at)",
        "days": "EXTRACT(DAY FROM d.at - a.submitted_at)",
        "sex": "a.facts->>'sex'",
        "employment": "a.facts->>'employment_status'",
    },
}


def grouped(driver: Any, database: str, page: str) -> None:
    """Ask the base tables what a page tells, through the bare driver."""
    mine = ", ".join(f"'{code}'" for code in EGYPT)
    text = _GROUPED[page].replace(
        "[rejected]", f"{_STANDING.replace('{reasons}', _WITH_REASONS)} {_REJECTED}"
    )
    text = text.replace("[standing]", _STANDING.replace("{reasons}", "")).replace("[lines]", _LINES)
    for sql in text.format(mine=mine, since=PERIOD.before.since, year=YEAR, **_DIALECT[database]).split(";"):
        driver.execute(sql).fetchall()


def office_in_pandas(driver: Any) -> None:
    """The Office page as it is usually written."""
    cases, since = _cases(driver), PERIOD.before.since
    cases.groupby("state").size()
    cases[cases["stage"].isin(["waiting", "in_hand"])].groupby("due_on").size()
    recent = cases[cases["submitted_at"] >= pd.Timestamp(since, tz="UTC")]
    recent.groupby(pd.Grouper(key="submitted_at", freq="W")).size()
    made = _decided_cases(driver, since)
    made.groupby([pd.Grouper(key="at", freq="W"), "outcome"]).size()
    (made["at"] - made["submitted_at"]).dt.days.quantile([0.5, 0.9])


def team_in_pandas(driver: Any) -> None:
    """The Team page as it is usually written."""
    _cases(driver).groupby("assignee").size()
    _decided_cases(driver, PERIOD.before.since).groupby(["by", "outcome"]).size()


def causes_in_pandas(driver: Any) -> None:
    """The Causes page as it is usually written."""
    made = _decided_cases(driver, YEAR)
    reasons = _read(driver, "decision_reasons", "decision_id", "reason")
    stated = reasons.merge(made[made["outcome"] == "reject"], left_on="decision_id", right_on="id_x")
    stated.groupby("reason").size()
    alone = stated.groupby("decision_id")["reason"].transform("size") == 1
    stated[alone].groupby("reason").size()
    stated.groupby(["reason", pd.Grouper(key="at", freq="MS")]).size()
    stated.groupby(["reason", "region"]).size()
    made.groupby(["region", "outcome"]).size()


def _decided_cases(driver: Any, since: date) -> pd.DataFrame:
    made = _standing_decisions(driver).merge(_cases(driver), left_on="application_id", right_on="id")
    made["at"] = pd.to_datetime(made["at"], utc=True)
    return made[made["at"] >= pd.Timestamp(since, tz="UTC")]


def _standing_decisions(driver: Any) -> pd.DataFrame:
    made = _read(driver, "decisions", "id", "application_id", "outcome", '"by"', "at")
    undone = _read(driver, "undoings", "decision_id")
    replaced = _read(driver, "second_checks", "decision_id", "agreed")
    gone = [*undone["decision_id"], *replaced.loc[~replaced["agreed"].astype(bool), "decision_id"]]
    return made[~made["id"].isin(gone)]


def _cases(driver: Any) -> pd.DataFrame:
    columns = ("id", "programme", "region", "state", "stage", "submitted_at", "due_on", "assignee")
    cases = _read(driver, "applications", *columns)
    cases["submitted_at"] = pd.to_datetime(cases["submitted_at"], utc=True)
    return cases[cases["programme"].isin(EGYPT)]


def _read(driver: Any, table: str, *columns: str) -> pd.DataFrame:
    rows = driver.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall()
    return pd.DataFrame(rows, columns=[column.strip('"') for column in columns])
