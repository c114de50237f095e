"""The lists of reviews: whose turn it is, what the rules found, how the family can be reached."""

from datetime import date
from functools import partial
from html import escape
from typing import Final

import streamlit as st

from casework.actors import Staff
from casework.countries.pack import pack_of
from casework.entitlements.lifecycle import Finding
from casework.entitlements.reviews import may_be_confirmed
from casework.permissions import Permission
from casework.use_cases.note import AddNote, add_note
from casework.use_cases.review import ConfirmReview, confirm_review
from dashboard.forms.case_head import said, words_form
from dashboard.forms.narrowing import one_or_all
from dashboard.forms.reviews_address import ReviewsAddress, entitlement_screen, follow, moved, put
from dashboard.forms.wishes import Wish, command_of, tell_refusal
from data_access.queries.reviews import COUNTED, ReviewLine, ReviewLines, ReviewView
from ui.components.markup import bar_html, chip_html, id_html, text_html
from ui.dates import day, short_moment
from ui.labels import notice_label, programme_label, region_label
from ui.message_words import message_state_label, title_of_reason
from ui.numerals import money, number
from ui.payment_words import FINDINGS, contact_text, finding_chip, finding_label, view_hint, view_label
from ui.text import gettext as _
from ui.text import listed, ngettext

PLACE: Final = "reviews"
_TO_REACH: Final = frozenset({ReviewView.OUTREACH, ReviewView.STALE, ReviewView.EXAM, ReviewView.NOT_TOLD})


def review_filters(asked: ReviewsAddress, viewer: Staff) -> None:
    """Which list, of which programme, with which finding."""
    st.segmented_control(
        _("List"),
        list(ReviewView),
        format_func={view: view_label(view) for view in ReviewView}.get,
        key=follow("view", asked.view),
        on_change=moved,
        args=("view",),
        label_visibility="collapsed",
    )
    st.caption(view_hint(asked.view))
    which, what, _rest = st.columns([2, 2, 3], vertical_alignment="bottom")
    with which:
        one_or_all(
            _("Programme"),
            sorted(viewer.programmes),
            programme_label,
            name="programme",
            chosen=asked.programme,
            key=follow("programme", asked.programme),
            on_change=moved,
        )
    if asked.view in {ReviewView.OVERDUE, ReviewView.SOON}:
        with what:
            one_or_all(
                _("What the rules found"),
                list(FINDINGS),
                finding_label,
                name="finding",
                chosen=asked.finding,
                key=follow("finding", asked.finding),
                on_change=moved,
            )
    if asked.batch is not None:
        label = _("Only batch {n}: show everything").format(n=number(asked.batch))
        st.button(label, key="reviews.every_batch", on_click=put, kwargs={"batch": ""})


def review_list(found: ReviewLines, asked: ReviewsAddress, viewer: Staff, today: date) -> None:
    """The list, with the way to what follows."""
    tell_refusal(PLACE)
    if not found.lines:
        st.caption(_("Nobody is on this list."))
        return
    st.caption(_how_many(found.count))
    for line in found.lines:
        _review(line, asked, viewer, today)
    with st.container(horizontal=True, key="reviews.pages"):
        if asked.after is not None:
            st.button(_("From the beginning"), key="reviews.first", on_click=put)
        if found.further is not None:
            after = f"{found.further.review_on.isoformat()}.{found.further.id}"
            st.button(_("Further on"), key="reviews.further", on_click=put, kwargs={"after": after})


def _how_many(count: int) -> str:
    if count >= COUNTED:
        return _("More than {n} entitlements").format(n=number(COUNTED - 1))
    return ngettext("{n} entitlement", "{n} entitlements", count).format(n=number(count))


def _review(line: ReviewLine, asked: ReviewsAddress, viewer: Staff, today: date) -> None:
    with st.container(border=True, key=f"reviews.line.{line.id}"):
        pairs = [*_who_it_is(line), *_what_was_found(line, today)]
        st.html(bar_html(pairs))
        if asked.view in _TO_REACH:
            st.html(bar_html(_how_to_reach(line)))
        with st.container(horizontal=True, key=f"reviews.actions.{line.id}"):
            if asked.view in _TO_REACH and viewer.may(Permission.NOTE):
                _reached(line, viewer)
            if viewer.may(Permission.REVIEW) and _may_go_on(line, today):
                _confirm(line, viewer)


def _who_it_is(line: ReviewLine) -> list[tuple[str, str]]:
    path = entitlement_screen().path
    case = f'<a class="mizan-link" href="/{path}?case={escape(line.application)}" target="_self">'
    where = f"{programme_label(line.programme)} · {region_label(line.region)}"
    return [
        (_("Case"), f"{case}{id_html(line.application)}</a> {text_html(line.name)}"),
        (_("Programme"), text_html(where)),
        (_("A month"), text_html(money(line.amount, line.currency))),
    ]


def _what_was_found(line: ReviewLine, today: date) -> list[tuple[str, str]]:
    late = " · " + _("overdue") if line.review_on < today else ""
    pairs = [
        (_("Review"), text_html(day(line.review_on) + late)),
        (_("Found"), chip_html(finding_chip(line.finding))),
    ]
    if line.failing:
        pairs.append((_("Because of"), text_html(listed([title_of_reason(code) for code in line.failing]))))
    if line.stop_on is not None:
        pairs.append((_("Notice out: payment stops on"), text_html(day(line.stop_on))))
    return pairs


def _how_to_reach(line: ReviewLine) -> list[tuple[str, str]]:
    pairs = [(_("Can be reached by"), text_html(contact_text(phone=line.phone, email=line.email)))]
    if line.last_message and line.last_state:
        told = f"{notice_label(line.last_message)} · {message_state_label(line.last_state)}"
        pairs.append((_("Last message"), text_html(told)))
    if line.noted_at is not None:
        when = short_moment(line.noted_at, pack_of(line.programme).zone)
        pairs.append((_("Last remark in the file"), text_html(when)))
    return pairs


def _may_go_on(line: ReviewLine, today: date) -> bool:
    clear = line.finding in {Finding.SOUND, Finding.CANNOT_TELL} and line.stop_on is None
    return clear and may_be_confirmed(line.review_on, today)


def _reached(line: ReviewLine, viewer: Staff) -> None:
    def make(note: str) -> Wish:
        command_id = command_of(viewer, "reached", line.application, line.noted_at, note)
        return Wish(
            place=PLACE,
            use_case=add_note,
            command=AddNote(application=line.application, command_id=command_id, text=note),
            then=partial(said, _("The remark is in the file.")),
        )

    words_form(
        _("Reached"),
        f"reviews.reached_{line.id}",
        make,
        send=_("Write it down"),
        ask=_("Whom did you speak to, when, and what will they bring?"),
    )


def _confirm(line: ReviewLine, viewer: Staff) -> None:
    def make(note: str) -> Wish:
        command_id = command_of(viewer, "confirm", line.application, line.version, note)
        return Wish(
            place=PLACE,
            use_case=confirm_review,
            command=ConfirmReview(
                application=line.application, seen=line.version, command_id=command_id, note=note
            ),
            then=partial(said, _("The review is done; payment goes on.")),
        )

    words_form(
        _("Confirm"),
        f"reviews.confirm_{line.id}",
        make,
        send=_("Payment goes on"),
        ask=_("A note for the file; needed where information is missing"),
    )
