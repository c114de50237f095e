"""Whether payment will stop or was stopped: why, when, whether the family knows, and what may be done."""

from datetime import date
from functools import partial

import streamlit as st

from casework.applications.remarks import LONGEST_NOTE
from casework.entitlements.lifecycle import EntitlementState
from casework.use_cases.entitlement import (
    EndEntitlement,
    GiveStopNotice,
    LiftStopNotice,
    Reactivate,
    end_entitlement,
    give_stop_notice,
    lift_stop_notice,
    reactivate,
)
from dashboard.forms.case_head import words_form
from dashboard.forms.entitlement_work import EntitlementWork
from dashboard.forms.wishes import Wish, wish_in_words
from dashboard.session import remember, remembered
from ui.components.markup import chip_html, facts_html, text_html
from ui.dates import calendar_days, day
from ui.entitlement_words import papers_named, stop_label
from ui.labels import paper_label
from ui.message_words import message_chip
from ui.text import gettext as _
from ui.text import language


def stopping(work: EntitlementWork) -> None:
    """The notice or the suspension, and the forms that fit where the entitlement stands."""
    st.subheader(_("Stop and notice"))
    one = work.entitlement
    if one.stop_reason is None:
        st.caption(_("No notice is out; payment goes on."))
    else:
        _reason_in_words(work)
    if not work.tends:
        return
    with st.container(key="entitlement.stop_forms", horizontal=True):
        if one.state is EntitlementState.SUSPENDED:
            _reactivate_form(work)
            _end_form(work)
        elif one.state is EntitlementState.ACTIVE and one.stop_on is None:
            _notice_form(work)
        elif one.state is EntitlementState.ACTIVE:
            _lift_form(work)


def _reason_in_words(work: EntitlementWork) -> None:
    one, stop = work.entitlement, work.stop
    pairs = [(_("Reason"), text_html(stop_label(one.stop_reason, one.programme))), *_days(work)]
    if stop is not None:
        pairs += [
            (_("The family reads"), text_html(stop.citizen.in_(language()))),
            (_("What they can do"), text_html(stop.remedy.in_(language()))),
            (_("Papers needed"), text_html(papers_named(stop.papers, one.programme))),
        ]
    if one.noticed_at is not None:
        chips = " ".join(chip_html(message_chip(state)) for state in one.notice)
        pairs.append((_("The notice"), chips or text_html(_("No message is on record."))))
    st.html(facts_html(pairs))
    if one.state is EntitlementState.ACTIVE:
        _whether_they_know(work)


def _days(work: EntitlementWork) -> list[tuple[str, str]]:
    one = work.entitlement
    days = (
        (_("Payment stops on"), one.stop_on),
        (_("Suspended since"), one.suspended_on),
        (_("Ended on"), one.ended_on),
    )
    return [(name, text_html(day(value))) for name, value in days if value is not None]


def _whether_they_know(work: EntitlementWork) -> None:
    if work.entitlement.told:
        st.caption(_("The notice has left. Payment stops on its day unless it is withdrawn before."))
    else:
        st.warning(
            _(
                "The notice has not left yet, as far as is known. Nothing stops before it has, even when its "
                "day is over: reach the family, or tell them in person."
            )
        )


def _notice_form(work: EntitlementWork) -> None:
    stops = work.scheme.stops
    titles = {code: stop.title.in_(language()) for code, stop in stops.items()}
    reason, on, note = (work.key(name) for name in ("stop_reason", "stop_on", "stop_note"))
    if (remembered(on, None) or work.earliest_stop) < work.earliest_stop:
        remember(on, work.earliest_stop)  # A day that was offered yesterday.
    with st.popover(_("Give notice that payment will stop"), key="entitlement.notice_box"):
        chosen = st.selectbox(
            _("Why?"),
            list(stops),
            index=None,
            format_func=titles.__getitem__,
            key=reason,
            placeholder=_("Choose"),
        )
        if chosen:
            st.caption(stops[chosen].citizen.in_(language()))
        st.date_input(
            _("On which day does payment stop?"),
            value=work.earliest_stop,
            min_value=work.earliest_stop,
            format="DD/MM/YYYY",
            key=on,
            help=_("The family has {days} to answer.").format(
                days=calendar_days(work.scheme.benefits.notice_days)
            ),
        )
        st.text_area(_("On what does it rest? For the file"), key=note, max_chars=LONGEST_NOTE, height=100)
        st.button(
            _("Send the notice"),
            key="entitlement.notice_send",
            type="primary",
            disabled=chosen is None,
            on_click=wish_in_words,
            args=(partial(_noticed, work, (reason, on, note)), note),
        )


def _noticed(work: EntitlementWork, fields: tuple[str, str, str], note: str) -> Wish:
    reason, on, _note = fields
    stop_on: date = remembered(on, work.earliest_stop)
    return work.wish_for(
        give_stop_notice,
        GiveStopNotice,
        _("The notice goes out to the family."),
        *fields,
        reason=str(remembered(reason, "") or ""),
        stop_on=stop_on,
        note=note,
    )


def _lift_form(work: EntitlementWork) -> None:
    key = work.key("lift")

    def make(note: str) -> Wish:
        sentence = _("The notice is withdrawn; payment goes on.")
        return work.wish_for(lift_stop_notice, LiftStopNotice, sentence, f"{key}_note", note=note)

    words_form(
        _("Withdraw the notice"),
        key,
        make,
        send=_("Payment goes on, withdraw it"),
        ask=_("Why does payment go on?"),
    )


def _reactivate_form(work: EntitlementWork) -> None:
    one, kinds = work.entitlement, work.stop.papers if work.stop else ()
    papers = {kind: work.key(f"paper_{kind}") for kind in kinds}
    back_pay, note = work.key("back_pay"), work.key("reactivate_note")
    with st.popover(_("Pay again"), key="entitlement.reactivate_box"):
        if kinds:
            st.caption(_("Papers that were brought and seen"))
        for kind, key in papers.items():
            st.checkbox(paper_label(kind, one.programme), key=key)
        st.toggle(_("Pay the months between too"), key=back_pay)
        st.text_area(_("Why is it paid again?"), key=note, max_chars=LONGEST_NOTE, height=100)
        st.button(
            _("Pay it again"),
            key="entitlement.reactivate_send",
            type="primary",
            on_click=wish_in_words,
            args=(partial(_reactivated, work, papers, back_pay, note), note),
        )


def _reactivated(work: EntitlementWork, papers: dict[str, str], back_pay: str, field: str, note: str) -> Wish:
    return work.wish_for(
        reactivate,
        Reactivate,
        _("It is paid again; the family will be told."),
        *papers.values(),
        back_pay,
        field,
        papers=tuple(kind for kind, key in papers.items() if remembered(key, False)),
        back_pay=bool(remembered(back_pay, False)),
        note=note,
    )


def _end_form(work: EntitlementWork) -> None:
    key = work.key("end")

    def make(note: str) -> Wish:
        sentence = _("The entitlement has ended; the family will be told.")
        return work.wish_for(end_entitlement, EndEntitlement, sentence, f"{key}_note", note=note)

    words_form(
        _("End it"),
        key,
        make,
        send=_("End it for good"),
        ask=_("Why does it end? The family may apply anew."),
    )
