"""Which reasons are overturned too often, from the month tallies."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from casework.applications.lifecycle import Outcome
from casework.countries.pack import programme
from casework.second_check import counts_since, overturned_too_often
from casework.statistics.afterwards import OBJECTION_REFUSED, OVERTURNED
from casework.statistics.figures import Rate
from casework.statistics.postings import EVERYWHERE, Measure, month_of
from data_access.tables import tallies


def doubted_reasons(
    connection: Connection, programmes: Collection[str], on: date
) -> Mapping[str, frozenset[str]]:
    """For each programme, the reasons that ask for a second check on a local day; one statement."""
    rules = {code: programme(code).second_check for code in programmes}
    answers = _answers(connection, {code: counts_since(rule, on) for code, rule in rules.items()}, on)
    return {code: overturned_too_often(rule, answers[code]) for code, rule in rules.items()}


def _answers(connection: Connection, since: Mapping[str, date], on: date) -> Mapping[str, Mapping[str, Rate]]:
    """By programme and reason: rejections overturned, of those whose objections were answered."""
    t = tallies.c
    asked = (
        sa.select(t.programme, t.a, t.b, sa.func.sum(t.n).label("n"))
        .where(
            t.measure == Measure.AFTER,
            t.programme.in_(since),
            t.region == EVERYWHERE,
            t.period.between(min(since.values(), default=on), month_of(on)),
            sa.or_(*(sa.and_(t.programme == code, t.period >= first) for code, first in since.items())),
            t.b.in_((OVERTURNED, OBJECTION_REFUSED)),
        )
        .group_by(t.programme, t.a, t.b)
    )
    said: dict[str, dict[str, Counter[str]]] = {code: defaultdict(Counter) for code in since}
    for row in connection.execute(asked):
        outcome, _, reason = row.a.partition(":")
        if outcome == Outcome.REJECT and reason:
            said[row.programme][reason][row.b] += row.n
    return {
        code: {reason: Rate(n[OVERTURNED], n.total()) for reason, n in reasons.items()}
        for code, reasons in said.items()
    }
