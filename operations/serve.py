"""`serve`: start the desk and say where it is."""

import hmac
import os
import sys
from typing import Final

import click

from dashboard import office
from dashboard.passwords import DEMO_PASSWORD
from dashboard.settings import ROOT, check, settings
from dashboard.start_up import may_start
from data_access.engine import make_engine
from data_access.migrate import is_current, migrate

_ARENAS: Final = "2"
"""Each view runs in a thread of its own, and glibc gives threads heaps of their own that never shrink."""


@click.command("serve")
@click.option("--prepare", is_flag=True, help="First migrate, and fill a demo office that is still empty.")
@click.pass_context
def serve_command(context: click.Context, *, prepare: bool) -> None:
    """Serve the review desk on PORT."""
    chosen = settings()
    check(chosen)
    if prepare:
        _prepare(context)
    elif not is_current(office.engine()):
        raise click.ClickException(
            "The database is not in its newest form: run `python -m operations migrate`."
        )
    may_start(chosen, office.directory())
    _announce()
    office.close()
    _become_the_server()


def _prepare(context: click.Context) -> None:
    chosen = settings()
    chosen.home.mkdir(parents=True, exist_ok=True)
    engine = make_engine(chosen.database_url)
    click.echo("Bringing the database to its newest form")
    migrate(engine, chosen.seal_key())
    engine.dispose()
    if chosen.demo:
        # It draws papers; a live office never loads it.
        from operations.demo.command import seed_command  # noqa: PLC0415

        context.invoke(seed_command)


def _announce() -> None:
    chosen = settings()
    where = "localhost" if chosen.address in {"0.0.0.0", "::"} else chosen.address  # noqa: S104 - compared only.
    click.echo(f"\nMizan serves on  http://{where}:{chosen.port}\n")
    if not chosen.demo:
        return
    click.echo(f"Demo office. Password of every account: {DEMO_PASSWORD}")
    for account in office.directory().accounts():
        if account.demo and not account.disabled_at:
            click.echo(
                f"  {account.username:<10} {account.role.value:<16} {account.name_en}  {account.name_ar}"
            )
    sys.stdout.flush()


def _become_the_server() -> None:
    """Replace this process, so that a signal reaches the server itself; Streamlit runs the app on uvloop."""
    chosen = settings()
    os.chdir(ROOT)
    environment = {"MALLOC_ARENA_MAX": _ARENAS, **os.environ} | {
        # uvicorn would believe every proxy on this machine; the door believes those in MIZAN_PROXIES.
        "FORWARDED_ALLOW_IPS": "",
        "STREAMLIT_SERVER_COOKIE_SECRET": hmac.digest(chosen.key(), b"streamlit", "sha256").hex(),
    }
    command = [
        *(sys.executable, "-m", "streamlit", "run", "dashboard/app.py"),
        *("--server.port", str(chosen.port), "--server.address", chosen.address),
    ]
    os.execve(sys.executable, command, environment)  # noqa: S606 - our own interpreter, our own arguments.
