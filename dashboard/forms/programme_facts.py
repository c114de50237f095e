"""A programme as its country pack describes it, in the reader's language."""

from collections.abc import Callable, Collection, Mapping
from html import escape
from typing import Final

import streamlit as st

from casework.countries.pack import Pack, Programme, Reason, RequiredDocument, Words
from casework.eligibility.checks import Check, Measure, Value, measure_of
from casework.eligibility.rule import Rule
from ui.components.markup import chip_html, facts_html, text_html
from ui.dates import calendar_days, day
from ui.labels import Chip, decision_label, field_label, paper_label, route_label
from ui.messages import measured_text
from ui.numerals import money, number, percent
from ui.text import N_, language, ngettext
from ui.text import gettext as _

OPERATORS: Final[Mapping[str, str]] = {
    "at_most": N_("{facts}: at most {limit}"),
    "at_least": N_("{facts}: at least {limit}"),
    "more_than": N_("{facts}: more than {limit}"),
    "less_than": N_("{facts}: less than {limit}"),
    "is": N_("{facts}: {limit}"),
    "is_not": N_("{facts}: not {limit}"),
    "one_of": N_("{facts}: one of {limit}"),
    "given": N_("{facts}: stated"),
    "age_at_least": N_("{facts}: at least {limit} old"),
    "age_below": N_("{facts}: younger than {limit}"),
    "within_days": N_("{facts}: within the last {limit}"),
    "not_before": N_("{facts}: not before {limit}"),
    "per_head_at_most": N_("{facts}, shared among the household: at most {limit} a head"),
    "below_minimum_income": N_("{facts}: below the household's minimum of {limit}"),
}
_MEASURES: Final = {
    "age_at_least": Measure.YEARS,
    "age_below": Measure.YEARS,
    "within_days": Measure.DAYS,
    "not_before": Measure.DAY,
    "per_head_at_most": Measure.MONEY,
    "below_minimum_income": Measure.MONEY,
}


def overview(programme: Programme, pack: Pack) -> None:
    """What the programme is, for whom, on which conditions, and what it pays."""
    st.text(_said(programme.summary))
    _list(_("For whom"), [_said(group) for group in programme.target_groups])
    _list(_("Conditions"), [_said(condition) for condition in programme.conditions])
    if programme.amounts:
        st.subheader(_("What it pays a month"))
        st.html(
            facts_html(
                (_said(one.name), _amount(one.lowest, one.highest, pack, one.source, invented=one.invented))
                for one in programme.amounts
            )
        )
    if programme.invented:
        _list(_("Demonstration figures on this page"), [_said(note) for note in programme.invented])


def deadlines(programme: Programme) -> None:
    """How long the office and the applicant have."""
    working = programme.decide_within
    st.html(
        facts_html(
            [
                (_("Decided within"), text_html(_working_days(working))),
                (_("Pressing after"), text_html(_working_days(programme.amber_after))),
                (
                    _("Completed by the applicant within"),
                    text_html(calendar_days(programme.complete_within_days)),
                ),
            ]
        )
    )


def second_check(programme: Programme, overturned: Collection[str]) -> None:
    """Which decisions a second person looks at, and for which reasons because many were overturned."""
    rule = programme.second_check
    shares = [
        (decision_label(outcome), text_html(percent(share)))
        for outcome, share in rule.shares.items()
        if share
    ]
    always = [_said(programme.catalogue[code].title) for code in programme.reasons if code in rule.always]
    listed = "<br>".join(text_html(title) for title in always)
    st.html(facts_html([*shares, *([(_("Always, for the reasons"), listed)] if always else [])]))
    st.caption(_("Decisions are drawn at random. The shares are borrowed from comparable systems elsewhere."))
    if rule.overturned_above < 1:
        _overturned(programme, overturned)


def _overturned(programme: Programme, reasons: Collection[str]) -> None:
    """The rule for reasons that do not stand when people object, and which they are now."""
    rule = programme.second_check
    st.caption(
        _(
            "A reason whose rejections do not stand when people object is looked at each time it is stated: "
            "with at least {least} objections answered to the rejections of {months} months, when more than "
            "{share} were overturned, by the lower end of the 95 % interval. Chosen for demonstration."
        ).format(
            least=number(rule.overturned_least),
            months=number(rule.overturned_months),
            share=percent(rule.overturned_above),
        )
    )
    titles = [_said(programme.catalogue[code].title) for code in programme.reasons if code in reasons]
    told = "<br>".join(map(text_html, titles)) or text_html(_("none"))
    st.html(facts_html([(_("Overturned too often now"), told)]))


def required_papers(programme: Programme) -> None:
    """The papers asked for, what each proves, and when it is asked for."""
    st.html(
        facts_html(
            (paper_label(document.kind, programme.code), _proves(document, programme.code))
            for document in programme.required_documents
        )
    )


