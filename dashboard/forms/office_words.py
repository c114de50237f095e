"""What the office's page and the lists behind it call things."""

from collections.abc import Callable, Mapping
from typing import Final

from casework.applications.evidence import PaperFault
from casework.countries.pack import packs
from casework.statistics.backlog import LEAST, Age
from casework.statistics.postings import Measure
from data_access.queries.behind_figure import ALL_WAITING, FAULTY, JUDGED, REFUSED, Figure
from ui.definitions import title_of
from ui.figures import days_text
from ui.labels import decision_label, fault_label, paper_label, state_label, urgency_label, verdict_label
from ui.numerals import number
from ui.text import NP_, ngettext, pgettext
from ui.text import gettext as _

FLOWS: Final = ("completed", "withdrawn", "expired", "undone", "handed_back", "lapsed")
"""What else happens to cases, in the order in which it is told."""
_FLOWS: Final[Mapping[str, tuple[str, str]]] = {
    "received": NP_("happened", "Received"),
    "claimed": NP_("happened", "Claimed"),
    "reassigned": NP_("happened", "Reassigned"),
    "handed_back": NP_("happened", "Handed back"),
    "lapsed": NP_("happened", "Claim lapsed"),
    "completed": NP_("happened", "Came back completed"),
    "withdrawn": NP_("happened", "Withdrawn"),
    "expired": NP_("happened", "Expired"),
    "undone": NP_("happened", "Decision undone"),
}
_CHECKS: Final[Mapping[str, tuple[str, str]]] = {
    "drawn": NP_("second check", "Drawn"),
    "agreed": NP_("second check", "Agreed"),
    "replaced": NP_("second check", "Replaced"),
    "checked": NP_("second check", "Checked"),
}
_SAID: Final[Mapping[str, tuple[str, str]]] = {
    REFUSED: NP_("papers", "Not accepted"),
    JUDGED: NP_("papers", "Looked at"),
    FAULTY: NP_("papers", "Kept aside at receipt"),
}
_ORDERS: Final[Mapping[str, tuple[str, str]]] = {
    "first": NP_("decision", "first decision"),
    "later": NP_("decision", "later decision"),
}
_TIMINGS: Final[Mapping[str, tuple[str, str]]] = {
    "in_time": NP_("deadline", "in time"),
    "late": NP_("deadline", "late"),
}
_FAULTS: Final = frozenset[str](PaperFault)


def flow_name(what: str) -> str:
    """What happened, as a heading of a count."""
    return pgettext(*_FLOWS[what])


def check_name(what: str) -> str:
    """What became of a second check, as a heading of a count."""
    return pgettext(*_CHECKS[what])


def said_name(said: str) -> str:
    """What was said of papers: a verdict, a fault, or several together."""
    if said in _SAID:
        return pgettext(*_SAID[said])
    return fault_label(said) if said in _FAULTS else verdict_label(said)


def kind_name(kind: str, programme_code: str | None = None) -> str:
    """A kind of paper, as the programme's country calls it, else the first country that knows it."""
    known = (pack for pack in packs().values() if kind in pack.documents)
    code = programme_code or next((next(iter(pack.programmes)) for pack in known), None)
    return kind if code is None else paper_label(kind, code)


def age_name(age: str) -> str:
    """An age in working days: 5 to 9."""
    ages = tuple(Age)
    least = LEAST[Age(age)]
    if ages[-1] == age:
        return ngettext("{n} working day or more", "{n} working days or more", least).format(n=number(least))
    most = LEAST[ages[ages.index(Age(age)) + 1]] - 1
    told = ngettext("{least} to {most} working day", "{least} to {most} working days", most)
    return told.format(least=number(least), most=number(most))


def requests_name(times: int) -> str:
    """How often a case was sent back before its result."""
    if not times:
        return _("Not sent back")
    return ngettext("Sent back {n} time", "Sent back {n} times", times).format(n=number(times))


