"""What a message says: pinned to a version, counted as networks count, safe in either direction."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

import pytest

from casework.messages import Channel
from casework.notices import NOTICE_OF
from ui import letter, messages
from ui.messages import sms_size
from ui.news import NEWS
from ui.text import FSI, PDI, catalogue
from ui.wording import MOST_PARTS, SUBJECTS, TEMPLATES, Incomplete, sms_text, worded

AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
# A changed sentence is a new version: write both here. What was worded before keeps its words.
PINNED = {"2026-11": "29c69e78acd501fd", "2026-12": "72fe08a92fdc09de"}


def told(*codes: str, **more: object) -> dict[str, object]:
    grounds = [
        {
            "code": code,
            "rule": "land",
            "version": "2025-01",
            "readings": [{"fact": "land_area", "value": "3", "source": "declared"}],
            "value": "3",
            "limit": 1,
            "measure": "feddan",
            "papers": [],
        }
        for code in codes
    ]
    return {
        "reference": "TK-2026-000123-C",
        "programme": "eg.takaful",
        "name": "Mona منى",
        "decided_on": "2026-11-25",
        "complete_by": None,
        "object_by": "2026-12-23",
        "words": "",
        "reasons": grounds,
    } | more


def test_the_words_are_those_of_their_version() -> None:
    spoken = [
        *messages._MESSAGES.values(),
        *SUBJECTS.values(),
        *letter._TITLES.values(),
        *letter._DECISIONS.values(),
        *(letter._OBJECTION, letter._OBJECTION_UNTIL, "Dear {name},", "With our regards."),
        *("Because of: {reasons}.", "until {day}", "Rule “{rule}”, version {version}"),
        *(sentence for news in NEWS.values() for sentence in (news.sms, news.subject)),
        (letter._HERE / "letter.typ").read_text(encoding="utf-8"),
    ]
    both = [(sentence, catalogue().get(("", sentence))) for sentence in spoken]
    digest = hashlib.sha256(json.dumps(both, ensure_ascii=False).encode()).hexdigest()[:16]
    assert {TEMPLATES: digest} == {TEMPLATES: PINNED.get(TEMPLATES)}


def test_every_notice_has_its_subject() -> None:
    assert set(SUBJECTS) == set(messages._MESSAGES)
    assert set(NOTICE_OF.values()) <= set(SUBJECTS)


def test_a_rejection_says_what_was_found_and_until_when_to_object() -> None:
    said = sms_text("decided_rejected", told("land_over_limit"), "ar")
    for part in ("3 فدان", "1 فدان", "23 ديسمبر 2026", "14 رجب 1448"):
        assert part in said


def test_many_reasons_are_told_in_brief() -> None:
    facts = told("land_over_limit", "fixed_income", "property_over_limit", "vehicle_owned", "other_pension")
    said = sms_text("decided_rejected", facts, "ar")
    assert sms_size(said).parts <= MOST_PARTS
    assert "حيازة أرض زراعية" in said
    assert "المساحة المسجلة" not in said
    assert "المساحة المسجلة" in worded("decided_rejected", facts, Channel.EMAIL, "ar", AT).text


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("a" * 160, (160, 1, False)),
        ("a" * 161, (161, 2, False)),
        ("a" * 306, (306, 2, False)),
        ("a" * 307, (307, 3, False)),
        ("€" * 80, (160, 1, False)),
        ("€" * 81, (162, 2, False)),
        ("م" * 70, (70, 1, True)),
        ("م" * 71, (71, 2, True)),
        ("م" * 134, (134, 2, True)),
        ("م" * 135, (135, 3, True)),
        ("م" * 69 + "😀", (71, 2, True)),
    ],
)
def test_an_sms_is_counted_as_networks_count(text: str, size: tuple[int, int, bool]) -> None:
    counted = sms_size(text)
    assert (counted.characters, counted.parts, counted.unicode) == size


def test_a_name_of_the_other_script_moves_nothing() -> None:
    email = worded("withdrawn", told(), Channel.EMAIL, "en", AT)
    assert f"Dear {FSI}Mona منى{PDI}," in email.text
    assert "<bdi>Mona منى</bdi>," in email.html


def test_a_name_is_no_markup() -> None:
    email = worded("withdrawn", told(name='<img src="x">&'), Channel.EMAIL, "ar", AT)
    assert "&lt;img src=&quot;x&quot;&gt;&amp;" in email.html
    assert "<img" not in email.html


@pytest.mark.parametrize("code", ["false_statement", "other"])
def test_the_applicant_gets_the_words_meant_for_them(code: str) -> None:
    facts = told(code, words="وجدنا عقد عمل باسمكم.")
    assert "وجدنا عقد عمل باسمكم." in sms_text("decided_rejected", facts, "ar")
    email = worded("decided_rejected", facts, Channel.EMAIL, "ar", AT)
    assert email.text.count("وجدنا عقد عمل باسمكم.") == 1
    assert "الملاحظة" not in email.text


@pytest.mark.parametrize(
    ("key", "facts", "missing"),
    [
        ("decided_rejected", told(), "reasons"),
        ("decided_rejected", told("false_statement"), "words"),
        ("decided_needs_completion", told("land_over_limit"), "complete_by"),
        ("decided_rejected", told("document_missing"), "paper"),
    ],
)
def test_what_cannot_be_explained_is_not_issued(key: str, facts: dict[str, object], missing: str) -> None:
    with pytest.raises(Incomplete) as refused:
        worded(key, facts, Channel.SMS, "ar", AT)
    assert missing in refused.value.args
