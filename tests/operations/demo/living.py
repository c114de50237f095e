"""How the demo offices of these tests live: to a day that does not move."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

import pytest
from sqlalchemy.engine import Engine

from casework.actors import Staff
from casework.permissions import Role
from data_access.history import CASES_A_TRANSACTION, Replay
from operations.demo.life import Plan
from operations.demo.office import LOTS, live_all, make_plans
from operations.drills.offices import PROGRAMMES
from tests.seals import SEAL_KEY

AS_OF: Final = date(2026, 11, 22)
SIZE: Final = 300
"""More than are committed at once."""
CLERKS: Final = tuple(
    Staff(username=name, name_ar=name, name_en=name, role=Role.CASEWORKER, programmes=PROGRAMMES)
    for name in ("amal", "badr")
)
# The office is made once: who reads from it runs in one process.
READS_THE_OFFICE: Final = pytest.mark.xdist_group("demo office")


class Past(NamedTuple):
    engine: Engine
    plans: tuple[Plan, ...]


def lived(
    engine: Engine, size: int, staff: Sequence[Staff] = CLERKS, at_once: int = CASES_A_TRANSACTION
) -> Past:
    plans = make_plans(size, AS_OF)
    with Replay(engine, cases=at_once, seeds=LOTS, seal_key=SEAL_KEY) as replay:
        live_all(plans, replay, staff, AS_OF, lambda *_progress: None)
    return Past(engine, plans)
