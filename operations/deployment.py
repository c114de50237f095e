"""What an office is asked before it is opened: each question a function of the `Place`.

It returns what is wrong, or "" when nothing is. It asks only: nothing is changed, and no secret is told.
"""

import os
import re
import stat
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from casework.permissions import NEEDS_SECOND_FACTOR
from dashboard.relay.settings import Ways, read_ways
from dashboard.settings import FEWEST_DIFFERENT, ROOT, SHORTEST_SECRET, Settings, networks
from dashboard.tuning import AS_DELIVERED, MUST_BE
from data_access.engine import make_engine
from data_access.limits import limits_that_do_not_hold
from data_access.migrate import is_current
from data_access.staff import Account, StaffDirectory

WIDEST: Final = {4: 8, 6: 32}
"""Network prefixes of proxies that are still a place and not half the world, by version of IP."""
SAFE_SSL: Final = frozenset({"require", "verify-ca", "verify-full"})
DAY: Final = timedelta(days=1)
_BACKUP: Final = re.compile(r"mizan-(\d{8}T\d{6}Z)")


@dataclass(frozen=True)
class Place:
    """What is looked at."""

    settings: Settings
    config: Path = ROOT / ".streamlit" / "config.toml"
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    backups: Path | None = None
    ways: Ways = field(default_factory=read_ways)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @cached_property
    def engine(self) -> Any:
        """The office's database."""
        return make_engine(self.settings.database_url)

    @cached_property
    def accounts(self) -> tuple[Account, ...]:
        """Whoever can sign in."""
        found = StaffDirectory(self.engine, b"asks only").accounts()
        return tuple(account for account in found if account.disabled_at is None)

    @property
    def postgres(self) -> bool:
        """Whether the database is PostgreSQL."""
        return bool(self.settings.database)


def _secret(value: str) -> str:
    if not value:
        return "it is missing"
    if len(value) < SHORTEST_SECRET or len(set(value)) < FEWEST_DIFFERENT:
        return f"it is weak: fewer than {SHORTEST_SECRET} characters, or too few different ones"
    return ""


def secret(place: Place) -> str:
    """The key of sessions."""
    return _secret(place.settings.secret.get_secret_value())


def seal_secret(place: Place) -> str:
    """The key of the seals, which must not be the other one: who has one must not have both."""
    value = place.settings.seal_secret.get_secret_value()
    if value and value == place.settings.secret.get_secret_value():
        return "it is the same as MIZAN_SECRET"
    return _secret(value)


def demo(place: Place) -> str:
    """Demo mode."""
    return "MIZAN_DEMO is on" if place.settings.demo else ""


def demo_accounts(place: Place) -> str:
    """Accounts whose passwords everybody knows."""
    return _named(account.username for account in place.accounts if account.demo)


def second_factors(place: Place) -> str:
    """Powerful accounts that a password alone opens until their owners set up more."""
    return _named(
        account.username
        for account in place.accounts
        if account.role in NEEDS_SECOND_FACTOR and not account.second_factor
    )


def log_level(place: Place) -> str:
    """Lines meant for developers."""
    return "it is DEBUG" if place.settings.log_level == "DEBUG" else ""


def tls(place: Place) -> str:
    """Cookies that may travel in the clear."""
    return "" if place.settings.tls else "MIZAN_TLS is off"


def hosts(place: Place) -> str:
    """Names the desk answers to."""
    named = {name.strip() for name in place.settings.hosts.split(",") if name.strip()}
    return "the desk answers to any name" if not named or "*" in named else ""


def proxies(place: Place) -> str:
    """Machines that are believed about where somebody is."""
    return _named(
        str(network)
        for network in networks(place.settings.proxies)
        if network.prefixlen < WIDEST[network.version]
    )


def database(place: Place) -> str:
    """Whether it answers at all."""
    return "" if StaffDirectory(place.engine, b"asks only").answers() else "it does not answer"


def embedded(place: Place) -> str:
    """SQLite: one machine, one writer, and whoever can write the file can change the records."""
    return "" if place.postgres else "it is SQLite"


def migrations(place: Place) -> str:
    """The newest form of the database."""
    return "" if is_current(place.engine) else "some are due"


def limits(place: Place) -> str:
    """Limits of a statement, which a pooler does not pass on."""
    found = limits_that_do_not_hold(place.engine)
    return _named(f"{name} is {value}" for name, value in found.items())


