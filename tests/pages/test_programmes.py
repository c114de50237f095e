"""The programmes page: every programme in both languages, with its rules, reasons and invented figures."""

from html import escape

import pytest

from casework.countries.pack import packs

CODES = [code for pack in packs().values() for code in pack.programmes]


def everything(at):
    texts = [element.value for kind in ("text", "subheader", "title") for element in at.get(kind)]
    return " ".join([*map(str, texts), *(element.proto.body for element in at.get("html"))])


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("code", CODES)
def test_every_programme_is_told_whole(office, code, language):
    at = office.opened("programmes.py", by="dalia", language=language, programme=code)
    assert not at.exception
    programme = {code: p for pack in packs().values() for code, p in pack.programmes.items()}[code]
    shown = everything(at)
    for said in (programme.summary, *programme.target_groups, *(rule.name for rule in programme.rules)):
        words = said.ar if language == "ar" else said.en
        assert words in shown or escape(words) in shown
    assert all(reason in shown for reason in programme.reasons)


def test_an_unknown_programme_in_the_address_is_answered_calmly(office):
    at = office.opened("programmes.py", by="dalia", programme="xx.nothing")
    assert not at.exception
    assert at.selectbox(key="programmes.programme").value in CODES


def test_a_choice_is_written_into_the_address(office):
    at = office.opened("programmes.py", by="amal", language="en")
    at.selectbox(key="programmes.programme").set_value("sa.food").run()
    assert at.query_params["programme"] == "sa.food"
