"""Messages that did not arrive or never left: what they say, why, and what can be done."""

from functools import partial
from html import escape
from typing import Final

import streamlit as st

from casework.actors import Staff
from casework.messages import Channel
from casework.permissions import Permission
from casework.use_cases.undelivered import Retry, TellInPerson, retry, tell_in_person
from dashboard.forms.case_head import said, words_form
from dashboard.forms.intake_tables import zone_of
from dashboard.forms.messages_address import Address, go_on
from dashboard.forms.wishes import Wish, command_of, tell_refusal, wish
from dashboard.relay.settings import ways
from data_access.queries.messages import COUNTED, LeftMessage, LeftMessages, LeftView
from ui.components.markup import bar_html, chip_html, id_html, preview_html, text_html
from ui.dates import moment
from ui.labels import notice_label, programme_label
from ui.message_words import channel_of_message_label, failure_label, message_chip
from ui.numerals import number
from ui.text import gettext as _
from ui.text import ngettext

_PLACE: Final = "messages"


def messages_list(found: LeftMessages, asked: Address, viewer: Staff) -> None:
    """The list, with the way to what is older."""
    tell_refusal(_PLACE)
    if asked.view is LeftView.KEPT:
        _no_way_out()
    if not found.lines:
        st.caption(_empty(asked))
        return
    st.caption(_how_many(found.count))
    for line in found.lines:
        _message(line, viewer)
    with st.container(horizontal=True, key="messages.pages"):
        if asked.before is not None:
            st.button(_("The newest"), key="messages.newest", on_click=go_on, args=(None,))
        if found.older is not None:
            st.button(_("Older ones"), key="messages.older", on_click=go_on, args=(found.older,))


def _no_way_out() -> None:
    """Say loudly that nothing here was sent, and for want of which settings."""
    st.warning(
        _(
            "Nothing in this mailbox was sent. A message is kept here when it is due and the office has no "
            "way out for it. Tell applicants in person where it cannot wait."
        )
    )
    chosen = ways()
    missing = [
        channel_of_message_label(channel)
        for channel, there in (
            (Channel.SMS, bool(chosen.sms_url.get_secret_value())),
            (Channel.EMAIL, bool(chosen.smtp_host)),
        )
        if not there
    ]
    if missing:
        st.caption(_("Not configured: {channels}.").format(channels="، ".join(missing)))
    else:
        st.caption(_("Both ways are configured by now; the operator can queue these again."))


def _empty(asked: Address) -> str:
    if asked.view is LeftView.KEPT:
        return _("The mailbox is empty.")
    return _("Every message that left has arrived, as far as is known.")


def _how_many(count: int) -> str:
    if count >= COUNTED:
        return _("More than {n} messages").format(n=number(COUNTED - 1))
    return ngettext("{n} message", "{n} messages", count).format(n=number(count))


def _message(line: LeftMessage, viewer: Staff) -> None:
    with st.container(border=True, key=f"messages.line.{line.id.hex}"):
        st.html(bar_html(_pairs(line, viewer)))
        if line.wording is not None:
            with st.expander(_("What it says"), key=f"messages.words.{line.id.hex}"):
                if line.wording.subject:
                    st.text(line.wording.subject)
                st.html(preview_html(line.wording.text, line.language))
                if line.wording.letter is not None:
                    st.caption(_("The letter goes with it as a PDF."))
        if viewer.may(Permission.TEND_MESSAGES):
            _actions(line, viewer)


def _pairs(line: LeftMessage, viewer: Staff) -> list[tuple[str, str]]:
    case, chip = id_html(line.reference), chip_html(message_chip(line.state))
    if viewer.may(Permission.OPEN_CASE):
        case = f'<a class="mizan-link" href="/case?case={escape(line.reference)}" target="_self">{case}</a>'
    way = channel_of_message_label(line.channel)
    pairs = [
        (_("State"), f"{chip} {text_html(moment(line.moved_at, zone_of(viewer)))}"),
        (_("Message"), text_html(f"{notice_label(line.key)} · {way}")),
        (_("Case"), f"{case} {text_html(line.name)} · {text_html(programme_label(line.programme))}"),
    ]
    if line.failure:
        answer = f" ({id_html(line.answer)})" if line.answer else ""
        pairs.append((_("Why"), text_html(failure_label(line.failure)) + answer))
    if line.attempts > 1:
        pairs.append((_("Attempts"), text_html(number(line.attempts))))
    if line.other_way:
        other = _("The same news left by: {channel}.").format(
            channel=channel_of_message_label(line.other_way)
        )
        pairs.append((_("Otherwise"), text_html(other)))
    return pairs


def _actions(line: LeftMessage, viewer: Staff) -> None:
    stamp = line.moved_at.isoformat()
    with st.container(horizontal=True, key=f"messages.actions.{line.id.hex}"):
        if line.state == LeftView.UNDELIVERED:
            again = Wish(
                place=_PLACE,
                use_case=retry,
                command=Retry(message=line.id, command_id=command_of(viewer, "retry", line.id, stamp)),
                then=partial(said, _("The message is queued again.")),
            )
            st.button(_("Send again"), key=f"messages.retry.{line.id.hex}", on_click=wish, args=(again,))

        def make(note: str) -> Wish:
            command_id = command_of(viewer, "told", line.id, stamp, note)
            return Wish(
                place=_PLACE,
                use_case=tell_in_person,
                command=TellInPerson(message=line.id, command_id=command_id, note=note),
                then=partial(said, _("It is written down that the applicant was told.")),
            )

        words_form(
            _("Told by telephone"),
            f"messages.told_{line.id.hex}",
            make,
            send=_("Write it down"),
            ask=_("Whom did you speak to, and when?"),
        )
