"""Why a claim, or a change to somebody's work, is refused: worded for `ui.messages`."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from casework import errors
from casework.countries.pack import packs
from ui.labels import programme_label, region_label
from ui.numerals import number
from ui.text import gettext as _
from ui.text import ngettext

Named = Callable[[str], str]


def _hands_full(refusal: Any, _name: Named) -> str:
    if refusal.capacity == 0:
        return _("You take no new cases at present. Ask your supervisor.")
    said = ngettext(
        "You hold {n} case, as many as you may. Finish it, or hand it back, first.",
        "You hold {n} cases, as many as you may. Finish one, or hand one back, first.",
        refusal.capacity,
    )
    return said.format(n=number(refusal.capacity))


def _colleague_full(refusal: Any, name: Named) -> str:
    return _("{colleague} may hold no more cases (limit: {n}). Choose another colleague.").format(
        colleague=name(refusal.username), n=number(refusal.capacity)
    )


def _not_in_your_team(refusal: Any, name: Named) -> str:
    return _("{colleague} is not a caseworker of yours, so you cannot change their work.").format(
        colleague=name(refusal.username)
    )


def _not_yours_to_give(refusal: Any, _name: Named) -> str:
    return _("Outside your own competence: {names}. Only who is competent for it can change it.").format(
        names=_(", ").join(_("every region") if code == "*" else _code_name(code) for code in refusal.codes)
    )


def _reaches_further(refusal: Any, name: Named) -> str:
    return _(
        "{colleague} also works on programmes or in regions that are not yours, and this change would hold "
        "there too. Ask the administrator."
    ).format(colleague=name(refusal.username))


def _nothing_left(refusal: Any, name: Named) -> str:
    return _(
        "Leave {colleague} at least one of your programmes and regions. "
        "Moving somebody to another team is the administrator's task."
    ).format(colleague=name(refusal.username))


def _still_holds(refusal: Any, name: Named) -> str:
    said = ngettext(
        "{colleague} holds {n} case outside that choice. Reassign it first.",
        "{colleague} holds {n} cases outside that choice. Reassign them first.",
        refusal.cases,
    )
    return said.format(colleague=name(refusal.username), n=number(refusal.cases))


def _capacity_out_of_range(refusal: Any, _name: Named) -> str:
    return _("Write a number from {least} to {most}, or leave it empty for no limit.").format(
        least=number(refusal.least), most=number(refusal.most)
    )


def _code_name(code: str) -> str:
    """A programme or a region by its name; the code itself where no pack has it."""
    known = any(code in pack.programmes for pack in packs().values())
    return programme_label(code) if known else region_label(code)


TEAM_REFUSALS: Final[Mapping[type[errors.Refusal], Callable[[Any, Named], str]]] = {
    errors.HandsFull: _hands_full,
    errors.ColleagueFull: _colleague_full,
    errors.NotInYourTeam: _not_in_your_team,
    errors.NotYoursToGive: _not_yours_to_give,
    errors.ReachesFurther: _reaches_further,
    errors.NothingLeft: _nothing_left,
    errors.StillHolds: _still_holds,
    errors.CapacityOutOfRange: _capacity_out_of_range,
}
