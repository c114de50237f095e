"""An answer to an inquiry as a paper to take along, with the code by which anybody can check it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from casework.inquiries.answer import Told
from casework.inquiries.confirmed import Issued
from casework.local_time import local_date
from ui.dates import both_calendars
from ui.inquiry_words import SaidCase, ministry_of, said_case
from ui.letter import typeset
from ui.numerals import digits
from ui.text import NP_, Language, isolated, language, pgettext, speaking
from ui.text import gettext as _

MASK: Final = "••••"
_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "date": NP_("letter", "Date"),
    "number": NP_("answer", "National number"),
    "code": NP_("answer", "Check code"),
    "reference": NP_("letter", "Reference"),
    "page": NP_("letter", "Page"),
}


def answer_pdf(issued: Issued, spoken: Language) -> bytes:
    """The answer as it was given, as a PDF; nobody is named on it.

    Args:
        issued: an answer with at least one case.
        spoken: the language of whoever takes the paper along.
    """
    with speaking(spoken):
        return typeset("answer", _said(issued))


def as_of(issued: Issued) -> date:
    """The local day on which an answer was given."""
    return local_date(issued.cases[0].then.programme, issued.at)


def masked_number(issued: Issued) -> str:
    """The national number with its last four digits; a dash where it was removed since."""
    return isolated(MASK + digits(issued.number_ends)) if issued.number_ends else "–"


def said_cases(told: Iterable[Told], today: date) -> tuple[SaidCase, ...]:
    """Each case worded in the language being spoken."""
    return tuple(said_case(one, today) for one in told)


def _said(issued: Issued) -> dict[str, object]:
    told = tuple(one.then for one in issued.cases)
    day = as_of(issued)
    return {
        "lang": language(),
        "ministry": ministry_of(told),
        "title": _("Answer to an inquiry"),
        "date": both_calendars(day),
        "number": masked_number(issued),
        "code": issued.code,
        "cases": [_case(one) for one in said_cases(told, day)],
        "closing": _(
            "This is what was on record on the day stated above. Whoever is shown this paper can ask any "
            "office of the ministry whether it was issued and whether it is still so, naming the check code."
        ),
        "words": {key: pgettext(*word) for key, word in _WORDS.items()},
    }


def _case(said: SaidCase) -> dict[str, object]:
    return {
        "reference": said.reference,
        "programme": said.programme,
        "stage": said.stage,
        "sentences": list(said.sentences),
        "blocks": [
            {"title": block.title, "lines": list(block.lines), "numbered": block.numbered}
            for block in said.blocks
        ],
    }
