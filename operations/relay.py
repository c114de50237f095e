"""`relay`: send the messages that are due, once or for as long as it runs."""

import signal
from collections.abc import Mapping
from threading import Event

import click
import structlog

from casework.actors import System
from casework.messages import Channel
from casework.use_cases.relay import PutBack, put_back
from dashboard import office
from dashboard.log import start_log
from dashboard.relay.relay import LOOK_EVERY
from dashboard.relay.settings import ways
from dashboard.relay.ways import relay_of
from dashboard.settings import settings
from data_access.queries.messages import messages_by_state

_log = structlog.get_logger("mizan.relay")


@click.command("relay")
@click.option("--once", is_flag=True, help="Send what is due now and end.")
@click.option("--kept", is_flag=True, help="First queue what was kept in the mailbox for want of a way out.")
@click.option("--counts", is_flag=True, help="Only say how many messages stand where.")
@click.option("--every", default=LOOK_EVERY, show_default=True, help="Seconds between two looks.")
def relay_command(*, once: bool, kept: bool, counts: bool, every: float) -> None:
    """Send due messages by e-mail and SMS; run as many as you like beside each other."""
    start_log(settings().log_level)
    chosen, records = ways(), office.records()
    if counts:
        click.echo(_listed(records.ask(messages_by_state, viewer=System())))
        return
    relay = relay_of(chosen, records)
    if missing := sorted(set(Channel) - set(relay.ways)):
        _log.warning("no way out", channels=missing, effect="such messages are kept in the mailbox")
    if kept:
        click.echo(f"queued again: {records.act(put_back, PutBack(), by=System())}")
    if once:
        click.echo(_listed(relay.once()))
        return
    stop = Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    relay.run(stop, every)


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name}: {count}" for name, count in sorted(counts.items())) or "nothing"
