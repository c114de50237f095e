"""Entitlements in words: where they stand, the card, what an amount is made of, why payment stops."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from casework.countries.benefits import StopReason
from casework.countries.pack import pack_of, programme
from casework.entitlements.award import HIGHEST, LESS, LOWEST
from ui.dates import day, month
from ui.labels import Chip, Tone, field_label, paper_label
from ui.message_words import title_of_reason
from ui.numerals import money, number
from ui.text import NP_, language, listed, pgettext
from ui.text import gettext as _

Word = tuple[str, str]

STATES: Final[Mapping[str, Word]] = {
    "active": NP_("entitlement", "Active"),
    "suspended": NP_("entitlement", "Suspended"),
    "ended": NP_("entitlement", "Ended"),
    "cancelled": NP_("entitlement", "Cancelled"),
}
_CHIPS: Final[Mapping[str, tuple[str, Tone]]] = {
    "active": ("✓", "good"),
    "suspended": ("▣", "bad"),
    "ended": ("■", "neutral"),
    "cancelled": ("✕", "neutral"),
}
CARDS: Final[Mapping[str, Word]] = {
    "requested": NP_("card", "Requested"),
    "printed": NP_("card", "Ready to be collected"),
    "delivered": NP_("card", "Handed over"),
    "blocked": NP_("card", "Blocked"),
}
_CARD_CHIPS: Final[Mapping[str, tuple[str, Tone]]] = {
    "requested": ("○", "neutral"),
    "printed": ("◐", "accent"),
    "delivered": ("✓", "good"),
    "blocked": ("✕", "bad"),
}
CARD_MOVES: Final[Mapping[str, Word]] = {
    "print_card": NP_("card action", "It is printed and ready"),
    "deliver_card": NP_("card action", "Hand it over"),
    "block_card": NP_("card action", "Block it"),
    "request_card": NP_("card action", "Request a new one"),
}

ACTIONS: Final[Mapping[str, Word]] = {
    "suspend": NP_("entitlement action", "Suspend payment"),
    "reactivate": NP_("entitlement action", "Pay again"),
    "end": NP_("entitlement action", "End"),
    "cancel": NP_("entitlement action", "Cancel"),
    "give_notice": NP_("entitlement action", "Give notice"),
    "lift_notice": NP_("entitlement action", "Withdraw the notice"),
    "change_amount": NP_("entitlement action", "Change the amount"),
    "review": NP_("entitlement action", "Review"),
}


def entitlement_label(state: str) -> str:
    """Where an entitlement stands."""
    return pgettext(*STATES[state])


def entitlement_chip(state: str) -> Chip:
    """The same at a glance."""
    icon, tone = _CHIPS[state]
    return Chip(text=entitlement_label(state), icon=icon, tone=tone)


def card_label(state: str) -> str:
    """Where the payment card stands."""
    return pgettext(*CARDS[state])


def card_chip(state: str) -> Chip:
    """The same at a glance."""
    icon, tone = _CARD_CHIPS[state]
    return Chip(text=card_label(state), icon=icon, tone=tone)


def card_move_label(action: str) -> str:
    """What may be done with the card, as a button says it."""
    return pgettext(*CARD_MOVES[action])


def stop_of(reason: str | None, programme_code: str) -> StopReason | None:
    """The pack's reason to stop with this code; None where the pack does not know it (any more)."""
    return programme(programme_code).stops.get(reason) if reason else None


def stop_label(reason: str | None, programme_code: str) -> str:
    """The name of a reason to stop, for the office."""
    stop = stop_of(reason, programme_code)
    return stop.title.in_(language()) if stop else title_of_reason(str(reason))


def papers_named(kinds: Sequence[str], programme_code: str) -> str:
    """Papers by name, in a row."""
    return listed([paper_label(kind, programme_code) for kind in kinds])


def part_label(part: Mapping[str, Any], programme_code: str) -> str:
    """What a part of an amount is: the formula's own name, or what was taken off, or the bounds."""
    code = str(part["code"])
    if code.startswith(LESS):
        return _("less: {field}").format(field=field_label(code.removeprefix(LESS)))
    if code in {LOWEST, HIGHEST}:
        return _("raised to the least amount") if code == LOWEST else _("cut to the greatest amount")
    names = {one.code: one.name for one in programme(programme_code).award.parts}
    return names[code].in_(language()) if code in names else code


def part_counted(part: Mapping[str, Any], currency: str) -> str:
    """How a part was counted, or that its fact was not known; "" where there is nothing to say."""
    if part.get("unknown"):
        return _("not known, so nothing was counted")
    if "rate" not in part:
        return ""
    rate = money(Decimal(str(part["rate"])), currency)
    return _("{count} × {rate}").format(count=number(int(part["count"])), rate=rate)


def entitled_line(facts: Mapping[str, Any]) -> str:
    """What the timeline says of an entitlement that was opened: the amount, from which month."""
    return " · ".join([_month_amount(facts, "amount"), _from(facts)])


def amount_changed_line(facts: Mapping[str, Any]) -> str:
    """What it says of another amount: before, after, from which month."""
    amounts = _("{before}, now {after}").format(
        before=_month_amount(facts, "before_amount"), after=_month_amount(facts, "amount")
    )
    return " · ".join([amounts, _from(facts)])


def stop_line(facts: Mapping[str, Any], programme_code: str) -> str:
    """What it says of a notice, a suspension, an end or what lifted them: the reason, and the day."""
    parts = [stop_label(str(facts["reason"]), programme_code)] if facts.get("reason") else []
    parts += [day(date.fromisoformat(str(facts[name]))) for name in ("stop_on", "on") if facts.get(name)]
    return " · ".join(parts)


def reactivated_line(facts: Mapping[str, Any], programme_code: str) -> str:
    """What it says of a reactivation: after which reason, upon which papers, with or without back pay."""
    parts = [stop_line(facts, programme_code)]
    if facts.get("papers"):
        parts.append(papers_named([str(kind) for kind in facts["papers"]], programme_code))
    parts.append(_("with the months between") if facts.get("back_pay") else _("without the months between"))
    return " · ".join(part for part in parts if part)


def currency_of(programme_code: str) -> str:
    """The currency the programme pays in."""
    return pack_of(programme_code).currency


def _month_amount(facts: Mapping[str, Any], name: str) -> str:
    return money(Decimal(str(facts[name])), str(facts["currency"]))


def _from(facts: Mapping[str, Any]) -> str:
    first = date.fromisoformat(str(facts["paid_from"]))
    return _("from {month}").format(month=month(first))
