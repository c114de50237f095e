"""An answer in the citizen's words: one wording for the page, the PDF and the command line.

A clerk reads it aloud, so every line is a whole sentence; `casework.inquiries.answer` says what is said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from casework.countries.pack import pack_of, programme
from casework.inquiries.answer import Paying, Stage, Told, ToldComplaint, ToldPayment, ToldSupport
from casework.inquiries.confirmed import Standing
from ui.dates import day_with_hijri, month
from ui.labels import Chip, Tone, paper_label, programme_label
from ui.numerals import money
from ui.text import N_, NP_, isolated, language, pgettext
from ui.text import gettext as _

Word = tuple[str, str]

PURPOSES: Final[Mapping[str, Word]] = {
    "counter_visit": NP_("purpose of an inquiry", "Visit at the counter"),
    "telephone": NP_("purpose of an inquiry", "Telephone call"),
    "representative": NP_("purpose of an inquiry", "Authorised representative"),
    "complaint": NP_("purpose of an inquiry", "Complaint or objection"),
    "other_agency": NP_("purpose of an inquiry", "Another agency"),
    "court_or_bank": NP_("purpose of an inquiry", "Court or bank"),
}
_STAGES: Final[Mapping[Stage, tuple[Word, str, Tone]]] = {
    Stage.RECEIVED: (NP_("stage told", "Received, waiting for its turn"), "○", "neutral"),
    Stage.EXAMINED: (NP_("stage told", "Under examination"), "◐", "accent"),
    Stage.TO_COMPLETE: (NP_("stage told", "Waits for you to complete it"), "↩", "warn"),
    Stage.COMPLETED: (NP_("stage told", "Completed, waiting for its turn"), "↪", "accent"),
    Stage.APPROVED: (NP_("stage told", "Approved"), "✓", "good"),
    Stage.REJECTED: (NP_("stage told", "Not approved"), "✕", "bad"),
    Stage.WITHDRAWN: (NP_("stage told", "Withdrawn"), "–", "neutral"),
    Stage.EXPIRED: (NP_("stage told", "Closed: not completed in time"), "⊘", "neutral"),
    Stage.PROTECTED: (NP_("stage told", "Protected case"), "◆", "warn"),
    Stage.ELSEWHERE: (NP_("stage told", "With another office"), "↗", "neutral"),
}
_STAGE_SENTENCES: Final[Mapping[Stage, str]] = {
    Stage.RECEIVED: N_("We have received your application and it waits for its turn."),
    Stage.EXAMINED: N_("Your application is being examined; no decision can be told yet."),
    Stage.TO_COMPLETE: N_("Your application needs completion before we can decide."),
    Stage.COMPLETED: N_("What you sent has arrived, and your application waits to be examined again."),
    Stage.APPROVED: N_("Your application has been approved."),
    Stage.REJECTED: N_("Your application was not approved, for the reasons stated below."),
    Stage.WITHDRAWN: N_("Your application was withdrawn as you asked. You may apply again."),
    Stage.EXPIRED: N_(
        "Your application was closed because it was not completed in time. You may apply again."
    ),
    Stage.PROTECTED: N_("This case is protected; a supervisor answers the inquiry."),
    Stage.ELSEWHERE: N_("This application is with another office, which answers inquiries about it."),
}
_PAYING: Final[Mapping[Paying, str]] = {
    Paying.NOT_YET: N_("Your support will be paid from {day} on: {amount} a month."),
    Paying.RUNNING: N_("Your support is being paid: {amount} a month."),
    Paying.STOP_ANNOUNCED: N_("Payment will stop on {day} unless what is stated below is done before then."),
    Paying.SUSPENDED: N_("Payment has been stopped since {day}."),
    Paying.ENDED: N_("Payment ended on {day}."),
}
_CARDS: Final[Mapping[str, str]] = {
    "requested": N_("Your payment card has been requested; we will tell you when it can be collected."),
    "printed": N_("Your payment card is ready to be collected at the office; bring your identity card."),
    "delivered": N_("Your payment card has been handed over to you."),
    "blocked": N_("Your payment card is blocked; ask the office for a new one."),
}
_PAYMENTS: Final[Mapping[str, str]] = {
    "scheduled": N_("{month}: {amount}, to be paid on {day}"),
    "sent": N_("{month}: {amount}, on its way, to be paid on {day}"),
    "paid": N_("{month}: {amount}, paid on {day}"),
    "returned": N_("{month}: {amount} came back to us unpaid; ask the office what to do"),
    "stopped": N_("{month}: {amount} was stopped"),
}
_COMPLAINTS: Final[Mapping[str, str]] = {
    "not_entitled": N_("Your complaint {tracking} is being examined; you will be answered by {day}."),
    "objection": N_("Your objection {tracking} is being examined; you will be answered by {day}."),
    "correction": N_(
        "Your request for correction {tracking} is being examined; you will be answered by {day}."
    ),
}
_STANDINGS: Final[Mapping[Standing, tuple[Word, str, Tone]]] = {
    Standing.SAME: (NP_("answer checked", "Still so today"), "✓", "good"),
    Standing.CHANGED: (NP_("answer checked", "Has changed since"), "≠", "warn"),
    Standing.NOT_SAID: (NP_("answer checked", "The answer said nothing of this case"), "–", "neutral"),
    Standing.NOT_YOURS: (NP_("answer checked", "Not for you to see"), "–", "neutral"),
}


@dataclass(frozen=True, slots=True)
class Block:
    """A heading with its sentences; `numbered` where they are reasons."""

    title: str
    lines: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidCase:
    """What is said of one application, worded."""

    reference: str
    programme: str
    stage: str
    sentences: tuple[str, ...]
    blocks: tuple[Block, ...]


def purpose_label(purpose: str) -> str:
    """Why somebody asked."""
    known = PURPOSES.get(purpose)
    return pgettext(*known) if known else purpose


def stage_told_chip(stage: Stage) -> Chip:
    """Where an application stands, at a glance, in the citizen's words."""
    word, icon, tone = _STAGES[stage]
    return Chip(pgettext(*word), icon, tone)


