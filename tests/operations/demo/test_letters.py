"""Every letter and message of the demo office rests on what is on record: each number in it occurs there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from casework.countries.pack import programme
from casework.messages import Channel
from casework.notices import lacks
from data_access import tables
from tests.operations.demo.living import READS_THE_OFFICE, SIZE, Past
from ui.dates import hijri
from ui.text import speaking
from ui.wording import worded

NUMBER = re.compile(r"\d[\d,.]*\d|\d")
ORDINAL = re.compile(r"^\d+\. ", re.MULTILINE)


pytestmark = READS_THE_OFFICE


@pytest.fixture(scope="module")
def promised(office: Past) -> list[sa.RowMapping]:
    """Every message about a decision, with the evidence that was recorded with it."""
    wanted = sa.select(
        tables.outbox, tables.decisions.c.evidence, tables.decisions.c.words, tables.decisions.c.at
    ).join(tables.decisions, tables.decisions.c.id == tables.outbox.c.decision_id)
    # What follows an approval is told in messages of their own, whose numbers are the entitlement's.
    wanted = wanted.where(tables.outbox.c.key.startswith("decided"))
    with office.engine.connect() as connection:
        return list(connection.execute(wanted).mappings().all())


def numbers_in(text: str) -> set[Decimal]:
    return {Decimal(found.replace(",", "").rstrip(".")) for found in NUMBER.findall(text)}


def leaves(thing: object) -> Iterator[str]:
    """Every value of the recorded evidence, as text."""
    if isinstance(thing, dict):
        for part in thing.values():
            yield from leaves(part)
    elif isinstance(thing, list):
        for part in thing:
            yield from leaves(part)
    elif thing is not None:
        yield str(thing)


def on_record(row: sa.RowMapping, spoken: str) -> set[Decimal]:
    """The numbers of the evidence, of the words, of the days, and of the pack's own fixed sentences."""
    facts = row["facts"]
    texts = [*leaves(row["evidence"]), row["words"], facts["reference"]]
    with speaking(spoken):
        for name in ("decided_on", "complete_by", "object_by"):
            if facts[name]:
                texts += [facts[name], hijri(date.fromisoformat(facts[name]))]
    scheme = programme(facts["programme"])
    for grounds in facts["reasons"]:
        reason = scheme.catalogue[grounds["code"]]
        texts += [words.in_(spoken) for words in (reason.title, reason.citizen, reason.remedy)]
        texts += [rule.name.in_(spoken) for rule in scheme.rules if rule.id == grounds["rule"]]
    return set().union(*map(numbers_in, texts))


@pytest.mark.parametrize("spoken", ["ar", "en"])
@pytest.mark.parametrize("channel", Channel)
def test_every_number_told_occurs_in_the_evidence(promised, channel: Channel, spoken: str) -> None:
    strange = {}
    for row in promised:
        said = worded(row["key"], row["facts"], channel, spoken, row["at"])
        text = ORDINAL.sub("", f"{said.subject}\n{said.text}")
        if unknown := numbers_in(text) - on_record(row, spoken):
            strange[row["facts"]["reference"]] = (unknown, said.text)
    assert len(promised) > SIZE / 2
    assert strange == {}


@pytest.mark.parametrize("spoken", ["ar", "en"])
def test_the_attached_letter_says_the_same_numbers(promised, spoken: str) -> None:
    strange = {}
    for row in promised:
        letter = worded(row["key"], row["facts"], Channel.EMAIL, spoken, row["at"]).letter
        text = "\n".join(leaves(dict(letter)))
        if unknown := numbers_in(text) - on_record(row, spoken):
            strange[row["facts"]["reference"]] = unknown
    assert strange == {}


def test_no_reason_is_told_without_what_it_rests_on(promised) -> None:
    assert {row["facts"]["reference"]: lacks(row["key"], row["facts"]) for row in promised} == {
        row["facts"]["reference"]: () for row in promised
    }


def test_a_rejection_says_until_when_and_how_to_object(promised) -> None:
    rejected = [row for row in promised if row["key"] == "decided_rejected"]
    assert rejected
    for row in rejected:
        told = worded(row["key"], row["facts"], Channel.EMAIL, "en", row["at"]).text
        assert "you may object until" in told
        assert row["facts"]["object_by"] > row["facts"]["decided_on"]


def test_the_search_finds_a_number_that_is_not_on_record(promised) -> None:
    row = next(row for row in promised if row["key"] == "decided_rejected")
    facts = {**row["facts"], "words": "4,321.5"}
    text = worded(row["key"], facts, Channel.EMAIL, "ar", row["at"]).text
    assert Decimal("4321.5") in numbers_in(text) - on_record(row, "ar")
