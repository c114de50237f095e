"""An applicant whose name is a page of tricks: shown as it is, everywhere, and never read otherwise."""

import re

import pytest

from casework.use_cases.note import AddNote, add_note
from dashboard import office as process
from dashboard.forms.wishes import command_of
from operations.intake.checking import Checker
from operations.intake.mapping import mappings
from operations.intake.source import SourceRow
from tests.pages.cases import case_of, claims, judges, person, receives, unfold
from ui.components.markup import literal

NAME = (
    '**b** [x](http://evil.example) <img src=x onerror=alert(1)> =HYPERLINK("http://evil")'
    " :material/face: $x^2$ منى"
)
NOTE = NAME + " \u202eoverride\nsecond"
UNESCAPED = re.compile(r"(?<!\\)(\*\*b|\[x\]|<img|:material/face|\$x)")
READ_MARKDOWN = (
    "markdown",
    "caption",
    "error",
    "warning",
    "info",
    "success",
    "title",
    "header",
    "subheader",
    "toast",
)
PAGES = {
    "amal": ("queue.py", "programmes.py", "account.py", "start.py"),
    "samir": ("queue.py", "team.py", "office.py", "causes.py", "behind.py", "looks.py", "import_.py"),
}


def read_as_markdown(at):
    for kind in READ_MARKDOWN:
        for element in at.get(kind):
            yield str(getattr(element, "value", "") or "")
    for element in (
        *at.button,
        *at.selectbox,
        *at.multiselect,
        *at.checkbox,
        *at.radio,
        *at.expander,
        *at.tabs,
    ):
        yield str(getattr(element, "label", "") or "")


def bodies(at):
    return " ".join(str(element.proto.body) for element in at.get("html"))


def is_harmless(at):
    assert not at.exception
    for text in read_as_markdown(at):
        assert not UNESCAPED.search(text), text
    assert "<img src" not in bodies(at)


BOXES = ("case.hand_back_box", "case.amend_box", "case.add_note_box", "case.timeline")


@pytest.fixture
def case(office):
    reference = receives(office, full_name=NAME, address=NAME, email="a@evil.example")
    claims(office, reference)
    judges(office, reference, verdict="does_not_match", note=NOTE)
    amal = person(office, "amal")
    note = AddNote(application=reference, command_id=command_of(amal, "note", reference), text=NOTE)
    office.records.act(add_note, note, by=amal)
    return reference


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_case_shows_the_name_as_it_is(office, case, language):
    at = office.opened("case.py", by="amal", language=language, case=case)
    unfold(at, *BOXES)
    assert "mizan-timeline" in bodies(at)
    is_harmless(at)
    assert "**b** [x](http://evil.example) &lt;img src=x onerror=alert(1)&gt;" in bodies(at)
    written = [element.value for element in at.get("text")]
    assert any(text.startswith(NAME) and "\u202eoverride\u202c" in text for text in written)


@pytest.mark.parametrize(("who", "file"), [(who, file) for who, files in PAGES.items() for file in files])
def test_no_page_reads_it(office, case, who, file):
    is_harmless(office.opened(file, by=who, language="en"))


def test_an_address_that_names_no_case_is_told_as_it_is(office):
    at = office.opened("case.py", by="amal", language="en", case=NAME)
    is_harmless(at)
    nul = office.opened("case.py", by="amal", language="en", case="TK-2026\0'\u202e")
    is_harmless(nul)


def test_a_file_of_tricks_is_told_as_it_is(office):
    at = office.opened("import_.py", by="samir", language="en")
    at.file_uploader[0].upload(
        "**b**[x](http://evil).csv", f"{NAME},{NAME}\nx,y\n".encode(), "text/csv"
    ).run()
    is_harmless(at)


def test_arabic_comes_back_code_point_for_code_point(office):
    """Vowel signs, tatweel, ligatures of old fonts, joiners, Persian letters, either order of marks."""
    names = [
        "مُحَمَّدٌ بْنُ عَبْدِ اللّٰهِ",
        "محـــمد",
        "ﷲ ﻻ ﷺ",
        "می\u200cخواهم گچپژ",
        "Jose\u0301 é",
        "أ\u0627\u0654",
        "منى\u200fعلي",
    ]
    checker = Checker(mapping=mappings()["mizan"], today=process.now().date())
    for number, name in enumerate(names):
        row = {
            "programme": "eg.takaful",
            "full_name": name,
            "national_id": "29001011201248",
            "region": "eg-12",
        }
        checked = checker.check(SourceRow(number=number, cells=row))
        assert not checked.refusals, (name, checked.refusals)
        assert checked.facts["full_name"] == name
        reference = receives(office, full_name=checked.facts["full_name"])
        assert case_of(office, reference).name == name
        assert name in bodies(office.opened("case.py", by="amal", language="ar", case=reference))
    assert literal(names[0]) == names[0]