def rules(programme: Programme) -> None:
    """Every rule with its condition, version and source."""
    lines = "".join(_rule(rule, programme) for rule in programme.rules)
    st.html(f'<div class="mizan-checks">{lines}</div>')


def reasons(programme: Programme) -> None:
    """The catalogue of reasons: what the clerk chooses and what the citizen reads."""
    lines = "".join(_reason(reason) for reason in programme.catalogue.values())
    st.html(f'<div class="mizan-checks">{lines}</div>')


def condition_text(check: Check, programme: str) -> str:
    """A condition in words; parts are joined by "or" and "and"."""
    if check.parts:
        joint = _(" or ") if check.operator == "any_of" else _(" and ")
        return joint.join(condition_text(part, programme) for part in check.parts)
    facts = " + ".join(field_label(name) for name in _weighed(check))
    return _(OPERATORS[check.operator]).format(facts=facts, limit=_limit(check, programme))


def _proves(document: RequiredDocument, programme: str) -> str:
    proved = text_html(("، " if language() == "ar" else ", ").join(map(field_label, document.proves)))
    if document.when is None:
        return proved
    only = _("Only where: {condition}").format(condition=condition_text(document.when, programme))
    return f'{proved}<br><span class="mizan-quiet">{escape(only)}</span>'


def _weighed(check: Check) -> tuple[str, ...]:
    shared = check.operator in {"per_head_at_most", "below_minimum_income"}
    return check.facts[:-1] if shared else check.facts


def _limit(check: Check, programme: str) -> str:
    if check.operator == "below_minimum_income":
        return _minimum(dict(check.amounts), programme)
    measure = _MEASURES.get(check.operator) or measure_of(check.facts[0])
    worded: Callable[[Value | None], str] = lambda one: measured_text(one, measure, programme, check.facts[0])  # noqa: E731
    return " / ".join(map(worded, check.limit)) if isinstance(check.limit, tuple) else worded(check.limit)


def _minimum(rates: Mapping[str, object], programme: str) -> str:
    base, each = (measured_text(rates[name], Measure.MONEY, programme) for name in ("base", "per_dependant"))
    return _("{base} and {each} for each dependant").format(base=base, each=each)


def _rule(rule: Rule, programme: Programme) -> str:
    said = condition_text(rule.condition, programme.code)
    if rule.when:
        only = _("Only where: {condition}").format(condition=condition_text(rule.when, programme.code))
        said = f"{said}. {only}"
    invented = ""
    if rule.invented:
        note = _said(rule.note) if rule.note else _("Demonstration figure")
        invented = " " + chip_html(Chip(note, "△", "warn"))
    version = _("Rule {rule}, version {version}").format(rule=rule.id, version=rule.version)
    return (
        f"<div class='mizan-line'><b>{escape(_said(rule.name))}</b>{invented}<br>{text_html(said)}"
        f'<br><span class="mizan-quiet">{escape(version)} · {text_html(rule.source)}</span></div>'
    )


def _reason(reason: Reason) -> str:
    valid = _("valid from {day}").format(day=day(reason.valid_from))
    if reason.valid_until:
        valid = _("valid from {day} until {last}").format(
            day=day(reason.valid_from), last=day(reason.valid_until)
        )
    needs = " · " + escape(_("needs words to the applicant")) if reason.words_required else ""
    return (
        f"<details><summary><b>{escape(_said(reason.title))}</b> "
        f'<span class="mizan-quiet">{escape(route_label(reason.route))}{needs}</span></summary>'
        f"<p>{text_html(_said(reason.citizen))}</p><p>{text_html(_said(reason.remedy))}</p>"
        f'<p class="mizan-quiet"><bdi dir="ltr">{escape(reason.code)}</bdi> · {escape(valid)}</p></details>'
    )


def _amount(lowest: object, highest: object, pack: Pack, source: str, *, invented: bool) -> str:
    sums = [money(one, pack.currency) for one in (lowest, highest) if one is not None]  # type: ignore[arg-type]
    label = " " + chip_html(Chip(_("Demonstration figure"), "△", "warn")) if invented else ""
    return f'{text_html(" – ".join(sums))}{label}<br><span class="mizan-quiet">{text_html(source)}</span>'


def _working_days(n: int) -> str:
    return ngettext("{n} working day", "{n} working days", n).format(n=number(n))


def _list(heading: str, sentences: list[str]) -> None:
    st.subheader(heading)
    st.html("<ul class='mizan-list'>" + "".join(f"<li>{text_html(one)}</li>" for one in sentences) + "</ul>")


def _said(words: Words) -> str:
    return words.in_(language())
