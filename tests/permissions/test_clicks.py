"""A short form of the drill of interrupted clicks."""

import pytest

from operations.drills.clicks import drill

pytestmark = pytest.mark.xdist_group("served desk")


def test_interrupted_clicks_leave_no_half_act_and_no_double_one() -> None:
    told: list[str] = []
    result = drill(35 / 500, told.append)
    assert result.passed, (result.figures, told)
    assert (result.columns["clicks"], result.columns["doubled"], result.columns["half"]) == (35, 0, 0)
