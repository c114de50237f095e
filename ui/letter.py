"""The letter about a decision: a PDF to hand over, and the same words to read on the screen."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Final, cast

import typst

from casework.countries.pack import pack_of
from ui.dates import both_calendars
from ui.labels import paper_label, programme_label
from ui.messages import ToldReason, told_reasons, words_beside
from ui.text import LRI, N_, NP_, PDI, Language, in_own_direction, isolated, language, pgettext, speaking
from ui.text import gettext as _

_HERE: Final = Path(__file__).parent
# The typesetter passes over isolates and turned 2025-01 round; it does heed marks.
_ISOLATED: Final = re.compile(f"{LRI}([^{PDI}]*){PDI}")
_ONE_AT_A_TIME: Final = Lock()  # the kept compiler is one world; two letters at once would share its inputs

_TITLES: Final[Mapping[str, str]] = {
    "approve": N_("Your application has been approved"),
    "reject": N_("Your application was not approved"),
    "needs_completion": N_("Your application needs completion"),
}
_DECISIONS: Final[Mapping[str, str]] = {
    "approve": N_(
        "We have examined your application and decided to approve it. "
        "We will tell you by message when and how you will be paid."
    ),
    "reject": N_(
        "We have examined your application with care and could not approve it, for the reasons stated below."
    ),
    "needs_completion": N_(
        "We have examined your application. Before we can decide we need what is stated below; "
        "your place is kept until then."
    ),
}
_OBJECTION: Final = N_(
    "If you do not agree with this decision, you may object through the complaints service or at your "
    "office, naming the reference above. Objecting costs nothing and does not harm any other application."
)
_OBJECTION_UNTIL: Final = N_(
    "If you do not agree with this decision, you may object until {day}, through the complaints service or "
    "at your office, naming the reference above. Objecting costs nothing and does not harm any other "
    "application."
)
_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "reference": NP_("letter", "Reference"),
    "date": NP_("letter", "Date"),
    "applicant": NP_("letter", "Applicant"),
    "office": NP_("letter", "Office"),
    "reasons": NP_("letter", "Reasons"),
    "papers": NP_("letter", "Please bring"),
    "complete_by": NP_("letter", "Please complete by:"),
    "note": NP_("letter", "Note from the office"),
    "page": NP_("letter", "Page"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFacts:
    """What a letter says, worded already where it comes from a pack; never who in the office decided.

    `outcome` is the code of the decision. `papers` are names of papers to bring. `note` is the office's
    remark to the applicant, where there is one.
    """

    ministry: str
    programme: str
    reference: str
    decided_on: date
    applicant: str
    outcome: str
    reasons: tuple[ToldReason, ...] = ()
    papers: tuple[str, ...] = ()
    complete_by: date | None = None
    object_by: date | None = None
    note: str = ""
    office: str = ""


def letter_facts(
    facts: Mapping[str, object], outcome: str, spoken: Language, *, office: str = ""
) -> LetterFacts:
    """A letter's facts in one language, from what `casework.notices.decision_facts` returns."""
    code = str(facts["programme"])
    with speaking(spoken):
        return LetterFacts(
            ministry=pack_of(code).name.in_(spoken),
            programme=programme_label(code),
            reference=str(facts["reference"]),
            decided_on=date.fromisoformat(str(facts["decided_on"])),
            applicant=str(facts.get("name", "")),
            outcome=outcome,
            reasons=told_reasons(facts),
            papers=_papers_to_bring(facts, code) if outcome == "needs_completion" else (),
            complete_by=_day_of(facts, "complete_by"),
            object_by=_day_of(facts, "object_by"),
            note=words_beside(facts),
            office=office,
        )


def letter_pdf(facts: LetterFacts, spoken: Language) -> bytes:
    """The letter as a PDF with its own font; the first takes 40 ms, a changed one less."""
    return pdf_of(letter_said(facts, spoken))


def letter_said(facts: LetterFacts, spoken: Language) -> dict[str, object]:
    """Everything the letter says, worded, as JSON values: what is kept with a message that brings it."""
    with speaking(spoken):
        return _said(facts)


