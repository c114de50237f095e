"""`bench views`: what one view of each page of figures costs the server's processor, read anew and shared."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from dashboard import office
from operations.bench.cluster import NoPostgres, throwaway_postgres
from operations.bench.reviewers.figures_walk import PAGES
from operations.bench.reviewers.memory import processor_seconds
from operations.demo.lived import live_through
from operations.drills.served_desk import ServedDesk, served_desk

SIZE: Final = 400
VIEWERS: Final = ("samir", "latifa")
SHARED_FOR: Final = "10"


@click.command("views")
@click.option("--views", default=40, show_default=True, help="How often each page is opened.")
def views_command(views: int) -> None:
    """Print the processor time of a view of Office, Team and Causes, on PostgreSQL, one after the other."""
    try:
        with throwaway_postgres(durable=True) as url:
            anew = dict(_measured(url, "0", views))
            shared = dict(_measured(url, SHARED_FOR, views))
    except NoPostgres as missing:
        raise click.ClickException(str(missing)) from None
    click.echo(
        f"| A view of | Read anew, ms of processor | Shared for {SHARED_FOR} s | Ratio |\n|---|--:|--:|--:|"
    )
    for page, cost in anew.items():
        click.echo(f"| {page} | {cost:.0f} | {shared[page]:.0f} | {cost / shared[page]:.1f} |")


def _measured(url: str, seconds: str, views: int) -> Iterator[tuple[str, float]]:
    """Of each page: milliseconds of the server's processor a view, after each viewer has seen it once."""
    with (
        tempfile.TemporaryDirectory(prefix="mizan-bench-") as home,
        served_desk(Path(home), database_url=url, MIZAN_FIGURES_SECONDS=seconds) as desk,
    ):
        _live(desk)
        tabs = [desk.tab_of(name) for name in VIEWERS]
        for path, name in PAGES.items():
            for tab in tabs:
                tab.open(path)
            began = processor_seconds(desk.process)
            for view in range(views):
                tabs[view % len(tabs)].open(path)
            yield name, (processor_seconds(desk.process) - began) / views * 1000
        for tab in tabs:
            tab.leave()


def _live(desk: ServedDesk) -> None:
    """A demo office of some months, unless it is there already."""
    if desk.records.ask(lambda c: c.exec_driver_sql("SELECT count(*) FROM applications").scalar_one()):
        return
    live_through(desk.engine, SIZE, office.now().date())
