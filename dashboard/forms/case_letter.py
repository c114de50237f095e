"""The message and the letter about a decision, exactly as the citizen will read them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final, cast
from zoneinfo import ZoneInfo

import streamlit as st

from casework.applications.lifecycle import Outcome
from casework.notices import NOTICE_OF, decision_facts
from dashboard.forms.case_work import Work
from data_access.queries.case import CaseView, DecisionView
from ui.components.markup import chip_html, facts_html, preview_html, text_html
from ui.dates import moment
from ui.labels import language_label
from ui.letter import letter_facts, letter_text
from ui.message_words import channel_of_message_label, message_chip
from ui.messages import sms_size
from ui.numerals import number
from ui.text import Language, gettext, ngettext
from ui.text import gettext as _
from ui.wording import sms_text

LANGUAGES: Final[tuple[Language, Language]] = ("ar", "en")
WITHHELD: Final = "withheld"


def facts_of_draft(
    work: Work, outcome: Outcome, reasons: Sequence[str], words: str = ""
) -> dict[str, object]:
    """What would be told if this were decided now."""
    asks = outcome is Outcome.NEEDS_COMPLETION
    within = timedelta(days=work.scheme.complete_within_days)
    return _facts(
        work, outcome, reasons, words, on=work.today, complete_by=work.today + within if asks else None
    )


def facts_of_decision(work: Work, decision: DecisionView) -> Mapping[str, object]:
    """What the citizen was promised to be told, or the same worked out again where no message was."""
    key = NOTICE_OF[decision.outcome]
    promised = [one.facts for one in work.case.messages if one.key == key and one.status != WITHHELD]
    if promised:
        return promised[-1]
    on = _local(work, decision.at)
    return _facts(
        work, decision.outcome, decision.reasons, decision.words, on=on, complete_by=decision.complete_by
    )


def spoken_first(case: CaseView) -> tuple[Language, Language]:
    """The citizen's language, then the other."""
    return LANGUAGES if case.language == "ar" else (LANGUAGES[1], LANGUAGES[0])


def message_and_letter(
    work: Work, *, outcome: Outcome, reasons: Sequence[str], draft: bool, words: str = ""
) -> None:
    """Message and letter in the citizen's language and in the other one, with the letter as PDF."""
    standing = work.standing
    facts = (
        facts_of_decision(work, standing)
        if standing is not None and not draft
        else facts_of_draft(work, outcome, reasons, words)
    )
    languages = spoken_first(work.case)
    names = [language_label(code) for code in languages]
    names[0] = _("{language} (the applicant's)").format(language=names[0])
    for tab, spoken in zip(st.tabs(names), languages, strict=True):
        with tab:
            _one_language(work, facts, outcome, spoken, draft=draft, sent=spoken == languages[0])


def messages_of(work: Work, decision: DecisionView) -> None:
    """Where the messages about a decision stand, each on its way."""
    lines = [one for one in work.case.messages if one.decision_id == decision.id]
    pairs = [
        (
            channel_of_message_label(one.channel),
            f"{chip_html(message_chip(one.status))} {text_html(moment(one.moved_at, work.pack.zone))}",
        )
        for one in lines
    ]
    if pairs:
        st.html(facts_html(pairs))


def letter_address(reference: str, spoken: str, *, draft: bool) -> str:
    """Where the letter's PDF is; `dashboard.letters` answers there."""
    return f"/cases/{reference}/letter.pdf?language={spoken}" + ("&draft=1" if draft else "")


def _one_language(
    work: Work, facts: Mapping[str, object], outcome: Outcome, spoken: Language, *, draft: bool, sent: bool
) -> None:
    message = sms_text(NOTICE_OF[outcome], facts, spoken)
    size = sms_size(message)
    parts = ngettext("{n} part", "{n} parts", size.parts).format(n=number(size.parts))
    heading = _("SMS, {parts}, {characters} characters").format(
        parts=parts, characters=number(size.characters)
    )
    st.caption(heading if sent else heading + " · " + _("not sent, for your understanding"))
    st.html(preview_html(message, spoken))
    address = letter_address(work.case.reference, spoken, draft=draft)
    label = gettext("Open the letter as PDF")
    st.caption(_("Letter"))
    st.html(f'<a class="mizan-link" href="{address}" target="_blank" rel="noopener">{label}</a>')
    st.html(preview_html(letter_text(letter_facts(facts, outcome, spoken), spoken), spoken))


def _facts(
    work: Work,
    outcome: Outcome,
    reasons: Sequence[str],
    words: str,
    *,
    on: date,
    complete_by: date | None,
) -> dict[str, object]:
    return cast(
        "dict[str, object]",
        decision_facts(
            reference=work.case.reference,
            programme=work.case.programme,
            name=work.case.name,
            reasons=sorted(reasons),
            decided_on=on,
            complete_by=complete_by,
            verdicts=work.verdicts,
            papers=work.case.papers,
            declared=work.facts,
            outcome=outcome,
            words=words,
        ),
    )


def _local(work: Work, at: datetime) -> date:
    return at.astimezone(ZoneInfo(work.pack.zone)).date()
