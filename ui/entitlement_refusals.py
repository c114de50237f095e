"""Why an act on an entitlement is refused: worded for `ui.messages`."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from casework.countries.pack import packs
from casework.entitlements.errors import (
    EntitlementChangedMeanwhile,
    NoEntitlement,
    NoNoticeOut,
    NoticeOut,
    NoticeTooShort,
    PapersLacking,
    StopReasonUnknown,
)
from casework.errors import Refusal
from ui.dates import day, moment
from ui.entitlement_words import ACTIONS, CARD_MOVES, CARDS, STATES
from ui.message_words import title_of_reason
from ui.text import gettext as _
from ui.text import isolated, language, listed, pgettext

Named = Callable[[str], str]


def _no_entitlement(refusal: Any, _name: Named) -> str:
    return _("{case} has no entitlement: it is not approved, or the approval was taken back.").format(
        case=isolated(refusal.application)
    )


def _changed_meanwhile(refusal: Any, name: Named) -> str:
    return _(
        "{person} changed the entitlement at {moment}, after you opened it. Nothing was written; it is shown "
        "as it stands now. Look again and repeat what is still right."
    ).format(
        person=_("The system") if refusal.by == "system" else name(refusal.by),
        moment=moment(refusal.at, _zone_of(refusal.application)),
    )


def _notice_too_short(refusal: Any, _name: Named) -> str:
    return _("The family must have its time to answer: payment may stop on {day} at the earliest.").format(
        day=day(refusal.earliest)
    )


def _stop_reason_unknown(refusal: Any, _name: Named) -> str:
    return _("The programme does not stop payment for “{reason}”. Choose a reason of the list.").format(
        reason=title_of_reason(refusal.reason)
    )


def _notice_out(refusal: Any, _name: Named) -> str:
    return _("A notice is out already: payment stops on {day}. Withdraw it before you give another.").format(
        day=day(refusal.stop_on)
    )


def _no_notice_out(refusal: Any, _name: Named) -> str:
    return _("No notice is out for {case}, so there is none to withdraw.").format(
        case=isolated(refusal.application)
    )


def _papers_lacking(refusal: Any, _name: Named) -> str:
    return _(
        "Payment goes on once these papers are brought: {papers}. Mark them when you have seen them."
    ).format(papers=listed([_paper(kind) for kind in refusal.kinds]))


def _paper(kind: str) -> str:
    for pack in packs().values():
        if kind in pack.documents:
            return pack.documents[kind].name.in_(language())
    return kind


def _zone_of(reference: str) -> str:
    prefix = reference.partition("-")[0]
    for pack in packs().values():
        if any(one.prefix == prefix for one in pack.programmes.values()):
            return pack.zone
    return "UTC"


def action_refused(refusal: Any) -> str | None:
    """Why an act on an entitlement or its card is not possible now; None for an act on something else."""
    for states, actions in ((STATES, ACTIONS), (CARDS, CARD_MOVES)):
        if refusal.state in states and refusal.action in actions:
            return _(
                "The entitlement now stands as “{state}”, so “{action}” is not possible. Look at it again."
            ).format(state=pgettext(*states[refusal.state]), action=pgettext(*actions[refusal.action]))
    return None


ENTITLEMENT_REFUSALS: Final[Mapping[type[Refusal], Callable[[Any, Named], str]]] = {
    NoEntitlement: _no_entitlement,
    EntitlementChangedMeanwhile: _changed_meanwhile,
    NoticeTooShort: _notice_too_short,
    StopReasonUnknown: _stop_reason_unknown,
    NoticeOut: _notice_out,
    NoNoticeOut: _no_notice_out,
    PapersLacking: _papers_lacking,
}
