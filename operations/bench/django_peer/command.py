"""`bench peer`: five clicks of a reviewer, at the desk and at a tuned Django admin over the same tables."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Final

import click

from operations.bench.chromium import NoChromium
from operations.bench.cluster import NoPostgres, throwaway_postgres
from operations.bench.measure import late
from operations.bench.national.filled import Filled
from operations.bench.national.load import ROOMY, load

HEAD: Final = (
    "| Click to finished page | Applications | Mizan, median ms | 95th | Django, median ms | 95th | Ratio |\n"
    "|---|--:|--:|--:|--:|--:|--:|"
)
WARMING: Final = 2
"""Rounds in which both see every page before counting begins."""


@click.command("peer")
@click.option(
    "--applications", type=click.IntRange(1), default=10_000, show_default=True, help="How many at least."
)
@click.option(
    "--on",
    "loaded",
    type=Filled(),
    help="A database filled by `bench load` instead, as a superuser; cases in it are decided.",
)
@click.option(
    "--rounds", type=click.IntRange(1), default=30, show_default=True, help="How often each clicks."
)
def peer_command(applications: int, loaded: str | None, rounds: int) -> None:
    """Click through filter, search, open, queue and decide in Chromium, here and at Django's admin.

    Both are served by one process each over the same PostgreSQL, and take turns.
    """
    try:
        with ExitStack() as held:
            url = loaded or _filled(held, applications)
            for line in clicked(url, rounds):
                click.echo(line)
    except (NoPostgres, NoChromium) as missing:
        raise click.ClickException(str(missing)) from None
    except ModuleNotFoundError as missing:
        raise click.ClickException(f"{missing}. It is in requirements-dev.txt.") from None


def clicked(url: str, rounds: int) -> Iterator[str]:
    """The table's lines, from an office that is loaded already."""
    # Django and Chromium's driver belong to the workshop; who only works here may have neither.
    from operations.bench.django_peer.run import both_walk  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="mizan-bench-") as home:
        applications, ours, theirs = both_walk(Path(home), url, rounds + WARMING)
    yield HEAD
    for what in ours:
        yield _line(what, applications, ours[what][WARMING:], theirs[what][WARMING:])


def _line(what: str, applications: int, ours: Sequence[float], theirs: Sequence[float]) -> str:
    mine, peer = median(ours), median(theirs)
    return (
        f"| {what} | {applications:,} | {mine * 1000:.0f} | {late(ours) * 1000:.0f} "
        f"| {peer * 1000:.0f} | {late(theirs) * 1000:.0f} | {mine / peer:.2f} |"
    )


def _filled(held: ExitStack, applications: int) -> str:
    url = held.enter_context(throwaway_postgres(durable=True, settings=ROOMY))
    load(url, applications, lambda told: click.echo(told, err=True))
    return url
