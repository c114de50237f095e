"""The letter: what it says, that it can be printed, and that nobody's name is markup."""

import dataclasses
import io
from datetime import date

import pypdfium2
import pytest

from casework.applications.lifecycle import Outcome
from ui.letter import LetterFacts, letter_pdf, letter_text
from ui.messages import ToldReason

FACTS = LetterFacts(
    ministry="وزارة التضامن الاجتماعي",
    programme="تكافل",
    reference="TK-2026-000123-C",
    decided_on=date(2026, 11, 23),
    applicant="نورا عبد الرحمن",
    outcome="needs_completion",
    reasons=(ToldReason("غير مقروء", "صورة خطاب الراتب غير واضحة.", "أرفقوا صورة واضحة."),),
    papers=("خطاب الراتب",),
    complete_by=date(2026, 12, 23),
)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(io.BytesIO(pdf)))


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_outcome_has_a_letter_in_both_languages(outcome, language) -> None:
    pdf = letter_pdf(dataclasses.replace(FACTS, outcome=outcome), language)
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    assert len(document) == 1
    assert "000123" in text_of(pdf)


def test_a_name_full_of_markup_is_only_a_name() -> None:
    name = '#panic("x") #text(red)[y] $z$ *bold* \\ "quoted" <b>'
    pdf = letter_pdf(dataclasses.replace(FACTS, applicant=name), "en")
    assert "#text(red)[y]" in text_of(pdf)


def test_the_letter_brings_its_own_font_and_only_that() -> None:
    assert b"IBMPlexSansArabic" in letter_pdf(FACTS, "ar")


def test_two_letters_do_not_share_their_facts() -> None:
    first = letter_pdf(FACTS, "en")
    second = letter_pdf(dataclasses.replace(FACTS, reference="KR-2026-000001-A"), "en")
    assert "KR-2026-000001-A" in text_of(second)
    assert "KR-2026-000001-A" not in text_of(first)
    assert "TK-2026-000123-C" not in text_of(second)


def test_the_text_says_what_to_bring_until_when_and_how_to_object() -> None:
    said = letter_text(FACTS, "ar")
    for part in ("خطاب الراتب", "أرفقوا صورة واضحة.", "23 ديسمبر 2026", "14 رجب 1448", "الاعتراض"):
        assert part in said


def test_an_approval_does_not_speak_of_objections() -> None:
    assert "الاعتراض" not in letter_text(dataclasses.replace(FACTS, outcome="approve", reasons=()), "ar")
