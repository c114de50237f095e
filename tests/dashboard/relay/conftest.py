"""An office on both databases, with a relay whose ways lead to real servers on this machine."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from casework.actors import Staff
from casework.applications.lifecycle import Outcome
from dashboard.relay.relay import Relay
from dashboard.relay.settings import Ways
from dashboard.relay.ways import ways_of
from data_access.tables import journal, outbox
from tests.data_access.test_the_desk import AMAL, Office
from tests.relay_stand import GatewayStand, MailStand, gateway_stand, mail_stand


@dataclass
class SendingOffice(Office):
    """The office of the desk's tests, and what its relays make of the outbox."""

    ways: Ways = field(default_factory=lambda: Ways(relay=True))

    def relay(self, **changed: object) -> Relay:
        return Relay(records=self.records, ways=ways_of(self.ways), chance=random.Random(7), **changed)  # noqa: S311 - no secret.

    def sends(self, **changed: object) -> Counter[str]:
        return self.relay(**changed).once()

    def money(self, amount: int) -> Decimal:
        return Decimal(amount)

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)

    def rejected(self, key: str, *, by: Staff = AMAL, **facts: object) -> str:
        """A case whose applicant is to be told why it was rejected; the undo window is over."""
        self.receives(key, **{"other_pension": Decimal(700)} | facts)
        reference = self.claims(by)
        self.decides(reference, Outcome.REJECT, "other_pension", by=by)
        self.later(minutes=11)
        return reference

    def rows(self, reference: str | None = None) -> list[dict[str, object]]:
        case = self.case(reference) if reference else None
        wanted = sa.select(outbox).order_by(outbox.c.promised_at, outbox.c.channel)
        if case:
            wanted = wanted.where(outbox.c.id.in_([one.id for one in case.messages]))
        with self.engine.connect() as connection:
            return [dict(row) for row in connection.execute(wanted).mappings()]

    def statuses(self) -> list[str]:
        return [str(row["status"]) for row in self.rows()]

    def told(self) -> list[str]:
        """What the journals say of messages."""
        with self.engine.connect() as connection:
            wanted = sa.select(journal.c.kind).where(journal.c.kind.like("message_%")).order_by(journal.c.id)
            return list(connection.execute(wanted).scalars())


@pytest.fixture
def gateway() -> Iterator[GatewayStand]:
    with gateway_stand() as stand:
        yield stand


@pytest.fixture
def mail() -> Iterator[MailStand]:
    with mail_stand() as stand:
        yield stand


@pytest.fixture
def office(engine: Engine, gateway: GatewayStand, mail: MailStand) -> SendingOffice:
    """An office with both ways out."""
    ways = Ways(
        sms_url=gateway.address,
        smtp_host="127.0.0.1",
        smtp_port=mail.port,
        smtp_security="none",
        smtp_from="ميزان <mizan@office.example>",
    )
    return SendingOffice(engine, ways=ways)
