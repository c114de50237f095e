"""What citizens are told of their complaints."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from casework.countries.pack import programme
from ui.dates import day_with_hijri
from ui.news.shape import News
from ui.text import N_, in_own_direction, isolated, language


def _received(facts: Mapping[str, Any]) -> Mapping[str, str]:
    due_on = day_with_hijri(date.fromisoformat(str(facts["due_on"])))
    return _number(facts) | {"due_on": due_on}


def _answered(facts: Mapping[str, Any]) -> Mapping[str, str]:
    return _number(facts) | {"answer": in_own_direction(str(facts["answer"]))}


def _refused(facts: Mapping[str, Any]) -> Mapping[str, str]:
    known = programme(str(facts["programme"])).complaints.refusals
    why = [known[code].citizen.in_(language()) for code in facts["refused_because"] if code in known]
    return {**_answered(facts), "why": " ".join(why)}


def _number(facts: Mapping[str, Any]) -> dict[str, str]:
    return {"complaint": isolated(str(facts["complaint"]))}


COMPLAINTS: Final[Mapping[str, News]] = {
    "complaint_received": News(
        sms=N_(
            "{programme}: we have received your complaint {complaint} about {reference}. "
            "You will have our answer by {due_on}."
        ),
        subject=N_("{programme}: we have received your complaint about {reference}"),
        fills=_received,
    ),
    "complaint_upheld": News(
        sms=N_("{programme}: your complaint {complaint} about {reference} is upheld. {answer}"),
        subject=N_("{programme}: your complaint about {reference} is upheld"),
        fills=_answered,
    ),
    "complaint_partly": News(
        sms=N_("{programme}: your complaint {complaint} about {reference} is upheld in part. {answer}"),
        subject=N_("{programme}: your complaint about {reference} is upheld in part"),
        fills=_answered,
    ),
    "complaint_refused": News(
        sms=N_(
            "{programme}: your complaint {complaint} about {reference} was not upheld. {why} {answer} "
            "You may apply again, or turn to the complaints body of the ministry."
        ),
        subject=N_("{programme}: your complaint about {reference} was not upheld"),
        fills=_refused,
    ),
}
