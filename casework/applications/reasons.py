"""Reasons: why an application is rejected or sent back, and which way each reason leads.

A reason is data of a country pack. Its route decides the outcome: a reason that rejects cannot be told to
somebody who is asked to complete papers, and an approval states none. Codes are retired, never deleted.
"""

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Protocol

from casework.applications.lifecycle import Outcome
from casework.errors import (
    ReasonDoesNotFit,
    ReasonRetired,
    ReasonsMissing,
    ReasonUnknown,
    Refusal,
    WordsMissing,
)
from casework.words import Words


class Route(StrEnum):
    """Where a reason leads."""

    REJECT = "reject"
    NEEDS_COMPLETION = "needs_completion"
    EITHER = "either"


# What a detail sentence may name, filled from the evidence: the value found and the limit, the paper's kind,
# the fields that are not known, and the caseworker's own words to the applicant. They come already worded
# (money with currency, names in the language).
WORDS: Final = "words"
PLACEHOLDERS: Final = frozenset({"value", "limit", "paper", "missing", WORDS})

_LEADS_TO: Final[Mapping[Route, frozenset[Outcome]]] = {
    Route.REJECT: frozenset({Outcome.REJECT}),
    Route.NEEDS_COMPLETION: frozenset({Outcome.NEEDS_COMPLETION}),
    Route.EITHER: frozenset({Outcome.REJECT, Outcome.NEEDS_COMPLETION}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason of a catalogue.

    `title` is the clerk's, `citizen` the sentence the citizen reads, complete without any figure; `detail`
    is a further sentence with placeholders, said only when the evidence fills all of them. `remedy` tells
    what can be done. `verdicts` are the paper verdicts and faults (and `missing`) that propose the reason,
    for papers of the kind `document` or, if that is None, of any kind. Valid from `valid_from` to
    `valid_until`, both days included; worded as it is now since `version_from`.
    """

    code: str
    route: Route
    title: Words
    citizen: Words
    remedy: Words
    valid_from: date
    version: str
    version_from: date
    detail: Words | None = None
    valid_until: date | None = None
    document: str | None = None
    verdicts: tuple[str, ...] = ()

    @property
    def verdict(self) -> str | None:
        """The first paper verdict that proposes the reason, if papers can propose it."""
        return self.verdicts[0] if self.verdicts else None

    @property
    def words_required(self) -> bool:
        """Whether the caseworker has to tell the applicant in their own words what was found."""
        return self.detail is not None and WORDS in placeholders(self.detail.en)

    def is_valid(self, on: date) -> bool:
        """Whether the code may be used on this day."""
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)

    def leads_to(self, outcome: Outcome) -> bool:
        """Whether a decision with this outcome may state the reason."""
        return outcome in _LEADS_TO[self.route]

    def told(self, language: str, particulars: Mapping[str, str] | None = None) -> str:
        """What the citizen reads: the sentence, and the detail where every placeholder is filled.

        `particulars` are already worded, by placeholder (see `PLACEHOLDERS`).
        """
        sentence = self.citizen.in_(language)
        detail = self.detail.in_(language) if self.detail else ""
        filled = particulars or {}
        if not detail or not placeholders(detail) <= filled.keys():
            return sentence
        return f"{sentence} {detail.format_map(filled)}"


def placeholders(sentence: str) -> frozenset[str]:
    """The names in braces of a sentence."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(sentence) if name)


class Catalogue(Protocol):
    """Whoever has a catalogue of reasons by code; a programme does."""

    @property
    def catalogue(self) -> Mapping[str, Reason]:
        """The reasons by code, retired ones too."""
        ...


def route_of(reasons: Sequence[Reason]) -> frozenset[Outcome]:
    """The outcomes all of these reasons lead to; none if they contradict, approval if none is stated."""
    if not reasons:
        return frozenset({Outcome.APPROVE})
    return frozenset(outcome for outcome in Outcome if all(reason.leads_to(outcome) for reason in reasons))


def contradictions(
    programme: Catalogue, outcome: Outcome, reasons: Sequence[str], words: str, on: date
) -> tuple[Refusal, ...]:
    """Everything that is wrong with stating these reasons for this outcome on this day, in order of weight.

    Unknown codes, retired codes, codes that lead elsewhere, no reason where one is due, no words to the
    applicant where they are due.
    """
    known = [programme.catalogue[code] for code in reasons if code in programme.catalogue]
    unknown = [ReasonUnknown(reason=code) for code in reasons if code not in programme.catalogue]
    retired = [ReasonRetired(reason=reason.code) for reason in known if not reason.is_valid(on)]
    misplaced = [
        ReasonDoesNotFit(reason=reason.code, route=reason.route, outcome=outcome)
        for reason in known
        if not reason.leads_to(outcome)
    ]
    return (
        *unknown,
        *retired,
        *misplaced,
        *_reasons_missing(outcome, reasons),
        *_words_missing(known, words),
    )


def check_reasons(
    programme: Catalogue, outcome: Outcome, reasons: Sequence[str], words: str, on: date
) -> None:
    """Raise the weightiest refusal of `contradictions`, if there is one.

    Raises:
        ReasonUnknown: the programme's catalogue has no such code.
        ReasonRetired: the code is not valid on this day.
        ReasonDoesNotFit: the reason leads to another outcome; an approval states no reason.
        ReasonsMissing: a rejection or a request for completion states no reason.
        WordsMissing: a reason must be explained to the applicant and there are no words.
    """
    for refusal in contradictions(programme, outcome, reasons, words, on):
        raise refusal


def _reasons_missing(outcome: Outcome, reasons: Sequence[str]) -> tuple[ReasonsMissing, ...]:
    due = outcome is not Outcome.APPROVE and not reasons
    return (ReasonsMissing(outcome=outcome),) if due else ()


def _words_missing(reasons: Sequence[Reason], words: str) -> tuple[WordsMissing, ...]:
    if words.strip():
        return ()
    return tuple(WordsMissing(reason=reason.code) for reason in reasons if reason.words_required)
