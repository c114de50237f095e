"""The whole corpus of hostile and odd papers, and the drill in short."""

import pytest

from operations.drills import papers
from operations.drills.hostile import corpus
from operations.papers import Examiner, Limits

LONGEST_WAIT = Limits().seconds + 2.0
SLOW = {  # These take all the time they are given; the drill has them.
    *("tiny pattern", "costly function", "pass upon pass", "table bomb", "million objects", "forms of forms"),
    *("thousands of pages", "long contents", "folded four times", "folded twice", "object stream bomb"),
    *("note that unfolds", "profile that unfolds", "wide picture", "wide picture drawn small"),
}
QUICK = [sample for sample in corpus() if sample.name not in SLOW]


@pytest.fixture(scope="module")
def examiner():
    with Examiner(workers=1) as examiner:
        yield examiner


@pytest.mark.parametrize("sample", QUICK, ids=lambda sample: sample.name)
def test_a_clerk_would_agree_with_the_verdict(examiner, sample):
    examined = examiner.examine(sample.make())
    assert sample.is_right(examined.fault), (examined.fault, sample.expected, examined.measures)
    assert bool(examined.page_images) == (examined.fault is None)


def test_each_paper_of_the_corpus_has_a_name_of_its_own():
    names = [sample.name for sample in corpus()]
    assert len(names) == len(set(names)) > 200


def test_nobody_waits_longer_than_ten_seconds():
    """The kernel's clock, the parent's patience and the burial of the child, all together."""
    assert Limits().seconds + papers.LONGEST_WAIT - 10 < papers.LONGEST_WAIT
    assert LONGEST_WAIT <= papers.LONGEST_WAIT


def test_damaged_papers_do_no_harm(monkeypatch):
    """The drill in short: sixty mutants, and a corpus without those that take all their time."""
    monkeypatch.setattr(papers, "corpus", lambda: tuple(QUICK[:20]))
    told = []
    result = papers.drill(0.03, told.append)
    assert result.passed, told
    assert result.columns["files"] == 80
    assert result.columns["longest wait (s)"] < papers.LONGEST_WAIT
    assert result.columns["memory grown (MB)"] < papers.MOST_GROWTH
