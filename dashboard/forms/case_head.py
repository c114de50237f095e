"""The bar over a case: who and what, at a glance, and what may be done with the case as a whole."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from casework.applications.lifecycle import Action, Stage, may_follow
from casework.deadlines import urgency
from casework.permissions import Permission
from casework.use_cases.applicant import Withdraw, withdraw
from casework.use_cases.claim import Claim, claim
from casework.use_cases.hand_back import HandBack, hand_back
from casework.use_cases.look import Reveal, reveal
from casework.use_cases.protect import Protect, protect, unprotect
from casework.use_cases.reassign import Reassign, reassign
from dashboard.desk import done, records
from dashboard.forms.case_work import Work
from dashboard.forms.folded import unfolded
from dashboard.forms.next_case import next_case_button
from dashboard.forms.queue_address import kept_address
from dashboard.forms.queue_table import deadline_chip
from dashboard.forms.wishes import Wish, command_of, tell_refusal, wish, wish_in_words
from dashboard.navigation import CASE, QUEUE
from dashboard.session import remember, remembered
from data_access.queries.caseworker import assignees
from ui.components.markup import bar_html, chip_html, id_html, text_html
from ui.dates import day, short_moment
from ui.inquiry_words import protected_chip
from ui.labels import Chip, field_label, programme_label, region_label, state_chip
from ui.text import gettext as _
from ui.text import language


def way_back() -> None:
    """Back to the list from which the case was opened."""
    if st.button(_("Back to the list"), key="case.back", type="tertiary"):
        QUEUE.open(**kept_address())


def identity_bar(work: Work) -> None:
    """Name, reference, programme, region, state, deadline and holder."""
    case = work.case
    pairs = [
        (_("Applicant"), text_html(case.name)),
        (_("Reference"), id_html(case.reference)),
        (_("Programme"), text_html(programme_label(case.programme))),
        (_("Region"), text_html(region_label(case.region))),
        (_("State"), " ".join(chip_html(chip) for chip in _state(work))),
        *_deadline(work),
        (_("Holder"), text_html(work.name_of(case.assignee) if case.assignee else _("Nobody"))),
        (_("Received"), text_html(short_moment(case.submitted_at, work.pack.zone))),
    ]
    st.html(bar_html(pairs))


def _state(work: Work) -> list[Chip]:
    guarded = [protected_chip()] if work.case.protected else []
    return [state_chip(work.case.state), *guarded]


def masked_values(work: Work) -> None:
    """National number, account and mobile, masked; showing one is written down."""
    shown = revealed(work)
    with st.container(key="case.masked", horizontal=True, vertical_alignment="center", gap="medium"):
        for field, masked in work.case.masked.items():
            together = st.container(
                horizontal=True, vertical_alignment="center", gap="small", width="content", wrap=False
            )
            value = id_html(shown.get(field, masked))
            together.html(f"<span class='mizan-quiet'>{field_label(field)}</span> {value}", width="content")
            if field not in shown and work.viewer.may(Permission.REVEAL):
                asked = Wish(
                    place="head",
                    use_case=reveal,
                    command=Reveal(application=work.case.reference, field=field),
                    then=partial(_revealed, work.case.reference, field),
                )
                together.button(
                    _("Show"),
                    key=f"case.show_{field}",
                    type="tertiary",
                    help=_("Showing it is written down in the case's history."),
                    on_click=wish,
                    args=(asked,),
                )


def revealed(work: Work) -> dict[str, str]:
    """The masked values this reader has asked to see of this case."""
    reference, values = remembered("case.revealed", ("", {}))
    return values if reference == work.case.reference else {}


def case_actions(work: Work) -> None:
    """Claim, hand back, reassign or take over, withdraw; the next case when this one is not in hand."""
    allowed, viewer = may_follow(work.case.state), work.viewer
    with st.container(key="case.actions", horizontal=True, vertical_alignment="center"):
        way_back()
        if Action.CLAIM in allowed and viewer.may(Permission.CLAIM):
            _claim_button(work)
        if work.mine:
            _hand_back_form(work)
        _leading_forms(work)
        if not work.mine:
            next_case_button(viewer, "case.next")
        _just_decided(work)
    tell_refusal("head", "next")


def _leading_forms(work: Work) -> None:
    """What who leads does with a case: into other hands, withdrawn, protected."""
    allowed, viewer = may_follow(work.case.state), work.viewer
    if Action.REASSIGN in allowed and viewer.may(Permission.REASSIGN):
        _reassign_form(work)
    if Action.WITHDRAW in allowed and viewer.may(Permission.IMPORT):
        _withdraw_form(work)
    if viewer.may(Permission.PROTECT):
        _protection_form(work)


def words_form(
    label: str, key: str, make: Callable[[str], Wish], *, send: str, ask: str, of: str = ""
) -> None:
    """A button that opens a field for a few words and a button that sends them.

    Args:
        label: what the button says.
        key: what the keys of the form begin with.
        make: makes the wish of the words that were typed.
        send: what the button says that sends them.
        ask: what is asked for.
        of: what the page is about, where the key does not tell it.
    """
    box = unfolded(st.popover, label, f"{key}_box", of)
    if box is not None:
        box.text_area(ask, key=f"{key}_note", max_chars=4000, height=100)
        box.button(
            send, key=f"{key}_send", type="primary", on_click=wish_in_words, args=(make, f"{key}_note")
        )


def said(sentence: str, _result: object = None) -> None:
    """Say that it is done, on the same screen."""
    st.toast(sentence)


def _deadline(work: Work) -> list[tuple[str, str]]:
    case = work.case
    if work.stage in {Stage.WAITING, Stage.IN_HAND}:
        pressing = urgency(work.today, case.due_on, case.amber_on)
        chip = deadline_chip(case.programme, case.due_on, pressing, work.today)
        return [(_("Deadline"), f"{chip_html(chip)} {text_html(day(case.due_on))}")]
    if case.complete_by is not None:
        return [(_("To be completed by"), text_html(day(case.complete_by)))]
    return []


def _claim_button(work: Work) -> None:
    case = work.case
    command_id = command_of(work.viewer, "claim", case.reference, case.version)
    asked = Wish(
        place="head",
        use_case=claim,
        command=Claim(application=case.reference, command_id=command_id),
        then=partial(said, _("The case is yours.")),
    )
    st.button(_("Claim this case"), key="case.claim", type="primary", on_click=wish, args=(asked,))


def _hand_back_form(work: Work) -> None:
    case, viewer = work.case, work.viewer

    def make(note: str) -> Wish:
        command_id = command_of(viewer, "hand_back", case.reference, case.version, note)
        return Wish(
            place="head",
            use_case=hand_back,
            command=HandBack(application=case.reference, seen=case.version, command_id=command_id, note=note),
            then=lambda _result: done(_("The case is back in the queue."), then=QUEUE, **kept_address()),
        )

    words_form(
        _("Hand back"),
        "case.hand_back",
        make,
        send=_("Hand it back"),
        ask=_("Why do you hand it back?"),
        of=case.reference,
    )


def _reassign_form(work: Work) -> None:
    box = unfolded(st.popover, _("Reassign or take over"), "case.reassign_box", work.case.reference)
    if box is not None:
        with box:
            _reassign_fields(work)


def _reassign_fields(work: Work) -> None:
    case, viewer = work.case, work.viewer
    people = {
        person.username: person.name_ar if language() == "ar" else person.name_en
        for person in records().ask(assignees, viewer=viewer)
        if person.username != case.assignee and person.is_competent_for(case.programme, case.region)
    }

    def make(note: str) -> Wish:
        to = str(remembered("case.reassign_to", "") or "")
        command_id = command_of(viewer, "reassign", case.reference, case.version, to, note)
        return Wish(
            place="head",
            use_case=reassign,
            command=Reassign(
                application=case.reference, seen=case.version, command_id=command_id, to=to, note=note
            ),
            then=partial(said, _("The case is in other hands now.")),
        )

    own_first = sorted(people, key=lambda name: name != viewer.username)
    myself = _("myself")
    words = people | {name: f"{people[name]} ({myself})" for name in people if name == viewer.username}
    st.selectbox(
        _("Into whose hands?"), own_first, format_func=lambda n: words.get(n, n), key="case.reassign_to"
    )
    st.text_area(_("Why?"), key="case.reassign_note", max_chars=4000, height=100)
    st.button(
        _("Put into these hands"),
        key="case.reassign_send",
        type="primary",
        on_click=wish_in_words,
        args=(make, "case.reassign_note"),
    )


def _withdraw_form(work: Work) -> None:
    case, viewer = work.case, work.viewer

    def make(note: str) -> Wish:
        command_id = command_of(viewer, "withdraw", case.reference, case.version, note)
        return Wish(
            place="head",
            use_case=withdraw,
            command=Withdraw(application=case.reference, command_id=command_id, note=note),
            then=partial(said, _("The application is withdrawn.")),
        )

    words_form(
        _("Withdraw"),
        "case.withdraw",
        make,
        send=_("Withdraw at the applicant's wish"),
        ask=_("How did the applicant ask for it?"),
        of=case.reference,
    )


def _protection_form(work: Work) -> None:
    case, viewer = work.case, work.viewer
    act, name = (unprotect, "unprotect") if case.protected else (protect, "protect")

    def make(note: str) -> Wish:
        command_id = command_of(viewer, name, case.reference, case.version, note)
        sentence = (
            _("The case is open again to its office.") if case.protected else _("The case is protected.")
        )
        return Wish(
            place="head",
            use_case=act,
            command=Protect(application=case.reference, seen=case.version, command_id=command_id, note=note),
            then=partial(said, sentence),
        )

    words_form(
        _("Lift the protection") if case.protected else _("Protect"),
        f"case.{name}",
        make,
        send=_("Open it to the office again")
        if case.protected
        else _("Keep it to supervisors and its holder"),
        ask=_("Why?"),
        of=case.reference,
    )


def _just_decided(work: Work) -> None:
    last = remembered("case.last_decided", "")
    if last and last != work.case.reference:
        label = _("Decided just now: {case}").format(case=last)
        if st.button(label, key="case.last_decided_open", type="tertiary"):
            CASE.open(case=last)


def _revealed(reference: str, field: str, value: str) -> None:
    known_of, values = remembered("case.revealed", ("", {}))
    kept = values if known_of == reference else {}
    remember("case.revealed", (reference, {**kept, field: value}))
