"""What a family is told of its entitlement: the facts of each message, worded in `ui.news.entitlements`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from casework.applications.application import Application
from casework.local_time import local_date
from casework.notices import ABOUT_DECISION, Notice, decision_facts


def notice_of_entitlement(
    key: str,
    application: Application,
    at: datetime,
    own: Mapping[str, object] | None = None,
    *,
    not_before: datetime | None = None,
) -> Notice:
    """A message about the entitlement.

    Args:
        key: the wording key, as `casework.notices.news_of` names it for the line.
        application: the case.
        at: the moment of the line (UTC), by which `verify` finds the one from the other.
        own: what this message says beside reference and programme, as JSON values; a date is written down.
        not_before: when it may leave, if not at once.
    """
    facts = decision_facts(
        reference=application.reference,
        programme=application.programme,
        name=str(application.facts.get("full_name", "")),
        reasons=(),
        decided_on=local_date(application.programme, at),
        complete_by=None,
        verdicts=(),
        papers=application.papers,
        declared=application.facts,
    )
    told = {
        name: value.isoformat() if isinstance(value, date) else value for name, value in (own or {}).items()
    }
    return Notice(
        key=key,
        facts=facts | told,
        promised_at=at,
        not_before=not_before or at,
        about_decision=key in ABOUT_DECISION,
    )
