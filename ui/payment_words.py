"""Payments and periodic reviews in words: states, causes, why a row of results is refused, findings."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from casework.countries.pack import programme
from ui.dates import day, month
from ui.intake_words import file_refused
from ui.labels import Chip, Tone
from ui.message_words import title_of_reason
from ui.numerals import money
from ui.text import N_, NP_, isolated, language, listed, pgettext
from ui.text import gettext as _

STATES: Final[Mapping[str, tuple[str, str]]] = {
    "scheduled": NP_("payment", "Scheduled"),
    "sent": NP_("payment", "Sent to the paying agency"),
    "paid": NP_("payment", "Paid"),
    "returned": NP_("payment", "Came back"),
    "stopped": NP_("payment", "Stopped"),
}
_CHIPS: Final[Mapping[str, tuple[str, Tone]]] = {
    "scheduled": ("○", "neutral"),
    "sent": ("↗", "accent"),
    "paid": ("✓", "good"),
    "returned": ("↩", "bad"),
    "stopped": ("▣", "warn"),
}
CAUSES: Final[Mapping[str, tuple[str, str]]] = {
    "account_closed": NP_("cause", "The account is closed"),
    "account_invalid": NP_("cause", "The account number is not valid"),
    "account_blocked": NP_("cause", "The account is blocked"),
    "name_mismatch": NP_("cause", "The name is not that of the account's holder"),
    "beneficiary_unknown": NP_("cause", "The agency does not know the recipient"),
    "not_collected": NP_("cause", "Not collected in time"),
    "amount_invalid": NP_("cause", "The agency does not accept the amount"),
    "bank_unreachable": NP_("cause", "The bank could not be reached"),
    "deceased": NP_("cause", "The agency reports the recipient's death"),
    "other": NP_("cause", "Another cause of the agency"),
}
# What the family is told, and what it can do. A death is not told by SMS to whom it concerns.
_TOLD: Final[Mapping[str, str]] = {
    "account_closed": N_("your account is closed. Bring the IBAN of an open account to your office"),
    "account_invalid": N_("your account number is not valid. Bring your IBAN to your office"),
    "account_blocked": N_("your account is blocked. Ask your bank, or bring another IBAN to your office"),
    "name_mismatch": N_("the account is in another name. Bring the IBAN of your own account to your office"),
    "not_collected": N_("it was not collected in time. Tell your office; it will be paid again"),
}
_TOLD_OTHERWISE: Final = N_("the bank did not accept it. Bring your IBAN and your card to your office")
ROW_FAULTS: Final[Mapping[str, str]] = {
    "no_reference": N_("The row names no payment."),
    "bad_reference": N_("“{value}” is no payment's number: it is mistyped or another system's."),
    "unknown_reference": N_("No payment has the number {value}."),
    "not_yours": N_("The payment lies outside your programmes and regions."),
    "bad_status": N_("“{value}” is no result that is known here: paid (succ) or returned (rjct)."),
    "pending": N_("The agency has not finished with it: “{value}” is no result yet."),
    "bad_amount": N_("“{value}” is no amount that can be read in one way."),
    "amount_differs": N_("The amount is not the one that was to be paid."),
    "no_currency": N_("The row names no currency."),
    "currency_differs": N_("The currency is not the one that was to be paid."),
    "no_date": N_("The row has no date of the result."),
    "bad_date": N_("“{value}” is no date that can be read."),
    "future": N_("The date lies in the future."),
    "both_results": N_("The file says of this payment both that it was paid and that it came back."),
    "stopped": N_("The payment was stopped here and was not to be paid."),
    "came_back": N_("The payment came back before; schedule it again first."),
    "older": N_("The result is older than what is on record."),
    "cells": N_("The row has more or fewer cells than there are columns."),
}
COLUMNS: Final[Mapping[str, tuple[str, str]]] = {
    "reference": NP_("column", "the payment's number (reference_id)"),
    "status": NP_("column", "the result (status)"),
    "amount": NP_("column", "the amount (amount)"),
    "currency": NP_("column", "the currency (currency_code)"),
    "on": NP_("column", "the date of the result (timestamp)"),
}
FINDINGS: Final[Mapping[str, tuple[str, str]]] = {
    "sound": NP_("finding", "Nothing against it"),
    "stale_only": NP_("finding", "Only the data are out of date"),
    "exam_missed": NP_("finding", "Medical examination missed"),
    "fails": NP_("finding", "A condition is not met"),
    "cannot_tell": NP_("finding", "Information is missing"),
    "unread": NP_("finding", "Not read yet"),
}
_FINDING_CHIPS: Final[Mapping[str, tuple[str, Tone]]] = {
    "sound": ("✓", "good"),
    "stale_only": ("◷", "warn"),
    "exam_missed": ("✚", "warn"),
    "fails": ("✕", "bad"),
    "cannot_tell": ("?", "warn"),
    "unread": ("○", "neutral"),
}


def payment_state_label(state: str) -> str:
    """Where a payment stands."""
    return pgettext(*STATES[state])


def payment_chip(state: str) -> Chip:
    """Where a payment stands, at a glance."""
    icon, tone = _CHIPS[state]
    return Chip(text=payment_state_label(state), icon=icon, tone=tone)


def cause_label(cause: str, programme_code: str | None = None) -> str:
    """Why a payment came back, or for which of the pack's reasons it was stopped."""
    if cause in CAUSES:
        return pgettext(*CAUSES[cause])
    stop = programme(programme_code).stops.get(cause) if programme_code else None
    return stop.title.in_(language()) if stop else title_of_reason(cause)


