"""Whether complaints stand where the journal of their case says, in the words it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from casework.applications.events import EventKind
from casework.complaints.lifecycle import ComplaintState

Row = Mapping[Any, Any]
Told = dict[str, Any]


def untrue_complaints(rows: Sequence[Row], lines: Sequence[Row]) -> Iterator[tuple[int | None, str]]:
    """Where a case's complaints differ from its journal: the row, if there is one, and what is wrong."""
    told = _told(lines)
    for row in rows:
        said = told.pop(row["tracking"], None)
        if said is None:
            yield row["id"], "no line of the journal tells of it"
        elif differing := sorted(name for name, value in said.items() if row[name] != value):
            yield row["id"], f"it differs from what the journal tells: {', '.join(differing)}"
    for tracking in sorted(told):
        yield None, f"the complaint {tracking} the journal tells of is missing"


def _told(lines: Sequence[Row]) -> dict[str, Told]:
    """What each complaint should say, by its tracking number."""
    told: dict[str, Told] = {}
    for line in lines:
        follow = _FOLLOWS.get(line["kind"])
        if follow is not None:
            facts = dict(line["facts"])
            said = told.setdefault(str(facts.get("complaint")), {"version": 0})
            said |= follow(line, facts) | {"version": said["version"] + 1}
    return told


def _filed(line: Row, facts: Mapping[str, Any]) -> Told:
    return {
        "kind": facts.get("complaint_kind"),
        "decision_id": facts.get("decision"),
        "state": ComplaintState.FILED,
        "outcome": None,
        "reasons": [],
        "assignee": None,
        "filed_at": line["at"],
        "filed_by": line["actor"],
        "text": facts.get("note"),
        "answer": "",
        "note": "",
        "answered_by": None,
    }


def _taken(line: Row, facts: Mapping[str, Any]) -> Told:
    return {"state": ComplaintState.IN_HAND, "assignee": facts.get("to"), "taken_at": line["at"]}


def _handed_back(_line: Row, _facts: Mapping[str, Any]) -> Told:
    return {"state": ComplaintState.FILED, "assignee": None, "taken_at": None}


def _answered(line: Row, facts: Mapping[str, Any]) -> Told:
    return {
        "state": ComplaintState.ANSWERED,
        "outcome": facts.get("outcome"),
        "reasons": facts.get("refused_because"),
        "answer": facts.get("words"),
        "note": facts.get("note"),
        "answered_at": line["at"],
        "answered_by": line["actor"],
    }


_FOLLOWS: Final[Mapping[str, Callable[[Row, Mapping[str, Any]], Told]]] = {
    EventKind.COMPLAINT_FILED: _filed,
    EventKind.COMPLAINT_TAKEN: _taken,
    EventKind.COMPLAINT_HANDED_BACK: _handed_back,
    EventKind.COMPLAINT_ANSWERED: _answered,
}
