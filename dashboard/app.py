"""The server: Streamlit's pages behind our door, with the routes a page cannot be.

`python -m operations serve` starts it; `uvicorn dashboard.app:app` serves the same object.
"""

import asyncio
import gc
import sys
import threading
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from functools import partial
from importlib import import_module
from subprocess import SubprocessError
from typing import Any, Final

import streamlit as st
import structlog
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.routing import Route
from streamlit import config

from casework.actors import Staff
from dashboard import health, office, sessions, single_sign_on
from dashboard.answers import answer_route
from dashboard.daily import DailyRetention, append_daily_head, keep_daily
from dashboard.direction import DirectionMiddleware, assets_route, language_route
from dashboard.door import Door, nothing_here, ready_standing_of
from dashboard.entitling import DailyEntitlements
from dashboard.exports import export_routes
from dashboard.headers import SecurityHeaders
from dashboard.intake_files import intake_routes
from dashboard.letters import letter_route
from dashboard.log import start_log
from dashboard.papers import paper_routes
from dashboard.papers_on_record import look_again, open_paper, take_original
from dashboard.paying import DailyPayments
from dashboard.relay.reports import report_route
from dashboard.relay.settings import ways
from dashboard.relay.ways import relay_of
from dashboard.reviewing import DailyReviews
from dashboard.settings import ROOT, WrongSettings, settings
from dashboard.start_up import apology, may_start
from dashboard.sweeping import recheck_papers, sweep
from dashboard.theme import read_theme_once
from dashboard.trouble import Trouble, on_script_error
from dashboard.tuning import MUST_BE
from data_access.errors import StorageError
from data_access.queries.intake import may_take_rejects

OUR_PLACES: Final = ("papers", "cases", "inquiries", "exports", "imports")
"""Where our own routes live; whatever else is asked for below them is not there."""
COLLECT_EVERY: Final = 60.0
COLLECTED_AFTER: Final = (10_000, 20, 50)
"""New objects before the young are looked over (Python's 700 is reached fifty times in a view of a case)."""
SWEEP_EVERY: Final = 300.0
LOOK_AT_DAY_EVERY: Final = 600.0
_log = structlog.get_logger("mizan.app")


def viewer_of(request: Request) -> Staff | None:
    """Who asks a route of ours, by the session cookie; None for a stranger and who may not work yet."""
    found = ready_standing_of(request)
    return found.staff if found else None


def may_take(batch: int, viewer: Staff) -> bool:
    """Whether the refused rows of an import are this person's to have."""
    return office.records().ask(may_take_rejects, viewer=viewer, batch=batch)


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncGenerator[dict[str, Any]]:
    """Check that the office may start, then keep the house while it runs."""
    start_log(settings().log_level)
    _require_tuning()
    read_theme_once()
    try:
        await asyncio.to_thread(may_start, settings(), office.directory())
        ways()
    except WrongSettings as wrong:
        print(apology(wrong), file=sys.stderr)  # noqa: T201 - before there is anybody to log for.
        raise SystemExit(2) from None
    await asyncio.to_thread(_load_what_draws)
    # What is loaded by now stays for good: freezing it spares every later collection the walk over it.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)
    keeping = [asyncio.create_task(_collect()), asyncio.create_task(_sweep()), asyncio.create_task(_daily())]
    stop = threading.Event()
    relaying = asyncio.create_task(asyncio.to_thread(_relay, stop)) if ways().relay else None
    _log.info("started", loop=type(asyncio.get_running_loop()).__module__)
    try:
        yield {}
    finally:
        for task in keeping:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        stop.set()
        if relaying is not None:
            await relaying  # The message that is leaving now is marked first.
        gc.unfreeze()
        await asyncio.to_thread(office.close)


def _load_what_draws() -> None:
    """Load what the first figure would: two readers who draw it at once would find it half loaded."""
    for name in ("pandas", "plotly.graph_objects"):
        import_module(name)


async def _collect() -> None:
    """Streamlit's collection after every run is off; this one happens when nobody waits for it."""
    while True:
        await asyncio.sleep(COLLECT_EVERY)
        gc.collect()


async def _daily() -> None:
    """A head for the file kept elsewhere, removal of what time is over for, payments and reviews."""
    records, file = office.records(), settings().heads_file
    duties = (
        partial(append_daily_head, records, file),
        DailyRetention(records, office.documents()),
        DailyEntitlements(records),
        DailyPayments(records),
        DailyReviews(records),
    )
    await keep_daily(duties, LOOK_AT_DAY_EVERY)


async def _sweep() -> None:
    """Old claims lapse and unanswered requests close without anybody running a command."""
    while True:
        await asyncio.sleep(SWEEP_EVERY)
        try:
            await asyncio.to_thread(sweep, office.records(), claims_after=settings().claim_age)
            await asyncio.to_thread(recheck_papers, office.records())
        except (StorageError, SubprocessError):
            _log.exception("sweep failed", effect="tried again at the next look")


def _relay(stop: threading.Event) -> None:
    """Messages leave without anybody running a command, until the server ends."""
    relay_of(ways(), office.records()).run(stop)


def _require_tuning() -> None:
    """Refuse to serve without `.streamlit/config.toml`: it keeps the desk quick and traces hidden."""
    found = {name: config.get_option(name) for name in MUST_BE}
    differing = {name: value for name, value in found.items() if value != MUST_BE[name]}
    if differing:
        file = ROOT / ".streamlit" / "config.toml"
        print(f"Streamlit is not configured as {file} says: {differing}", file=sys.stderr)  # noqa: T201 - as below.
        raise SystemExit(2)
    if "uvloop" not in type(asyncio.get_running_loop()).__module__:
        _log.warning("no uvloop", effect="answers wait for Nagle's algorithm")


app = st.App(
    ROOT / "dashboard" / "main.py",
    lifespan=lifespan,
    on_script_error=on_script_error,
    routes=[
        *health.ROUTES,
        *sessions.ROUTES,
        *single_sign_on.ROUTES,
        language_route,
        assets_route,
        letter_route(viewer_of),
        answer_route(viewer_of),
        report_route,
        *export_routes(ready_standing_of),
        *intake_routes(viewer_of=viewer_of, may_take=may_take, folder=lambda: settings().home / "rejects"),
        *paper_routes(
            viewer_of=viewer_of,
            open_paper=open_paper,
            look_again=look_again,
            take_original=take_original,
            store=office.documents,
        ),
        *(Route(f"/{place}/{{rest:path}}", nothing_here) for place in OUR_PLACES),
    ],
    middleware=[
        Middleware(SecurityHeaders),
        Middleware(Trouble),
        Middleware(Door),
        Middleware(DirectionMiddleware),
    ],
)
