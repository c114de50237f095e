"""What the office says: to the citizen in a message, to the clerk when the rules say no."""

import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, cast

from casework import errors
from casework.applications.facts import FIELDS, FieldKind
from casework.applications.reasons import WORDS
from casework.countries.pack import Pack, pack_of, packs, programme
from casework.eligibility.checks import Measure
from ui.complaint_refusals import COMPLAINT_REFUSALS
from ui.dates import calendar_days, day, day_with_hijri, moment, within
from ui.entitlement_refusals import ENTITLEMENT_REFUSALS
from ui.entitlement_refusals import action_refused as entitlement_action_refused
from ui.inquiry_refusals import INQUIRY_REFUSALS
from ui.labels import (
    PAPER_VERDICTS,
    action_label,
    choice_label,
    decision_label,
    field_label,
    paper_label,
    permission_label,
    programme_label,
    region_label,
    state_label,
    verdict_label,
    yes_no,
)
from ui.message_words import MESSAGE_REFUSALS, title_of_reason
from ui.news import NEWS
from ui.numerals import money, number
from ui.payment_refusals import PAYMENT_REFUSALS
from ui.staff_refusals import STAFF_REFUSALS
from ui.team_refusals import TEAM_REFUSALS
from ui.text import N_, Language, isolated, language, listed, ngettext, speaking
from ui.text import gettext as _

# ---- To the citizen --------------------------------------------------------------------------------------

_GSM: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà"
    + string.ascii_letters
    + string.digits
)
_GSM_TWICE: Final = frozenset("^{}\\[~]|€")

_MESSAGES: Final[Mapping[str, str]] = {
    "received": N_(
        "{programme}: we have received your application {reference}. We will tell you the result by message."
    ),
    "decided_approved": N_(
        "{programme}: your application {reference} has been approved. "
        "We will tell you when and how you will be paid."
    ),
    "decided_rejected": N_(
        "{programme}: we are sorry, your application {reference} was not approved. {reasons} "
        "If you do not agree, you may object {object_by} through the complaints service or at your office."
    ),
    "decided_needs_completion": N_(
        "{programme}: your application {reference} needs completion by {complete_by}. {reasons}"
    ),
    "withdrawn": N_(
        "{programme}: your application {reference} was withdrawn as you asked. You may apply again."
    ),
    "expired": N_(
        "{programme}: your application {reference} was closed because it was not completed in time. "
        "You may apply again."
    ),
}


@dataclass(frozen=True, slots=True)
class SmsSize:
    """How a text travels as SMS: UTF-16 units or septets, and the parts it is charged as."""

    characters: int
    parts: int
    unicode: bool


@dataclass(frozen=True, slots=True)
class ToldReason:
    """A reason as the citizen reads it; `rule` names the rule and its version, where one was applied."""

    title: str
    sentence: str
    remedy: str
    rule: str = ""


def citizen_message(
    notice: str, facts: Mapping[str, object], spoken: Language, *, briefly: bool = False
) -> str:
    """The message a notice promises, in the citizen's language.

    Args:
        notice: the wording key, such as `decided_rejected`; KeyError if nobody has worded it.
        facts: what `casework.notices.decision_facts` returns; only `reference` and `programme` must be there.
        spoken: the language the citizen chose.
        briefly: name the reasons by their titles only.
    """
    with speaking(spoken):
        told = told_reasons(facts)
        complete_by = _a_date(facts.get("complete_by"))
        news = NEWS.get(notice)
        return " ".join(
            _(news.sms if news else _MESSAGES[notice])
            .format(
                programme=programme_label(str(facts["programme"])),
                reference=facts["reference"],
                reasons=_briefly(told) if briefly else " ".join([*map(_fully, told), words_beside(facts)]),
                object_by=_until(facts),
                complete_by=day_with_hijri(complete_by) if complete_by else "–",
                **(news.fills(facts) if news else {}),
            )
            .split()
        )


def _fully(one: ToldReason) -> str:
    return f"{one.sentence} {one.remedy}".strip()


def _briefly(told: tuple[ToldReason, ...]) -> str:
    return _("Because of: {reasons}.").format(reasons=listed([one.title for one in told])) if told else ""


