"""The page of looks: for supervisors, newest first, narrowed by its address, never a value."""

import pytest

from casework.use_cases.look import OpenPaper, Reveal, open_paper, reveal
from tests.pages.cases import NUMBER, case_of, claims, person, receives


def html_of(at):
    return "".join(block.proto.body for block in at.get("html"))


def reveals(office, reference, by="amal", field="national_id"):
    office.records.act(reveal, Reveal(application=reference, field=field), by=person(office, by))


@pytest.mark.parametrize(("language", "title"), [("ar", "الاطلاع على الطلبات"), ("en", "Looks into cases")])
def test_it_speaks_the_readers_language(office, language, title):
    reveals(office, receives(office))
    at = office.opened("looks.py", by="samir", language=language)
    assert not at.exception
    assert at.title[0].value == title


@pytest.mark.parametrize("who", ["amal", "dalia", "yousef"])
def test_it_is_for_supervisors(office, who):
    at = office.opened("looks.py", by=who, language="en")
    assert at.error[0].value.startswith("Your role may not see the team's cases")


def test_looks_are_counted_by_colleague_and_no_value_is_shown(office):
    reference = receives(office)
    reveals(office, reference)
    claims(office, reference)
    reveals(office, reference)
    paper = case_of(office, reference).papers[0].id
    office.records.act(open_paper, OpenPaper(application=reference, paper=paper), by=person(office, "mariam"))
    at = office.opened("looks.py", by="samir", language="en")
    told = html_of(at)
    assert 'href="/looks?person=amal" target="_self"><bdi>1</bdi>' in told
    assert 'href="/looks?person=mariam" target="_self"><bdi>1</bdi>' in told
    assert NUMBER not in told
    assert not at.exception


def test_a_choice_is_written_into_the_address(office):
    reveals(office, receives(office))
    at = office.opened("looks.py", by="samir", language="en")
    at.selectbox(key="looks.person").set_value("amal").run()
    at.selectbox(key="looks.days").set_value(91).run()
    assert dict(at.query_params) == {"person": "amal", "days": "91"}
    assert not at.exception


def test_pages_are_turned(office):
    reference = receives(office)
    for _ in range(51):
        reveals(office, reference)
    at = office.opened("looks.py", by="samir", language="en")
    at.button(key="looks.next_page").click().run()
    assert not at.exception
    assert "at" in at.query_params
    assert at.button(key="looks.next_page").disabled
    at.button(key="looks.previous").click().run()
    assert not at.exception


@pytest.mark.parametrize("asked", [{"days": "3"}, {"on": "2999-01-01"}, {"at": "x"}, {"person": "x" * 99}])
def test_what_an_address_cannot_mean_is_left_out_with_a_sentence(office, asked):
    at = office.opened("looks.py", by="samir", language="en", **asked)
    assert not at.exception
    assert at.info[0].value == "A part of this address was not understood and was left out."
