"""Papers that came while nobody could check them: kept, not shown, and freed when somebody can."""

import zipfile
from io import BytesIO

import pytest
import sqlalchemy as sa

from data_access.recount import differences
from data_access.tables import files, journal
from operations.papers import Examiner
from operations.recheck import recheck
from tests.operations.intake.conftest import a_row, account, csv_of
from tests.operations.papers_made import a_pdf

PAPER = a_pdf(2)
"""Made once: a PDF made anew has a number of its own, and is another paper."""


class Away:
    """A scanner that does not answer, and later does."""

    def __init__(self, finding="not_checked"):
        self.finding = finding

    def scan(self, content):
        del content
        return self.finding


@pytest.fixture
def scanner():
    return Away()


@pytest.fixture
def watched(intake, scanner):
    with Examiner(workers=1, scanner=scanner) as examiner:
        intake.examiner = examiner
        yield intake


def came(office, *names):
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(f"29001011201248/{name}", PAPER)
    return office.takes(csv_of(a_row()), documents=buffer.getvalue())


def kept(office):
    with office.records.engine.connect() as connection:
        return connection.execute(sa.select(files)).mappings().all()


def test_a_paper_nobody_could_check_is_kept_and_not_shown(watched):
    assert account(came(watched, "identity_card.pdf")) == (1, 1, 0, 0)
    paper = watched.papers[0]
    assert paper["fault"] == "not_checked"
    assert watched.store.has(paper["sha256"])
    assert not watched.store.has_page(paper["sha256"], 1)


def test_it_is_freed_when_it_can_be_checked(watched, scanner):
    came(watched, "identity_card.pdf")
    found = recheck(watched.records, watched.store, watched.examiner)
    assert (found.freed, found.faulty, found.waiting) == (0, 0, 1)
    scanner.finding = "clean"
    found = recheck(watched.records, watched.store, watched.examiner)
    assert (found.freed, found.faulty, found.waiting) == (1, 0, 0)
    paper = watched.papers[0]
    assert (paper["fault"], paper["media_type"]) == (None, "application/pdf")
    assert watched.store.has_page(paper["sha256"], 2)
    assert kept(watched)[0]["pages"] == 2
    with watched.records.engine.connect() as connection:
        kinds = connection.execute(sa.select(journal.c.kind).order_by(journal.c.id)).scalars().all()
    assert kinds == ["received", "paper_checked"]
    assert recheck(watched.records, watched.store, watched.examiner).freed == 0


def test_what_is_infected_leaves_no_bytes_behind(watched, scanner):
    came(watched, "identity_card.pdf")
    sha256 = watched.papers[0]["sha256"]
    scanner.finding = "infected"
    assert recheck(watched.records, watched.store, watched.examiner).faulty == 1
    assert (watched.papers[0]["fault"], watched.papers[0]["sha256"]) == ("infected", None)
    assert kept(watched) == []
    assert not watched.store.has(sha256)


def test_what_is_infected_when_it_comes_is_not_kept(watched, scanner):
    scanner.finding = "infected"
    came(watched, "identity_card.pdf")
    assert (watched.papers[0]["fault"], watched.papers[0]["sha256"]) == ("infected", None)


def test_the_same_bytes_that_come_later_and_clean_have_their_pages(watched, scanner):
    came(watched, "identity_card.pdf")
    scanner.finding = "clean"
    watched.takes(csv_of(a_row(monthly_income=5)), documents=_one_more())
    assert [paper["fault"] for paper in watched.papers] == ["not_checked", None]
    assert [one["pages"] for one in kept(watched)] == [2]


def test_figures_are_the_same_when_counted_again(watched, scanner):
    came(watched, "identity_card.pdf")
    scanner.finding = "infected"
    recheck(watched.records, watched.store, watched.examiner)
    with watched.records.engine.connect() as connection:
        assert not list(differences(connection))


def _one_more():
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("29001011201248/identity_card.pdf", PAPER)
    return buffer.getvalue()
