"""`bench reviewers`: many reviewers at once, at a desk of their own or at one that is named."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path
from typing import Final

import click

from operations.bench.cluster import NoPostgres, throwaway_cluster
from operations.bench.reviewers.apart import run_apart
from operations.bench.reviewers.browser import Person
from operations.bench.reviewers.memory import Watched, resident, watching
from operations.bench.reviewers.office import fill_with_papers, take_on
from operations.bench.reviewers.record import Load
from operations.bench.reviewers.run import Plan
from operations.bench.reviewers.table import slope_lines, step_lines, summary_lines
from operations.drills.served_desk import ServedDesk, served_desk

SOAK: Final = 60.0
STEPS_A_CASE: Final = 8
"""At least so many steps lie between two decisions: no more cases are filled in than think time allows."""
WARMING: Final = 15.0
"""Seconds in which one reviewer and one supervisor see every page, so that what is loaded once is loaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the command line asks for; `think` in seconds, `minutes` in minutes."""

    reviewers: int
    analysts: int
    think: float
    minutes: float
    soak: bool
    desks: int

    @property
    def cases(self) -> int:
        """How many waiting cases suffice for everybody until the end, also where both loads are run."""
        each = self.minutes * 60 / (self.think * STEPS_A_CASE + 1) + 3
        return round(self.reviewers * each * (2 if self.analysts else 1)) + 100

    def plan(self, address: str, people: Sequence[Person]) -> Plan:
        """The load of these people at a desk."""
        return Plan(address=address, people=people, think=self.think, seconds=self.minutes * 60)


@click.command("reviewers")
@click.option("--reviewers", default=50, show_default=True, help="How many work at once.")
@click.option(
    "--think", default=5.0, show_default=True, help="Seconds of thought between two steps, on average."
)
@click.option("--minutes", type=float, default=None, help="How long they work; 2, and 60 for a soak.")
@click.option("--soak", is_flag=True, help="Work for an hour and say how memory grows.")
@click.option(
    "--analysts", default=0, show_default=True, help="Then again, with so many at the pages of figures."
)
@click.option("--desks", default=1, show_default=True, help="By how many processes the desk is served.")
@click.option("--address", default="", help="A desk that runs already; needs --staff.")
@click.option(
    "--staff",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV of its accounts: username,password and, for those who have a code app, code_secret.",
)
def reviewers_command(
    *,
    reviewers: int,
    think: float,
    minutes: float | None,
    analysts: int,
    desks: int,
    address: str,
    staff: Path | None,
    soak: bool,
) -> None:
    """Let many reviewers work through cases at once and print what they waited for, step by step.

    They sign in through the page, take cases, open papers, judge, decide. Without --address this happens
    at a desk of its own on a throw-away PostgreSQL that waits for the disk.
    """
    length = minutes if minutes is not None else SOAK if soak else 2.0
    asked = Asked(reviewers=reviewers, analysts=analysts, think=think, minutes=length, soak=soak, desks=desks)
    if address and staff is None:
        raise click.UsageError("--address needs --staff: the accounts of that desk.")
    try:
        lines = _elsewhere(asked, address, _accounts(staff)) if staff is not None else _here(asked)
        for line in lines:
            click.echo(line)
    except NoPostgres as missing:
        raise click.ClickException(str(missing)) from None


def _accounts(staff: Path) -> tuple[Person, ...]:
    with staff.open(encoding="utf-8", newline="") as file:
        return tuple(Person(**row) for row in csv.DictReader(file))


def _elsewhere(asked: Asked, address: str, people: Sequence[Person]) -> Iterator[str]:
    load = run_apart(asked.plan(address, people[: asked.reviewers]))
    yield from step_lines(load)
    yield from summary_lines(load, asked.reviewers, None, 0)


def _here(asked: Asked) -> Iterator[str]:
    with (
        throwaway_cluster(durable=True) as cluster,
        tempfile.TemporaryDirectory(prefix="mizan-bench-") as home,
        served_desk(
            Path(home), database_url=cluster.url, beside=asked.desks - 1, MIZAN_ATTEMPTS_OVERALL="100000"
        ) as desk,
    ):
        people = take_on(desk.directory, asked.reviewers + asked.desks, asked.analysts + asked.desks)
        fill_with_papers(desk.records, desk.documents, asked.cases)
        click.echo(f"{asked.cases:,} cases wait", err=True)
        at_work, warm = parted(people, asked, desk.addresses)
        run_apart(replace(asked.plan(desk.address, warm), think=0.1, seconds=WARMING))
        yield from _measured(asked, desk, [one for one in at_work if not one.analyst])
        if asked.analysts:
            yield f"\nWith {asked.analysts} at the pages of figures:\n"
            yield from _measured(asked, desk, at_work)


def parted(
    people: Sequence[Person], asked: Asked, addresses: Sequence[str]
) -> tuple[list[Person], list[Person]]:
    """Who is measured, shared out among the processes, and who warms each of these up: one of each kind."""
    reviewers = [one for one in people if not one.analyst]
    analysts = [one for one in people if one.analyst]
    at_work = [*reviewers[: asked.reviewers], *analysts[: asked.analysts]]
    warm = [*reviewers[asked.reviewers :], *analysts[asked.analysts :]]
    return _shared_out(at_work, addresses), _shared_out(warm, addresses)


def _shared_out(people: Sequence[Person], addresses: Sequence[str]) -> list[Person]:
    return [replace(one, address=address) for one, address in zip(people, cycle(addresses), strict=False)]


def _measured(asked: Asked, desk: ServedDesk, people: Sequence[Person]) -> Iterator[str]:
    before = sum(map(resident, desk.processes))
    with watching(desk.processes) as watched:
        load = run_apart(asked.plan(desk.address, people))
    yield from _told(asked, load, len(people), watched, before)


def _told(asked: Asked, load: Load, people: int, watched: Watched, before: float) -> Iterator[str]:
    yield from step_lines(load)
    yield from summary_lines(load, people, watched, before)
    if asked.soak:
        yield from slope_lines(load, watched)