def pdf_of(said: Mapping[str, object]) -> bytes:
    """The PDF of what `letter_said` returned; the same words make the same letter at any time."""
    return typeset("letter", said)


def typeset(template: str, said: Mapping[str, object]) -> bytes:
    """The PDF a template beside this file makes of words; it reads them under its own name."""
    words = _ISOLATED.sub("\u200e\\1\u200e", json.dumps(dict(said), ensure_ascii=False))
    with _ONE_AT_A_TIME:
        return cast("bytes", _typesetter(template).compile(format="pdf", sys_inputs={template: words}))


def letter_text(facts: LetterFacts, spoken: Language) -> str:
    """The same letter in plain text, for the screen and for e-mail."""
    with speaking(spoken):
        said = _said(facts)
        words = {key: pgettext(*word) for key, word in _WORDS.items()}
        lines = [
            facts.ministry,
            facts.programme,
            f"{words['reference']}: {isolated(facts.reference)}",
            f"{words['date']}: {said['date']}",
            "",
            str(said["greeting"]),
            str(said["decision"]),
        ]
        lines += _reason_lines(facts, words["reasons"])
        if facts.papers:
            lines += ["", words["papers"], *(f"– {paper}" for paper in facts.papers)]
        if facts.complete_by:
            lines += ["", f"{words['complete_by']} {said['complete_by']}"]
        if facts.note:
            lines += ["", words["note"], facts.note]
        lines += ["", str(said["objection"]), "", str(said["closing"])]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _reason_lines(facts: LetterFacts, heading: str) -> list[str]:
    if not facts.reasons:
        return []
    told = (
        " ".join(filter(None, (f"{n}. {one.title}:", one.sentence, one.remedy, _in_brackets(one.rule))))
        for n, one in enumerate(facts.reasons, 1)
    )
    return ["", heading, *told]


def _in_brackets(text: str) -> str:
    return f"({text})" if text else ""


def _said(facts: LetterFacts) -> dict[str, object]:
    return {
        "lang": language(),
        "ministry": facts.ministry,
        "programme": facts.programme,
        "reference": facts.reference,
        "date": both_calendars(facts.decided_on),
        "applicant": facts.applicant,
        "office": facts.office,
        "title": _(_TITLES[facts.outcome]),
        "greeting": _("Dear {name},").format(name=in_own_direction(facts.applicant)),
        "decision": _(_DECISIONS[facts.outcome]),
        "reasons": [
            {"title": one.title, "sentence": one.sentence, "remedy": one.remedy, "rule": one.rule}
            for one in facts.reasons
        ],
        "papers": list(facts.papers),
        "complete_by": both_calendars(facts.complete_by) if facts.complete_by else "",
        "note": facts.note,
        "objection": "" if facts.outcome == "approve" else _objection(facts),
        "closing": _("With our regards."),
        "words": {key: pgettext(*word) for key, word in _WORDS.items()},
    }


def _objection(facts: LetterFacts) -> str:
    if facts.object_by is None:
        return _(_OBJECTION)
    return _(_OBJECTION_UNTIL).format(day=both_calendars(facts.object_by))


def _day_of(facts: Mapping[str, object], name: str) -> date | None:
    given = facts.get(name)
    return date.fromisoformat(str(given)) if given else None


def _papers_to_bring(facts: Mapping[str, object], code: str) -> tuple[str, ...]:
    kinds: list[str] = []
    for grounds in cast("list[Mapping[str, Any]]", facts.get("reasons") or []):
        document = pack_of(code).reasons[grounds["code"]].document
        kinds += [*(grounds.get("papers") or []), *([document] if document else [])]
    return tuple(dict.fromkeys(paper_label(kind, code) for kind in kinds))


@cache
def _typesetter(template: str) -> typst.Compiler:
    return typst.Compiler(
        str(_HERE / f"{template}.typ"),
        root=str(_HERE),
        font_paths=[str(_HERE / "fonts")],
        ignore_system_fonts=True,
    )
