"""The refusals of payments and reviews, worded in both languages."""

from datetime import date

import pytest

from casework.entitlements.errors import NoSuchPayment, NothingDue, ReviewNotDue
from casework.entitlements.lifecycle import Finding
from casework.entitlements.review_errors import FindingStands
from tests.ui.test_messages import REFUSALS
from ui.messages import refusal_text
from ui.text import speaking

MINE = [
    NoSuchPayment(reference="TK-2026-000123-C/202612-9"),
    NothingDue(),
    ReviewNotDue(due_on=date(2029, 1, 1)),
    FindingStands(finding=Finding.STALE_ONLY, reasons=("data_not_updated",)),
]
REFUSALS += MINE


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("refusal", MINE, ids=lambda refusal: type(refusal).__name__)
def test_each_is_worded(refusal, language):
    with speaking(language):
        assert len(refusal_text(refusal, name_of=str)) > 20
