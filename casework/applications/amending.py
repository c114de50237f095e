"""Facts changed on record: what they were, what they are now, and on whose word."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from casework.actors import Staff
from casework.applications.application import Application
from casework.applications.events import EventKind
from casework.applications.facts import FIELDS, BadFact, check_fact, value_to_json
from casework.applications.remarks import must_say
from casework.complaints.errors import DataRemoved
from casework.countries.pack import pack_of
from casework.errors import FactUnfit, HiddenCharacter, NothingAmended
from casework.people.national_numbers import BadNationalNumber, parse
from casework.written import must_be_a_name

NEVER: Final = frozenset({"region"})
"""Who is competent and whose figures a case counts to hang on it; a case that moved is a new application."""
LONGEST_TEXT: Final = 300
UPDATED: Final = "data_updated_on"
_NEEDED: Final = frozenset({"full_name", "national_id"})
_PAST: Final = frozenset({"birth_date", UPDATED})


def amended(
    application: Application, changes: Mapping[str, object], *, reported: bool, on: date
) -> dict[str, object]:
    """The values that differ from what is on record, checked; None takes a fact away.

    Args:
        application: the case.
        changes: values by field, in memory's types (see `casework.applications.facts`).
        reported: whether the household reports that its circumstances changed; its data are then as new as
            the local day ``on``, unless the change says otherwise.
        on: the local day.

    Raises:
        FactUnfit: a field cannot hold its value, or is not amended.
        NothingAmended: nothing differs.
        DataRemoved: the case holds no data any more.
    """
    if not application.facts:
        raise DataRemoved(application=application.reference)
    checked = {name: _checked(application, name, value, on) for name, value in changes.items()}
    differing = {name: value for name, value in checked.items() if application.facts.get(name) != value}
    if not differing:
        raise NothingAmended
    if reported and UPDATED not in changes and application.facts.get(UPDATED) != on:
        differing[UPDATED] = on
    return differing


def amend(
    application: Application,
    changes: Mapping[str, object],
    note: str,
    *,
    complaint: str | None,
    reported: bool,
    by: Staff,
    at: datetime,
    on: date,
) -> dict[str, object]:
    """Change facts by a recorded amendment, with before and after; returns what changed.

    Raises:
        NoteMissing, TextTooLong, and what :func:`amended` raises.
    """
    must_say(note)
    differing = amended(application, changes, reported=reported, on=on)
    fields = sorted(differing)
    before = {name: value_to_json(application.facts.get(name)) for name in fields}
    for name, value in differing.items():
        if value is None:
            del application.facts[name]
        else:
            application.facts[name] = value
    application.language = str(application.facts.get("language") or application.language)
    application.happened(
        EventKind.AMENDED,
        by=by,
        at=at,
        fields=fields,
        before=before,
        after={name: value_to_json(differing[name]) for name in fields},
        note=note.strip(),
        complaint=complaint,
        reported=reported,
    )
    return differing


def _checked(application: Application, name: str, value: object, on: date) -> object:
    if name not in FIELDS or name in NEVER or (value is None and name in _NEEDED):
        raise FactUnfit(field=name)
    if value is None:
        return None
    value = value.strip() if isinstance(value, str) else value
    try:
        check_fact(name, value)
        return _number_or(application, name, value, on)
    except (BadFact, BadNationalNumber):
        raise FactUnfit(field=name) from None


def _number_or(application: Application, name: str, value: object, on: date) -> object:
    if name == "national_id":
        return parse(pack_of(application.programme).id_scheme, str(value), today=on).number
    if not _is_possible(name, value, on):
        raise FactUnfit(field=name)
    return value


def _is_possible(name: str, value: object, on: date) -> bool:
    """Whether a household could be so: nothing below zero, nobody born tomorrow, no text without a letter."""
    if isinstance(value, str):
        return _is_plain(value)
    if isinstance(value, date):
        return name not in _PAST or value <= on
    least = 1 if name == "household_size" else 0
    return not isinstance(value, Decimal | int) or value >= least


def _is_plain(text: str) -> bool:
    try:
        must_be_a_name(text)
    except HiddenCharacter:
        return False
    return 0 < len(text) <= LONGEST_TEXT