def sms_size(text: str) -> SmsSize:
    """How many parts a text needs: 160 or 153 septets in GSM-7, else 70 or 67 UTF-16 units."""
    if all(character in _GSM or character in _GSM_TWICE for character in text):
        septets = sum(2 if character in _GSM_TWICE else 1 for character in text)
        return SmsSize(septets, 1 if septets <= 160 else -(-septets // 153), unicode=False)  # noqa: PLR2004
    units = len(text.encode("utf-16-le")) // 2
    return SmsSize(units, 1 if units <= 70 else -(-units // 67), unicode=True)  # noqa: PLR2004


def told_reasons(facts: Mapping[str, object]) -> tuple[ToldReason, ...]:
    """The stated reasons in the language being spoken, with the figures the evidence gives."""
    code, words = str(facts["programme"]), _words_within(facts)
    told: list[ToldReason] = []
    for grounds in cast("list[Mapping[str, Any]]", facts.get("reasons") or []):
        reason = programme(code).catalogue[grounds["code"]]
        known = particulars(grounds, code)
        if grounds["code"] == words:
            known[WORDS] = str(facts["words"])
        told.append(
            ToldReason(
                reason.title.in_(language()),
                reason.told(language(), known),
                reason.remedy.in_(language()),
                _rule(grounds, code),
            )
        )
    return tuple(told)


def words_beside(facts: Mapping[str, object]) -> str:
    """The caseworker's words to the applicant, where no reason has them in its own sentence."""
    return "" if _words_within(facts) else str(facts.get("words") or "")


def _words_within(facts: Mapping[str, object]) -> str:
    """The first stated reason that is told in the caseworker's words, if there are any."""
    stated = [str(one["code"]) for one in cast("list[Mapping[str, Any]]", facts.get("reasons") or [])]
    known = programme(str(facts["programme"])).catalogue
    asking = [code for code in stated if known[code].words_required]
    return asking[0] if asking and facts.get("words") else ""


def _rule(grounds: Mapping[str, Any], programme_code: str) -> str:
    rules = {rule.id: rule.name for rule in programme(programme_code).rules}
    name = rules.get(str(grounds.get("rule")))
    if name is None:
        return ""
    return _("Rule “{rule}”, version {version}").format(
        rule=name.in_(language()), version=isolated(str(grounds["version"]))
    )


def _until(facts: Mapping[str, object]) -> str:
    last = _a_date(facts.get("object_by"))
    return _("until {day}").format(day=day_with_hijri(last)) if last else ""


def particulars(grounds: Mapping[str, Any], programme_code: str) -> dict[str, str]:
    """The figures and names behind a reason, worded: what of value, limit, paper and missing is known.

    Value and limit need their `measure`: a date of birth is read, but an age is weighed.
    """
    readings = cast("list[Mapping[str, object]]", grounds.get("readings") or [])
    missing = [field_label(str(one["fact"])) for one in readings if one.get("value") is None]
    fact = str(readings[0]["fact"]) if readings else ""
    filled = {
        name: measured_text(grounds[name], grounds["measure"], programme_code, fact)
        for name in ("value", "limit")
        if grounds.get("measure") and grounds.get(name) is not None
    }
    if grounds.get("papers"):
        filled["paper"] = listed([paper_label(kind, programme_code) for kind in grounds["papers"]])
    if missing:
        filled["missing"] = listed(missing)
    return filled


def measured_text(value: object, measure: str, programme_code: str, fact: str = "") -> str:
    """A check's value or limit with what it is counted in; `fact` words a choice."""
    if value is None:
        return "–"
    if measure == Measure.MONEY:
        return money(Decimal(str(value)), pack_of(programme_code).currency)
    if measure in _COUNTED:
        return _COUNTED[Measure(measure)](Decimal(str(value)))
    if measure == Measure.DAY:
        return _day(fact, value, pack_of(programme_code))
    return yes_no(value) if isinstance(value, bool) else value_text(fact, value, programme_code)


_COUNTED: Final[Mapping[Measure, Callable[[Decimal], str]]] = {
    Measure.COUNT: number,
    Measure.YEARS: lambda n: ngettext("{n} year", "{n} years", int(n)).format(n=number(n)),
    Measure.DAYS: lambda n: calendar_days(int(n)),
    Measure.FEDDAN: lambda n: _("{n} feddan").format(n=number(n)),
    Measure.KWH: lambda n: _("{n} kWh").format(n=number(n)),
}


def value_text(fact: str, value: object, programme_code: str) -> str:
    """A fact's value as a reader sees it: money with its currency, choices and days in words."""
    if value is None or value == "":
        return "–"
    field = FIELDS.get(fact)
    if field is None:
        return str(value)
    return _WORDING[field.kind](fact, value, pack_of(programme_code))


def _money(_fact: str, value: object, pack: Pack) -> str:
    return money(Decimal(str(value)), pack.currency)


def _number(_fact: str, value: object, _pack: Pack) -> str:
    return number(Decimal(str(value)))


def _boolean(_fact: str, value: object, _pack: Pack) -> str:
    return yes_no(value in (True, "true", "True"))


def _day(_fact: str, value: object, _pack: Pack) -> str:
    known = _a_date(value)
    return day(known) if known else str(value)


def _choice(fact: str, value: object, _pack: Pack) -> str:
    return choice_label(fact, str(value))


def _text(fact: str, value: object, _pack: Pack) -> str:
    return region_label(str(value)) if fact == "region" else str(value)


_WORDING: Final[Mapping[FieldKind, Callable[[str, object, Pack], str]]] = {
    FieldKind.MONEY: _money,
    FieldKind.NUMBER: _number,
    FieldKind.INTEGER: _number,
    FieldKind.BOOLEAN: _boolean,
    FieldKind.DATE: _day,
    FieldKind.CHOICE: _choice,
    FieldKind.TEXT: _text,
}


def _a_date(value: object) -> date | None:
    if isinstance(value, date):
        return value
    return date.fromisoformat(str(value)) if value else None


# ---- To the clerk ----------------------------------------------------------------------------------------

Named = Callable[[str], str]


def refusal_text(refusal: errors.Refusal, *, name_of: Named = str) -> str:
    """Why the rules say no, and what to do; `name_of` turns a username into a person's name."""
    word = _REFUSALS.get(type(refusal))
    return word(refusal, name_of) if word else _("This is not possible now.")


def _not_allowed(refusal: Any, _name: Named) -> str:
    return _("Your role may not {act}. Ask your supervisor.").format(act=permission_label(refusal.permission))


def _not_competent(refusal: Any, _name: Named) -> str:
    known = any(refusal.programme in pack.programmes for pack in packs().values())
    return _("{programme} in {region} is outside your competence. Hand the case to a colleague.").format(
        programme=programme_label(refusal.programme) if known else refusal.programme,
        region=region_label(refusal.region),
    )


def _not_yours(refusal: Any, name: Named) -> str:
    if refusal.assignee is None:
        return _("Nobody has claimed {case} yet. Claim it first.").format(case=isolated(refusal.application))
    return _("{case} is with {colleague}. Only the person who has the case may do this.").format(
        case=isolated(refusal.application), colleague=name(refusal.assignee)
    )


def _no_such_case(refusal: Any, _name: Named) -> str:
    return _("There is no case {case}. Check the reference.").format(case=isolated(refusal.application))


def _no_such_paper(_refusal: Any, _name: Named) -> str:
    return _("This paper is not part of the case, or it was kept aside and cannot be shown.")


def _no_such_colleague(refusal: Any, name: Named) -> str:
    return _(
        "{colleague} cannot receive this case. Choose an active colleague who is competent for it."
    ).format(colleague=name(refusal.username))


def _changed_meanwhile(refusal: Any, name: Named) -> str:
    return _(
        "Nothing was saved: {colleague} changed {case} on {moment}. Look at the case again, then decide."
    ).format(
        colleague=name(refusal.by),
        case=isolated(refusal.application),
        moment=moment(refusal.at, zone_of(refusal.application)),
    )


def _action_refused(refusal: Any, _name: Named) -> str:
    if told := entitlement_action_refused(refusal):
        return told
    return _("The case is now “{state}”, so “{action}” is not possible. Reload the case.").format(
        state=state_label(refusal.state), action=action_label(refusal.action)
    )


def _already_claimed(refusal: Any, name: Named) -> str:
    return _("{colleague} has had {case} since {moment}. Take another case.").format(
        colleague=name(refusal.assignee),
        case=isolated(refusal.application),
        moment=moment(refusal.since, zone_of(refusal.application)),
    )


def _nothing_to_claim(_refusal: Any, _name: Named) -> str:
    return _("No case is waiting for you in your programmes and regions.")


def _reasons_missing(refusal: Any, _name: Named) -> str:
    return _("Choose at least one reason: “{decision}” must say why.").format(
        decision=decision_label(refusal.outcome)
    )


def _reason_unknown(refusal: Any, _name: Named) -> str:
    return _("The programme has no reason “{reason}”. Choose one from the list.").format(
        reason=refusal.reason
    )


def _reason_retired(refusal: Any, _name: Named) -> str:
    return _("The reason “{reason}” is no longer in use. Choose another.").format(
        reason=title_of_reason(refusal.reason)
    )


def _reason_does_not_fit(refusal: Any, _name: Named) -> str:
    return _("The reason “{reason}” does not fit “{decision}”. Change the reason or the decision.").format(
        reason=title_of_reason(refusal.reason), decision=decision_label(refusal.outcome)
    )


def _note_missing(refusal: Any, _name: Named) -> str:
    if refusal.reason in PAPER_VERDICTS:
        return _("“{verdict}” must be explained: write what you saw on the paper.").format(
            verdict=verdict_label(refusal.reason)
        )
    return _("Write a few words to explain this.")


def _text_too_long(refusal: Any, _name: Named) -> str:
    return _("The text is too long. Keep it under {limit} characters.").format(limit=number(refusal.limit))


def _hidden_character(refusal: Any, _name: Named) -> str:
    return _(
        "The text has a character that cannot be seen ({character}). Type it again instead of pasting it."
    ).format(character=isolated(refusal.character))


def _papers_not_judged(refusal: Any, _name: Named) -> str:
    return _("Before approval every required paper must be accepted. Still open: {papers}.").format(
        papers=listed([_kind_name(kind) for kind in refusal.kinds])
    )


def _nothing_to_undo(refusal: Any, _name: Named) -> str:
    return _("{case} has no decision to undo.").format(case=isolated(refusal.application))


def _undo_too_late(refusal: Any, _name: Named) -> str:
    return _("A decision can be undone within {time} only. Ask your supervisor how to correct it.").format(
        time=within(refusal.minutes)
    )


def _already_checked(refusal: Any, name: Named) -> str:
    return _(
        "{colleague} has given {case} its second check, so its first decision can no longer be undone. "
        "Ask your supervisor."
    ).format(colleague=name(refusal.by), case=isolated(refusal.application))


def _nothing_to_check(refusal: Any, _name: Named) -> str:
    return _("No decision on {case} waits for a second check. Reload the case.").format(
        case=isolated(refusal.application)
    )


def _own_decision(refusal: Any, _name: Named) -> str:
    return _("The decision on {case} is yours. A colleague gives it the second check.").format(
        case=isolated(refusal.application)
    )


def _same_decision(refusal: Any, _name: Named) -> str:
    return _(
        "This is the first decision on {case} with the same reasons. Agree with it, or change the decision "
        "or its reasons."
    ).format(case=isolated(refusal.application))


def _message_already_left(refusal: Any, _name: Named) -> str:
    return _(
        "The applicant of {case} has been told already, so the decision stands. Ask your supervisor."
    ).format(case=isolated(refusal.application))


_REFUSALS: Final[Mapping[type[errors.Refusal], Callable[[Any, Named], str]]] = {
    errors.NotAllowed: _not_allowed,
    errors.NotCompetent: _not_competent,
    errors.NotYours: _not_yours,
    errors.NoSuchCase: _no_such_case,
    errors.NoSuchPaper: _no_such_paper,
    errors.NoSuchColleague: _no_such_colleague,
    errors.ChangedMeanwhile: _changed_meanwhile,
    errors.ActionRefused: _action_refused,
    errors.AlreadyClaimed: _already_claimed,
    errors.NothingToClaim: _nothing_to_claim,
    errors.ReasonsMissing: _reasons_missing,
    errors.ReasonUnknown: _reason_unknown,
    errors.ReasonRetired: _reason_retired,
    errors.ReasonDoesNotFit: _reason_does_not_fit,
    errors.NoteMissing: _note_missing,
    errors.TextTooLong: _text_too_long,
    errors.HiddenCharacter: _hidden_character,
    errors.PapersNotJudged: _papers_not_judged,
    errors.NothingToUndo: _nothing_to_undo,
    errors.UndoTooLate: _undo_too_late,
    errors.AlreadyChecked: _already_checked,
    errors.NothingToCheck: _nothing_to_check,
    errors.OwnDecision: _own_decision,
    errors.SameDecision: _same_decision,
    errors.MessageAlreadyLeft: _message_already_left,
    **ENTITLEMENT_REFUSALS,
    **INQUIRY_REFUSALS,
    **MESSAGE_REFUSALS,
    **TEAM_REFUSALS,
    **PAYMENT_REFUSALS,
    **STAFF_REFUSALS,
    **COMPLAINT_REFUSALS,
}


def zone_of(reference: str) -> str:
    """The clock a case goes by, told from its reference's prefix; UTC where no programme has it."""
    prefix = reference.partition("-")[0]
    for pack in packs().values():
        if any(one.prefix == prefix for one in pack.programmes.values()):
            return pack.zone
    return "UTC"


def _kind_name(kind: str) -> str:
    for pack in packs().values():
        if kind in pack.documents:
            return pack.documents[kind].name.in_(language())
    return kind
