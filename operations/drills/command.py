"""`drill`: break it on purpose, and count what was lost."""

import time
import traceback
from collections.abc import Iterator
from importlib import import_module
from typing import Final

import click

from operations.bench.cluster import NoPostgres
from operations.drills.result import Drill, Result

DRILLS: Final = {
    "claims": "operations.drills.claims:drill",
    "races": "operations.drills.races:drill",
    "kills": "operations.drills.kills:drill",
    "steps": "operations.drills.steps:drill",
    "stopped": "operations.drills.stopped:drill",
    "full": "operations.drills.full:drill",
    "migrations": "operations.drills.migrations:drill",
    "backup": "operations.drills.backup:drill",
    "seals": "operations.drills.seals:drill",
    "sign-in": "operations.drills.sign_in:drill",
    "clicks": "operations.drills.clicks:drill",
    "relay": "operations.drills.relay:drill",
    "papers": "operations.drills.papers:drill",
}
"""Each drill and where it is; imported when it is run."""

HEAD: Final = "| Drill | What was found | Seconds | Held | Command |\n|---|---|--:|---|---|"


@click.command("drill")
@click.argument("names", nargs=-1, type=click.Choice(list(DRILLS)))
@click.option("--scale", type=float, default=1.0, show_default=True, help="How much of each drill.")
def drill_command(names: tuple[str, ...], scale: float) -> None:
    """Races, kills, stopped databases, full disks, backups: all drills, or those that are named.

    Everything happens in throw-away databases and folders. Prints one table; exits 1 if anything was lost.
    """
    results = list(_run(names or tuple(DRILLS), scale))
    click.echo(f"\n{HEAD}")
    for _result, row in results:
        click.echo(row)
    if not all(result.passed for result, _row in results):
        raise SystemExit(1)


def _run(names: tuple[str, ...], scale: float) -> Iterator[tuple[Result, str]]:
    for name in names:
        click.echo(f"{name} ...", err=True)
        began = time.perf_counter()
        result = _one(name, scale)
        seconds = time.perf_counter() - began
        at_scale = "" if scale == 1 else f" --scale {scale:g}"
        command = f"`python -m operations drill {name}{at_scale}`"
        held = "yes" if result.passed else "**NO**"
        yield result, f"| {name} | {result.figures} | {seconds:,.0f} | {held} | {command} |"


def _one(name: str, scale: float) -> Result:
    """One drill; what it could not do is a failure of it, and the others go on."""
    try:
        return found(name)(scale, lambda line: click.echo(f"  {line}", err=True))
    except NoPostgres as missing:
        return Result(name=name, columns={"not run:": str(missing)}, passed=False)
    except Exception:  # noqa: BLE001 - one broken drill must not hide what the others found.
        traceback.print_exc()
        return Result(name=name, columns={"broken": "see above"}, passed=False)


def found(name: str) -> Drill:
    """The drill of a name."""
    module, _, function = DRILLS[name].partition(":")
    return getattr(import_module(module), function)
