"""What the page of causes says again and again: names of reasons, months, and what narrows the figures."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from casework.actors import Staff
from casework.applications.lifecycle import Outcome
from casework.countries.pack import Pack, pack_of, packs
from casework.statistics.profile import TRAITS
from dashboard.forms.causes_address import Address
from data_access.queries.causes import Causes
from data_access.replica import LookBack
from ui.dates import month
from ui.groups import group_label, trait_label
from ui.labels import country_label, field_label, programme_label, reason_label, region_label
from ui.text import FSI, NP_, PDI, pgettext
from ui.text import gettext as _

_OUTCOMES: Final[Mapping[str, tuple[str, str]]] = {
    Outcome.REJECT: NP_("decisions", "Rejections"),
    Outcome.NEEDS_COMPLETION: NP_("decisions", "Requests for completion"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What every part of the page needs: who reads, what was asked, and the answer.

    `overturned` has by programme the reasons whose decisions are all looked at twice now.
    """

    viewer: Staff
    asked: Address
    back: LookBack
    causes: Causes
    overturned: Mapping[str, frozenset[str]]

    @property
    def reason(self) -> str | None:
        """The chosen reason."""
        return self.asked.filters.reason

    @property
    def selected(self) -> tuple[str, ...]:
        """The chosen reason as figures say it."""
        return (self.reason,) if self.reason else ()

    @property
    def doubted(self) -> Mapping[str, tuple[str, ...]]:
        """For such a reason, the programmes asked for in which it is one."""
        filters, found = self.asked.filters, dict[str, tuple[str, ...]]()
        for code in sorted(self.viewer.programmes):
            if filters.programme in {None, code} and filters.office in {None, pack_of(code).code}:
                for reason in self.overturned.get(code, ()):
                    found[reason] = (*found.get(reason, ()), code)
        return found

    def named(self, reason: str) -> str:
        """A reason's title, as the first country asked for words it."""
        return reason_name(reason, self.viewer, self.asked)

    @property
    def nothing(self) -> str:
        """Why there is nothing, and what to do about it."""
        if self.asked.chosen.keys() - {"outcome"}:
            return _("No decision fits these filters. Take one off to see more.")
        return _("In these months nothing was decided so within your programmes and regions.")

    @property
    def countries(self) -> tuple[Pack, ...]:
        """The countries whose regions are shown."""
        shown = {region.partition("-")[0] for region in self.causes.regions}
        return tuple(pack for pack in packs().values() if pack.code in shown)


def reason_name(reason: str, viewer: Staff, asked: Address) -> str:
    """A reason's title, as the first country asked for words it."""
    filters = asked.filters
    first = [filters.programme] if filters.programme else []
    for code in (*first, *sorted(viewer.programmes)):
        if filters.office in {None, pack_of(code).code} and reason in pack_of(code).reasons:
            return reason_label(reason, code)
    return reason


def kept(name: str) -> str:
    """A name inside a sentence keeps its own order."""
    return f"{FSI}{name}{PDI}"


def outcome_name(outcome: str) -> str:
    """Decisions with an outcome, as a heading: rejections."""
    return pgettext(*_OUTCOMES[outcome])


def months_told(since: date, until: date) -> str:
    """A span of months."""
    if since == until:
        return month(since)
    return _("{first} to {last}").format(first=month(since), last=month(until))


def regions_told(regions: Sequence[str]) -> str:
    """The names of the chosen regions."""
    return _(", ").join(map(region_label, regions))


def worded_filters(viewer: Staff, asked: Address) -> tuple[tuple[str, str], ...]:
    """Everything that narrows the figures, as names and words; the outcome and the months always."""
    told = [
        (pgettext("filter", "Decisions"), outcome_name(asked.filters.outcome)),
        (pgettext("filter", "Months"), months_told(asked.filters.since, asked.filters.until)),
    ]
    return (*told, *((label, words) for _names, label, words in chips(viewer, asked) if _names != _PERIOD))


def chips(viewer: Staff, asked: Address) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """What was chosen besides the outcome: the names to drop together, what it is, and its words."""
    if not asked.chosen.keys().isdisjoint(_PERIOD):
        yield _PERIOD, pgettext("filter", "Months"), months_told(asked.filters.since, asked.filters.until)
    for name, (label, words) in _worded(viewer, asked).items():
        if name in asked.chosen:
            yield (name,), label, words(asked.chosen[name])


_PERIOD: Final = ("from", "to")


def _worded(viewer: Staff, asked: Address) -> Mapping[str, tuple[str, Callable[[str], str]]]:
    return {
        "office": (pgettext("filter", "Country"), country_label),
        "programme": (field_label("programme"), programme_label),
        "region": (field_label("region"), lambda _codes: regions_told(asked.filters.regions)),
        "reason": (pgettext("filter", "Reason"), lambda code: reason_name(code, viewer, asked)),
    } | {
        trait: (trait_label(trait), lambda value, trait=trait: group_label(trait, value)) for trait in TRAITS
    }
