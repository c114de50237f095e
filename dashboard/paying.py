"""Schedule the payments of a month: once a day by the server when pay day is near, and by `payments`."""

from datetime import date, timedelta
from typing import Final

import structlog

from casework.actors import System
from casework.countries.pack import packs, programme
from casework.entitlements.payments import following, month_of, pay_day
from casework.local_time import local_date
from casework.use_cases.payments import ScheduleMonth, schedule_month
from data_access.queries.payments import to_schedule
from data_access.records import Records

LEAD: Final = timedelta(days=10)
"""How long before pay day a month is scheduled and families are told the day.

[INVENTED, to be confirmed: no source gives a figure.]
"""
AT_ONCE: Final = 100
BY: Final = System()

_log = structlog.get_logger("mizan.payments")


def schedule(records: Records, programme_code: str, month: date) -> int:
    """Schedule a month for everybody in a programme; how many payments that made.

    Each hundred cases are a transaction of their own: interrupted, the next run goes on where this one ended.
    """
    done, after = 0, 0
    while True:
        found = records.ask(
            to_schedule, viewer=BY, programme=programme_code, month=month, after=after, limit=AT_ONCE
        )
        if not found:
            return done
        after = found[-1][0]
        command = ScheduleMonth(month=month, applications=tuple(case for _, case in found))
        done += records.act(schedule_month, command, by=BY)


class DailyPayments:
    """Schedules this month and the coming one as their pay days come near; safe in several processes."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def __call__(self) -> None:
        """Schedule what is due; an entitlement opened since the last look is caught up with."""
        for code in sorted(code for pack in packs().values() for code in pack.programmes):
            today = local_date(code, self._records.clock())
            for month in (month_of(today), following(month_of(today))):
                if pay_day(programme(code), month) - LEAD <= today:
                    self._tell(code, month, schedule(self._records, code, month))

    @staticmethod
    def _tell(code: str, month: date, done: int) -> None:
        if done:
            _log.info("payments scheduled", programme=code, month=month.isoformat(), payments=done)