def protected_chip() -> Chip:
    """That a case is protected."""
    return stage_told_chip(Stage.PROTECTED)


def altered_sentence() -> str:
    """That an answer on record is not what it was when it was sealed."""
    return _("The office issued this code, but the record of what it said was changed since. Report it.")


def standing_chip(standing: Standing) -> Chip:
    """Whether an answer given once is still so."""
    word, icon, tone = _STANDINGS[standing]
    return Chip(pgettext(*word), icon, tone)


def said_case(told: Told, today: date) -> SaidCase:
    """What is said of one application in the language being spoken, as of a local day."""
    blocks = (_reasons(told), _papers(told), *_support(told), _objection(told, today), _complaints(told))
    return SaidCase(
        reference=told.reference,
        programme=programme_label(told.programme),
        stage=stage_told_chip(told.stage).text,
        sentences=tuple(_sentences(told, today)),
        blocks=tuple(block for block in blocks if block is not None),
    )


def _sentences(told: Told, today: date) -> list[str]:
    said = [_(_STAGE_SENTENCES[told.stage])]
    if told.decided_on:
        said.append(_("The decision was made on {day}.").format(day=day_with_hijri(told.decided_on)))
    elif told.received_on:
        said.append(_("It was received on {day}.").format(day=day_with_hijri(told.received_on)))
    if told.due_on and told.due_on >= today:
        said.append(_("The office should decide by {day}.").format(day=day_with_hijri(told.due_on)))
    elif told.due_on:
        said.append(
            _("The time to decide ended on {day}; we are sorry for the delay.").format(
                day=day_with_hijri(told.due_on)
            )
        )
    return said


def _reasons(told: Told) -> Block | None:
    known = programme(told.programme).catalogue
    lines = [
        f"{reason.citizen.in_(language())} {reason.remedy.in_(language())}".strip()
        for reason in (known[code] for code in told.reasons if code in known)
    ]
    return Block(pgettext("answer", "Reasons"), tuple(lines), numbered=True) if lines else None


def _papers(told: Told) -> Block | None:
    if told.complete_by is None:
        return None
    until = _("Please complete it by {day}; after that the application is closed.")
    lines = [paper_label(kind, told.programme) for kind in told.papers]
    return Block(
        pgettext("answer", "What to bring"), (*lines, until.format(day=day_with_hijri(told.complete_by)))
    )


def _support(told: Told) -> list[Block | None]:
    if told.support is None:
        return []
    found = told.support
    card = Block(pgettext("answer", "Card"), (_(_CARDS[found.card]),))
    return [_payment(found, told.programme), card, _last_payments(found)]


def _payment(found: ToldSupport, code: str) -> Block:
    since = day_with_hijri(found.since) if found.since else "–"
    first = _(_PAYING[found.paying]).format(day=since, amount=money(Decimal(found.amount), found.currency))
    stopped = _why_stopped(code, found.reason) if found.reason and found.paying is not Paying.ENDED else []
    return Block(pgettext("answer", "Payment"), (first, *stopped))


def _why_stopped(code: str, reason: str) -> list[str]:
    """Why payment stops, what can be done, and the papers to bring."""
    stop = getattr(programme(code), "stops", {}).get(reason)
    if stop is None:
        return []
    said = [stop.citizen.in_(language()), stop.remedy.in_(language())]
    if stop.papers:
        papers = [paper_label(kind, code) for kind in stop.papers]
        said.append(_("To be paid again, bring: {papers}.").format(papers=_(", ").join(papers)))
    return said


def _last_payments(found: ToldSupport) -> Block | None:
    lines = tuple(_payment_line(one) for one in found.payments)
    return Block(pgettext("answer", "Last payments"), lines) if lines else None


def _payment_line(one: ToldPayment) -> str:
    amount = money(Decimal(one.amount), one.currency)
    return _(_PAYMENTS[one.state]).format(month=month(one.period), amount=amount, day=day_with_hijri(one.on))


def _objection(told: Told, today: date) -> Block | None:
    if told.object_by is None:
        return None
    if told.object_by < today:
        said = _("The time to object ended on {day}.")
    else:
        said = _(
            "If you do not agree, you may object until {day}, here at the office or through the complaints "
            "service, naming the reference. It costs nothing."
        )
    return Block(pgettext("answer", "Objection"), (said.format(day=day_with_hijri(told.object_by)),))


def _complaints(told: Told) -> Block | None:
    lines = tuple(_complaint_line(one) for one in told.complaints)
    return Block(pgettext("answer", "Complaints"), lines) if lines else None


def _complaint_line(one: ToldComplaint) -> str:
    sentence = _COMPLAINTS.get(one.kind, _COMPLAINTS["not_entitled"])
    return _(sentence).format(tracking=isolated(one.tracking), day=day_with_hijri(one.due_on))


def ministry_of(told: tuple[Told, ...]) -> str:
    """Whose answer it is: the country of the first application."""
    return pack_of(told[0].programme).name.in_(language())
