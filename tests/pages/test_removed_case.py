"""A case whose personal data were removed: the page says so and shows what stays; nobody is found by name."""

from datetime import timedelta

import pytest

from casework.applications.lifecycle import Outcome
from dashboard import office as process
from dashboard.retaining import retain
from data_access.queries.caseworker import search
from tests.pages.cases import HOUSEHOLD, NUMBER, person
from tests.pages.decided import LAND, decided

SENTENCE = {"ar": "حُذفت البيانات الشخصية", "en": "The personal data of this case were removed"}


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_removed_case_says_so_and_shows_what_stays(office, language):
    reference = decided(office, Outcome.REJECT, "land_over_limit", **LAND)
    later = process.now().date() + timedelta(days=5 * 366 + 2)
    assert retain(office.records, process.documents(), as_of=later).cases == {"rejected:5": 1}
    office.directory.prefer("amal", language=language, digits="latn")

    at = office.opened("case.py", by="amal", language=language, case=reference)

    assert not at.exception
    assert any(SENTENCE[language] in told.value for told in at.info)
    shown = " ".join(str(part.proto) for part in at.main)
    assert reference in shown
    for planted in (HOUSEHOLD["full_name"], NUMBER[-4:], HOUSEHOLD["iban"][-4:], "identity_card.jpg"):
        assert planted not in shown


def test_nobody_is_found_by_name_or_number_any_more(office):
    decided(office, Outcome.REJECT, "land_over_limit", **LAND)
    amal = person(office, "amal")

    def found(text):
        return office.records.ask(search, viewer=amal, text=text, today=process.now().date())

    before = [bool(found(text)) for text in (HOUSEHOLD["full_name"], NUMBER)]
    assert before == [True, True]
    later = process.now().date() + timedelta(days=5 * 366 + 2)
    retain(office.records, process.documents(), as_of=later)
    assert [bool(found(text)) for text in (HOUSEHOLD["full_name"], NUMBER)] == [False, False]
