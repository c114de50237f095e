"""What families are told of their entitlement: amount, card, a stop and what keeps payment going."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final, cast

from casework.countries.pack import programme
from ui.dates import day_with_hijri
from ui.labels import paper_label
from ui.news.shape import News
from ui.numerals import money
from ui.text import N_, language, listed


def _amount(facts: Mapping[str, Any]) -> Mapping[str, str]:
    amount = cast("Mapping[str, str]", facts["amount"])
    told = {
        "amount": money(Decimal(amount["sum"]), amount["currency"]),
        "instructions": programme(str(facts["programme"])).payment.instructions.in_(language()),
    }
    days = {name: _day(facts, name) for name in ("first_on", "since") if facts.get(name)}
    return told | days


def _stop(facts: Mapping[str, Any]) -> Mapping[str, str]:
    code = str(facts["programme"])
    stop = programme(code).stops[str(facts["stop"])]
    papers = [paper_label(kind, code) for kind in cast("list[str]", facts.get("bring") or [])]
    told = {
        "why": stop.citizen.in_(language()),
        "remedy": stop.remedy.in_(language()),
        "papers": listed(papers),
    }
    return told | ({"stop_on": _day(facts, "stop_on")} if facts.get("stop_on") else {})


def _day(facts: Mapping[str, Any], name: str) -> str:
    return day_with_hijri(date.fromisoformat(str(facts[name])))


ENTITLEMENT_NEWS: Final[Mapping[str, News]] = {
    "entitled": News(
        sms=N_("{programme}: your support is {amount} a month, first paid on {first_on}. {instructions}"),
        subject=N_("{programme}: your support and its first payment, application {reference}"),
        fills=_amount,
    ),
    "amount_changed": News(
        sms=N_(
            "{programme}: from {since} your support is {amount} a month, because your data changed. "
            "Application {reference}."
        ),
        subject=N_("{programme}: your support changes, application {reference}"),
        fills=_amount,
    ),
    "card_ready": News(
        sms=N_("{programme}: your payment card is ready. Collect it at your office with your identity card."),
        subject=N_("{programme}: your payment card is ready, application {reference}"),
    ),
    "stop_notice": News(
        sms=N_(
            "{programme}: payment will stop on {stop_on}. {why} To keep it, bring before that day: {papers}. "
            "{remedy} You may complain at your office, naming {reference}."
        ),
        subject=N_("{programme}: payment will stop unless you answer, application {reference}"),
        fills=_stop,
    ),
    "stop_notice_lifted": News(
        sms=N_("{programme}: payment goes on; our notice no longer applies. Application {reference}."),
        subject=N_("{programme}: payment goes on, application {reference}"),
    ),
    "payment_suspended": News(
        sms=N_(
            "{programme}: payment is suspended. {why} To have it back, bring: {papers}. {remedy} "
            "You may complain at your office, naming {reference}."
        ),
        subject=N_("{programme}: payment is suspended, application {reference}"),
        fills=_stop,
    ),
    "payment_reactivated": News(
        sms=N_("{programme}: payment goes on again. We will tell you the day. Application {reference}."),
        subject=N_("{programme}: payment goes on again, application {reference}"),
    ),
    "entitlement_ended": News(
        sms=N_("{programme}: your support under {reference} has ended. {why} You may apply again."),
        subject=N_("{programme}: your support has ended, application {reference}"),
        fills=_stop,
    ),
}
