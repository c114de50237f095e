"""`configure`: the files of `deploy/` with the office's own addresses filled in."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import click

from dashboard.settings import ROOT

DEPLOY: Final = ROOT / "deploy"
# nginx's own variables are small; what is ours is written large and in braces.
_OURS: Final = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")
_LINE: Final = re.compile(r"(?P<name>[A-Z][A-Z0-9_]*)=(?P<value>.*)")
_FILLED: Final = (
    *("nginx.conf", "pgbouncer.ini", "userlist.txt"),
    *("postgresql/primary.conf", "postgresql/replica.conf", "postgresql/pg_hba.conf"),
)
_SECRET: Final = frozenset({"userlist.txt"})


class NotFilled(Exception):  # noqa: N818 - named by the fact.
    """A file of `deploy/` asks for what nobody gave; names it."""


def variables(text: str) -> set[str]:
    """The names a file asks for."""
    return set(_OURS.findall(text))


def filled(name: str, values: Mapping[str, str]) -> str:
    """A file of `deploy/` with every name replaced by its value.

    Raises:
        NotFilled: a value is missing.
    """
    text = (DEPLOY / name).read_text(encoding="utf-8")
    if missing := sorted(variables(text) - set(values)):
        raise NotFilled(f"deploy/{name} asks for {', '.join(missing)}")
    return _OURS.sub(lambda found: values[found[1]], text)


def read_values(file: Path) -> Mapping[str, str]:
    """The values of an environment file: NAME=value a line; quotes around a value are not part of it."""
    lines = (_LINE.fullmatch(line.strip()) for line in file.read_text(encoding="utf-8").splitlines())
    return {line["name"]: line["value"].strip("'\"") for line in lines if line}


@click.command("configure")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--values",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    default=DEPLOY / "cluster.env",
    show_default="deploy/cluster.env",
    help="Addresses, ports and roles of the cluster: NAME=value a line.",
)
def configure_command(folder: Path, values: Path) -> None:
    """Write nginx's, PgBouncer's and PostgreSQL's files of deploy/ into FOLDER, filled in."""
    try:
        written = list(_written(folder, read_values(values)))
    except (NotFilled, OSError) as problem:
        raise click.ClickException(str(problem)) from problem
    for path in written:
        click.echo(path)


def _written(folder: Path, values: Mapping[str, str]) -> Iterator[Path]:
    texts = {name: filled(name, values) for name in _FILLED}
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        # Servers read the others as users of their own, whatever the operator's umask and an older file say.
        path.chmod(0o600 if name in _SECRET else 0o644)
        path.parent.chmod(0o755)
        path.write_text(text, encoding="utf-8")
        yield path