def told_cause(cause: str) -> str:
    """Why the money came back and what to do, in a citizen's words."""
    return _(_TOLD.get(cause, _TOLD_OTHERWISE))


def row_fault_sentence(fault: str, value: str = "") -> str:
    """Why a row of a file of results was refused."""
    return _(ROW_FAULTS[fault]).format(value=isolated(value))


def no_iban_sentence() -> str:
    """Why a payment is not in the file for the agency."""
    return _("The case has no IBAN. Ask for it, record it, and write the file again.")


def results_file_refused(kind: str, facts: Mapping[str, Any]) -> str:
    """Why a file of results cannot be read at all, and what to do."""
    if kind == "result_columns_missing":
        names = listed([pgettext(*COLUMNS[name]) for name in facts["columns"]])
        return _("The file has no column for: {fields}. Ask the agency for its file of results.").format(
            fields=names
        )
    return file_refused(kind, facts)


def payment_line(facts: Mapping[str, Any], programme_code: str) -> str:
    """What a line of the timeline says of a payment: its month, its amount, its day or its cause."""
    parts = [month(_day(facts["period"]))]
    if facts.get("amount") and facts.get("currency"):
        parts.append(money(_amount(facts["amount"]), str(facts["currency"])))
    if facts.get("pay_on"):
        parts.append(_("to be paid on {day}").format(day=day(_day(facts["pay_on"]))))
    if facts.get("paid_on"):
        parts.append(_("paid on {day}").format(day=day(_day(facts["paid_on"]))))
    if facts.get("cause"):
        parts.append(cause_label(str(facts["cause"]), programme_code))
    return " · ".join(parts)


def finding_label(finding: str | None) -> str:
    """What the last reading of the rules found."""
    return pgettext(*FINDINGS[finding or "unread"])


def finding_chip(finding: str | None) -> Chip:
    """The same at a glance."""
    icon, tone = _FINDING_CHIPS[finding or "unread"]
    return Chip(text=finding_label(finding), icon=icon, tone=tone)


VIEWS: Final[Mapping[str, tuple[str, str]]] = {
    "overdue": NP_("list of reviews", "Overdue"),
    "soon": NP_("list of reviews", "Due soon"),
    "outreach": NP_("list of reviews", "Reach first"),
    "stale": NP_("list of reviews", "Data out of date"),
    "exam": NP_("list of reviews", "Examination missed"),
    "not_told": NP_("list of reviews", "Notice not delivered"),
    "all": NP_("list of reviews", "All"),
}
_HINTS: Final[Mapping[str, str]] = {
    "overdue": N_("The day of the review has passed. Nothing stops by that: somebody has to look."),
    "soon": N_("The review is due within the next weeks."),
    "outreach": N_(
        "Families that would lose their support only because their data are out of date. Reach them before "
        "anything is stopped: telephone, or ask the social unit to visit."
    ),
    "stale": N_("The data are out of date, whatever else the rules found."),
    "exam": N_("A medical examination was missed. Ask why, and arrange a new one."),
    "not_told": N_(
        "A notice that payment will stop was given, and no message has arrived. Nobody knows yet."
    ),
    "all": N_("Every entitlement that runs, by the day of its review."),
}


def view_label(view: str) -> str:
    """What a list of reviews is called."""
    return pgettext(*VIEWS[view])


def view_hint(view: str) -> str:
    """What a list of reviews holds, and what it is for."""
    return _(_HINTS[view])


def contact_text(*, phone: bool, email: bool) -> str:
    """By what the family can be reached, as far as the file says."""
    ways = [_("telephone")] * phone + [_("e-mail")] * email
    return listed(ways) if ways else _("Neither telephone nor e-mail is on record")


REVIEWED: Final[Mapping[str, tuple[str, str]]] = {
    "confirmed": NP_("review", "confirmed"),
    "noticed": NP_("review", "a notice was given"),
}


def review_line(facts: Mapping[str, Any]) -> str:
    """What a line of the timeline says of a review."""
    parts = [pgettext(*REVIEWED[str(facts["outcome"])])]
    if facts.get("finding"):
        parts.append(finding_label(str(facts["finding"])))
    if facts.get("next_on"):
        parts.append(_("next review {day}").format(day=day(_day(facts["next_on"]))))
    return " · ".join(parts)


def _day(text: object) -> date:
    return date.fromisoformat(str(text))


def _amount(text: object) -> Decimal:
    return Decimal(str(text))
