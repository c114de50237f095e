"""How messages leave the office: the mail server, the SMS gateway, how long they are tried."""

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from email.utils import parseaddr
from functools import cache
from typing import Annotated, Any, Final, Literal, cast
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from dashboard.settings import SHORTEST_SECRET, WrongSettings

_STATUSES: Final = range(100, 600)


def _statuses(text: str) -> frozenset[int]:
    """HTTP statuses as "400,410,500-599". Raises ValueError for anything else."""
    found: set[int] = set()
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        first, _, last = part.partition("-")
        found |= set(range(int(first), int(last or first) + 1))
    if not all(status in _STATUSES for status in found):
        raise ValueError("statuses are 100 to 599")
    return frozenset(found)


def _statuses_text(text: str) -> str:
    _statuses(text)
    return text


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as wrong:
        raise ValueError(str(wrong)) from None
    return text


def _headers_text(text: str) -> str:
    given = json.loads(text)
    if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
        raise ValueError("a JSON object of texts")
    return text


class Ways(BaseSettings):
    """The ways out of the office, read from the environment; a way that is not named is not there."""

    model_config = SettingsConfigDict(
        env_prefix="MIZAN_", env_ignore_empty=True, frozen=True, extra="ignore", populate_by_name=True
    )

    relay: bool = Field(default=True, description="`serve` sends messages too; 0 where `relay` runs apart.")
    give_up_hours: float = Field(
        default=72, gt=0, description="A message tried this long in vain is given up."
    )
    relay_lease_seconds: float = Field(
        default=300, ge=1, le=3600, description="A relay that has died keeps its messages this long."
    )
    smtp_host: str = Field(default="", description="Mail server; empty: e-mails stay in the mailbox.")
    smtp_port: int = Field(default=587, ge=1, le=65535, description="Its port.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="How the connection is protected; `none` only on one's own machine."
    )
    smtp_user: str = Field(default="", description="User at the mail server; empty: no sign-in.")
    smtp_password: SecretStr = Field(default=SecretStr(""), description="Password at the mail server.")
    smtp_from: str = Field(default="", description="Sender, `Name <address>` or an address alone.")
    sms_url: SecretStr = Field(
        default=SecretStr(""), description="The gateway's address; empty: SMS stay in the mailbox."
    )
    sms_method: Literal["POST", "PUT", "GET"] = Field(default="POST", description="HTTP method.")
    sms_headers: SecretStr = Field(
        default=SecretStr('{"content-type": "application/json"}'), description="Headers, a JSON object."
    )
    sms_body: str = Field(
        default='{"id": "$id", "to": "$to", "text": "$text"}',
        description="Body, with $id, $to, $digits (the number without +) and $text.",
    )
    sms_final: Annotated[str, AfterValidator(_statuses_text)] = Field(
        default="400,410,413,422", description="Statuses that refuse a message for good."
    )
    sms_accepted: Annotated[str, AfterValidator(_pattern)] = Field(
        default="", description="What a good answer's body must contain, as a regular expression."
    )
    sms_refused: Annotated[str, AfterValidator(_pattern)] = Field(
        default="", description="What in the body of a 2xx answer refuses a message for good."
    )
    sms_report_secret: SecretStr = Field(
        default=SecretStr(""), description="At least 32 characters; signs the gateway's delivery reports."
    )

    @property
    def give_up_after(self) -> timedelta:
        """How long a message is tried."""
        return timedelta(hours=self.give_up_hours)

    @property
    def lease(self) -> timedelta:
        """How long a relay keeps what it leased."""
        return timedelta(seconds=self.relay_lease_seconds)

    @property
    def final_statuses(self) -> frozenset[int]:
        """HTTP statuses that refuse a message for good."""
        return _statuses(self.sms_final)

    @property
    def headers(self) -> Mapping[str, str]:
        """The gateway's headers."""
        return cast("dict[str, str]", json.loads(self.sms_headers.get_secret_value()))


def read_ways() -> Ways:
    """Read the environment.

    Raises:
        WrongSettings: when a value does not read, or values contradict each other; no secret is repeated.
    """
    try:
        found = Ways()
    except ValidationError as wrong:
        raise WrongSettings(*(_problem(error) for error in wrong.errors())) from None
    check_ways(found)
    return found


def check_ways(found: Ways) -> None:
    """Refuse a way out that cannot work.

    Raises:
        WrongSettings: naming every such setting.
    """
    problems = [(setting, what) for setting, what, wrong in _rules(found) if wrong]
    if problems:
        raise WrongSettings(*problems)


def _rules(found: Ways) -> tuple[tuple[str, str, bool], ...]:
    url = urlsplit(found.sms_url.get_secret_value())
    mail, texts = bool(found.smtp_host), bool(found.sms_url.get_secret_value())
    in_the_request = found.sms_body + found.sms_url.get_secret_value()
    report = found.sms_report_secret.get_secret_value()
    return (
        ("MIZAN_SMTP_FROM", "no e-mail address", mail and "@" not in parseaddr(found.smtp_from)[1]),
        ("MIZAN_SMTP_SECURITY", "password unprotected", _unprotected(found)),
        (
            "MIZAN_SMS_URL",
            "no web address",
            texts and (url.scheme not in {"http", "https"} or not url.hostname),
        ),
        ("MIZAN_SMS_BODY", "lacks $text", texts and "$text" not in in_the_request),
        ("MIZAN_SMS_BODY", "lacks $to", texts and not {"$to", "$digits"} & set(_named(in_the_request))),
        ("MIZAN_SMS_HEADERS", "no JSON object of texts", not _headers_read(found)),
        ("MIZAN_SMS_REPORT_SECRET", "weak", 0 < len(report) < SHORTEST_SECRET),
    )


def _unprotected(found: Ways) -> bool:
    here = found.smtp_host in {"127.0.0.1", "localhost", "::1"}
    return found.smtp_security == "none" and bool(found.smtp_user) and not here


def _named(text: str) -> list[str]:
    return re.findall(r"\$[a-z]+", text)


def _headers_read(found: Ways) -> bool:
    try:
        _headers_text(found.sms_headers.get_secret_value())
    except ValueError:
        return False
    return True


def variable(field: str) -> str:
    """Name of the environment variable behind a field."""
    return f"MIZAN_{field.upper()}"


def _problem(error: Any) -> tuple[str, str]:
    return variable(str(error["loc"][0])), str(error["msg"])


@cache
def ways() -> Ways:
    """Return this process's ways out."""
    return read_ways()
