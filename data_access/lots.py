"""What decisions are drawn with: a seed a day, made at its first use and kept, and what was overturned."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from data_access.engine import insert_for
from data_access.overturns import doubted_reasons
from data_access.tables import check_seeds

_BYTES: Final = 32

Seeds = Callable[[date], str]
"""Makes the seed of a day that has none yet; at most 64 characters."""


def fresh_seed(day: date) -> str:
    """A seed nobody can foresee, whatever the day."""
    del day
    return secrets.token_hex(_BYTES)


class LotsOnRecord:
    """The port :class:`casework.ports.Lots`; ``seeds`` makes what is not on record yet."""

    def __init__(self, connection: Connection, seeds: Seeds) -> None:
        self._connection = connection
        self._seeds = seeds

    def seed(self, day: date) -> str:
        """The seed of a day. Of two who need it first, one makes it and the other waits and reads it."""
        asked = sa.select(check_seeds.c.seed).where(check_seeds.c.day == day)
        known = self._connection.execute(asked).scalar_one_or_none()
        if known is None:
            made = insert_for(self._connection)(check_seeds).values(day=day, seed=self._seeds(day))
            self._connection.execute(made.on_conflict_do_nothing())
            known = self._connection.execute(asked).scalar_one()
        return known

    def overturned(self, programme: str, on: date) -> frozenset[str]:
        """The reasons overturned too often: one range of the month tallies, a few hundred rows."""
        return doubted_reasons(self._connection, [programme], on)[programme]
