"""The ways out that the settings name."""

from casework.messages import Channel
from dashboard.relay.gateway import Gateway
from dashboard.relay.mail import MailServer
from dashboard.relay.relay import Relay
from dashboard.relay.sending import Way
from dashboard.relay.settings import Ways
from data_access.records import Records


def ways_of(chosen: Ways) -> dict[Channel, Way]:
    """The channels that are configured."""
    found: dict[Channel, Way] = {}
    if chosen.sms_url.get_secret_value():
        found[Channel.SMS] = Gateway(chosen)
    if chosen.smtp_host:
        found[Channel.EMAIL] = MailServer(chosen)
    return found


def relay_of(chosen: Ways, records: Records) -> Relay:
    """A relay over these records."""
    return Relay(
        records=records, ways=ways_of(chosen), give_up_after=chosen.give_up_after, lease=chosen.lease
    )
