"""Why something about a complaint or an amendment is refused: worded for `ui.messages`."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from casework import errors
from casework.complaints import errors as complaints
from ui.complaint_words import complaint_kind_label
from ui.dates import day, moment
from ui.labels import field_label, state_label
from ui.text import gettext as _
from ui.text import isolated

Named = Callable[[str], str]
_ZONE: Final = "Africa/Cairo"


def _no_such_complaint(refusal: Any, _name: Named) -> str:
    return _("No complaint has the number {tracking}. Check the number.").format(
        tracking=isolated(refusal.tracking)
    )


def _changed_meanwhile(refusal: Any, name: Named) -> str:
    return _(
        "Nothing was saved: {colleague} changed the complaint {tracking} on {moment}. Look at it again first."
    ).format(
        colleague=name(refusal.by), tracking=isolated(refusal.tracking), moment=moment(refusal.at, _ZONE)
    )


def _not_yours(refusal: Any, name: Named) -> str:
    if refusal.assignee is None:
        return _("Nobody has the complaint {tracking} in hand. Take it first.").format(
            tracking=isolated(refusal.tracking)
        )
    return _("The complaint {tracking} is in the hands of {colleague}.").format(
        tracking=isolated(refusal.tracking), colleague=name(refusal.assignee)
    )


def _taken(refusal: Any, name: Named) -> str:
    return _("{colleague} has taken the complaint {tracking} already. Take another one.").format(
        colleague=name(refusal.assignee), tracking=isolated(refusal.tracking)
    )


def _none_to_take(_refusal: Any, _name: Named) -> str:
    return _("No complaint that you may work on is waiting.")


def _took_part(refusal: Any, _name: Named) -> str:
    return _(
        "Whoever took part in the decision on {case} does not work on what is said against it. "
        "Another colleague does."
    ).format(case=isolated(refusal.application))


def _too_late(refusal: Any, _name: Named) -> str:
    return _(
        "The last day to object was {day}. A complaint that support is due can still be taken down, and a "
        "new application can be made at any time."
    ).format(day=day(refusal.until))


def _nothing_to_object_to(refusal: Any, _name: Named) -> str:
    return _(
        "“{kind}” does not fit: the case stands as “{state}”, and the applicant has been told of nothing "
        "that this could be about. Choose another kind."
    ).format(kind=complaint_kind_label(refusal.kind), state=state_label(refusal.state))


def _open_already(refusal: Any, _name: Named) -> str:
    return _("A complaint of this kind is open already: {tracking}. Add a note to the case instead.").format(
        tracking=isolated(refusal.tracking)
    )


def _lapsed(_refusal: Any, _name: Named) -> str:
    return _(
        "The decision complained about stands no more: the case was reopened meanwhile. Answer with "
        "“refused” and say so, or hand the complaint back."
    )


def _says_the_same(refusal: Any, _name: Named) -> str:
    return _(
        "This is what the overturned decision on {case} said, for the same reasons. Decide otherwise, or for "
        "other reasons."
    ).format(case=isolated(refusal.application))


def _data_removed(refusal: Any, _name: Named) -> str:
    return _("The personal data of {case} were removed when the time to keep them was over.").format(
        case=isolated(refusal.application)
    )


def _answer_missing(_refusal: Any, _name: Named) -> str:
    return _("Write the answer that the citizen will read.")


def _answer_reasons_missing(_refusal: Any, _name: Named) -> str:
    return _("Say why the complaint is refused: choose at least one reason.")


def _answer_reason_unknown(_refusal: Any, _name: Named) -> str:
    return _("This programme has no such reason to refuse a complaint. Reload the page.")


def _correction_missing(_refusal: Any, _name: Named) -> str:
    return _("No data were amended for this complaint. Amend them first, or refuse the correction.")


def _nothing_amended(_refusal: Any, _name: Named) -> str:
    return _("The data on record say this already. Nothing was changed.")


def _fact_unfit(refusal: Any, _name: Named) -> str:
    return _("“{field}” cannot be this. Check the value; what is not offered here is not amended.").format(
        field=field_label(refusal.field)
    )


COMPLAINT_REFUSALS: Final[Mapping[type[errors.Refusal], Callable[[Any, Named], str]]] = {
    complaints.NoSuchComplaint: _no_such_complaint,
    complaints.ComplaintChangedMeanwhile: _changed_meanwhile,
    complaints.ComplaintNotYours: _not_yours,
    complaints.ComplaintTaken: _taken,
    complaints.NoComplaintToTake: _none_to_take,
    complaints.TookPart: _took_part,
    complaints.ObjectionTooLate: _too_late,
    complaints.NothingToObjectTo: _nothing_to_object_to,
    complaints.ComplaintOpen: _open_already,
    complaints.ObjectionLapsed: _lapsed,
    complaints.SaysTheSame: _says_the_same,
    complaints.DataRemoved: _data_removed,
    complaints.AnswerMissing: _answer_missing,
    complaints.AnswerReasonsMissing: _answer_reasons_missing,
    complaints.AnswerReasonUnknown: _answer_reason_unknown,
    complaints.CorrectionMissing: _correction_missing,
    errors.NothingAmended: _nothing_amended,
    errors.FactUnfit: _fact_unfit,
}
