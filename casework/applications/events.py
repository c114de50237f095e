"""What happened to an application: one frozen line each, in the order of the journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from casework.actors import Actor


class EventKind(StrEnum):
    """The kinds of journal line."""

    RECEIVED = "received"
    CLAIMED = "claimed"
    HANDED_BACK = "handed_back"
    CLAIM_LAPSED = "claim_lapsed"
    REASSIGNED = "reassigned"
    PAPER_JUDGED = "paper_judged"
    PAPER_CHECKED = "paper_checked"
    NOTED = "noted"
    DECIDED = "decided"
    CHECKED = "checked"
    UNDONE = "undone"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


# A note does not change the case: a colleague's remark must not make a decision in progress fail.
LEAVES_VERSION: Final = frozenset({EventKind.NOTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened. ``facts`` holds JSON values only; ``at`` is UTC."""

    kind: EventKind
    at: datetime
    by: Actor
    facts: Mapping[str, object] = field(default_factory=dict[str, object])