def database_line(place: Place) -> str:
    """The way to a database on another machine."""
    return _in_the_clear(place.settings.database)


def replica_line(place: Place) -> str:
    """The way to its copy."""
    return _in_the_clear(place.settings.replica_url)


def _in_the_clear(url: str) -> str:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if _is_here(host) or parse_qs(parts.query).get("sslmode", [""])[-1] in SAFE_SSL:
        return ""
    return f"what goes to {host} may go in the clear"


def document_store(place: Place) -> str:
    """The way to a store of papers on another machine."""
    where = urlsplit(place.settings.s3_endpoint)
    clear = where.scheme == "http" and not _is_here(where.hostname or "")
    return f"papers go to {where.hostname} in the clear" if clear else ""


def home_folder(place: Place) -> str:
    """The folder of database, papers and secrets."""
    return _open_to_others(place.settings.home, stat.S_IRWXO)


def secret_files(place: Place) -> str:
    """Secrets an office keeps in files."""
    found = [place.settings.home / name for name in ("secret", "seal-secret")]
    return "; ".join(filter(None, (_open_to_others(path, stat.S_IRWXO | stat.S_IRWXG) for path in found)))


def streamlit(place: Place) -> str:
    """Streamlit's own options, in its file and in the environment."""
    said = tomllib.loads(place.config.read_text(encoding="utf-8")) if place.config.is_file() else {}
    return _named(
        option
        for option, value in MUST_BE.items()
        if _of_file(said, option) != value or _of_environment(place, option, value) != str(value).lower()
    )


def single_sign_on(place: Place) -> str:
    """A provider whose answers anybody on the way could write."""
    issuer = place.settings.oidc_issuer
    return f"{issuer} is not https" if issuer and urlsplit(issuer).scheme != "https" else ""


def mail_server(place: Place) -> str:
    """Letters, and the password of the mail server, that anybody on the way could read."""
    host = place.ways.smtp_host
    clear = bool(host) and place.ways.smtp_security == "none" and not _is_here(host)
    return f"what goes to {host} goes in the clear" if clear else ""


def sms_gateway(place: Place) -> str:
    """Numbers and news of applicants that anybody on the way could read."""
    where = urlsplit(place.ways.sms_url.get_secret_value())
    clear = where.scheme == "http" and not _is_here(where.hostname or "")
    return f"what goes to {where.hostname} goes in the clear" if clear else ""


def demo_messages(place: Place) -> str:
    """Messages of a demo office: its applicants are invented, their numbers may be somebody's."""
    if not place.settings.demo:
        return ""
    hosts_of_ways = (place.ways.smtp_host, urlsplit(place.ways.sms_url.get_secret_value()).hostname or "")
    leave = not all(_is_here(host) for host in hosts_of_ways)
    return "messages to invented people would really leave" if leave else ""


def no_way_out(place: Place) -> str:
    """Messages that stay in the mailbox."""
    return _named(name for name in ("e-mail", "SMS") if name not in _ways_out(place))


def _ways_out(place: Place) -> dict[str, str]:
    given = {"e-mail": place.ways.smtp_host, "SMS": place.ways.sms_url.get_secret_value()}
    return {name: where for name, where in given.items() if where}


def backup(place: Place) -> str:
    """A backup that is not older than a day; asked where `--backups` says where they are."""
    if place.backups is None:
        return ""
    found = (_BACKUP.fullmatch(path.name) for path in place.backups.glob("mizan-*"))
    taken = [datetime.strptime(one[1], "%Y%m%dT%H%M%S%z") for one in found if one]
    if not taken:
        return f"there is none in {place.backups}"
    return "" if max(taken) > place.now - DAY else f"the newest is of {max(taken):%Y-%m-%d %H:%M} UTC"


def _named(names: Iterable[str]) -> str:
    return ", ".join(names)


def _is_here(host: str) -> bool:
    if not host or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _open_to_others(path: Path, whom: int) -> str:
    return f"{path} is open to others" if path.exists() and path.stat().st_mode & whom else ""


def _of_file(said: Mapping[str, Any], option: str) -> object:
    section, _dot, name = option.partition(".")
    return said.get(section, {}).get(name, MUST_BE[option] if option in AS_DELIVERED else None)


def _of_environment(place: Place, option: str, value: object) -> str:
    name = "STREAMLIT_" + re.sub(r"(?<=[a-z])(?=[A-Z])", "_", option.replace(".", "_")).upper()
    return place.environment.get(name, str(value)).lower()
