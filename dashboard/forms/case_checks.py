"""The checks of a case: what each rule found, from what it read, against which limit."""

from collections.abc import Sequence
from html import escape
from typing import Final

from casework.eligibility.checks import CheckOutcome, Measure
from casework.eligibility.rule import DECLARED, Reading, Rule, Verdict
from dashboard.forms.case_work import Work
from ui.components.markup import chip_html, text_html
from ui.labels import (
    PAPER_VERDICTS,
    check_chip,
    check_label,
    fault_label,
    field_label,
    paper_label,
    verdict_label,
)
from ui.messages import measured_text, value_text
from ui.text import gettext as _
from ui.text import isolated, language

EXPECTS: Final = frozenset({"is", "one_of"})
"""Operators whose limit is what the value should be."""


def checks_html(work: Work, verdicts: Sequence[Verdict] | None = None) -> str:
    """One line a rule; the failed and the doubtful ones are open.

    Args:
        work: the case.
        verdicts: what was found, where it is not what the decision rested on.
    """
    found = work.verdicts if verdicts is None else verdicts
    ordered = sorted(found, key=lambda verdict: verdict.outcome is CheckOutcome.PASS)
    return f'<div class="mizan-checks">{"".join(_check(work, one) for one in ordered)}</div>'


def because_text(work: Work, because: str) -> str:
    """Why a reason is proposed: the check or the paper that stands behind it."""
    kind, _colon, rest = because.partition(":")
    if kind == "rule":
        found = next(one for one in work.verdicts if one.rule == rest)
        name = work.scheme.rule(rest).name.in_(language())
        return f"{name}: {_weighed(work, found) or check_label(found.outcome)}"
    paper, _colon, trouble = rest.partition(":")
    word = verdict_label(trouble) if trouble in PAPER_VERDICTS else fault_label(trouble)
    return f"{paper_label(paper, work.case.programme)}: {word}"


def _check(work: Work, verdict: Verdict) -> str:
    rule = work.scheme.rule(verdict.rule)
    weighed = _weighed(work, verdict)
    summary = (
        f"<summary>{chip_html(check_chip(verdict.outcome))} <b>{escape(rule.name.in_(language()))}</b>"
        + (f' <span class="mizan-quiet">{escape(weighed)}</span>' if weighed else "")
        + "</summary>"
    )
    opened = "" if verdict.outcome is CheckOutcome.PASS else " open"
    read = "".join(f"<li>{_reading(work, reading)}</li>" for reading in verdict.readings)
    origin = f'<p class="mizan-quiet">{_origin(rule, verdict)}</p>'
    return f"<details{opened}>{summary}<ul>{read}</ul>{origin}</details>"


def _weighed(work: Work, verdict: Verdict) -> str:
    if not verdict.applies:
        return _("does not apply here")
    fact = verdict.readings[0].fact if verdict.readings else ""

    def worded(value: object) -> str:
        parts = value if isinstance(value, tuple) else (value,)
        return " / ".join(measured_text(one, verdict.measure, work.case.programme, fact) for one in parts)

    if verdict.limit is None or verdict.value is None:
        return ""
    operator = work.scheme.rule(verdict.rule).check
    if verdict.measure is Measure.WORD and operator not in EXPECTS:
        return worded(verdict.value)
    if verdict.measure is Measure.WORD:
        return _("{value}, expected {limit}").format(value=worded(verdict.value), limit=worded(verdict.limit))
    return _("{value}, limit {limit}").format(value=worded(verdict.value), limit=worded(verdict.limit))


def _reading(work: Work, reading: Reading) -> str:
    value = (
        _("not known")
        if reading.value is None
        else value_text(reading.fact, reading.value, work.case.programme)
    )
    if reading.source == DECLARED:
        source = _("declared")
    else:
        paper = paper_label(reading.source.partition(":")[2], work.case.programme)
        source = _("proved by: {paper}").format(paper=paper)
    said = f"{field_label(reading.fact)}: {value}"
    return f'{text_html(said)} <span class="mizan-quiet">({escape(source)})</span>'


def _origin(rule: Rule, verdict: Verdict) -> str:
    # The source is in its own language, so it has a line of its own.
    identity = _("Rule {rule}, version {version}").format(
        rule=isolated(verdict.rule), version=isolated(verdict.version)
    )
    parts = [identity]
    if rule.invented:
        parts.append(rule.note.in_(language()) if rule.note else _("Demonstration figure"))
    return f"{escape(' · '.join(parts))}<br>{text_html(rule.source)}"
