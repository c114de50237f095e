"""`python -m operations seed`: fill a demo office once."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from typing import Final

import click

from dashboard.settings import settings
from data_access.documents import DocumentStore
from data_access.engine import make_engine
from data_access.history import Replay, knows_source
from data_access.staff import StaffDirectory
from operations.demo.life import SOURCE, Plan
from operations.demo.office import FULL_SIZE, LOTS, draw_all, live_all, make_plans
from operations.demo_staff import add_demo_staff, give_demo_codes

_LINES: Final = 10


@click.command("seed")
@click.option("--size", default=FULL_SIZE, show_default=True, help="How many applications.")
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day the office is seen on; default today."
)
def seed_command(size: int, as_of: datetime | None) -> None:
    """Fill a demo office with invented applicants, specimen papers and a true history. Once."""
    found = settings()
    if not found.demo:
        print("This is not a demo office (MIZAN_DEMO is not set): nothing was seeded.", file=sys.stderr)
        sys.exit(2)
    engine = make_engine(found.database_url)
    if knows_source(engine, SOURCE):
        # One that was seeded before there were second factors gets its codes now.
        give_demo_codes(StaffDirectory(engine, key=found.key()))
        print("The demo office is already seeded; nothing was changed.")
        return
    started = time.monotonic()
    day = (as_of or datetime.now(UTC)).date()
    plans = make_plans(size, day)
    drawn = draw_all(plans, DocumentStore(found.documents), _progress)
    directory = StaffDirectory(engine, key=found.key())
    add_demo_staff(directory)
    staff = [account.staff for account in directory.accounts() if account.disabled_at is None]
    # One transaction: an office that was interrupted while it was filled is empty, not half full.
    with Replay(engine, seal_key=found.seal_key(), cases=size + 1, seeds=LOTS) as replay:
        live_all(plans, replay, staff, day, _progress)
    seconds = time.monotonic() - started
    print(
        f"Seeded {size} invented applications with {drawn} specimen papers as of {day}, in {seconds:.0f} s."
    )
    _print_stories(plans)


def _progress(what: str, done: int, total: int) -> None:
    step = max(1, total // _LINES)
    if done % step == 0 or done == total:
        print(f"  {what}: {done} of {total}", flush=True)


def _print_stories(plans: tuple[Plan, ...]) -> None:
    for plan in plans:
        if plan.story:
            print(f"  {plan.story}: {plan.reference}")
