"""What families are told of their payments."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from casework.countries.pack import programme
from ui.dates import day_with_hijri, month
from ui.news.shape import News
from ui.numerals import money
from ui.payment_words import told_cause
from ui.text import N_, language


def _fills(facts: Mapping[str, Any]) -> Mapping[str, str]:
    return {
        "amount": money(Decimal(str(facts["amount"])), str(facts["currency"])),
        "month": month(date.fromisoformat(str(facts["period"]))),
        "pay_on": day_with_hijri(date.fromisoformat(str(facts["pay_on"]))),
        "instructions": programme(str(facts["programme"])).payment.instructions.in_(language()),
        "cause": told_cause(str(facts.get("cause") or "")),
    }


PAYMENT_NEWS: Final[Mapping[str, News]] = {
    "payment_date": News(
        sms=N_("{programme}: {amount} will be paid on {pay_on}. {instructions}"),
        subject=N_("{programme}: payment of {month}, application {reference}"),
        fills=_fills,
    ),
    "payment_returned": News(
        sms=N_("{programme}: your payment of {month} came back: {cause}. Application {reference}."),
        subject=N_("{programme}: a payment came back, application {reference}"),
        fills=_fills,
    ),
}
