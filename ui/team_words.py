"""A team in words: where help may be needed, what was done, what somebody works on."""

from collections.abc import Callable, Mapping
from typing import Final

from casework.actors import Staff
from casework.statistics.figures import Rate
from casework.statistics.team import LONG, Sign, Work
from ui.figures import days_text, not_enough_text, of_text
from ui.labels import programme_label, region_label
from ui.numerals import number, percent
from ui.text import NP_, language, ngettext, pgettext
from ui.text import gettext as _

FIGURES: Final[Mapping[str, tuple[str, str]]] = {
    "decided": NP_("work", "Decided"),
    "approve": NP_("work", "Approved"),
    "reject": NP_("work", "Rejected"),
    "needs_completion": NP_("work", "Asked for completion"),
    "handed_back": NP_("work", "Handed back by self"),
    "lapsed": NP_("work", "Claims lapsed"),
    "undone": NP_("work", "Decisions undone"),
    "checked": NP_("work", "Second checks"),
    "agreed": NP_("work", "Second checks that agreed"),
    "replaced": NP_("work", "Second checks with another decision"),
}

EVENTS: Final[Mapping[str, tuple[str, str]]] = {
    "handed_back": NP_("what happened", "Handed back"),
    "lapsed": NP_("what happened", "Claim lapsed"),
    "undone": NP_("what happened", "Decision undone"),
    "agreed": NP_("what happened", "The second check agreed"),
    "replaced": NP_("what happened", "The second check decided otherwise"),
}


def name_of(person: Staff) -> str:
    """A person's name in the reader's language."""
    return person.name_ar if language() == "ar" else person.name_en


def figure_name(figure: str) -> str:
    """What a figure of somebody's work is called."""
    return pgettext(*FIGURES[figure])


def event_name(what: str) -> str:
    """What happened to one case."""
    return pgettext(*EVENTS[what])


def sign_text(sign: Sign, n: int) -> str:
    """What may mean that help is needed, said so that nobody is blamed."""
    return _SIGNS[sign](n).format(n=number(n), days=number(LONG))


def agreement_text(rate: Rate) -> str:
    """Agreed of checked, the share and its interval; few checks say that they are few."""
    if rate.denominator == 0:
        return "–"
    counts = of_text(rate.numerator, rate.denominator)
    interval = rate.interval()
    if rate.share is None or interval is None:
        return f"{counts} · {not_enough_text()}"
    low, high = (percent(end) for end in interval)
    return _("{counts} · {share} (95% interval: {low} to {high})").format(
        counts=counts, share=percent(rate.share), low=low, high=high
    )


def held_text(held: int, capacity: int | None) -> str:
    """Cases in hand, and of how many that may be."""
    return number(held) if capacity is None else of_text(held, capacity)


def age_text(work: Work) -> str:
    """How long the oldest case has been held, and half of them where there are enough to say."""
    if work.oldest is None:
        return "–"
    oldest, median = held_for_text(work.oldest), work.hands.median
    if not median:
        return oldest
    return _("{oldest}; half of them {median} or less").format(oldest=oldest, median=days_text(median))


def held_for_text(days: int) -> str:
    """How long a case has been held."""
    return days_text(days) if days else _("since today")


def capacity_text(capacity: int | None) -> str:
    """How many cases somebody may hold."""
    return _("no limit") if capacity is None else number(capacity)


def programmes_text(programmes: frozenset[str]) -> str:
    """Programmes by name."""
    return _(", ").join(programme_label(code) for code in sorted(programmes)) or _("No programmes")


def regions_text(regions: frozenset[str]) -> str:
    """Regions by name; none is every region."""
    return _(", ").join(region_label(code) for code in sorted(regions)) or _("Every region")


_SIGNS: Final[Mapping[Sign, Callable[[int], str]]] = {
    Sign.OVERDUE: lambda n: ngettext(
        "{n} case in hand is past its deadline", "{n} cases in hand are past their deadline", n
    ),
    Sign.HELD_LONG: lambda n: ngettext(
        "{n} case held longer than {days} working days", "{n} cases held longer than {days} working days", n
    ),
    Sign.LAPSED: lambda n: ngettext(
        "{n} claim lapsed before there was a decision", "{n} claims lapsed before there was a decision", n
    ),
    Sign.HANDED_BACK: lambda n: ngettext(
        "{n} case handed back: perhaps hard ones", "{n} cases handed back: perhaps hard ones", n
    ),
    Sign.REPLACED: lambda n: ngettext(
        "{n} second check came to another decision: a talk about the rules may help",
        "{n} second checks came to another decision: a talk about the rules may help",
        n,
    ),
}
