"""The pages of payments and reviews: who sees them, in both languages, with payments on record."""

from datetime import timedelta

import pytest

from casework.applications.lifecycle import Outcome
from casework.entitlements.payments import following, month_of
from dashboard import office as process
from dashboard.paying import schedule
from dashboard.settings import settings
from data_access.records import Records
from tests.pages.decided import decided


def html_of(at):
    return "".join(block.proto.body for block in at.get("html"))


@pytest.fixture
def scheduled(office):
    """An approved family with the coming month on record."""
    reference = decided(office, Outcome.APPROVE)
    later = Records(
        process.engine(), lambda: process.now() + timedelta(minutes=11), seal_key=settings().seal_key()
    )
    assert schedule(later, "eg.takaful", following(month_of(process.now().date()))) == 1
    return reference


@pytest.mark.parametrize(("language", "title"), [("ar", "المدفوعات"), ("en", "Payments")])
@pytest.mark.parametrize("by", ["samir", "yousef"])
def test_a_months_payments_in_the_readers_language(office, scheduled, by, language, title):
    month = f"{following(month_of(process.now().date())):%Y-%m}"
    at = office.opened("payments.py", by=by, language=language, month=month)
    assert not at.exception
    assert at.title[0].value == title
    assert "mizan-figure-table" in html_of(at)


def test_an_address_that_means_nothing_is_left_out(office):
    at = office.opened("payments.py", by="samir", language="en", month="2026-13", state="paid", before="x")
    assert not at.exception
    assert "not understood" in at.info[0].value


@pytest.mark.parametrize(("language", "title"), [("ar", "المراجعة الدورية"), ("en", "Periodic reviews")])
@pytest.mark.parametrize("by", ["samir", "amal"])
@pytest.mark.parametrize("view", ["all", "outreach", "not_told"])
def test_the_lists_of_reviews(office, scheduled, by, language, title, view):  # noqa: PLR0917 - one table.
    at = office.opened("reviews.py", by=by, language=language, view=view)
    assert not at.exception
    assert at.title[0].value == title
    assert (scheduled in html_of(at)) is (view == "all")
