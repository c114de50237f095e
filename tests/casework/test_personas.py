"""Households and what the rules must say of them: one row, one story.

A cell left empty is an unknown fact. `checks` lists the rules that do not pass; every other rule passes.
`papers` starts from `all` (each required paper accepted): `-kind` was never sent, `kind=verdict` was judged
so, `kind=!fault` was kept aside at intake, `kind=unjudged` awaits a look. `reasons` are `code@because`.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from casework.applications.facts import FIELDS, FieldKind, facts_from_json
from casework.countries.pack import packs, programme
from casework.eligibility.assessment import Proposal, assess, proposed_reasons
from casework.eligibility.checks import CheckOutcome

PERSONAS = Path(__file__).parent.parent / "personas"
NOT_FACTS = {"persona", "on", "papers", "checks", "reasons", "because"}
MINIMUM = 12


@dataclass(frozen=True)
class Sent:
    kind: str
    verdict: str | None = None
    fault: str | None = None


def rows() -> list[tuple[str, dict[str, str]]]:
    return [
        (path.stem, row)
        for path in sorted(PERSONAS.glob("*.csv"))
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    ]


def facts_of(row: Mapping[str, str]) -> dict[str, object]:
    given = {name: cell for name, cell in row.items() if name not in NOT_FACTS and cell}
    return facts_from_json({name: as_json(name, cell) for name, cell in given.items()})


def as_json(name: str, cell: str) -> object:
    kind = FIELDS[name].kind
    if kind is FieldKind.BOOLEAN:
        return {"yes": True, "no": False}[cell]
    return int(cell) if kind is FieldKind.INTEGER else cell


def papers_of(programme_code: str, row: Mapping[str, str], facts: Mapping[str, object]) -> list[Sent]:
    everything, *changes = row["papers"].split()
    assert everything == "all"
    required = [document.kind for document in programme(programme_code).required_for(facts)]
    papers = {kind: Sent(kind, verdict="accepted") for kind in required}
    for change in changes:
        kind, _, trouble = change.removeprefix("-").partition("=")
        assert kind in papers, f"{kind} is not required, so the row says nothing"
        del papers[kind]
        if not change.startswith("-"):
            papers[kind] = changed(kind, trouble)
    return list(papers.values())


def changed(kind: str, trouble: str) -> Sent:
    if trouble.startswith("!"):
        return Sent(kind, fault=trouble[1:])
    return Sent(kind, verdict=None if trouble == "unjudged" else trouble)


@pytest.mark.parametrize(("code", "row"), rows(), ids=lambda value: value if isinstance(value, str) else "")
def test_what_the_rules_say_of_a_household(code: str, row: dict[str, str]):
    scheme, facts, on = programme(code), facts_of(row), date.fromisoformat(row["on"])

    verdicts = assess(scheme, facts, on)
    proposals = proposed_reasons(scheme, verdicts, papers_of(code, row, facts), on, facts)

    told = [f"{one.rule}:{one.outcome}" for one in verdicts if one.outcome is not CheckOutcome.PASS]
    assert told == row["checks"].split(), row["persona"]
    expected = {Proposal(*reason.split("@")) for reason in row["reasons"].split()}
    assert set(proposals) == expected, row["persona"]


def test_every_programme_has_its_personas():
    stories = [code for code, _ in rows()]

    assert {code for pack in packs().values() for code in pack.programmes} == set(stories)
    assert all(stories.count(code) >= MINIMUM for code in set(stories))


def test_every_rule_fails_somebody_and_every_row_says_why():
    failed = {
        (code, check.split(":")[0])
        for code, row in rows()
        for check in row["checks"].split()
        if check.endswith(":fail")
    }
    schemes = [scheme for pack in packs().values() for scheme in pack.programmes.values()]
    rules = {(scheme.code, rule.id) for scheme in schemes for rule in scheme.rules}

    assert rules - failed == set()
    assert all(row["because"] for _, row in rows())
