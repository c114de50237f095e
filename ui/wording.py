"""What a message says on the way it travels: a short text, or an e-mail with the letter.

A message is worded once and its words are kept with it. `TEMPLATES` names the version of everything a message
is made of here, in `ui.messages` and in `ui.letter`; a test pins their words to it, so that nobody changes a
sentence without giving it a new version.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from html import escape
from typing import Final

from casework.applications.lifecycle import Outcome
from casework.messages import Channel, Wording
from casework.notices import NOTICE_OF, lacks
from ui.labels import programme_label
from ui.letter import letter_facts, letter_said, letter_text
from ui.messages import citizen_message, sms_size
from ui.news import NEWS
from ui.text import FSI, LRI, N_, PDI, RLI, Language, direction, in_own_direction, speaking
from ui.text import gettext as _

TEMPLATES: Final = "2026-12"
# A longer SMS names its reasons by their titles only: the letter, the office and the inquiry have the rest.
MOST_PARTS: Final = 6

SUBJECTS: Final[Mapping[str, str]] = {
    "received": N_("{programme}: we have received your application {reference}"),
    "decided_approved": N_("{programme}: your application {reference} has been approved"),
    "decided_rejected": N_("{programme}: your application {reference} was not approved"),
    "decided_needs_completion": N_("{programme}: your application {reference} needs completion"),
    "withdrawn": N_("{programme}: your application {reference} was withdrawn"),
    "expired": N_("{programme}: your application {reference} was closed"),
}
_OUTCOME_OF: Final[Mapping[str, Outcome]] = {key: outcome for outcome, key in NOTICE_OF.items()}
_BDI: Final = {LRI: '<bdi dir="ltr">', RLI: '<bdi dir="rtl">', FSI: "<bdi>", PDI: "</bdi>"}


class Incomplete(ValueError):  # noqa: N818 - it names the fact.
    """A message lacks facts without which it cannot be issued; the arguments name them."""


def worded(
    key: str, facts: Mapping[str, object], channel: Channel, spoken: Language, at: datetime
) -> Wording:
    """What a message says.

    Args:
        key: the wording key of the notice; KeyError if nobody has worded it.
        facts: what `casework.notices.decision_facts` returns.
        channel: how it travels.
        spoken: the language the applicant chose.
        at: the moment (UTC), kept with the words.

    Raises:
        Incomplete: a fact is missing without which it cannot be issued.
    """
    if missing := lacks(key, facts):
        raise Incomplete(*missing)
    if channel is Channel.SMS:
        return Wording(template=TEMPLATES, at=at, text=sms_text(key, facts, spoken))
    return _email(key, facts, spoken, at)


def sms_text(key: str, facts: Mapping[str, object], spoken: Language) -> str:
    """The message as an SMS; in brief where it would be more than `MOST_PARTS` parts."""
    whole = citizen_message(key, facts, spoken)
    if sms_size(whole).parts <= MOST_PARTS:
        return whole
    return citizen_message(key, facts, spoken, briefly=True)


def _email(key: str, facts: Mapping[str, object], spoken: Language, at: datetime) -> Wording:
    with speaking(spoken):
        news = NEWS.get(key)
        subject = _(news.subject if news else SUBJECTS[key]).format(
            programme=programme_label(str(facts["programme"])),
            reference=facts["reference"],
            **(news.fills(facts) if news else {}),
        )
        outcome = _OUTCOME_OF.get(key)
        letter = letter_facts(facts, outcome, spoken) if outcome else None
        text = letter_text(letter, spoken) if letter else _plain_letter(key, facts, spoken)
        return Wording(
            template=TEMPLATES,
            at=at,
            subject=subject,
            text=text,
            html=_html(text, spoken),
            letter=letter_said(letter, spoken) if letter else None,
        )


def _plain_letter(key: str, facts: Mapping[str, object], spoken: Language) -> str:
    """News that needs no letter of its own."""
    greeting = _("Dear {name},").format(name=in_own_direction(str(facts.get("name", ""))))
    return "\n\n".join([greeting, citizen_message(key, facts, spoken), _("With our regards.")])


def _html(text: str, spoken: Language) -> str:
    """The same words for programs that show HTML; isolates become elements, nothing is taken for markup."""
    told = re.sub("|".join(_BDI), lambda mark: _BDI[mark[0]], escape(text))
    paragraphs = "".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in told.split("\n\n"))
    side = direction(spoken)
    return (
        f'<!DOCTYPE html><html lang="{spoken}" dir="{side}"><head><meta charset="utf-8"></head>'
        f'<body dir="{side}" style="font-family:sans-serif;font-size:16px;line-height:1.7">{paragraphs}'
        "</body></html>"
    )
