"""A demo office for measurements and drills, lived through in records that nobody keeps."""

from datetime import date
from typing import Any

from data_access.history import Replay
from operations.demo.office import LOTS, live_all, make_plans
from operations.demo_staff import DEMO_STAFF
from operations.throwaway import SEAL_KEY


def live_through(engine: Any, cases: int, day: date) -> None:
    """Let so many applications live their lives until a day, in a migrated and empty database."""
    staff = [account.staff for account in DEMO_STAFF]
    with Replay(engine, seeds=LOTS, seal_key=SEAL_KEY) as replay:
        live_all(make_plans(cases, day), replay, staff, day, lambda _what, _done, _of: None)