def figure_words(figure: Figure) -> str:
    """A figure, as the title of the list behind it."""
    title, *more = _WORDS[figure.measure](figure)
    return " · ".join(part for part in (title, *more) if part)


def figure_definition(figure: Figure) -> str:
    """The key of what the figure means."""
    if figure.measure is Measure.FLOW:
        return {"received": "received", "handed_back": "handed_back_self", "lapsed": "claims_lapsed"}.get(
            figure.a, "backlog_state"
        )
    if figure.measure is Measure.OPEN:
        return {"amber": "deadline_near", "red": "overdue"}.get(figure.b, "backlog_age")
    return _DEFINED[figure.measure]


def what_happened(figure: Figure, what: str) -> str:
    """What a row of the list says of its case."""
    worded: Mapping[Measure, Callable[[str], str]] = {
        Measure.FLOW: flow_name,
        Measure.PAPER: said_name,
        Measure.CHECK: check_name,
        Measure.STATE: state_label,
        Measure.OPEN: state_label,
    }
    return worded.get(figure.measure, decision_label)(what)


def detail_words(figure: Figure, detail: str, programme_code: str) -> str:
    """Of what: the kind of paper, the decision that was looked at, how often it was sent back."""
    if not detail:
        return ""
    worded: Mapping[Measure, Callable[[str], str]] = {
        Measure.PAPER: lambda kind: kind_name(kind, programme_code),
        Measure.CHECK: decision_label,
        Measure.REQUESTS: lambda times: requests_name(int(times)),
    }
    return worded[figure.measure](detail) if figure.measure in worded else ""


def _days(figure: Figure) -> str:
    return days_text(int(figure.a)) if figure.a else ""


def _state(figure: Figure) -> str:
    if figure.a == ALL_WAITING:
        return title_of("waiting")
    return state_label(figure.a) if figure.a else ""


_WORDS: Final[Mapping[Measure, Callable[[Figure], tuple[str, ...]]]] = {
    Measure.FLOW: lambda one: (flow_name(one.a),),
    Measure.DECIDED: lambda one: (
        title_of("decided"),
        decision_label(one.a) if one.a else "",
        pgettext(*_ORDERS[one.b]) if one.b else "",
    ),
    Measure.DAYS_FIRST: lambda one: (title_of("first_decision_days"), _days(one)),
    Measure.DAYS_FINAL: lambda one: (title_of("final_result_days"), _days(one)),
    Measure.REQUESTS: lambda one: (
        title_of("requests_per_case"),
        requests_name(int(one.a)) if one.a else "",
    ),
    Measure.RIGHT: lambda one: (
        title_of("first_time_right"),
        {
            "right": pgettext("first time right", "right"),
            "not": pgettext("first time right", "not right"),
        }.get(one.a, ""),
    ),
    Measure.IN_TIME: lambda one: (
        title_of("in_time"),
        pgettext(*_TIMINGS[one.a]) if one.a else "",
        decision_label(one.b) if one.b else "",
    ),
    Measure.PAPER: lambda one: (
        pgettext("papers", "Papers"),
        kind_name(one.a) if one.a else "",
        said_name(one.b),
    ),
    Measure.CHECK: lambda one: (
        pgettext("second check", "Second check"),
        check_name(one.a),
        decision_label(one.b) if one.b else "",
    ),
    Measure.STATE: lambda one: (title_of("backlog_state"), _state(one)),
    Measure.OPEN: lambda one: (
        title_of("backlog_age"),
        age_name(one.a) if one.a else "",
        urgency_label(one.b) if one.b else "",
    ),
}
_DEFINED: Final[Mapping[Measure, str]] = {
    Measure.DECIDED: "decided",
    Measure.DAYS_FIRST: "first_decision_days",
    Measure.DAYS_FINAL: "final_result_days",
    Measure.REQUESTS: "requests_per_case",
    Measure.RIGHT: "first_time_right",
    Measure.IN_TIME: "in_time",
    Measure.PAPER: "documents_refused",
    Measure.CHECK: "agreement",
    Measure.STATE: "backlog_state",
}
