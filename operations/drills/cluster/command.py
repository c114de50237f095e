"""`drill-cluster`: several desks, pooler, replica and store, killed and restarted while people work."""

import time

import click

from operations.bench.cluster import NoPostgres
from operations.bench.object_store import NoObjectStore
from operations.bench.pooler import NoPooler
from operations.drills.cluster.drill import drill
from operations.drills.cluster.front import NoFront


@click.command("drill-cluster")
@click.option("--scale", type=float, default=1.0, show_default=True, help="How much of the drill.")
def drill_cluster_command(scale: float) -> None:
    """Start a whole office of real parts, kill a desk, restart both, kill the primary; count what was lost.

    Prints a table; exits 1 if an acknowledged decision is missing, one was recorded twice, one was refused
    because of a restart, a reviewer did not come back, or figures or seals do not agree with the records.
    """
    began = time.perf_counter()
    try:
        result = drill(scale, lambda line: click.echo(f"  {line}", err=True))
    except (NoPostgres, NoPooler, NoObjectStore, NoFront) as missing:
        raise click.ClickException(str(missing)) from missing
    click.echo("\n| Figure | |\n|---|--:|")
    for name, value in result.columns.items():
        click.echo(f"| {name} | {value:,.1f} |" if isinstance(value, float) else f"| {name} | {value:,} |")
    click.echo(f"| seconds in all | {time.perf_counter() - began:,.0f} |")
    click.echo(f"| held | {'yes' if result.passed else '**NO**'} |")
    if not result.passed:
        raise SystemExit(1)
