"""Answer somebody who asks about a case: by national number, for a stated purpose, always written down."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from casework.actors import Staff
from casework.inquiries.answer import answer
from casework.inquiries.codes import new_code
from casework.inquiries.numbers import read_number
from casework.inquiries.port import Asked
from casework.inquiries.purposes import Purpose
from casework.inquiries.said import said_of
from casework.permissions import Permission
from casework.ports import Clock, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquire:
    """The question; ``number`` is as it was typed, and is kept nowhere."""

    number: str
    purpose: Purpose
    command_id: UUID


def inquire(command: Inquire, unit: Unit, by: Staff, now: Clock) -> str:
    """Put the inquiry on record, also one that finds nothing, and a line for each case it is about.

    Returns:
        The check code of the answer; empty where nobody has this number.

    Raises:
        NumberUnfit: it is no national number of any country; nothing is put on record.
    """
    by.must_be_allowed(Permission.INQUIRE)
    at = now()
    number = read_number(command.number, at)
    cases = unit.inquiries.cases_of(number, by)
    for case in cases:
        unit.openings.log(case, f"inquiry:{command.purpose}", by, at)
    code = new_code() if cases else None
    said = said_of(answer(cases, at)) if cases else {}
    asked = Asked(purpose=command.purpose, number=number, found=len(cases), code=code, said=said)
    unit.inquiries.add(asked, by=by.username, at=at)
    return code or ""
