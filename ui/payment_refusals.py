"""Why an act on a payment or a review is refused: worded for `ui.messages`."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from casework.entitlements.errors import NoSuchPayment, NothingDue, ReviewNotDue
from casework.entitlements.lifecycle import Finding
from casework.entitlements.review_errors import FindingStands
from casework.errors import Refusal
from ui.dates import day
from ui.message_words import title_of_reason
from ui.text import gettext as _
from ui.text import isolated, listed

Named = Callable[[str], str]


def _no_such_payment(refusal: Any, _name: Named) -> str:
    return _("No payment has the number {value}.").format(value=isolated(refusal.reference))


def _nothing_due(_refusal: Any, _name: Named) -> str:
    return _(
        "Nothing is due by this day that is not in a batch already. Choose a later day or another region."
    )


def _not_due(refusal: Any, _name: Named) -> str:
    return _("The review is not due before {day}. There is nothing to confirm yet.").format(
        day=day(refusal.due_on)
    )


def _finding_stands(refusal: Any, _name: Named) -> str:
    reasons = listed([title_of_reason(code) for code in refusal.reasons])
    if refusal.finding is Finding.STALE_ONLY:
        return _(
            "The data are out of date, so nobody can confirm upon them. Reach the family, record the new "
            "data, and confirm then."
        )
    return _(
        "The rules find against it: {reasons}. Correct the data if they are wrong, or give notice on the "
        "page of the entitlement."
    ).format(reasons=reasons)


PAYMENT_REFUSALS: Final[Mapping[type[Refusal], Callable[[Any, Named], str]]] = {
    NoSuchPayment: _no_such_payment,
    NothingDue: _nothing_due,
    ReviewNotDue: _not_due,
    FindingStands: _finding_stands,
}
