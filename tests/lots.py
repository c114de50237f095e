"""Seeds under which a test knows what is drawn: the draw itself is the product's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from casework.applications.reference import make_reference
from casework.second_check import number_of
from data_access.tables import check_seeds

_FIRST = 20
_RARELY, _NEVER = 500, 1_000


@cache
def quiet(day: date) -> str:
    """A seed that draws none of the year's first Takaful references, also not after a completion."""
    references = [make_reference("TK", day.year, number) for number in range(1, _FIRST + 1)]
    return seed_drawing(left=references)


def seed_drawing(*, drawn: Iterable[str] = (), left: Iterable[str] = ()) -> str:
    """A seed that draws these references whatever the usual shares, and leaves those."""
    wanted, unwanted = tuple(drawn), tuple(left)
    for number in count():
        seed = f"seed {number}"
        if all(number_of(seed, one, 0) < _RARELY for one in wanted) and all(
            number_of(seed, one, asked) >= _NEVER for one in unwanted for asked in (0, 1)
        ):
            return seed
    raise AssertionError


def put_on_record(engine: Engine, seed_of: Callable[[date], str] = quiet) -> None:
    """Make these the seeds of yesterday, today and the days after, wherever the applicants live."""
    today = datetime.now(UTC).date()
    days = [today + timedelta(days=number) for number in range(-1, 3)]
    with engine.begin() as connection:
        connection.execute(sa.delete(check_seeds).where(check_seeds.c.day.in_(days)))
        connection.execute(sa.insert(check_seeds), [{"day": day, "seed": seed_of(day)} for day in days])
