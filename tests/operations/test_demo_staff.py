"""The demo office's people: whoever needs a code has the known one, in an office of yesterday too."""

import pytest
import sqlalchemy as sa

from casework.permissions import NEEDS_SECOND_FACTOR
from dashboard import office as process
from dashboard.passwords import DEMO_TOTP_SECRET
from data_access import tables
from operations.demo_staff import DEMO_STAFF, add_demo_staff, give_demo_codes
from tests.pages.conftest import furnished, office

__all__ = ["furnished", "office"]
WITH_CODE = {account.username for account in DEMO_STAFF if account.role in NEEDS_SECOND_FACTOR}


def codes():
    factors, now = process.second_factors(), process.now()
    return {one.username for one in DEMO_STAFF if factors.code_if(one.username, DEMO_TOTP_SECRET, now)}


@pytest.mark.parametrize("give", [give_demo_codes, add_demo_staff])
def test_an_office_from_before_second_factors_gets_its_codes(office, give):
    assert codes() == WITH_CODE
    with process.engine().begin() as connection:
        connection.execute(sa.update(tables.staff).values(totp_secret=None))
    assert codes() == set()
    give(office.directory)
    assert codes() == WITH_CODE


def test_a_real_supervisor_is_never_given_a_known_code(office):
    with process.engine().begin() as connection:
        connection.execute(sa.update(tables.staff).values(totp_secret=None, demo=False))
    give_demo_codes(office.directory)
    assert codes() == set()
