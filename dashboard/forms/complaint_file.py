"""Taking down a complaint: whose case, what it is about, and what the citizen says."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

import streamlit as st

from casework.actors import Staff
from casework.applications.reference import canonical_reference
from casework.complaints.acts import LONGEST_TEXT
from casework.complaints.lifecycle import ComplaintKind
from casework.countries.pack import pack_of
from casework.people.national_numbers import BadNationalNumber, parse
from casework.use_cases.complaints import FileComplaint, file_complaint
from dashboard.desk import done, records
from dashboard.forms.complaints_address import Address
from dashboard.forms.wishes import Wish, kept_command, tell_refusal, wish
from dashboard.navigation import COMPLAINT
from dashboard.session import forget, remember, remembered
from data_access.queries.complaints import PersonsCase, cases_of_person
from ui.complaint_words import complaint_channel_label, complaint_kind_label
from ui.labels import programme_label, state_label
from ui.text import gettext as _
from ui.text import isolated

_PLACE: Final = "file"
_MISSING: Final = "complaints.missing"
_KEPT: Final = "wish.file_complaint"
_FIELDS: Final = ("complaints.case", "complaints.kind_filed", "complaints.text", "complaints.channel")
COUNTER: Final = ("counter", "telephone")


def file_form(asked: Address, viewer: Staff) -> None:
    """Find the case by reference or national number, then take down what is said."""
    with st.expander(_("Take down a complaint"), expanded=asked.file is not None, key="complaints.file_box"):
        cases = _cases(asked, viewer)
        if cases:
            _what_is_said(cases, viewer)
        tell_refusal(_PLACE)
        if remembered(_MISSING, default=False):
            forget(_MISSING)
            st.error(_("Choose the case and what it is about first."))


def _cases(asked: Address, viewer: Staff) -> Mapping[str, PersonsCase]:
    typed = st.text_input(
        _("National number, or reference of the case"),
        key="complaints.person",
        max_chars=40,
        autocomplete="off",
        help=_("It stays on this page and is never part of its address."),
    )
    found = _found((typed or "").strip(), asked.file, viewer)
    if found is None:
        st.caption(_("All cases of the person that you are competent for are then listed."))
    elif not found:
        st.info(_("No case of yours has this number. Check it, or ask the office that is competent."))
    return {one.reference: one for one in found or ()}


def _found(typed: str, linked: str | None, viewer: Staff) -> Sequence[PersonsCase] | None:
    if not typed:
        reference = linked
    elif (reference := canonical_reference(typed)) is None:
        return records().ask(cases_of_person, viewer=viewer, numbers=_numbers(typed, viewer))
    if reference is None:
        return None
    return records().ask(cases_of_person, viewer=viewer, numbers=(), reference=reference)


def _numbers(typed: str, viewer: Staff) -> list[str]:
    """What the typed number is in the countries of the viewer's programmes."""
    numbers: list[str] = []
    for scheme in sorted({pack_of(code).id_scheme for code in viewer.programmes}):
        try:
            numbers.append(parse(scheme, typed).number)
        except BadNationalNumber:
            continue
    return numbers


def _what_is_said(cases: Mapping[str, PersonsCase], viewer: Staff) -> None:
    st.selectbox(
        _("Case"),
        list(cases),
        format_func={reference: _case_label(one) for reference, one in cases.items()}.get,
        key="complaints.case",
    )
    about, channel = st.columns([3, 2])
    with about:
        st.selectbox(
            _("What it is about"),
            list(ComplaintKind),
            index=None,
            placeholder=_("Choose"),
            format_func={kind: complaint_kind_label(kind) for kind in ComplaintKind}.get,
            key="complaints.kind_filed",
        )
    with channel:
        st.segmented_control(
            _("How it came"),
            list(COUNTER),
            format_func={one: complaint_channel_label(one) for one in COUNTER}.get,
            default=COUNTER[0],
            required=True,
            key="complaints.channel",
            width="stretch",
        )
    st.text_area(
        _("What the citizen says, in their words"),
        key="complaints.text",
        max_chars=LONGEST_TEXT,
        height=130,
    )
    st.button(_("File the complaint"), key="complaints.send", type="primary", on_click=partial(_ask, viewer))


def _case_label(one: PersonsCase) -> str:
    parts = (isolated(one.reference), one.name, programme_label(one.programme), state_label(one.state))
    return " · ".join(part for part in parts if part)


def _ask(viewer: Staff) -> None:
    """Keep what is to be filed for the run that follows; a callback."""
    del viewer
    reference, kind = remembered("complaints.case", ""), remembered("complaints.kind_filed", None)
    if not reference or kind is None:
        remember(_MISSING, True)
        return
    wish(
        Wish(
            place=_PLACE,
            use_case=file_complaint,
            command=FileComplaint(
                application=str(reference),
                command_id=kept_command(_KEPT),
                kind=ComplaintKind(kind),
                text=str(remembered("complaints.text", "") or ""),
                channel=str(remembered("complaints.channel", None) or COUNTER[0]),
            ),
            then=_filed,
            otherwise=partial(forget, _KEPT),
        )
    )


def _filed(tracking: str) -> None:
    forget(_KEPT, "complaints.person", *_FIELDS)
    done(
        _("The complaint is filed under {tracking}; the citizen will be told.").format(
            tracking=isolated(tracking)
        ),
        then=COMPLAINT,
        c=tracking,
    )
