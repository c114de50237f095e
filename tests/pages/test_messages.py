"""The page of messages: who sees which list, and what a supervisor does about one that did not arrive."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from casework.applications.lifecycle import Outcome
from casework.messages import Channel
from dashboard import office as process
from dashboard.relay.relay import Relay
from dashboard.relay.sending import Answer, Sent
from data_access.records import Records
from data_access.tables import outbox
from tests.pages.cases import case_of, unfold
from tests.pages.decided import LAND, decided
from tests.seals import SEAL_KEY


def html_of(at):
    return "".join(block.proto.body for block in at.get("html"))


class Refusing:
    """A way out whose other end refuses everything for good."""

    def send(self, _message, _wording):
        return Sent(answer=Answer.NEVER, code="550")

    def close(self):
        """Nothing is open."""


@pytest.fixture
def told(office):
    """A rejected case whose message is due."""
    return decided(office, Outcome.REJECT, "land_over_limit", email="mona@example.com", **LAND)


def relays(*channels):
    """What a relay makes of it when the time to undo is over."""
    later = Records(process.engine(), lambda: process.now() + timedelta(minutes=11), seal_key=SEAL_KEY)
    Relay(records=later, ways={channel: Refusing() for channel in channels}).once()


def statuses():
    with process.engine().connect() as connection:
        return sorted(connection.execute(sa.select(outbox.c.status)).scalars())


def number_of(channel="sms"):
    with process.engine().connect() as connection:
        return connection.execute(sa.select(outbox.c.id).where(outbox.c.channel == channel)).scalar_one().hex


@pytest.mark.parametrize(("language", "title"), [("ar", "الرسائل"), ("en", "Messages")])
def test_it_speaks_the_readers_language(office, told, language, title):
    relays(*Channel)
    at = office.opened("messages.py", by="samir", language=language)
    assert not at.exception
    assert at.title[0].value == title
    assert told in html_of(at)


@pytest.mark.parametrize("who", ["amal", "dalia"])
def test_it_is_not_for_everybody(office, who):
    at = office.opened("messages.py", by=who, language="en")
    assert at.error[0].value.startswith("Your role may not see what became of messages")


def test_a_supervisor_sends_it_again(office, told):
    relays(*Channel)
    at = office.opened("messages.py", by="samir", language="en")
    assert "Refused for good by the receiving side" in html_of(at)
    at.button(key=f"messages.retry.{number_of()}").click().run()
    assert not at.exception
    assert [toast.value for toast in at.toast] == ["The message is queued again."]
    assert statuses() == ["queued", "undelivered"]


def test_a_supervisor_tells_in_person_and_says_how(office, told):
    relays(*Channel)
    at = office.opened("messages.py", by="samir", language="en")
    key = f"messages.told_{number_of()}"
    unfold(at, f"{key}_box")
    at.button(key=f"{key}_send").click().run()
    assert at.error[0].value == "Write a few words to explain this."
    at.text_area(key=f"{key}_note").set_value("Spoke to her at noon").run()
    at.button(key=f"{key}_send").click().run()
    assert not at.exception
    assert statuses() == ["told", "told"]
    assert at.caption[-1].value == "Every message that left has arrived, as far as is known."
    [line] = [one for one in case_of(office, told, "samir").timeline if one.kind == "message_told"]
    assert (line.actor, line.facts["note"]) == ("samir", "Spoke to her at noon")


def test_the_mailbox_says_loudly_that_nothing_was_sent(office, told):
    relays()
    at = office.opened("messages.py", by="samir", language="en", view="kept")
    assert at.warning[0].value.startswith("Nothing in this mailbox was sent.")
    assert "Not configured: SMS، E-mail." in [caption.value for caption in at.caption]
    page = html_of(at)
    assert "Not sent: kept in the mailbox" in page
    assert "بعدم الموافقة على طلبكم" in page
    assert not [button for button in at.button if "retry" in str(button.key)]


def test_an_administrator_sees_the_mailbox_and_changes_nothing(office, told):
    relays()
    at = office.opened("messages.py", by="yousef", language="en")
    assert at.warning[0].value.startswith("Nothing in this mailbox was sent.")
    assert told in html_of(at)
    assert "أمينة" not in html_of(at)
    assert "بعدم الموافقة على طلبكم" not in html_of(at)
    assert "/case?case=" not in html_of(at)
    assert not [button for button in at.button if "messages." in str(button.key)]


def test_other_programmes_are_not_shown(office, told):
    relays(*Channel)
    assert told not in html_of(office.opened("messages.py", by="latifa", language="en"))


@pytest.mark.parametrize("asked", [{"view": "x"}, {"before": "x"}, {"before": "9" * 40 + "." + "0" * 32}])
def test_what_an_address_cannot_mean_is_left_out_with_a_sentence(office, asked):
    at = office.opened("messages.py", by="samir", language="en", **asked)
    assert not at.exception
    assert at.info[0].value == "A part of this address was not understood and was left out."


def test_the_case_shows_where_its_messages_stand(office, told):
    relays(Channel.SMS)
    at = office.opened("case.py", by="samir", language="en", case=told)
    assert not at.exception
    page = html_of(unfold(at, "case.timeline"))
    assert "Not delivered" in page
    assert "Not sent: kept in the mailbox" in page
    assert "Message not delivered: Rejected, with reasons · SMS" in page
