"""`relay`: send the messages that are due, once or for as long as it runs."""

import signal
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

_log = structlog.get_logger("mizan.relay")


@click.command("relay")
@click.option("--once", is_flag=True, help="Send what is due now and end.")
@click.option("--kept", is_flag=True, help="First queue what was kept in the mailbox for want of a way out.")
@click.option("--every", default=LOOK_EVERY, show_default=True, help="Seconds between two looks.")
def relay_command(*, once: bool, kept: bool, every: float) -> None:
    """Send due messages by e-mail and SMS; run as many as you like beside each other."""
    start_log(settings().log_level)
    chosen, records = ways(), office.records()
    relay = relay_of(chosen, records)
    if missing := sorted(set(Channel) - set(relay.ways)):
        _log.warning("no way out", channels=missing, effect="such messages are kept in the mailbox")
    if kept:
        click.echo(f"queued again: {records.act(put_back, PutBack(), by=System())}")
    if once:
        done = relay.once()
        click.echo(", ".join(f"{end}: {count}" for end, count in sorted(done.items())) or "nothing was due")
        return
    stop = Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    relay.run(stop, every)
