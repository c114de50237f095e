"""The answer in words: whole in both languages, whatever state things are in, and printable."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product

import pytest

from casework.complaints.lifecycle import ComplaintKind
from casework.countries.pack import packs
from casework.entitlements.lifecycle import CardState, PaymentState
from casework.inquiries.answer import Paying, Stage, Told, ToldComplaint, ToldPayment, ToldSupport
from casework.inquiries.confirmed import Issued, Standing, confirmed
from casework.inquiries.purposes import Purpose
from ui.answer import answer_pdf
from ui.inquiry_words import purpose_label, said_case, standing_chip
from ui.text import speaking

TODAY = date(2026, 3, 10)
PAYMENT = ToldPayment(
    period=date(2026, 3, 1), state="paid", amount="648.50", currency="EGP", on=date(2026, 3, 15)
)
SUPPORT = ToldSupport(
    paying=Paying.RUNNING, card="delivered", amount="648.50", currency="EGP", since=TODAY, payments=(PAYMENT,)
)
TOLD = Told(
    reference="TK-2026-000001-4",
    programme="eg.takaful",
    stage=Stage.APPROVED,
    received_on=TODAY,
    support=SUPPORT,
)
PROGRAMMES = [code for pack in packs().values() for code in pack.programmes]


def whole(told: Told, language: str) -> str:
    with speaking(language):
        said = said_case(told, TODAY)
    text = "\n".join([said.stage, *said.sentences, *(line for block in said.blocks for line in block.lines)])
    assert "{" not in text
    return text


def in_both(told: Told) -> tuple[str, str]:
    arabic, english = whole(told, "ar"), whole(told, "en")
    assert arabic != english
    assert not any("\u0600" <= letter <= "\u06ff" for letter in english)
    return arabic, english


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_is_told(stage):
    days = {"due_on": TODAY, "complete_by": TODAY, "object_by": TODAY}
    in_both(replace(TOLD, stage=stage, support=None, **days))


def test_a_protected_case_has_neither_reference_nor_programme():
    said = said_case(replace(TOLD, stage=Stage.PROTECTED, support=None, received_on=None), TODAY)
    assert (said.reference, said.programme) == ("", "")


@pytest.mark.parametrize(("paying", "card"), list(product(Paying, CardState)))
def test_support_is_told_in_every_state(paying, card):
    in_both(replace(TOLD, support=replace(SUPPORT, paying=paying, card=card)))


@pytest.mark.parametrize("state", PaymentState)
@pytest.mark.parametrize("cause", [None, "account_closed", "other", "no_such_cause"])
def test_payments_are_told_in_every_state(state, cause):
    in_both(replace(TOLD, support=replace(SUPPORT, payments=(replace(PAYMENT, state=state, cause=cause),))))


@pytest.mark.parametrize("code", PROGRAMMES)
def test_a_stop_says_why_and_what_to_bring(code):
    stops = packs()[code.partition(".")[0]].programmes[code].stops
    assert stops
    for reason, stop in stops.items():
        support = replace(SUPPORT, paying=Paying.SUSPENDED, reason=reason)
        _arabic, english = in_both(replace(TOLD, programme=code, support=support))
        assert stop.citizen.en in english
        assert stop.remedy.en in english
        assert ("To be paid again, bring:" in english) == bool(stop.papers)


@pytest.mark.parametrize("code", PROGRAMMES)
def test_every_reason_is_told_with_its_remedy(code):
    catalogue = packs()[code.partition(".")[0]].programmes[code].catalogue
    told = replace(TOLD, programme=code, stage=Stage.REJECTED, support=None, reasons=tuple(catalogue))
    _arabic, english = in_both(told)
    assert all(reason.citizen.en in english for reason in catalogue.values())


@pytest.mark.parametrize("kind", ComplaintKind)
def test_open_complaints_are_told(kind):
    complaint = ToldComplaint(tracking="C-1", kind=kind, state="filed", due_on=TODAY)
    assert "C-1" in in_both(replace(TOLD, complaints=(complaint,)))[1]


@pytest.mark.parametrize("words", Purpose)
def test_purposes_are_worded(words):
    with speaking("ar"):
        arabic = purpose_label(words)
    assert arabic not in {words, purpose_label("x")}


def test_what_became_of_an_answer_is_worded():
    with speaking("en"):
        assert len({standing_chip(one).text for one in Standing}) == len(Standing)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_it_is_printed_with_hostile_words_taken_for_words(language):
    issued = Issued(
        code="7KQM-2XRW-HT9B-C",
        at=datetime(2026, 3, 10, tzinfo=UTC),
        by="amal",
        purpose="telephone",
        intact=True,
        number_ends="4567",
        cases=(confirmed(TOLD, TOLD), confirmed(replace(TOLD, reference="#panic()"), TOLD)),
    )
    assert answer_pdf(issued, language).startswith(b"%PDF")
