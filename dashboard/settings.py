"""Every setting of the office, typed, in one place; `docs/operating.md` lists them all.

Importable without Streamlit: the commands under `operations` read the same settings as the desk.
"""

import os
import secrets
from datetime import timedelta
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from dashboard.addresses import absolute, folder_or_bucket, lies_at, through_psycopg
from data_access.bucket import Bucket

ROOT: Final = Path(__file__).resolve().parent.parent
SHORTEST_SECRET: Final = 32
FEWEST_DIFFERENT: Final = 10


class WrongSettings(Exception):  # noqa: N818 - named by the fact, like a Refusal.
    """The office cannot start as it is set up; `problems` are (setting, what is wrong) pairs.

    What is wrong is a key of `dashboard.start_up.SENTENCES`, which words it in both languages,
    or for a value that does not read, the reader's own remark.
    """

    def __init__(self, *problems: tuple[str, str]) -> None:
        super().__init__("; ".join(f"{setting}: {problem}" for setting, problem in problems))
        self.problems = problems


@cache
def networks(listed: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """The networks of a comma-separated list; an address is a network of one.

    Raises:
        ValueError: one of them is neither.
    """
    return tuple(ip_network(name.strip(), strict=False) for name in listed.split(",") if name.strip())


def _networks(listed: str) -> str:
    """Refuse what is no address and no network: a proxy that is misspelt would be believed by nobody."""
    networks(listed)
    return listed


class Settings(BaseSettings):
    """The office's settings, read from the environment and checked once."""

    model_config = SettingsConfigDict(
        env_prefix="MIZAN_", env_ignore_empty=True, frozen=True, extra="ignore", populate_by_name=True
    )

    home: Annotated[Path, AfterValidator(absolute)] = Field(
        default=ROOT / "var", description="Folder of the embedded database and the documents."
    )
    database: str = Field(
        default="", validation_alias="DATABASE_URL", description="PostgreSQL; empty means embedded SQLite."
    )
    replica_url: str = Field(
        default="",
        pattern=r"^(|postgres(ql)?://\S+)$",
        description="A streaming replica that figures are read from; empty means there is none.",
    )
    replica_lag_seconds: int = Field(
        default=10,
        ge=1,
        le=3600,
        description="Seconds the replica may be behind; figures of an older one are not shown.",
    )
    figures_seconds: int = Field(
        default=10,
        ge=0,
        le=60,
        description="Seconds for which readers of one competence share figures; 0 reads them at each view.",
    )
    documents_at: Annotated[str, AfterValidator(folder_or_bucket)] = Field(
        default="",
        validation_alias="MIZAN_DOCUMENTS",
        description="Folder of the papers, or s3://bucket/prefix; empty means documents in the home folder.",
    )
    s3_endpoint: str = Field(
        default="", pattern=r"^(|https?://\S+)$", description="Address of an S3 store that is not Amazon's."
    )
    s3_region: str = Field(default="", description="Region of the bucket.")
    s3_key: str = Field(default="", description="Access key of the bucket; empty uses the machine's role.")
    s3_secret: SecretStr = Field(default=SecretStr(""), description="Secret of the access key.")
    port: int = Field(
        default=8501, ge=1, le=65535, validation_alias="PORT", description="TCP port to serve on."
    )
    address: str = Field(default="0.0.0.0", description="Address to listen on.")  # noqa: S104 - a setting.
    demo: bool = Field(default=False, description="A demo office: known accounts, invented applications.")
    secret: SecretStr = Field(
        default=SecretStr(""), description="At least 32 characters; keys the hashes of session tokens."
    )
    seal_secret: SecretStr = Field(
        default=SecretStr(""), description="At least 32 characters; seals the journal. Must never be lost."
    )
    heads: str = Field(
        default="", description="File of the daily heads; empty means heads.jsonl in the home folder."
    )
    clamd: str = Field(
        default="",
        pattern=r"^(|unix:/\S+|(tcp:)?\S+:\d{1,5})$",
        description="Virus scanner: unix:/path or host:port of clamd; empty means papers are not scanned.",
    )
    tls: bool = Field(default=False, description="Served behind TLS: cookies are Secure and __Host-.")
    hosts: str = Field(
        default="", description="Comma-separated names the desk is reached under; empty answers to any."
    )
    proxies: Annotated[str, AfterValidator(_networks)] = Field(
        default="",
        description="Comma-separated addresses or networks of reverse proxies whose headers are believed.",
    )
    uploads: int = Field(
        default=1000, ge=1, description="Megabytes a person may upload in an hour, in one process."
    )
    strangers: int = Field(default=100, ge=1, description="Sign-in pages one address may have open at once.")
    oidc_issuer: str = Field(default="", description="Single sign-on: the provider's issuer address.")
    oidc_client_id: str = Field(default="", description="Single sign-on: our name at the provider.")
    oidc_client_secret: SecretStr = Field(
        default=SecretStr(""), description="Single sign-on: our secret at the provider."
    )
    oidc_name_claim: str = Field(
        default="preferred_username", description="Single sign-on: the claim that names a person."
    )
    oidc_label_ar: str = Field(default="", description="Single sign-on: the provider's name in Arabic.")
    oidc_label_en: str = Field(default="", description="Single sign-on: the provider's name in English.")
    oidc_second_factor: str = Field(
        default="mfa,otp,hwk,sc",
        description="Single sign-on: the amr or acr values that tell of a second factor.",
    )
    idle_minutes: int = Field(
        default=30, ge=1, le=24 * 60, description="A session unused this long has ended."
    )
    session_hours: int = Field(default=12, ge=1, le=24, description="A session this old has ended.")
    attempts: int = Field(
        default=10, ge=1, description="Sign-in attempts in five minutes, an account and an address."
    )
    attempts_overall: int = Field(
        default=1000, ge=1, description="Failed sign-ins in five minutes, everybody together."
    )
    claim_hours: int = Field(default=24, ge=1, description="A claim this old lapses.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Least severe line written to the log."
    )

    @property
    def database_url(self) -> str:
        """SQLAlchemy's address of the database, through psycopg when it is PostgreSQL."""
        if not self.database:
            return f"sqlite:///{self.home / 'mizan.db'}"
        return through_psycopg(self.database)

    @property
    def replica(self) -> str:
        """SQLAlchemy's address of the copy that figures are read from; empty where there is none."""
        return through_psycopg(self.replica_url)

    @property
    def replica_lag(self) -> timedelta:
        """How far behind the copy may be."""
        return timedelta(seconds=self.replica_lag_seconds)

    @property
    def figures_shared(self) -> timedelta:
        """How long figures are shared."""
        return timedelta(seconds=self.figures_seconds)

    @property
    def documents(self) -> Path | Bucket:
        """Folder or bucket of the citizens' papers."""
        return self.store_at(self.documents_at, self.home / "documents")

    def store_at(self, where: str, folder: Path) -> Path | Bucket:
        """What an address names: a bucket of the store of these settings, or a folder; empty, this folder."""
        return lies_at(
            where,
            folder,
            endpoint=self.s3_endpoint,
            region=self.s3_region,
            key=self.s3_key,
            secret=self.s3_secret.get_secret_value(),
        )

    @property
    def single_sign_on(self) -> bool:
        """Whether staff may come in through a provider."""
        return bool(self.oidc_issuer and self.oidc_client_id)

    @property
    def idle(self) -> timedelta:
        """How long a session may rest."""
        return timedelta(minutes=self.idle_minutes)

    @property
    def claim_age(self) -> timedelta:
        """How old a claim may get before it lapses."""
        return timedelta(hours=self.claim_hours)

    @property
    def longest(self) -> timedelta:
        """How old a session may get."""
        return timedelta(hours=self.session_hours)

    def key(self) -> bytes:
        """The secret that keys token hashes; a demo office makes its own and keeps it."""
        given = self.secret.get_secret_value()
        if given:
            return given.encode()
        return _kept_secret(self.home / "secret").encode()

    def seal_key(self) -> bytes:
        """The secret that seals the journal; a demo office makes its own and keeps it.

        Raises:
            WrongSettings: a live office has none.
        """
        given = self.seal_secret.get_secret_value()
        if given:
            return given.encode()
        if not self.demo:
            raise WrongSettings(("MIZAN_SEAL_SECRET", "missing"))
        return _kept_secret(self.home / "seal-secret").encode()

    @property
    def heads_file(self) -> Path:
        """The file to which each day's head is appended."""
        return absolute(Path(self.heads)) if self.heads else self.home / "heads.jsonl"


def _kept_secret(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(made := secrets.token_urlsafe(SHORTEST_SECRET))
    return made


def check(found: Settings) -> None:
    """Refuse a live office without secrets worth the name.

    Raises:
        WrongSettings: with the reason.
    """
    secrets_given = {
        "MIZAN_SECRET": found.secret.get_secret_value(),
        "MIZAN_SEAL_SECRET": found.seal_secret.get_secret_value(),
    }
    problems = [(name, _fault(given)) for name, given in secrets_given.items() if given or not found.demo]
    if wrong := [(name, fault) for name, fault in problems if fault]:
        raise WrongSettings(*wrong)


def _fault(given: str) -> str:
    """What is wrong with a secret; empty when nothing is."""
    if not given:
        return "missing"
    return "weak" if len(given) < SHORTEST_SECRET or len(set(given)) < FEWEST_DIFFERENT else ""


def read_settings() -> Settings:
    """Read the environment.

    Raises:
        WrongSettings: when a value does not read, naming every such setting.
    """
    try:
        return Settings()
    except ValidationError as wrong:
        raise WrongSettings(*(_problem(error) for error in wrong.errors())) from None


def variable(field: str) -> str:
    """Name of the environment variable behind a field."""
    alias = Settings.model_fields[field].validation_alias
    return str(alias) if alias else f"MIZAN_{field.upper()}"


def _problem(error: object) -> tuple[str, str]:
    location, message = error["loc"][0], error["msg"]  # type: ignore[index]
    return (variable(location) if location in Settings.model_fields else str(location)), str(message)


@cache
def settings() -> Settings:
    """Return this process's settings."""
    return read_settings()
