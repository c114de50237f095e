"""`check-deploy`: whether an office is fit to be opened, check by check, and how to mend what is not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from dashboard.settings import settings
from data_access.errors import StorageError
from operations import deployment, deployment_records
from operations.deployment import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A question, how to mend what it finds, and whether the office may open all the same."""

    name: str
    wrong: Callable[[Place], str]
    mend: str
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer of a check; `problem` is empty when all is well."""

    check: Check
    problem: str

    @property
    def fails(self) -> bool:
        """Whether the office must not open like this."""
        return bool(self.problem) and not self.check.warning

    def __str__(self) -> str:
        verdict = "fails" if self.fails else "warning" if self.problem else "ok"
        line = f"{verdict:<8} {self.check.name}"
        return f"{line}: {self.problem}\n         {self.check.mend}" if self.problem else line


_RANDOM: Final = "Set it to the output of `openssl rand -base64 48`."
_ENCRYPT: Final = "Add `?sslmode=verify-full` to DATABASE_URL."
_ROLE: Final = (
    "Run the desk as a role of its own: `python -m operations migrate --grant-to ROLE`, as the owner."
)
_PARTS: Final = "Run `python -m operations migrate` as the owner; it makes them."
_LIMITS: Final = "Run `python -m operations limits` as the desk, then RECONNECT in the pooler's console."
_REPLICA: Final = "Look at MIZAN_REPLICA_URL and at the replica; figures come from the records meanwhile."
_DISABLE: Final = "Run `python -m operations staff disable --demo`."
_NO_WAYS: Final = "Take MIZAN_SMTP_HOST and MIZAN_SMS_URL away, or use a server on this machine."
_WAYS: Final = "Set MIZAN_SMTP_HOST and MIZAN_SMS_URL; until then such messages stay in the mailbox."
_SET_UP: Final = "Ask them to sign in and set up a code app."
CHECKS: Final = (
    Check(name="MIZAN_SECRET", wrong=deployment.secret, mend=_RANDOM),
    Check(name="MIZAN_SEAL_SECRET", wrong=deployment.seal_secret, mend=f"{_RANDOM} Keep a copy elsewhere."),
    Check(name="demo mode", wrong=deployment.demo, mend="Start without MIZAN_DEMO."),
    Check(name="log level", wrong=deployment.log_level, mend="Set MIZAN_LOG_LEVEL to INFO."),
    Check(name="TLS", wrong=deployment.tls, mend="Serve behind TLS and set MIZAN_TLS=1."),
    Check(name="MIZAN_HOSTS", wrong=deployment.hosts, mend="Name the hosts of the desk's address."),
    Check(name="MIZAN_PROXIES", wrong=deployment.proxies, mend="Name the proxies' own addresses only."),
    Check(name="single sign-on", wrong=deployment.single_sign_on, mend="Use the provider's https issuer."),
    Check(
        name="mail server", wrong=deployment.mail_server, mend="Set MIZAN_SMTP_SECURITY to starttls or tls."
    ),
    Check(name="SMS gateway", wrong=deployment.sms_gateway, mend="Use the gateway's https address."),
    Check(name="messages of a demo office", wrong=deployment.demo_messages, mend=_NO_WAYS),
    Check(name="no way out", wrong=deployment.no_way_out, mend=_WAYS, warning=True),
    Check(name="Streamlit's options", wrong=deployment.streamlit, mend="Use config.toml as it is delivered."),
    Check(name="home folder", wrong=deployment.home_folder, mend="`chmod 750` it."),
    Check(name="files of secrets", wrong=deployment.secret_files, mend="`chmod 600` them."),
    Check(name="way to the database", wrong=deployment.database_line, mend=_ENCRYPT),
    Check(name="kind of database", wrong=deployment.embedded, mend="Use PostgreSQL.", warning=True),
    Check(name="way to the papers", wrong=deployment.document_store, mend="Use the store's https address."),
    Check(
        name="way to the replica",
        wrong=deployment.replica_line,
        mend=_ENCRYPT.replace("DATABASE_URL", "MIZAN_REPLICA_URL"),
    ),
    Check(name="replica", wrong=deployment_records.replica, mend=_REPLICA, warning=True),
    Check(name="database", wrong=deployment.database, mend="Start it, and look at DATABASE_URL."),
    Check(name="migrations", wrong=deployment.migrations, mend="Run `python -m operations migrate`."),
    Check(name="records only added to", wrong=deployment_records.journal, mend=_ROLE),
    Check(name="parts of the journal", wrong=deployment_records.journal_room, mend=_PARTS, warning=True),
    Check(name="limits of a statement", wrong=deployment.limits, mend=_LIMITS),
    Check(name="demo accounts", wrong=deployment.demo_accounts, mend=_DISABLE),
    Check(name="second factors", wrong=deployment.second_factors, mend=_SET_UP, warning=True),
    Check(name="backup", wrong=deployment.backup, mend="Run `python -m operations backup`.", warning=True),
)


def findings(place: Place) -> Iterator[Finding]:
    """Every check's answer; one that could not be asked has failed."""
    for check in CHECKS:
        try:
            problem = check.wrong(place)
        except (StorageError, OSError, ValueError) as trouble:
            problem = f"it could not be looked at ({type(trouble).__name__})"
        yield Finding(check, problem)


@click.command("check-deploy")
@click.option("--backups", type=click.Path(path_type=Path, file_okay=False), help="Where backups are kept.")
def check_deploy_command(backups: Path | None) -> None:
    """Say what stands against opening this office, and how to mend it; exits 1 if anything does."""
    place = Place(settings(), backups=backups)
    found = list(findings(place))
    for finding in found:
        click.echo(finding)
    failed = sum(finding.fails for finding in found)
    warned = sum(bool(finding.problem) for finding in found) - failed
    click.echo(f"\n{len(found)} checks: {failed} fail, {warned} warn.")
    place.engine.dispose()
    if failed:
        raise SystemExit(1)
